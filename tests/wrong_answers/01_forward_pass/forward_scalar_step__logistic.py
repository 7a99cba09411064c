# mistake: The logistic sigmoid is used in place of tanh.
# named by: tanh|sigmoid|logistic
import math


def scalar_step(x, h_prev, W_xh, W_hh, b_h):
    a = W_xh * x + W_hh * h_prev + b_h
    return 1 / (1 + math.exp(-a))
