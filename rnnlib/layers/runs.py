"""A sequence cut into runs of steps."""

ROWS = 512  # (t, b) of a run: few enough for the processor's cache, enough to be worth a product for dW


def cut_into_runs(T: int, B: int) -> list[slice]:
    """Cut T steps into runs, to be worked on one by one.

    What does not wait for the step after is worked out for a whole run at once: one step at a time it would
    cost more calls of NumPy, all T steps at once more memory.
    """
    steps = max(1, ROWS // B)
    return [slice(start, min(start + steps, T)) for start in range(0, T, steps)]
