"""What training recorded, and the curves that show it: nothing that was measured is left out."""

import numpy as np
import pytest

from rnnlib.training import History


def curves(history):
    """Return the lines of the upper and the lower axes, and their scales."""
    above, below = history.plot().axes
    return [line.get_data() for line in (*above.lines, *below.lines)], above.get_yscale(), below.get_yscale()


def test_the_best_epoch_of_nothing_is_none():
    assert History().best_epoch == 0
    assert History(evaluation=[2.0, 1.0, 1.0]).best_epoch == 2


def test_the_curves_are_the_numbers():
    history = History([3.0, 2.0, 1.0], [6.0, 5.0, 4.0], [0.3, 0.2, 0.1])
    lines, *scales = curves(history)
    for (epochs, values), expected in zip(
        lines, (history.loss, history.evaluation, history.grad_norm), strict=True
    ):
        np.testing.assert_array_equal(epochs, [1, 2, 3])
        np.testing.assert_array_equal(values, expected)
    assert scales == ["log", "log"]


@pytest.mark.parametrize("low", [0.0, -1.5])
def test_what_a_logarithm_cannot_show_is_on_a_linear_axis(low):
    assert curves(History([2.0, low], [1.0, 1.0]))[1:] == ("linear", "log")
    assert curves(History([2.0, 1.0], [1.0, 1.0], [1.0, low]))[1:] == ("linear", "log")
    assert curves(History([2.0, 1.0], [1.0, 0.0]))[1:] == ("log", "linear")


def test_numbers_between_gaps_are_seen():
    """A line from NaN to NaN through one number draws nothing."""
    nan = np.nan
    history = History([5.0, 4.0, 3.0, 2.0], [1.0] * 4, [nan, 0.4, nan, 0.2])
    figure = history.plot()
    evaluation = figure.axes[0].lines[1]
    np.testing.assert_array_equal(evaluation.get_xdata(), [2, 4])
    np.testing.assert_array_equal(evaluation.get_ydata(), [0.4, 0.2])
    assert evaluation.get_marker() == "."
    assert figure.axes[0].get_yscale() == "log"


def test_one_epoch_is_seen():
    assert History([5.0], [1.0]).plot().axes[0].lines[0].get_marker() == "."


def test_curves_of_a_run_that_broke_off():
    lines, *_ = curves(History([5.0, 4.0, 1e200], [1.0, 1.0, 1e150], [3.0, 2.0]))
    assert [len(epochs) for epochs, _ in lines] == [3, 2, 3]


def test_nothing_to_plot():
    with pytest.raises(ValueError, match="history: expected at least one epoch to plot, got none"):
        History().plot()
