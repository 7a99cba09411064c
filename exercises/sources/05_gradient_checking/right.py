"""Right answers, each written in another way than the master's."""

import numpy as np


def central_difference(f, w, i, step):
    shift = np.zeros(w.size)
    shift[i] = step
    shift = shift.reshape(w.shape)
    return (f(w + shift) - f(w - shift)) / step / 2


def relative_error(given, found):
    if np.isnan(given).any() or np.isnan(found).any():
        return float("inf")
    scale = np.max([np.abs(given), np.abs(found)])
    return np.max(np.abs(found - given)) / scale if scale > 0 else 0.0


def directional(f, params, grads, signs, step):
    M = np.concatenate([s.ravel() for s in signs.values()]).size
    above, below, predicted = {}, {}, 0.0
    for name, w in params.items():
        u = signs[name] * M**-0.5
        above[name], below[name] = w + step * u, w - step * u
        predicted += np.vdot(u, grads[name])
    return [predicted, (f(above) - f(below)) / step / 2]


def complex_step(f, w):
    grad = []
    for i in range(w.size):
        z = w.ravel() + 1e-30j * (np.arange(w.size) == i)
        grad.append(np.imag(f(z.reshape(w.shape))) * 1e30)
    return np.reshape(grad, w.shape)


def gradient_check(f, params, grads):
    """Central differences, and the slopes to both sides only where they disagree."""
    ok = {}
    for name, w in params.items():
        single = w.dtype == np.float32
        step, tolerance = (5e-3, 1e-2) if single else (1e-5, 1e-6)
        eps = 1.2e-7 if single else 2.3e-16
        values = np.zeros((3, w.size))
        for i in range(w.size):
            for side in (-1, 0, 1):
                moved = w.copy()
                moved.flat[i] += side * step
                values[side + 1, i] = f({**params, name: moved})
        given = grads[name].ravel()
        central = (values[2] - values[0]) / (2 * step)
        slack = tolerance * max(abs(central)) + 10 * eps * abs(values[1]) / step
        slopes = np.diff(values, axis=0) / step
        near = abs(given - central) <= slack
        between = (slopes.min(axis=0) - slack <= given) & (given <= slopes.max(axis=0) + slack)
        ok[name] = bool((near | between).all())
    return ok


def broken_line(ok):
    names = ["W_xh", "W_hh", "b_h", "W_hy", "b_y", "x", "h0"]
    failing = [not ok[name] for name in names]
    if sum(failing) == 1:
        return 3 + failing.index(True)
    if failing[3] or failing[4]:
        return 1
    return 2 if any(failing) else 0
