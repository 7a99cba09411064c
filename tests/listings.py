"""The listings of rnnlib.scratch, and for each the same numbers by rnnlib.layers.

A case returns the arrays that have a gradient; run(code), which gives the loss, the outputs and the gradients
of a listing; and layers(), which gives the same outputs and gradients by the layers.
"""

import numpy as np

from rnnlib import (
    GRU,
    LSTM,
    RNN,
    BatchNormRNN,
    DotProductAttention,
    Embedding,
    LayerNorm,
    Linear,
    MultiHeadAttention,
    TransformerBlock,
    mse,
    softmax_cross_entropy,
)
from rnnlib.scratch import (
    attention,
    batch_norm,
    cliff,
    gru,
    language,
    layer_norm,
    lstm,
    readout,
    recurrence,
    rnn,
    self_attention,
    transformer,
)

T, D, H, O, F = 5, 3, 4, 2, 6


def one(array):
    """Give a sequence the batch axis of the layers."""
    return array[:, None]


def draw(rng, **shapes):
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def weights(rng, layer):
    """Random parameters in place of the initial ones, no bias zero."""
    for array in layer.params.values():
        array[...] = rng.normal(scale=0.7, size=array.shape)
    return layer.params


def rnn_case(rng):
    layer, readout = RNN(D, H), Linear(H, O)
    params = weights(rng, layer) | weights(rng, readout)
    rest = draw(rng, x=(T, D), y=(T, O), h0=(H,))
    x, y, h0 = rest.values()

    def run(code):
        h, y_hat = code.forward(params, x, h0)
        loss = code.loss(y_hat, y)
        return loss, {"h": h[1:], "y_hat": y_hat, "L": loss}, code.backward(params, x, y, h, y_hat)

    def layers():
        h, cache = layer.forward(one(x), h0[None])
        y_hat, readout_cache = readout.forward(h)
        loss, dy = mse(y_hat, one(y))
        dh, readout_grads = readout.backward(dy, readout_cache)
        return {"h": h[:, 0], "y_hat": y_hat[:, 0], "L": loss}, layer.backward(dh, cache)[2] | readout_grads

    return params, run, layers


def language_case(rng):
    V = O + 3
    embedding, layer, readout = Embedding(V, D), RNN(D, H), Linear(H, V)
    params = weights(rng, layer) | weights(rng, readout)
    E, h0 = weights(rng, embedding)["E"], rng.normal(size=H)
    tokens, targets = np.array([1, 0, 1, 4, 2]), np.array([0, 1, 4, 2, 2])
    moved = np.zeros((T, D))  # added to the inputs, so that they have a gradient of their own

    def run(code):
        x = code.embed(E, tokens) + moved
        h, z = rnn.forward(params, x, h0)
        loss = code.loss(z, targets)
        dx, dh0, grads = code.backward(params, x, targets, h, z)
        grads = grads | {"E": code.embed_backward(E, tokens, dx), "h0": dh0, "moved": dx}
        return loss, {"x": x, "L": loss}, grads

    def layers():
        x, embedding_cache = embedding.forward(one(tokens))
        h, cache = layer.forward(x, h0[None])
        z, readout_cache = readout.forward(h)
        loss, dz = softmax_cross_entropy(z, one(targets))
        dh, readout_grads = readout.backward(dz, readout_cache)
        dx, dh0, grads = layer.backward(dh, cache)
        grads = grads | readout_grads | embedding.backward(dx, embedding_cache)[1]
        return {"x": x[:, 0], "L": loss}, grads | {"h0": dh0[0], "moved": dx[:, 0]}

    return params | {"E": E, "h0": h0, "moved": moved}, run, layers


def recurrence_case(rng):
    layers_of = {f: RNN(D, H, nonlinearity=f.lower()) for f in ("tanh", "ReLU")}
    params = weights(rng, layers_of["tanh"])
    for name, array in params.items():
        layers_of["ReLU"].params[name][...] = array
    rest = draw(rng, x=(T, D), h0=(H,))
    x, h0 = rest.values()
    dh = rng.normal(size=(T, H))  # L = Σ_t dh_t · h_t, of both nonlinearities together

    def run(code):
        loss, states, total = 0.0, {}, {}
        for f in layers_of:
            h = code.forward(params, x, h0, f)
            dx, dh0, grads = code.backward(params, x, dh, h, f)
            loss += np.sum(dh * h[1:])
            states[f] = h[1:]
            for name, grad in (grads | {"x": dx, "h0": dh0}).items():
                total[name] = total.get(name, 0) + grad
        return loss, states, total

    def layers():
        states, total = {}, {}
        for f, layer in layers_of.items():
            h, cache = layer.forward(one(x), h0[None])
            dx, dh0, grads = layer.backward(one(dh), cache)
            states[f] = h[:, 0]
            for name, grad in (grads | {"x": dx[:, 0], "h0": dh0[0]}).items():
                total[name] = total.get(name, 0) + grad
        return states, total

    return params | rest, run, layers


