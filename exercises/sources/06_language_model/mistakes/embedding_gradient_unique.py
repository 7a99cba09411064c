"""Only the first place of each token is counted.

task: language.embedding_gradient
hint: language.embedding_gradient.first_only
"""

import numpy as np


def embedding_gradient(tokens, dx, V):
    dE = np.zeros((V, dx.shape[2]))
    places, first = np.unique(tokens.ravel(), return_index=True)
    dE[places] = dx.reshape(-1, dx.shape[2])[first]
    return dE
