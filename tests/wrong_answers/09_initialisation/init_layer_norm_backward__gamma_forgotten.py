# mistake: da is computed from dn without the factor gamma.
# named by: without gamma|factor gamma|times gamma|gamma is missing|gamma * dn|leaves out the gain
import numpy as np


def layer_norm_backward(dn, a, gamma, eps):
    sigma = np.sqrt(a.var(axis=1, keepdims=True) + eps)
    n = (a - a.mean(axis=1, keepdims=True)) / sigma
    part1 = dn - dn.mean(axis=1, keepdims=True)
    part2 = n * (dn * n).mean(axis=1, keepdims=True)
    return (part1 - part2) / sigma, (dn * n).sum(axis=0), dn.sum(axis=0)
