# mistake: The pre-activation a_t is returned, tanh was never applied.
# named by: tanh|pre-activation


def scalar_step(x, h_prev, W_xh, W_hh, b_h):
    a = b_h
    a = a + W_xh * x
    a = a + W_hh * h_prev
    h = a
    return h
