# mistake: The rate is right, the score is the highest of all means.
# named by: highest|max|another setting|score
import numpy as np


def choose(scores, updates, rates):
    mean = scores.mean(axis=1)
    best = np.lexsort((rates, updates.mean(axis=1), -np.round(mean, 2)))[0]
    return rates[best], mean.max()
