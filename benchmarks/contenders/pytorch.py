"""The step in eager PyTorch, with the optimiser's default loop or its fused kernel."""

import math

import torch
from torch.nn.functional import cross_entropy

from contenders.problem import BETAS, EPS, LR, MAX_NORM, Arrays, Contender, Problem

torch.set_num_threads(2)


def build(problem: Problem, fused: bool = False) -> Contender:
    H, dtype = problem.H, getattr(torch, problem.dtype)
    layer = getattr(torch.nn, problem.cell)(problem.D, H, dtype=dtype)
    readout = torch.nn.Linear(H, problem.D, dtype=dtype)
    one_bias(layer, problem)
    with torch.no_grad():
        for name, array in problem.weights().items():
            tensor(name, layer, readout)[...] = torch.from_numpy(array)
    x, targets = (torch.from_numpy(array) for array in problem.data())
    targets = targets.reshape(-1)
    params = [p for p in [*layer.parameters(), *readout.parameters()] if p.requires_grad]
    optimiser = torch.optim.Adam(params, LR, BETAS, EPS, fused=fused or None)

    def forward_and_backward() -> float:
        optimiser.zero_grad()
        h, _ = layer(x)
        loss = cross_entropy(readout(h).flatten(0, 1), targets)
        loss.backward()
        return loss.item()

    def step() -> float:
        loss = forward_and_backward()
        torch.nn.utils.clip_grad_norm_(params, MAX_NORM)
        optimiser.step()
        return loss

    def gradients() -> tuple[float, float, Arrays]:
        loss = forward_and_backward()
        norm = torch.nn.utils.clip_grad_norm_(params, math.inf).item()
        grads = {name: tensor(name, layer, readout, grad=True).numpy() for name in problem.weights()}
        optimiser.zero_grad()
        return loss, norm, grads

    def weights() -> Arrays:
        return {name: tensor(name, layer, readout).detach().numpy() for name in problem.weights()}

    return Contender(step, gradients, weights)


def one_bias(layer: torch.nn.RNNBase, problem: Problem) -> None:
    """Take PyTorch's second bias out of training, but for b_hn: it doubles the first, and rnnlib has one."""
    second = layer.bias_hh_l0
    with torch.no_grad():
        second.zero_()
    if problem.cell == "GRU":  # b_hn stays
        kept = torch.ones_like(second)
        kept[: 2 * problem.H] = 0
        second.register_hook(lambda grad: grad * kept)
    else:
        second.requires_grad_(False)


def tensor(name: str, layer: torch.nn.RNNBase, readout: torch.nn.Linear, grad: bool = False) -> torch.Tensor:
    """Return the weights, or the gradient, that rnnlib calls `name`."""
    places = {
        "W_xh": layer.weight_ih_l0,
        "W_hh": layer.weight_hh_l0,
        "b_h": layer.bias_ih_l0,
        "b_hn": layer.bias_hh_l0,
        "W_hy": readout.weight,
        "b_y": readout.bias,
    }
    whole = places[name].grad if grad else places[name]
    return whole[-layer.hidden_size :] if name == "b_hn" else whole
