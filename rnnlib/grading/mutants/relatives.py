"""The field's near-relatives: definitions that are mistaken for one another, wherever the piece occurs."""

from rnnlib.grading.mutants.rules import FAR, Rule

SIGMOID = "1 / (1 + np.exp(-({0})))"
EPSILONS = ("1e-15", "1e-12", "1e-10", "1e-9", "1e-8", "1e-7", "1e-6", "1e-5", "1e-4", "1e-3")

NONLINEARITIES = (
    Rule("np.tanh(_a)", SIGMOID.format("_a"), "the sigmoid is used where tanh belongs"),
    Rule("np.tanh(_a)", "np.maximum(_a, 0)", "ReLU is used where tanh belongs"),
    Rule("np.tanh(_a)", "np.maximum(0.01 * _a, _a)", "a leaky ReLU is used where tanh belongs"),
    Rule("np.tanh(_a)", "np.clip(_a, -1, 1)", "the sum is clipped to -1 … 1 where tanh belongs", FAR),
    Rule("np.tanh(_a)", "np.arctan(_a)", "the arcus tangent is used where tanh, the hyperbolic one, belongs"),
    Rule("np.tanh(_a)", "np.tan(_a)", "the tangent is used where tanh, the hyperbolic one, belongs"),
    Rule("np.tanh(_a)", "np.sin(_a)", "the sine is used where tanh belongs"),
    Rule("np.tanh(_a)", "np.sinh(_a)", "sinh is used where tanh belongs"),
    Rule("np.tanh(_a)", "np.sign(_a)", "the sign is used where tanh belongs"),
    Rule("np.tanh(_a)", "_a / (1 + np.abs(_a))", "softsign is used where tanh belongs"),
    Rule("np.tanh(_a)", "1 - np.tanh(_a) ** 2", "the derivative of tanh is used where tanh belongs"),
    Rule("np.tanh(_a)", "np.exp(_a) / np.sum(np.exp(_a))", "softmax is used where tanh belongs"),
)

DERIVATIVES = (
    Rule(
        "1 - _h ** 2",
        "_h * (1 - _h)",
        "the derivative of the sigmoid, {new}, stands where that of tanh belongs",
    ),
    Rule(
        "1 - _h ** 2", "1 - np.tanh(_h) ** 2", "tanh is applied to {h}, which has been through tanh already"
    ),
    Rule("1 - _h ** 2", "np.tanh(_h)", "tanh of {h} stands where its derivative {old} belongs"),
    Rule("1 - _h ** 2", "(_h > 0)", "the derivative of ReLU stands where that of tanh belongs"),
    Rule("1 - _h ** 2", "np.sqrt(1 - _h ** 2)", "a root of {old} is taken too many"),
    Rule("1 - _h ** 2", "1 / (1 - _h ** 2)", "there is a division by {old} where a multiplication belongs"),
    Rule(
        "1 - _h ** 2", "1 / np.cosh(_h) ** 2", "tanh is applied to {h}, which has been through tanh already"
    ),
    Rule(
        "1 - _h ** 2",
        "1 / (1 + _h ** 2)",
        "the derivative of the arcus tangent stands where that of tanh belongs",
    ),
    Rule("1 - _h ** 2", "1 - 2 * _h", "the square is differentiated too: {new} where {old} belongs"),
    Rule("1 - _h ** 2", "-2 * _h", "{old} is differentiated once more"),
)

LOGARITHMS = (
    *(Rule("np.log(_a)", f"np.log(_a + {e})", f"{e} is added inside the logarithm") for e in EPSILONS),
    *(
        Rule(
            "np.log(_a)", f"np.log(np.maximum(_a, {e}))", f"what the logarithm is taken of is held above {e}"
        )
        for e in EPSILONS
    ),
    *(
        Rule(
            "np.log(_a)",
            f"np.log(np.clip(_a, {e}, 1 - {e}))",
            f"the logarithm's argument is clipped to {e} … 1 - {e}",
        )
        for e in EPSILONS
    ),
    Rule("np.log(_a)", "np.log2(_a)", "the logarithm has base 2 where the natural one belongs"),
    Rule("np.log(_a)", "np.log10(_a)", "the logarithm has base 10 where the natural one belongs"),
    Rule("np.log(_a)", "np.log1p(_a)", "1 is added inside the logarithm"),
    Rule("np.exp(_a)", "2 ** _a", "2 is raised to the power where e should be"),
    Rule("np.exp(_a)", "10 ** _a", "10 is raised to the power where e should be"),
    Rule("np.exp(_a)", "np.exp(-_a)", "the sign of the exponent is reversed"),
    Rule("np.exp(_a)", "np.expm1(_a)", "1 is subtracted from exp"),
    Rule("np.exp(_a)", "np.abs(_a)", "the absolute value is used where exp belongs"),
    Rule("np.exp(_a)", "_a ** 2", "the square is used where exp belongs"),
    Rule("np.exp(_a)", "np.maximum(_a, 0)", "negative numbers are set to zero where exp belongs"),
)

