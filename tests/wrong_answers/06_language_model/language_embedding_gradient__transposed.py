# mistake: The result is (D, V).
# named by: changed places|transpos|shape
import numpy as np


def embedding_gradient(tokens, dx, V):
    dE = np.zeros((dx.shape[2], V))
    for t in range(tokens.shape[0]):
        for b in range(tokens.shape[1]):
            dE[:, tokens[t, b]] += dx[t, b]
    return dE
