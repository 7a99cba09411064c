# mistake: A flat loss is taken for a rate that is too small.
# named by: nor is it 'rate too small'


def diagnosis(losses, norms, by_lag, saturated):
    if losses[-1] > 2:
        return {"rate too large": {"lr": 0.1}}
    if by_lag[-1] > by_lag[0]:
        return {"exploding": {"max_norm": 1.0}}
    if abs(losses[0] - losses[-1]) < 0.1:
        return {"rate too small": {"lr": 1.0}}
    return {"truncated": {"chunk": 15}}
