# mistake: The sum is built in place in the arrays of the first part, which are changed.
# named by: in place|unchanged|first part|copy


def clip_sum(parts, max_norm):
    total = parts[0].copy()
    for part in parts[1:]:
        for name, g in part.items():
            total[name] += g
    norm = global_norm(total)
    scale = 1.0 if norm <= max_norm else max_norm / norm
    return {name: g * scale for name, g in total.items()}
