"""The textbook listings: one sequence, one step at a time, every line beside its equation.

They check nothing and leave out no step. `rnnlib.layers` computes the same for a whole batch at once, and
checks what it is given. A listing is written in a small subset of Python and NumPy, so that the pages of the
book can run it, too.
"""
