# mistake: Each name is divided by its own number of letters and the names are averaged, instead of one mean over all real letters together.
# named by: each name|per name|own length|all names together|mean of means
import numpy as np


def logit_gradient(logits, targets, mask):
    T, B, V = logits.shape
    out = np.zeros_like(logits, dtype=float)
    for b in range(B):
        n = mask[:, b].sum()
        for t in range(T):
            if not mask[t, b]:
                continue
            e = np.exp(logits[t, b] - logits[t, b].max())
            p = e / e.sum()
            p[targets[t, b]] -= 1.0
            out[t, b] = p / (n * B)
    return out
