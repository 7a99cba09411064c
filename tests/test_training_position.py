"""Where a run stands is never half of one place and half of the next, whenever an interrupt comes."""

import sys

import pytest

from rnnlib.training.position import Position


def interrupt_after(lines, action):
    """Run `action` for so many lines of position.py; return whether any was left."""
    left = [lines]

    def trace(frame, event, _):
        if not frame.f_code.co_filename.endswith("position.py"):
            return None
        if event == "line":
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        action()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


@pytest.mark.parametrize("lines", range(40))
def test_an_interrupt_leaves_a_history_with_each_epoch_once_and_whole(lines):
    now = Position()

    def two_epochs():
        for _ in range(2):
            for loss in (1.0, 3.0):
                now.step(loss, 1, 10 * loss)
            now.record()
            now.turn()

    interrupted = interrupt_after(lines, two_epochs)
    steps = len(now.steps)
    now.record()  # what `train` does with an interrupt
    now.record()
    epochs = now.epoch + (steps > 0)
    assert now.history.loss == ([2.0] * now.epoch + [1.0 if steps == 1 else 2.0])[:epochs]
    assert now.history.grad_norm == [10 * loss for loss in now.history.loss]
    assert interrupted or (now.epoch, now.batch) == (2, 0)


def test_the_interrupts_reach_to_the_end():
    now = Position()
    assert not interrupt_after(30, lambda: (now.step(1.0, 1, 1.0), now.record(), now.turn()))
    assert interrupt_after(3, lambda: (now.step(1.0, 1, 1.0), now.record(), now.turn()))
