# mistake: The largest score of the whole array is subtracted, so rows of much lower scores underflow to 0/0.
# named by: each|row|own|underflow
import numpy as np


def softmax(z):
    z = z - z.max()
    out = []
    for row in z:
        e = np.exp(row)
        out.append(e / e.sum())
    return np.array(out)
