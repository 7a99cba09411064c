"""Returns the local derivative.

task: bptt.tanh_backward
hint: bptt.tanh_backward.no_chain
"""


def tanh_backward(dh, h):
    return (1 - h) * (1 + h)
