"""The step in JAX: one compiled function, lax.scan over time, Adam written out."""

from functools import cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from contenders.problem import BETAS, EPS, LR, MAX_NORM, Arrays, Contender, Problem

jax.config.update("jax_enable_x64", True)  # arrays keep the dtype they are given


def rnn(w: dict[str, Any], h: jax.Array, a_x: jax.Array) -> tuple[jax.Array, jax.Array]:
    h = jnp.tanh(a_x + h @ w["W_hh"].T)
    return h, h


def lstm(w: dict[str, Any], state: Any, a_x: jax.Array) -> tuple[Any, jax.Array]:
    h, c = state
    i, f, g, o = jnp.split(a_x + h @ w["W_hh"].T, 4, axis=-1)
    c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
    h = jax.nn.sigmoid(o) * jnp.tanh(c)
    return (h, c), h


def gru(w: dict[str, Any], h: jax.Array, a_x: jax.Array) -> tuple[jax.Array, jax.Array]:
    (r_x, z_x, n_x), (r_h, z_h, n_h) = (jnp.split(a, 3, axis=-1) for a in (a_x, h @ w["W_hh"].T))
    r, z = jax.nn.sigmoid(r_x + r_h), jax.nn.sigmoid(z_x + z_h)
    n = jnp.tanh(n_x + r * (n_h + w["b_hn"]))
    h = (1 - z) * n + z * h
    return h, h


CELLS = {"RNN": rnn, "LSTM": lstm, "GRU": gru}


def loss(cell: str, w: dict[str, Any], x: jax.Array, targets: jax.Array) -> jax.Array:
    zero = jnp.zeros((x.shape[1], w["W_hh"].shape[1]), x.dtype)
    a_x = x @ w["W_xh"].T + w["b_h"]  # (T, B, G·H), for all steps in one product
    _, h = lax.scan(partial(CELLS[cell], w), (zero, zero) if cell == "LSTM" else zero, a_x)
    log_p = jax.nn.log_softmax(h @ w["W_hy"].T + w["b_y"])
    return -jnp.take_along_axis(log_p, targets[..., None], axis=-1).mean()


def global_norm(grads: dict[str, Any]) -> jax.Array:
    return jnp.sqrt(sum(jnp.sum(g * g) for g in grads.values()))


def update(cell: str, state: Any, x: jax.Array, targets: jax.Array) -> tuple[Any, jax.Array]:
    w, m, v, count = state
    value, grads = jax.value_and_grad(partial(loss, cell))(w, x, targets)
    scale = jnp.minimum(1, MAX_NORM / global_norm(grads))
    count = count + 1
    steps = count.astype(x.dtype)
    after = ({}, {}, {})
    for name, g in grads.items():
        g = scale * g
        m_new = BETAS[0] * m[name] + (1 - BETAS[0]) * g
        v_new = BETAS[1] * v[name] + (1 - BETAS[1]) * g * g
        m_hat, v_hat = m_new / (1 - BETAS[0] ** steps), v_new / (1 - BETAS[1] ** steps)
        w_new = w[name] - LR * m_hat / (jnp.sqrt(v_hat) + EPS)
        for part, new in zip(after, (w_new, m_new, v_new), strict=True):
            part[name] = new
    return (*after, count), value


def first_state(problem: Problem) -> Any:
    w = problem.weights()
    zeros = [{name: np.zeros_like(array) for name, array in w.items()} for _ in range(2)]
    return jax.device_put((w, *zeros, np.zeros((), np.int32)), may_alias=False)


@cache
def compiled(problem: Problem) -> Any:
    step = jax.jit(partial(update, problem.cell), donate_argnums=0)
    return step.lower(first_state(problem), *problem.data()).compile()


def build(problem: Problem) -> Contender:
    run = compiled(problem)
    state = first_state(problem)
    x, targets = jax.device_put(problem.data())

    def step() -> float:
        nonlocal state
        state, value = jax.block_until_ready(run(state, x, targets))
        return float(value)

    @jax.jit
    def loss_norm_gradients(w: dict[str, Any]) -> Any:
        value, grads = jax.value_and_grad(partial(loss, problem.cell))(w, x, targets)
        return value, global_norm(grads), grads

    def gradients() -> tuple[float, float, Arrays]:
        value, norm, grads = loss_norm_gradients(state[0])
        return float(value), float(norm), {name: np.asarray(g) for name, g in grads.items()}

    return Contender(step, gradients, lambda: {name: np.asarray(w) for name, w in state[0].items()})
