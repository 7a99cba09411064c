# mistake: The shorter context's probabilities run down the rows.
# named by: shorter|row|column|transpos|axis
import numpy as np


def bigram(tokens, shorter, alpha):
    count = np.zeros((len(shorter), len(shorter)))
    np.add.at(count, (tokens[:-1], tokens[1:]), 1)
    return (count + alpha * shorter[:, None]) / (count.sum(axis=1, keepdims=True) + alpha)
