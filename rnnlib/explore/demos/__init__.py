"""The live demos of the book, one a module; a chapter shows one with its ``demo()``."""

import importlib
import pkgutil

from rnnlib.explore.live import Live


def every() -> list[Live]:
    """Return every demo of this folder, by the names of the modules."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__, f"{__name__}."))
    return [importlib.import_module(name).demo() for name in names]
