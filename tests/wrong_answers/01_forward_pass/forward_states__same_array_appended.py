# mistake: The same array is appended T + 1 times and changed in place, so all rows equal the last state.
# named by: copy|same array|last
import numpy as np


def rnn_states(x, h0, W_xh, W_hh, b_h):
    state = h0.copy()
    states = [state]
    for x_t in x:
        state[:] = np.tanh(W_xh @ x_t + W_hh @ state + b_h)
        states.append(state)
    return np.array(states)
