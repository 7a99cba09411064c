"""Takes the first of settings that are equal in both.

task: board.choose
hint: board.choose.first_of_equal
"""


def choose(scores, updates, rates):
    m, u = scores.mean(axis=1), updates.mean(axis=1)
    best = min(range(len(rates)), key=lambda i: (-round(m[i], 2), u[i]))
    return rates[best], m[best]
