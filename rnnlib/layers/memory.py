"""Memory that one call freed is there for the next."""

import numpy as np

LARGEST = 2**25  # bytes; the C library of Linux never raises its limit beyond 32 MB


def keep_freed_memory() -> None:
    """Let the process keep the memory of freed arrays of up to 32 MB instead of giving it back to the system.

    A training step allocates and frees the same arrays again and again. Given back, every page of theirs has
    to be asked for anew and filled with zeros, which can take longer than the arithmetic. The C library of
    Linux (glibc) learns how much to keep from the largest block freed so far: one block is allocated here,
    never touched, and freed. Elsewhere this does nothing, nor where the environment sets a limit of its own,
    as Dask does for its workers with MALLOC_TRIM_THRESHOLD_.
    """
    np.empty(LARGEST - 2**13, np.uint8)  # a little less than the limit: the block has a header
