# mistake: h is not squared: 1 - h.
# named by: squar


def tanh_backward(dh, h):
    return dh - dh * h
