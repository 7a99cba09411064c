"""Attention: a weighted mean of values, weighted by how well each key answers the query.

query is (T_q, K), keys are (T_k, K), values are (T_k, V) and the weights (T_q, T_k), each row of sum 1.
q (K,), the scores e (T_k,) and their softmax p (T_k,) are those of one query.

Vaswani et al. (2017), "Attention is all you need", NeurIPS, equation 1.
"""

import numpy as np

from rnnlib.scratch.functions import Array, softmax


def attend(q: Array, keys: Array, values: Array) -> tuple[Array, Array]:
    """Ask with one query; return the context (V,) and the weights p (T_k,)."""
    e = keys @ q / np.sqrt(len(q))  # e_j = q · key_j / √K, (T_k,)
    p = softmax(e)  # p = softmax(e), (T_k,)
    context = values.T @ p  # context = Σ_j p_j value_j, (V,)
    return context, p


def attend_backward(
    dcontext: Array, q: Array, keys: Array, values: Array, p: Array
) -> tuple[Array, Array, Array]:
    """Turn ∂L/∂context (V,) into dq (K,), dkeys (T_k, K) and dvalues (T_k, V)."""
    dvalues = np.outer(p, dcontext)  # dvalue_j = p_j dcontext, (T_k, V)
    dp = values @ dcontext  # dp_j = value_j · dcontext, (T_k,)
    de = p * (dp - np.sum(p * dp))  # de_j = p_j (dp_j − Σ_k p_k dp_k), (T_k,)
    dq = keys.T @ de / np.sqrt(len(q))  # dq = Σ_j de_j key_j / √K, (K,)
    dkeys = np.outer(de, q) / np.sqrt(len(q))  # dkey_j = de_j q / √K, (T_k, K)
    return dq, dkeys, dvalues


def forward(query: Array, keys: Array, values: Array) -> tuple[Array, Array]:
    """Ask with every query; return the contexts (T_q, V) and the weights (T_q, T_k)."""
    context = np.zeros((len(query), len(values[0])))
    weights = np.zeros((len(query), len(keys)))
    for t in range(len(query)):
        c, p = attend(query[t], keys, values)  # one query
        context[t] = c  # context_t = Σ_j p_tj value_j, (V,)
        weights[t] = p  # p_tj, (T_k,)
    return context, weights


def backward(
    dcontext: Array, query: Array, keys: Array, values: Array, weights: Array
) -> tuple[Array, Array, Array]:
    """Turn ∂L/∂context (T_q, V) into the gradients of query, keys and values."""
    dquery, dkeys, dvalues = np.zeros_like(query), np.zeros_like(keys), np.zeros_like(values)
    for t in range(len(query)):
        dq, dk, dv = attend_backward(dcontext[t], query[t], keys, values, weights[t])  # those of query t
        dquery[t] = dq  # dquery_t = Σ_j de_tj key_j / √K, (K,)
        dkeys += dk  # dkey_j = Σ_t de_tj query_t / √K, (T_k, K)
        dvalues += dv  # dvalue_j = Σ_t p_tj dcontext_t, (T_k, V)
    return dquery, dkeys, dvalues
