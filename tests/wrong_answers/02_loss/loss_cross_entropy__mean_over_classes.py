# mistake: The mean of the one-hot product is taken over T * K entries.
# named by: classes|factor|T * K|mean|T·K entries
import numpy as np


def cross_entropy(logits, targets):
    K = logits.shape[1]
    onehot = np.eye(K)[targets]
    m = logits.max(axis=1, keepdims=True)
    log_p = logits - m - np.log(np.sum(np.exp(logits - m), axis=1, keepdims=True))
    return -np.mean(onehot * log_p)
