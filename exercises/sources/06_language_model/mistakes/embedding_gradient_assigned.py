"""A row is overwritten at every place where its token stands.

task: language.embedding_gradient
hint: language.embedding_gradient.last_only
"""

import numpy as np


def embedding_gradient(tokens, dx, V):
    dE = np.zeros((V, dx.shape[2]))
    for t in range(tokens.shape[0]):
        for b in range(tokens.shape[1]):
            dE[tokens[t, b]] = dx[t, b]
    return dE
