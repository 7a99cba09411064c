# mistake: The number of rows is taken from the largest token that occurs, so V is ignored and rows at the end are missing.
# named by: rows|largest token|shape|ignores v|v rows
import numpy as np


def embedding_gradient(tokens, dx, V):
    flat = tokens.reshape(-1)
    g = dx.reshape(len(flat), -1)
    dE = np.zeros((flat.max() + 1, g.shape[1]))
    for token, row in zip(flat, g):
        dE[token] += row
    return dE