DISTRIBUTIONS = (
    Rule(
        "np.exp(_a) / np.exp(_a).sum(axis=_k, keepdims=True)",
        "1 / (1 + np.exp(-_a))",
        "the sigmoid of each score is used where softmax belongs",
    ),
    Rule(
        "np.exp(_a) / np.exp(_a).sum(axis=_k, keepdims=True)",
        "np.log(np.exp(_a) / np.exp(_a).sum(axis=_k, keepdims=True))",
        "the logarithm of softmax is returned where softmax itself belongs",
    ),
    Rule(
        "np.exp(_a) / np.exp(_a).sum(axis=_k, keepdims=True)",
        "(np.exp(_a) == np.exp(_a).max(axis=_k, keepdims=True)) * 1.0",
        "the largest score gets 1 and all others 0: a hard maximum where softmax belongs",
    ),
    Rule(
        "np.exp(_a) / np.exp(_a).sum(axis=_k, keepdims=True)",
        "np.exp(_a) / np.linalg.norm(np.exp(_a), axis=_k, keepdims=True)",
        "each row is divided by its length, the root of the squares, where its sum belongs",
    ),
)

DIFFERENCES = (
    Rule("_a - _b", "(_a - _b) / _b", "the difference is taken relative to {b}"),
    Rule("_a - _b", "(_a - _b) / _a", "the difference is taken relative to {a}"),
    Rule("_a - _b", "np.abs(_a - _b)", "the absolute value of the difference is taken"),
    Rule("_a - _b", "np.sign(_a - _b)", "only the sign of the difference is used"),
    Rule("_a - _b", "np.log(_a / _b)", "the logarithm of the ratio stands where the difference belongs"),
    Rule("_a - _b", "np.log(_a) - np.log(_b)", "logarithms are taken before the difference"),
    Rule(
        "np.sum(_a ** 2)",
        "np.linalg.norm(_a)",
        "the length is taken where its square, the sum of squares, belongs",
    ),
    Rule(
        "np.sum(_a ** 2)", "np.max(np.abs(_a))", "the largest entry is used where the sum of squares belongs"
    ),
    Rule(
        "np.sqrt(np.mean(_a ** 2))",
        "np.mean(np.abs(_a))",
        "the mean absolute error stands where the root belongs",
    ),
    Rule(
        "np.sqrt(np.mean(_a ** 2))",
        "np.abs(np.mean(_a))",
        "positive and negative errors cancel before squaring",
    ),
    Rule("np.sqrt(np.mean(_a ** 2))", "np.std(_a)", "the mean error is subtracted before squaring"),
    Rule(
        "np.sqrt(np.mean(_a ** 2))",
        "np.median(np.abs(_a))",
        "a median stands where the root of a mean belongs",
    ),
    Rule("np.sqrt(np.mean(_a ** 2))", "np.linalg.norm(_a)", "the squares are summed, not averaged"),
    Rule(
        "np.sqrt(np.mean(_a ** 2))",
        "np.sqrt(np.sum(_a ** 2) / (len(_a) - 1))",
        "the number of errors less 1 is divided by, as in a sample variance",
    ),
)

STATISTICS = (
    Rule("_a.std()", "_a.var()", "the variance stands where the standard deviation, its root, belongs"),
    Rule("_a.std()", "_a.std(ddof=1)", "the deviation divides by n - 1, as for a sample, where n belongs"),
    Rule(
        "_a.std()",
        "np.abs(_a - _a.mean()).mean()",
        "the mean absolute deviation stands where the standard one belongs",
    ),
    Rule("_a.std()", "_a.max() - _a.min()", "the range stands where the standard deviation belongs"),
    Rule("_a.std()", "_a.max()", "the largest value stands where the standard deviation belongs"),
    Rule("_a.std()", "np.sqrt(_a.std())", "one root too many is taken of the deviation"),
    Rule("_a.std()", "np.sqrt((_a ** 2).mean())", "the mean is not subtracted inside the deviation"),
    *(Rule("_a.std()", f"_a.std() + {e}", f"{e} is added to the deviation") for e in EPSILONS),
    Rule("_a.mean()", "np.median(_a)", "the median stands where the mean belongs"),
    Rule("_a.mean()", "_a.min()", "the smallest value stands where the mean belongs"),
    Rule("_a.mean()", "_a[0]", "the first value stands where the mean belongs"),
    Rule("_a.mean()", "_a[-1]", "the last value stands where the mean belongs"),
    Rule(
        "np.mean(_a[_m])", "np.mean(np.where(_m, _a, 0))", "what the mean leaves out is counted in it as zero"
    ),
    Rule("_a[_m].mean()", "np.where(_m, _a, 0).mean()", "what the mean leaves out is counted in it as zero"),
    *(Rule("_a / _b", f"_a / (_b + {e})", f"{e} is added to what is divided by") for e in EPSILONS),
)

