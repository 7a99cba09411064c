"""A recurrent network learns the names of emoji and invents new ones.

NumPy and nothing else: copy this file anywhere, and run it.
"""

import unicodedata

import numpy as np

H, LR, EPOCHS, BATCH = 128, 0.005, 16, 32
Arrays = dict[str, np.ndarray]

# The names; token 0 stands before and after each of them.
POINTS = [*range(0x1F300, 0x1F650), *range(0x1F900, 0x1FA00)]
NAMES = [unicodedata.name(chr(point)).lower() for point in POINTS]
LETTERS = "." + "".join(sorted(set("".join(NAMES))))
V = len(LETTERS)


def initial(rng: np.random.Generator) -> Arrays:
    """Return the weights before training, the recurrent ones orthogonal."""
    W_hh, _ = np.linalg.qr(rng.normal(size=(H, H)))
    return {
        "W_xh": rng.normal(size=(H, V)) / np.sqrt(H),
        "W_hh": W_hh,
        "b_h": np.zeros(H),
        "W_hy": rng.normal(size=(V, H)) / np.sqrt(H),
        "b_y": np.zeros(V),
    }


def encode(batch: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the tokens (T + 1, B), and a 1 for each that counts (T, B)."""
    T = max(map(len, batch)) + 1
    tokens = np.zeros((T + 1, len(batch)), int)
    mask = np.zeros((T, len(batch)))
    for b, name in enumerate(batch):
        tokens[1 : len(name) + 1, b] = [LETTERS.index(c) for c in name]
        mask[: len(name) + 1, b] = 1  # the letters and the end
    return tokens, mask


def forward(params: Arrays, inputs: np.ndarray, h0: np.ndarray) -> Arrays:
    """Return the states h (T + 1, B, H) and the odds p (T, B, V)."""
    h = np.stack([h0] * (len(inputs) + 1))
    for t, c in enumerate(inputs):
        a = params["W_xh"].T[c] + h[t] @ params["W_hh"].T + params["b_h"]
        h[t + 1] = np.tanh(a)
    z = h[1:] @ params["W_hy"].T + params["b_y"]
    p = np.exp(z - z.max(axis=2, keepdims=True))
    return {"h": h, "p": p / p.sum(axis=2, keepdims=True)}


def backward(params: Arrays, batch: list[str]) -> tuple[float, Arrays]:
    """Return the mean cross-entropy of a letter, and its gradients."""
    tokens, mask = encode(batch)
    inputs, targets, N = tokens[:-1], tokens[1:], mask.sum()
    run = forward(params, inputs, np.zeros((len(batch), H)))
    h, p = run["h"], run["p"]
    t, b = np.indices(targets.shape)
    loss = -np.sum(mask * np.log(p[t, b, targets])) / N
    dz = p.copy()
    dz[t, b, targets] -= 1
    dz *= mask[:, :, None] / N
    dh, da = dz @ params["W_hy"], np.zeros_like(h)
    for k in range(len(inputs), 0, -1):
        later = da[k + 1] @ params["W_hh"] if k < len(inputs) else 0
        da[k] = (1 - h[k] ** 2) * (dh[k - 1] + later)
    dW_xh = np.zeros((V, H))
    np.add.at(dW_xh, inputs, da[1:])  # a letter that comes twice adds up
    return float(loss), {
        "W_xh": dW_xh.T,
        "W_hh": np.tensordot(da[1:], h[:-1], ((0, 1), (0, 1))),
        "b_h": da.sum(axis=(0, 1)),
        "W_hy": np.tensordot(dz, h[1:], ((0, 1), (0, 1))),
        "b_y": dz.sum(axis=(0, 1)),
    }


def invent(params: Arrays, rng: np.random.Generator, tau: float) -> str:
    """Return a name: each letter is drawn, and is the next input."""
    h, token, name = np.zeros((1, H)), 0, ""
    while len(name) < 40:
        run = forward(params, np.array([[token]]), h)
        h, odds = run["h"][-1], run["p"][0, 0] ** (1 / tau)
        token = rng.choice(V, p=odds / odds.sum())
        if token == 0:
            break
        name += LETTERS[token]
    return name


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    params, n = initial(rng), 0
    m, s = ({k: 0 * W for k, W in params.items()} for _ in range(2))
    for epoch in range(EPOCHS):
        names = sorted(NAMES, key=lambda name: len(name) + 4 * rng.random())
        starts = range(0, len(names), BATCH)
        for i in rng.permutation(starts):
            loss, grads = backward(params, names[i : i + BATCH])
            n += 1
            lr = LR * (1 - n / (EPOCHS * len(starts) + 1))
            for k, dW in grads.items():  # Adam
                m[k] = 0.9 * m[k] + 0.1 * dW
                s[k] = 0.999 * s[k] + 0.001 * dW**2
                root = np.sqrt(s[k] / (1 - 0.999**n)) + 1e-8
                params[k] -= lr * m[k] / (1 - 0.9**n) / root
        print(epoch + 1, round(loss, 2), "·", invent(params, rng, 0.6))
    print("\n".join(invent(params, rng, 0.6) for _ in range(12)))
