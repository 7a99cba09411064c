# mistake: All entries of the array share one denominator, so the whole array sums to 1 and not each row.
# named by: each|row|axis
import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()
