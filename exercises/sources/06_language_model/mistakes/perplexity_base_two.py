"""Takes the base 2.

task: language.perplexity
hint: language.perplexity.base_two
"""

import numpy as np


def perplexity(losses, mask):
    return 2.0 ** losses[mask].mean()
