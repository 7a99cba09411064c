# mistake: Returns the index of the rate.
# named by: the place of the setting


def choose(scores, updates, rates):
    mean = scores.mean(axis=1)
    best = min(range(len(rates)), key=lambda i: (-round(mean[i], 2), updates[i].mean(), rates[i]))
    return best, mean[best]
