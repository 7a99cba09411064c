"""The live demos of the book, one a module; a chapter shows one with its ``demo()``."""

from rnnlib.explore.demos import forward_pass

ALL = (forward_pass,)