def readout_case(rng):
    layer = Linear(H, O + 1)
    params = weights(rng, layer)
    h, numbers = rng.normal(size=(T + 1, H)), rng.normal(size=T)
    classes, counts = np.array([2.0, 0, 1, 1, 2]), np.array([1.0, 0, 1, 1, 0])

    def run(code):
        y_hat = code.forward(params, h)
        loss, dy_hat = code.cross_entropy(y_hat, classes, counts)
        error, dnumber = code.squared_error(y_hat[:, :1], numbers, counts)  # of the first output
        dy_hat[:, :1] += dnumber
        dh, grads = code.backward(params, h, dy_hat, counts)
        dh = np.concatenate([np.zeros((1, H)), dh])
        return loss + error, {"y_hat": y_hat, "L": loss, "E": error}, grads | {"h": dh}

    def layers():
        y_hat, cache = layer.forward(one(h[1:]))
        loss, dy_hat = softmax_cross_entropy(y_hat, one(classes.astype(int)), one(counts > 0))
        error, dnumber = mse(y_hat[..., :1], one(numbers[:, None]), one(counts > 0))
        dy_hat[..., :1] += dnumber
        dh, grads = layer.backward(dy_hat, cache)
        outputs = {"y_hat": y_hat[:, 0], "L": loss, "E": error}
        return outputs, grads | {"h": np.concatenate([np.zeros((1, H)), dh[:, 0]])}

    return params | {"h": h}, run, layers


def lstm_case(rng):
    layer = LSTM(D, H)
    params = weights(rng, layer)
    rest = draw(rng, x=(T, D), h0=(H,), c0=(H,))
    x, h0, c0 = rest.values()
    dh = rng.normal(size=(T, H))  # L = Σ_t dh_t · h_t

    def run(code):
        h, *others = code.forward(params, x, h0, c0)
        dx, dh0, dc0, grads = code.backward(params, x, dh, h, *others)
        return np.sum(dh * h[1:]), {"h": h[1:]}, grads | {"x": dx, "h0": dh0, "c0": dc0}

    def layers():
        h, cache = layer.forward(one(x), (h0[None], c0[None]))
        dx, (dh0, dc0), grads = layer.backward(one(dh), cache)
        return {"h": h[:, 0]}, grads | {"x": dx[:, 0], "h0": dh0[0], "c0": dc0[0]}

    return params | rest, run, layers


def gru_case(rng):
    layer = GRU(D, H)
    params = weights(rng, layer)
    rest = draw(rng, x=(T, D), h0=(H,))
    x, h0 = rest.values()
    dh = rng.normal(size=(T, H))

    def run(code):
        h, *others = code.forward(params, x, h0)
        dx, dh0, grads = code.backward(params, x, dh, h, *others)
        return np.sum(dh * h[1:]), {"h": h[1:]}, grads | {"x": dx, "h0": dh0}

    def layers():
        h, cache = layer.forward(one(x), h0[None])
        dx, dh0, grads = layer.backward(one(dh), cache)
        return {"h": h[:, 0]}, grads | {"x": dx[:, 0], "h0": dh0[0]}

    return params | rest, run, layers


def attention_case(rng):
    arrays = draw(rng, query=(O, D), keys=(T, D), values=(T, H))
    dcontext = rng.normal(size=(O, H))

    def run(code):
        context, p = code.forward(*arrays.values())
        grads = code.backward(dcontext, *arrays.values(), p)
        return (
            np.sum(dcontext * context),
            {"context": context, "weights": p},
            dict(zip(arrays, grads, strict=True)),
        )

    def layers():
        layer = DotProductAttention()
        context, cache = layer.forward(*map(one, arrays.values()))
        grads, _ = layer.backward(one(dcontext), cache)
        outputs = {"context": context[:, 0], "weights": cache["weights"][:, 0]}
        return outputs, {name: grad[:, 0] for name, grad in zip(arrays, grads, strict=True)}

    return arrays, run, layers


def by_head(layer_arrays):
    """The arrays of a MultiHeadAttention of one head, under the names of the listing."""
    W, b = (np.split(layer_arrays[f"project.{name}"], 3) for name in ("W_hy", "b_y"))
    named = {f"W_{name}": part for name, part in zip("qkv", W, strict=True)}
    named |= {f"b_{name}": part for name, part in zip("qkv", b, strict=True)}
    return named | {"W_o": layer_arrays["output.W_hy"], "b_o": layer_arrays["output.b_y"]}


