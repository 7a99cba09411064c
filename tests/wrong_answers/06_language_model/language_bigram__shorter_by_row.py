# mistake: alpha * p is added down the rows, p(i) of the row instead of p(j) of the column.
# named by: p(i)|p(j)|row instead of|column|wrong axis|down the rows
import numpy as np


def bigram(tokens, shorter, alpha):
    n = len(shorter)
    C = np.zeros((n, n))
    for t in range(len(tokens) - 1):
        C[tokens[t], tokens[t + 1]] += 1
    numerator = C + alpha * shorter[:, None]
    denominator = C.sum(axis=1) + alpha
    return numerator / denominator[:, None]
