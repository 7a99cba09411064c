# mistake: The derivative of the logistic sigmoid, h (1 - h), is used.
# named by: sigmoid|logistic


def tanh_backward(dh, h):
    return h * (1 - h) * dh
