# mistake: The columns sum to one, not the rows.
# named by: row|column|axis
import numpy as np


def bigram(tokens, shorter, alpha):
    count = np.zeros((len(shorter),) * 2)
    for a, b in zip(tokens[:-1], tokens[1:], strict=True):
        count[a, b] += 1
    count += alpha * shorter
    return count / count.sum(axis=0)
