# mistake: It takes the mean of exp(loss) instead of exp of the mean loss.
# named by: mean of the exp|exp of the mean|after the mean|mean first|perplexities|before the mean
import numpy as np


def perplexity(losses, mask):
    values = [np.exp(losses[t, b]) for t, b in zip(*np.nonzero(mask))]
    return sum(values) / len(values)
