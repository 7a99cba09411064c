"""Scaled dot-product attention on plain arrays, with any number of axes in front: one head or many."""

import numpy as np

from rnnlib.layers.softmax import softmax, softmax_backward


def scaled_dot_product(
    query: np.ndarray, keys: np.ndarray, values: np.ndarray, allowed: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Take, for every query, the mean of the values, weighted by query · key.

    Parameters
    ----------
    query : (…, T_q, K)
    keys : (…, T_k, K)
    values : (…, T_k, V)
    allowed : bool, broadcastable to (…, T_q, T_k), True where the query may see the key; None allows all

    Returns
    -------
    context : (…, T_q, V)
    weights : (…, T_q, T_k)

    Raises
    ------
    NonFiniteError
        If a product of query and key overflows.

    Notes
    -----
    e_tj = query_t · key_j / √K,  p_t = softmax(e_t),  context_t = Σ_j p_tj value_j. The root keeps the scores
    of independent entries of variance 1 at variance 1, whatever K.

    Vaswani et al. (2017), "Attention is all you need", NeurIPS, equation 1.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # an overflow is reported by the softmax
        scores = _scale(query) * query @ keys.swapaxes(-1, -2)  # (…, T_q, K) @ (…, K, T_k)
    weights = softmax(scores, allowed)
    return weights @ values, weights


def scaled_dot_product_backward(
    dcontext: np.ndarray, query: np.ndarray, keys: np.ndarray, values: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Turn ∂L/∂context into the gradients of query, keys and values.

    Parameters
    ----------
    dcontext : (…, T_q, V)
    query, keys, values : as given to `scaled_dot_product`
    weights : as it returned them

    Returns
    -------
    dquery : (…, T_q, K)
    dkeys : (…, T_k, K)
    dvalues : (…, T_k, V)

    Notes
    -----
    dvalue_j = Σ_t p_tj dcontext_t,  dp_tj = dcontext_t · value_j,  de_tj = p_tj (dp_tj − Σ_k p_tk dp_tk),
    dquery_t = Σ_j de_tj key_j / √K,  dkey_j = Σ_t de_tj query_t / √K.
    """
    dvalues = weights.swapaxes(-1, -2) @ dcontext  # (…, T_k, T_q) @ (…, T_q, V)
    dweights = dcontext @ values.swapaxes(-1, -2)  # (…, T_q, V) @ (…, V, T_k)
    dscores = _scale(query) * softmax_backward(dweights, weights)
    return dscores @ keys, dscores.swapaxes(-1, -2) @ query, dvalues


def _scale(query: np.ndarray) -> float:
    return float(query.shape[-1] ** -0.5)
