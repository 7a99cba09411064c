"""A progress bar on standard error, where tqdm is installed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def progress_bar(
    doing: str, unit: str, total: int, *, done: int = 0, shown: bool = True
) -> Iterator[Callable[..., None]]:
    """Show a bar for as long as the block runs.

    Parameters
    ----------
    doing : what stands before the bar
    unit, total : what is counted, and how many of it there are
    done : how many of them are behind
    shown : False shows nothing

    Yields
    ------
    advance : to call after each unit; its keyword arguments stand behind the bar
    """
    try:
        from tqdm import tqdm  # a convenience: training needs NumPy only
    except ImportError:
        shown = False
    if not shown:
        yield lambda **shown_behind: None
        return
    with tqdm(initial=done, total=total, desc=doing, unit=unit) as bar:

        def advance(**shown_behind: Any) -> None:
            bar.set_postfix(shown_behind, refresh=False)
            bar.update()

        yield advance
