"""Right answers, each written in another way than the master's."""

import numpy as np


def norms_by_lag(dh, lengths):
    """Count each norm at its lag, sequence by sequence."""
    total, count = np.zeros(lengths.max()), np.zeros(lengths.max())
    for b, n in enumerate(lengths):
        back = np.sqrt((dh[:n, b] ** 2).sum(axis=-1))[::-1]
        total[:n] += back
        count[:n] += 1
    return total / count


def reached(T, chunk):
    shares = np.zeros(T)
    for k in range(T):
        seen = 0
        for t in range(k, T):
            first = t - t % chunk
            if t - k >= first:
                seen += 1
        shares[k] = seen / (T - k)
    return shares


def choose(scores, updates, rates):
    def rank(i):
        return -round(float(np.mean(scores[i])), 2), np.sum(updates[i]), rates[i]

    best = min(range(len(rates)), key=rank)
    return rates[best], np.mean(scores[best])


def interval(fix, plain):
    d = [fix[s] - plain[s] for s in range(5)]
    mean = sum(d) / 5
    deviation = (sum((x - mean) ** 2 for x in d) / 4) ** 0.5
    return mean, mean - 2.776 * deviation / 5**0.5, mean + 2.776 * deviation / 5**0.5


def verdict(fix, plain):
    d = fix - plain
    half = 2.776 * np.sqrt(np.var(d, ddof=1) / 5)
    if np.sort(fix)[1] >= 0.95:
        return 2
    sure = abs(d.mean()) > half and abs(d.mean()) >= 0.05
    return int(np.sign(d.mean())) if sure else 0


def diagnosis(losses, norms, by_lag, saturated):
    """By elimination, with other cures: a smaller rate, a smaller radius and another scale."""
    healthy = by_lag[-1] >= by_lag[0] / 20
    if healthy and losses[-1] > 2:
        return {"rate too large": {"lr": 0.2}}
    if healthy:
        return {"exploding": {"lr": 0.03}}
    if np.any(by_lag == 0):
        return {"truncated": {"chunk": 15, "max_norm": 1}}
    return {"saturated": {"scale": 0.5}} if saturated >= 0.5 else {"vanishing": {"radius": 1.1}}
