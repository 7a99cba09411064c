# mistake: A key is misspelled.
# named by: none of the settings


def diagnosis(losses, norms, by_lag, saturated):
    if by_lag[-1] == 0:
        return {"truncated": {"chunks": 15}}
    if saturated > 0.3:
        return {"saturated": {"scale": 0.2}}
    if by_lag[-1] < 1e-3:
        return {"vanishing": {"radius": 1.0}}
    if losses[-1] > 2:
        return {"rate too large": {"lr": 0.1}}
    return {"exploding": {"clip": 1.0}}
