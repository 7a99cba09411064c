# mistake: One mean and one deviation are taken over the whole batch matrix, because the axis is missing.
# named by: whole batch|each row|each vector|all rows|whole matrix
import numpy as np


def layer_norm(a, gamma, beta, eps):
    a_hat = (a - np.mean(a)) / np.sqrt(np.var(a) + eps)
    return gamma * a_hat + beta
