# mistake: Compares the updates of the first seed alone.
# named by: first seed|mean of the updates|updates.mean|updates
import numpy as np


def choose(scores, updates, rates):
    m = np.round(scores.mean(axis=1), 2)
    best = 0
    for i in range(1, len(rates)):
        if (-m[i], updates[i, 0], rates[i]) < (-m[best], updates[best, 0], rates[best]):
            best = i
    return rates[best], scores[best].mean()
