"""What runs beside a submission: it executes cells, calls functions and writes down what came back.

The sandbox runs this folder as a program, where the rest of rnnlib cannot be imported: so its modules know
each other by relative names, need NumPy alone, and know no right answer. A notebook's own check uses `pack`
and `observe` from here.
"""

from .calls import NUMPY_ALONE, observe, pack_arguments, unpack_arguments
from .cells import TRIES
from .packing import Formula, pack, unpack

__all__ = [
    "NUMPY_ALONE",
    "TRIES",
    "Formula",
    "observe",
    "pack",
    "pack_arguments",
    "unpack",
    "unpack_arguments",
]
