"""Wrong functions made from a right one: small edits of its syntax tree, each said in words.

`patterns` finds and builds pieces of code, `rules` and `relatives` are tables of what becomes of a piece,
`pieces` and `statements` hold the edits that no table can say, and `edits` applies them all.
"""

from rnnlib.grading.mutants.edits import Edit, edits
from rnnlib.grading.mutants.inline import inlined

__all__ = ["Edit", "edits", "inlined"]
