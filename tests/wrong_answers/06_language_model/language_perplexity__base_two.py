# mistake: It raises 2 to the mean loss, the formula for bits, though the losses are natural logarithms.
# named by: base 2|bits|natural log|power of 2|2 to the


def perplexity(losses, mask):
    real = losses[mask]
    return 2.0 ** (real.sum() / len(real))
