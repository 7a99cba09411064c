"""Task loss.mse_gradient: the gradient of the mean squared error."""

from rnnlib.grading.spec import Case, Misconception, Section

from .mse import pair

READ = Section("03_loss", "The gradient, and the factor in front")
EQUATION = "∂L/∂ŷ_{t,o} = 2/T (ŷ_{t,o} - y_{t,o})"
WHY = (
    "Each output stands in one square only, so its gradient knows the factor in front and nothing of "
    "the other steps. It is the recurrence that mixes the steps, on the way back."
)

CASES = (
    Case("one step", lambda rng: pair(rng, 1, 3)),
    Case("five steps", lambda rng: pair(rng, 5, 3)),
)

MISCONCEPTIONS = (
    Misconception(
        "no_factor",
        lambda y_hat, y: y_hat - y,
        "the factor 2/T is missing. ŷ - y is the gradient of ½·Σ, or of (1/T)·Σ when T happens to be 2.",
    ),
    Misconception(
        "no_two",
        lambda y_hat, y: (y_hat - y) / len(y),
        "a factor 2 is missing: differentiate the square.",
    ),
    Misconception(
        "no_mean",
        lambda y_hat, y: 2 * (y_hat - y),
        "the 1/T of the mean is missing. It is in front of the sum, so it is in front of each gradient.",
    ),
    Misconception(
        "over_entries",
        lambda y_hat, y: 2 * (y_hat - y) / y.size,
        "this divides by all T·O entries. The loss is a mean over the T steps only.",
    ),
    Misconception(
        "sign",
        lambda y_hat, y: 2 * (y - y_hat) / len(y),
        "the sign is reversed: where the prediction is too large, raising it further must raise the loss.",
    ),
)
