# mistake: Infinite norms are averaged with the others.
# named by: infinite


def choose_threshold(norms, multiple):
    theta = multiple * norms.sum() / len(norms)
    return theta, (norms > theta).sum() / len(norms)
