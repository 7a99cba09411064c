# mistake: The loss is summed over the steps instead of averaged.
# named by: mean|average|steps
import numpy as np


def cross_entropy(logits, targets):
    z = logits - logits.max(axis=1, keepdims=True)
    loss = 0.0
    for t, k in enumerate(targets):
        loss += np.log(np.exp(z[t]).sum()) - z[t, k]
    return loss
