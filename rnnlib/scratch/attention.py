"""Attention: a weighted mean of values, weighted by how well each key answers the query.

query is (T_q, K), with rows q_t; keys (T_k, K) have rows k_j, values (T_k, V) have rows v_j. The weights are
(T_q, T_k), each row of sum 1. Of one query, q is (K,), and the scores e and their softmax p are (T_k,).

Vaswani et al. (2017), "Attention is all you need", NeurIPS, equation 1.
"""

import numpy as np

from rnnlib.scratch.functions import Array, softmax


def attend(q: Array, keys: Array, values: Array) -> tuple[Array, Array]:
    """Ask with one query; return the context (V,) and the weights p (T_k,)."""
    e = keys @ q / np.sqrt(len(q))  # e_j = q · k_j / √K, (T_k,)
    p = softmax(e)  # p = softmax(e), (T_k,)
    context = values.T @ p  # c = Σ_j p_j v_j, (V,)
    return context, p


def attend_backward(
    dcontext: Array, q: Array, keys: Array, values: Array, p: Array
) -> tuple[Array, Array, Array]:
    """Turn ∂L/∂context (V,) into dq (K,), dkeys (T_k, K) and dvalues (T_k, V)."""
    dvalues = np.outer(p, dcontext)  # dv_j = p_j dc, (T_k, V)
    dp = values @ dcontext  # dp_j = v_j · dc, (T_k,)
    de = p * (dp - np.sum(p * dp))  # de_j = p_j (dp_j − Σ_k p_k dp_k), (T_k,)
    dq = keys.T @ de / np.sqrt(len(q))  # dq = Σ_j de_j k_j / √K, (K,)
    dkeys = np.outer(de, q) / np.sqrt(len(q))  # dk_j = de_j q / √K, (T_k, K)
    return dq, dkeys, dvalues


def forward(query: Array, keys: Array, values: Array) -> tuple[Array, Array]:
    """Ask with every query; return the contexts (T_q, V) and the weights (T_q, T_k)."""
    context = np.zeros((len(query), len(values[0])))
    weights = np.zeros((len(query), len(keys)))
    for t in range(len(query)):
        c, p = attend(query[t], keys, values)  # one query
        context[t] = c  # c_t = Σ_j p_tj v_j, (V,)
        weights[t] = p  # p_tj, (T_k,)
    return context, weights


def backward(
    dcontext: Array, query: Array, keys: Array, values: Array, weights: Array
) -> tuple[Array, Array, Array]:
    """Turn ∂L/∂context (T_q, V) into the gradients of query, keys and values."""
    dquery, dkeys, dvalues = np.zeros_like(query), np.zeros_like(keys), np.zeros_like(values)
    for t in range(len(query)):
        dq, dk, dv = attend_backward(dcontext[t], query[t], keys, values, weights[t])  # those of query t
        dquery[t] = dq  # dq_t = Σ_j de_tj k_j / √K, (K,)
        dkeys += dk  # dk_j = Σ_t de_tj q_t / √K, (T_k, K)
        dvalues += dv  # dv_j = Σ_t p_tj dc_t, (T_k, V)
    return dquery, dkeys, dvalues
