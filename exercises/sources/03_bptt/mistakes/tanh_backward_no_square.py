"""Forgets the square.

task: bptt.tanh_backward
hint: bptt.tanh_backward.no_square
"""


def tanh_backward(dh, h):
    return dh - dh * h
