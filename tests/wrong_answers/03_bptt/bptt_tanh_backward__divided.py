# mistake: dh is divided by 1 - h^2 (the derivative of the inverse function).
# named by: divid|multipl


def tanh_backward(dh, h):
    return dh / (1 - h**2)
