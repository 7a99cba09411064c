"""Multiplies in the order of one vector, though h has rows.

task: forward.outputs
hint: raised
"""


def rnn_outputs(h, W_hy, b_y):
    return W_hy @ h[1:] + b_y
