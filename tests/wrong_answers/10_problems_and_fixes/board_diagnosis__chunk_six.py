# mistake: Lengthens the chunk, but not to the whole sequence.
# named by: still ends after 6


def diagnosis(losses, norms, by_lag, saturated):
    if by_lag[-1] == 0:
        return {"truncated": {"chunk": 6}}
    if saturated > 0.3:
        return {"saturated": {"scale": 0.2}}
    if by_lag[-1] < 1e-3:
        return {"vanishing": {"radius": 1.0}}
    if losses[-1] > 2:
        return {"rate too large": {"lr": 0.1}}
    return {"exploding": {"max_norm": 1.0}}
