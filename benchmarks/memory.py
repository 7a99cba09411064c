"""Memory that one training step frees is there for the next."""

import ctypes
import os
import sys

LARGEST = 2**25  # bytes of one block that is kept; the C library allows no more than 32 MB
KEPT = 2**29  # bytes kept in all

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # as in malloc.h


def keep_freed_memory() -> None:
    """Let the process keep up to 512 MB of freed arrays instead of giving them back to the system.

    A training step allocates and frees the same arrays again and again. Given back, every page of theirs has
    to be asked for anew, which takes a third of a step's time at some sizes. A library must not decide that
    for the program that imports it, but a program that does nothing but train may. This speaks to the C
    library of most Linux systems, glibc; elsewhere it does nothing, nor where the environment sets limits of
    its own, as MALLOC_TRIM_THRESHOLD_ does.
    """
    own_limits = {"MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "GLIBC_TUNABLES"} & set(os.environ)
    if sys.platform != "linux" or own_limits:
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGEST)
        mallopt(M_TRIM_THRESHOLD, KEPT)
