# mistake: Of equal ones the last in line.
# named by: last in line|order|equal
import numpy as np


def choose(scores, updates, rates):
    mean = np.round(scores.mean(axis=1), 2)
    best = 0
    for i in range(len(rates)):
        if mean[i] >= mean[best]:
            best = i
    return rates[best], scores[best].mean()