def by_part(layer_arrays):
    """The arrays of a TransformerBlock of one head, under the names of the listing."""
    start = "attention."
    named = by_head({k.removeprefix(start): v for k, v in layer_arrays.items() if k.startswith(start)})
    for i in (1, 2):
        named |= {f"{kind}_{i}": layer_arrays[f"norm_{i}.{kind}"] for kind in ("gamma", "beta")}
        named |= {
            f"W_{i}": layer_arrays[f"feedforward_{i}.W_hy"],
            f"b_{i}": layer_arrays[f"feedforward_{i}.b_y"],
        }
    return named


def block_case(rng, layer, named):
    params = named(weights(rng, layer))
    x, dy = rng.normal(size=(T, D)), rng.normal(size=(T, D))

    def run(code):
        y, cache = code.forward(params, x)
        dx, grads = code.backward(params, dy, cache)
        return np.sum(dy * y), {"y": y}, grads | {"x": dx}

    def layers():
        y, cache = layer.forward(one(x))
        dx, grads = layer.backward(one(dy), cache)
        return {"y": y[:, 0]}, named(grads) | {"x": dx[:, 0]}

    return params | {"x": x}, run, layers


def self_attention_case(rng):
    return block_case(rng, MultiHeadAttention(D, 1), by_head)


def transformer_case(rng):
    return block_case(rng, TransformerBlock(D, 1, F), by_part)


def layer_norm_case(rng):
    layer = LayerNorm(D)
    gamma, beta = weights(rng, layer).values()
    x, dy = rng.normal(size=D), rng.normal(size=D)

    def run(code):
        y = code.normalise(x, gamma, beta)
        dx, dgamma, dbeta = code.normalise_backward(dy, x, gamma)
        return np.sum(dy * y), {"y": y}, {"x": dx, "gamma": dgamma, "beta": dbeta}

    def layers():
        y, cache = layer.forward(x[None, None])
        dx, grads = layer.backward(dy[None, None], cache)
        return {"y": y[0, 0]}, grads | {"x": dx[0, 0]}

    return {"x": x, "gamma": gamma, "beta": beta}, run, layers


def batch_norm_case(rng):
    B = 5
    layer = BatchNormRNN(D, H, T)
    params = weights(rng, layer)
    x, h0, dh = draw(rng, x=(T, B, D), h0=(B, H), dh=(T, B, H)).values()

    def run(code):
        cache = code.forward(params, x, h0)
        dh_all, grads = code.backward(params, x, cache, dh)
        return np.sum(dh * cache["h"][1:]), {"h": cache["h"][1:]}, grads | {"h0": dh_all[0]}

    def layers():
        h, cache = layer.forward(x, h0, training=True)
        _, dh0, grads = layer.backward(dh, cache)
        return {"h": h}, grads | {"h0": dh0}

    return params | {"h0": h0}, run, layers


def cliff_case(rng):
    """One tanh neuron a place says the same: σ(a) = (1 + tanh(a/2))/2, so h = (1 + u)/2 for its state u."""
    n, T = 3, 6
    arrays = {"W_hh": rng.uniform(2, 5, n), "b_h": rng.uniform(-3, 0, n)}
    W_hh, b_h = arrays.values()

    def run(code):
        h = code.forward(W_hh, b_h, T)
        dW_hh, db_h = code.backward(W_hh, h)
        loss = code.loss(h)
        return np.sum(loss), {"h": h, "L": loss}, {"W_hh": dW_hh, "b_h": db_h}

    def layers():
        layer, u0 = RNN(1, n), np.full((1, n), np.tanh(0.25))
        layer.params["W_hh"][...] = np.diag(W_hh / 4)  # a/2 = W_hh u/4 + (W_hh/2 + b_h)/2
        layer.params["b_h"][...] = W_hh / 4 + b_h / 2
        u, cache = layer.forward(np.zeros((T, 1, 1)), u0)
        h = (1 + np.concatenate([u0[None], u])[:, 0]) / 2
        du = np.zeros_like(u)
        du[-1] = h[-1] - 0.7  # dL/dh = 2 (h − 0.7), and dh/du = 1/2
        grads = layer.backward(du, cache)[2]
        dW_hh, db_h = (np.diag(grads["W_hh"]) + grads["b_h"]) / 4, grads["b_h"] / 2
        return {"h": h, "L": (h[-1] - 0.7) ** 2}, {"W_hh": dW_hh, "b_h": db_h}

    return arrays, run, layers


CASES = {
    rnn: rnn_case,
    recurrence: recurrence_case,
    readout: readout_case,
    language: language_case,
    lstm: lstm_case,
    gru: gru_case,
    attention: attention_case,
    self_attention: self_attention_case,
    layer_norm: layer_norm_case,
    batch_norm: batch_norm_case,
    cliff: cliff_case,
    transformer: transformer_case,
}
