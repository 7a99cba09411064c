# mistake: The losses are negated once too often.
# named by: sign|inverse|one over|reciprocal
import numpy as np


def perplexity(losses, mask):
    return np.exp(-losses[mask].mean())
