# mistake: The scores themselves are averaged as if they were log-probabilities (torch's NLLLoss); the normalisation is missing.
# named by: softmax|probabilit|normalis|logaddexp.reduce(z)` is left out
import numpy as np


def cross_entropy(logits, targets):
    return -logits[np.arange(len(targets)), targets].mean()
