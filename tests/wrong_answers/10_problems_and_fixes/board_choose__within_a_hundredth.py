# mistake: Takes all within 0.01 of the best for equal, instead of rounding.
# named by: within|round|two digits


def choose(scores, updates, rates):
    mean = scores.mean(axis=1)
    near = [i for i in range(len(rates)) if mean.max() - mean[i] < 0.01]
    best = min(near, key=lambda i: (updates[i].mean(), rates[i]))
    return rates[best], mean[best]