ROUNDED = (
    *(
        Rule(
            "_a / _b", f"np.round(_a / _b, {k})", f"the result is rounded to {k} digits after the point", FAR
        )
        for k in (2, 3, 4, 6, 8)
    ),
)

SHIFT = "_z - _z.max(axis=_k, keepdims=True)"
SHIFTED = (
    Rule(
        SHIFT,
        "_z / _z.max(axis=_k, keepdims=True)",
        "{z} is divided by its maximum, which should be subtracted",
    ),
    Rule(SHIFT, "_z / _z.max()", "{z} is divided by its maximum, which should be subtracted"),
    Rule(
        SHIFT, "_z / np.abs(_z).max()", "{z} is divided by its largest size; its maximum should be subtracted"
    ),
    Rule(
        SHIFT, "_z / np.abs(_z).max(axis=_k, keepdims=True)", "{z} is divided by its largest size in each row"
    ),
    *(
        Rule(SHIFT, f"np.{cut}", "{z} is clipped, where its maximum should be subtracted")
        for c in (20, 30, 50, 100, 500, 600, 700, 709)
        for cut in (f"minimum(_z, {c})", f"clip(_z, -{c}, {c})")
    ),
)

LOG_SOFTMAX = "_z - np.log(np.exp(_z).sum(axis=_k, keepdims=True))"
SOFTMAX = "np.exp(_z) / np.exp(_z).sum(axis=_k, keepdims=True)"
LOGS = (
    Rule(LOG_SOFTMAX, f"np.log({SOFTMAX})", "the logarithm is taken of softmax, which can be 0 already"),
    Rule(LOG_SOFTMAX, f"np.log2({SOFTMAX})", "the logarithm has base 2 where the natural one belongs"),
    Rule(LOG_SOFTMAX, f"np.log10({SOFTMAX})", "the logarithm has base 10 where the natural one belongs"),
    Rule(LOG_SOFTMAX, SOFTMAX, "the logarithm of the probabilities is left out"),
    *(
        Rule(LOG_SOFTMAX, f"np.log({held})", words)
        for e in EPSILONS
        for held, words in (
            (f"{SOFTMAX} + {e}", f"{e} is added inside the logarithm, which caps the loss"),
            (f"np.maximum({SOFTMAX}, {e})", f"probabilities are held above {e}, which caps the loss"),
            (f"np.clip({SOFTMAX}, {e}, 1 - {e})", f"probabilities are clipped to {e} … 1 - {e}"),
        )
    ),
    Rule(
        "_p[np.arange(len(_t)), _t]",
        "(np.log(1 - np.exp(_p)).sum(axis=1) + _p[np.arange(len(_t)), _t]"
        " - np.log(1 - np.exp(_p[np.arange(len(_t)), _t])))",
        "the binary cross-entropy is used, with log(1 - p) of the other classes",
    ),
)

SERIES = (
    Rule("(_t.mean(), _t.std())", "(_t.min(), _t.max() - _t.min())", "{t} is scaled by minimum and range"),
    Rule(
        "(_t.mean(), _t.std())", "(0, _t.max())", "{t} is divided by its maximum, and no mean is subtracted"
    ),
    Rule("_s[1:]", "np.diff(_s)", "the change from one value to the next stands where {old} belongs"),
    Rule("_s[:-1]", "np.mean(_s)", "the mean of {s} stands where {old} belongs"),
    Rule("_s[:-1]", "np.mean(_s[:-1])", "the mean of the values before stands where {old} belongs"),
    Rule("_a ** 2", "_a.sum(axis=-1) ** 2", "{a} is summed before it is squared, so that signs cancel"),
    Rule("_a ** 2", "_a.mean(axis=-1) ** 2", "{a} is averaged before it is squared, so that signs cancel"),
)

RELATIVES = (
    *SHIFTED,
    *LOGS,
    *SERIES,
    *NONLINEARITIES,
    *DERIVATIVES,
    *LOGARITHMS,
    *DISTRIBUTIONS,
    *DIFFERENCES,
    *STATISTICS,
    *ROUNDED,
)
