# mistake: z -= max changes the caller's scores in place.
# named by: in place|changed
import numpy as np


def softmax(z):
    z -= z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)
