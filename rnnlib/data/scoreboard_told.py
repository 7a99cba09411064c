"""The scoreboard in words: the verdict of a cell with the rule that gives it, and how it was trained.

The table of the page, its plain form and the chapter take their sentences from here.
"""

import numpy as np

from rnnlib.data import scoreboard_texts as texts
from rnnlib.data.scoreboard import (
    CHEAPER,
    COSTS,
    ENOUGH,
    FAR_CHEAPER,
    FRESH_SEEDS,
    LEAST,
    NO_SENSE,
    NOT_MEASURED,
    SENSELESS,
    SOLVED,
    UNCLIPPED,
    UNKNOWN,
    Row,
    Verdict,
    baseline,
    cell,
    fresh,
    verdict,
    word,
)

SEEDS = len(FRESH_SEEDS)


def told(problem: str, fix: str) -> str:
    """Return what a cell says and why: the verdict with its rule, or the reason that there is none.

    Raises
    ------
    ValueError
        If a cell is neither stored nor listed as one that makes no sense or is not measured.
    """
    said = word(problem, fix)
    if said in (NO_SENSE, UNKNOWN):
        return (SENSELESS | NOT_MEASURED)[problem, fix]
    found = verdict(problem, fix)
    return _of_costs(found, fix) if problem == COSTS else _of_scores(found, fix)


def short(problem: str, fix: str) -> tuple[str, str, str]:
    """Return the mean of a measured cell, its interval, and how many seeds solve it; of costs none."""
    found = verdict(problem, fix)
    if problem == COSTS:
        return f"×{_times(found.difference)}", f"{_times(found.low)} to {_times(found.high)}", ""
    span = f"{_signed(found.low)} to {_signed(found.high)}"
    return _signed(found.difference), span, f"{_reached(found)} of {SEEDS} seeds"


def setting(problem: str, fix: str) -> str:
    """Return the chosen rate and threshold, and among how many they were chosen."""
    tuning = cell(problem, fix)[:-SEEDS]
    chosen = fresh(problem, fix)[0]
    factor = 0.1 if fix == texts.TENTH else 1.0
    rates = [f"{factor * lr:g}" for lr in sorted({row["lr"] for row in tuning})]
    clips = sorted({row["clip"] for row in tuning}, key=lambda clip: clip or 0)
    seeds = len({row["seed"] for row in tuning})
    half = tuning[0].get("looks")
    after = f" after {half * every(tuning):,} updates" if half else ""
    return (
        f"Rate {factor * chosen['lr']:g}, {_clipped(chosen['clip'])}. The grid: the rates {_listed(rates)}, "
        f"{' or '.join(map(_clipped, clips))}; of these {len(rates) * len(clips)} the highest mean score of "
        f"{seeds} validation {'seed' if seeds == 1 else 'seeds'}{after}."
    )


def runs(problem: str, fix: str) -> str:
    """Return how long the fresh seeds trained, and with what."""
    rows = fresh(problem, fix)
    updates = _range([row["updates"] for row in rows], ",")
    seconds = float(np.mean([row["seconds"] for row in rows]))
    versions = "; ".join(sorted({row["versions"] for row in rows}))
    return f"{SEEDS} fresh seeds of {updates} updates, {seconds:.3g} seconds each on average. {versions}."


def curves(problem: str, fix: str) -> list[list[float]]:
    """Return the validation scores of the fresh seeds at every look; of the names, in parts of the goal."""
    whole = LEARNED if problem == COSTS else 1.0
    return [[score / whole for score in row["curve"]] for row in fresh(problem, fix)]


def ends(problem: str, fix: str) -> str:
    """Return where the curves end, and those of the plain network."""
    plain = baseline(fix)
    return (
        f"Learning curves, five seeds each: the {measure(problem)} on the validation sequences ends at "
        f"{_last(problem, fix)} with {fix}, and at {_last(problem, plain)} with {plain}."
    )


def every(rows: list[Row]) -> int:
    """Return after how many updates a run is looked at."""
    return round(max(row["updates"] / len(row["curve"]) for row in rows))


def measure(problem: str) -> str:
    """Return what the curves of a problem show."""
    return "perplexity" if problem == COSTS else "score"


