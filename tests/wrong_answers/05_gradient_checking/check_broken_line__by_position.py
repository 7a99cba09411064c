# mistake: The wrong array is found by its position among the keys of the dict, although the keys may come in any order.
# named by: any order|order of the keys|by name|position


def broken_line(ok):
    values = list(ok.values())
    bad = [i for i, v in enumerate(values) if not v]
    if len(bad) == 0:
        return 0
    if len(bad) == 1:
        return bad[0] + 3
    if not ok["W_hy"] and not ok["b_y"]:
        return 1
    return 2
