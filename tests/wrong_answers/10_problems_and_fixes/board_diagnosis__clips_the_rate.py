# mistake: Clips the run whose rate is too large.
# named by: steps are still too long|too long


def diagnosis(losses, norms, by_lag, saturated):
    if by_lag[-1] == 0:
        return {"truncated": {"chunk": 15}}
    if saturated > 0.3:
        return {"saturated": {"scale": 0.2}}
    if by_lag[-1] < 1e-3:
        return {"vanishing": {"radius": 1.0}}
    if losses[-1] > 2:
        return {"rate too large": {"max_norm": 1.0}}
    return {"exploding": {"max_norm": 1.0}}
