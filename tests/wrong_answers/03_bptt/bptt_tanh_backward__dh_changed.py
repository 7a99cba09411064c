# mistake: dh *= changes the caller's gradient in place.
# named by: in place|changed


def tanh_backward(dh, h):
    dh *= 1 - h**2
    return dh
