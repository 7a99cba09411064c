# mistake: The smaller rate comes before the updates.
# named by: updates


def choose(scores, updates, rates):
    mean = scores.mean(axis=1)
    best = 0
    for i in range(len(rates)):
        if round(mean[i], 2) > round(mean[best], 2):
            best = i
        elif round(mean[i], 2) == round(mean[best], 2) and rates[i] < rates[best]:
            best = i
    return rates[best], mean[best]
