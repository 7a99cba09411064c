"""Right answers, each written in another way than the master's."""

import numpy as np


def embedding_gradient(tokens, dx, V):
    onehot = np.eye(V)[tokens]  # (T, B, V)
    return np.einsum("tbv,tbd->vd", onehot, dx)


def logit_gradient(logits, targets, mask):
    dlogits = np.zeros_like(logits)
    for t, b in zip(*np.nonzero(mask), strict=True):
        z = logits[t, b] - logits[t, b].max()
        dlogits[t, b] = np.exp(z) / np.exp(z).sum()
        dlogits[t, b, targets[t, b]] -= 1
    return dlogits / np.count_nonzero(mask)


def perplexity(losses, mask):
    return np.prod(np.exp(losses[mask] / np.count_nonzero(mask)))


def bigram(tokens, shorter, alpha):
    rows = []
    for i in range(len(shorter)):
        after = [tokens[t + 1] for t in range(len(tokens) - 1) if tokens[t] == i]
        count = np.array([after.count(j) for j in range(len(shorter))])
        rows.append((count + alpha * shorter) / (len(after) + alpha))
    return np.array(rows)


def draw_token(z, tau, u):
    p = np.exp(z / tau - np.logaddexp.reduce(z / tau))
    return p, int(np.sum(np.cumsum(p)[:-1] <= u))


def invent(params, tau, u):
    h, read, written = np.zeros(len(params["b_h"])), 0, []
    for number in u:
        x = params["E"][read]
        h = np.tanh(x @ params["W_xh"].T + h @ params["W_hh"].T + params["b_h"])
        _, read = draw_token(params["W_hy"] @ h + params["b_y"], tau, number)
        if read == 1:
            break
        written += [read]
    return np.array(written, dtype=int), h
