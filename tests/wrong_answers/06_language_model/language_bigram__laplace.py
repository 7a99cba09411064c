# mistake: It adds alpha to every count and alpha * V to the sum (Laplace smoothing), ignoring the unigram.
# named by: unigram|shorter|laplace|evenly
import numpy as np


def bigram(tokens, shorter, alpha):
    V = shorter.shape[0]
    counts = np.bincount(V * tokens[:-1] + tokens[1:], minlength=V * V).reshape(V, V)
    smoothed = counts + alpha
    return smoothed / smoothed.sum(axis=1)[:, None]