def stops(problem: str) -> str:
    """Return where the curves of a problem end early."""
    return f"A curve ends where its run has reached {texts.GOAL if problem == COSTS else texts.STOP:g}."


def axis(problem: str) -> dict[str, float]:
    """Return the ticks of the curves' axis: what is written there, and how high it stands."""
    if problem == COSTS:
        return {f"{p:g}": _score(p) / LEARNED for p in (texts.BIGRAM, 12.0, texts.GOAL)}
    return {"0": 0.0, "0.5": 0.5, "1": 1.0}


def _score(perplexity: float) -> float:
    return float(1 - np.log(perplexity) / np.log(texts.BIGRAM))


LEARNED = _score(texts.GOAL)  # the score of names that count as learned


def _of_scores(found: Verdict, fix: str) -> str:
    why = {
        "solved": f"at least {ENOUGH} of the {SEEDS} seeds reach a score of {SOLVED}",
        "helped": f"the difference is at least {LEAST}, and its interval leaves out 0",
        "worse": f"the difference is −{LEAST} or less, and its interval leaves out 0",
        "nothing": "the interval of the difference holds 0"
        if found.low <= 0 <= found.high
        else f"a difference of less than {LEAST} does not count",
    }[found.word]
    means = [f"{np.mean(scores):.2f}" for scores in (found.fix, found.plain)]
    return (
        f"{found.word.capitalize()}: {why}. Mean score {means[0]}, of {_plain(fix)} {means[1]}; difference, "
        f"seed by seed, {_signed(found.difference)}, 95 % interval {_signed(found.low)} to "
        f"{_signed(found.high)}. At {SOLVED} or above: {_reached(found)} of {SEEDS} seeds."
    )


def _of_costs(found: Verdict, fix: str) -> str:
    why = {
        "solved": f"at least {FAR_CHEAPER:g} times as cheap, and the interval leaves out 1",
        "helped": f"at least {CHEAPER} times as cheap, and the interval leaves out 1",
        "worse": f"at least {CHEAPER} times as dear, and the interval leaves out 1",
        "nothing": "the interval of the ratio holds 1"
        if found.low <= 1 <= found.high
        else f"less than {CHEAPER} times, one way or the other, does not count",
    }[found.word]
    late = [sum(row["curve"][-1] < LEARNED for row in fresh(COSTS, name)) for name in (fix, baseline(fix))]
    unfinished = (
        f" Not learned when the updates are used up: {late[0]} of {SEEDS} seeds, and {late[1]} of "
        f"{_plain(fix)}; such a seed counts with all of them."
        if any(late)
        else ""
    )
    means = [f"{np.mean(costs):,.0f}" for costs in (found.fix, found.plain)]
    ratio, low, high = found.difference, found.low, found.high
    times = "cheap"
    if found.word == "worse":
        ratio, low, high, times = 1 / ratio, 1 / high, 1 / low, "dear"
    return (
        f"{found.word.capitalize()}: {why}. To learn the names costs {means[0]} updates of the plain network "
        f"on average, and {means[1]} with {_plain(fix)}; {_times(ratio)} times as {times}, seed by seed, "
        f"95 % interval {_times(low)} to {_times(high)}.{unfinished}"
    )


def _last(problem: str, fix: str) -> str:
    scores = [row["curve"][-1] for row in fresh(problem, fix)]
    values = [texts.BIGRAM ** (1 - score) for score in scores] if problem == COSTS else scores
    low, high = (f"{value:.2f}" for value in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"


def _plain(fix: str) -> str:
    return "the plain network never clipped" if baseline(fix) == UNCLIPPED else "the plain network"


def _reached(found: Verdict) -> int:
    return sum(score >= SOLVED for score in found.fix)


def _signed(value: float) -> str:
    return f"{value:+z.2f}".replace("-", "−")


def _times(value: float) -> str:
    return f"{value:.{0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 3}f}"


def _range(values: list[int], separator: str) -> str:
    low, high = (f"{value:{separator}}" for value in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"


def _clipped(clip: float | None) -> str:
    return "no clipping" if clip is None else f"clipped at {clip:g}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
