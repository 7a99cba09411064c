# mistake: only one array decides for all.
# named by: all|array|each|True|right


def gradient_check(f, params, grads):
    return {name: True for name in params}
