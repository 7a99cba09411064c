# mistake: Rounds to three digits.
# named by: round|digits


def choose(scores, updates, rates):
    mean = scores.mean(axis=1)
    order = sorted(range(len(rates)), key=lambda i: (-round(mean[i], 3), updates[i].mean(), rates[i]))
    return rates[order[0]], mean[order[0]]
