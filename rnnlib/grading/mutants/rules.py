"""The table of small edits: a piece of code, what becomes of it, and how that is said.

Names like `_a` stand for any expression. In the words, {a} is what `_a` stood for, {old} the whole piece and
{new} what stands in its place. Rules further down are the less likely explanations.
"""

from dataclasses import dataclass

INSTEAD = "{new} stands where {old} belongs"
LEFT_OUT = "the term {%s} is left out"
FACTOR = "the factor {%s} is left out"
ORDER = "{new} is computed where {old} belongs"
FAR = 3  # the cost of an edit that few would make


@dataclass(frozen=True)
class Rule:
    """One kind of edit.

    Parameters
    ----------
    old, new : the piece of code and what becomes of it
    words : what comes after "These are the numbers that come out when"
    cost : how far-fetched the edit is; a simpler explanation is preferred
    """

    old: str
    new: str
    words: str = INSTEAD
    cost: int = 1


TRANSPOSES = (
    Rule("_a.T", "_a", "{a} is used where its transpose belongs"),
    Rule("_a @ _b", "_a.T @ _b", "the transpose of {a} is used where {a} itself belongs"),
    Rule("_a @ _b", "_a @ _b.T", "the transpose of {b} is used where {b} itself belongs"),
    Rule("_a @ _b", "_b @ _a", "the product is the other way round: {new} where {old} belongs"),
    Rule("_a.T @ _b", "_b.T @ _a", "the product is the other way round: {new} where {old} belongs"),
)

TERMS = (
    Rule("_a + _b", "_a", LEFT_OUT % "b"),
    Rule("_a + _b", "_b", LEFT_OUT % "a"),
    Rule("_a + _b", "_a - _b", "{b} is subtracted where it should be added"),
    Rule("_a + _b", "_b - _a", "{a} is subtracted where it should be added"),
    Rule("_a + _b", "_a * _b", "{a} and {b} are multiplied where they should be added"),
    Rule("_a + _b", "_a + _b + _b", "the term {b} is added twice", FAR),
    Rule("_a + _b", "_a + _a + _b", "the term {a} is added twice", FAR),
    Rule("_a - _b", "_a + _b", "{b} is added where it should be subtracted"),
    Rule("_a - _b", "_b - _a", "the difference is the wrong way round: {new} where {old} belongs"),
    Rule("_a - _b", "_a", "{b} is not subtracted"),
    Rule("_a - _b", "-_b", LEFT_OUT % "a"),
    Rule("_a - _b", "_b", "{b} stands alone where {old} belongs"),
    Rule("_a - _b", "_a * _b", "{a} and {b} are multiplied where {b} should be subtracted", FAR),
    Rule("_a - _b", "_a / _b", "{a} is divided by {b} where {b} should be subtracted", FAR),
    Rule("-_a", "_a", "the minus sign before {a} is left out"),
)

FACTORS = (
    Rule("_a * _b", "_a", FACTOR % "b"),
    Rule("_a * _b", "_b", FACTOR % "a"),
    Rule("_a * _b", "_a / _b", "there is a division by {b} where a multiplication belongs"),
    Rule("_a * _b", "_b / _a", "there is a division by {a} where a multiplication belongs"),
    Rule("_a * _b", "_a + _b", "{a} and {b} are added where they should be multiplied"),
    Rule("_a * _b", "_a * _b * _b", "the factor {b} is applied twice", FAR),
    Rule("_a * _b", "_a * _a * _b", "the factor {a} is applied twice", FAR),
    Rule("_a * _b", "_a @ _b", "a matrix product is taken where {a} and {b} are multiplied entry by entry"),
    Rule("_a / _b", "_a", "the division by {b} is left out"),
    Rule("_a / _b", "_a * _b", "there is a multiplication by {b} where a division belongs"),
    Rule("_a / _b", "_b / _a", "the fraction is upside down: {new} where {old} belongs"),
    Rule("_a / _b", "1 / _b", FACTOR % "a"),
    Rule("_a / _b", "_a // _b", "the division drops what is behind the decimal point", FAR),
    Rule("_a / _b", "_a / (_b - 1)", "the division is by {b} less 1"),
    Rule("_a / _b", "_a / (_b + 1)", "the division is by {b} and 1 more"),
    Rule("_a / _b", "_a / _b / _b", "the division by {b} is done twice"),
    Rule("_a / _b", "_a / np.sqrt(_b)", "the division is by the root of {b} where {b} itself belongs"),
    Rule("_a / _b", "_a / (2 * _b)", "there is a factor ½ too many"),
    Rule("_a / _b", "2 * _a / _b", "there is a factor 2 too many"),
    Rule("_a @ _b", "_a", FACTOR % "b"),
    Rule("_a @ _b", "_b", FACTOR % "a"),
    Rule("_a @ _b", "np.diag(_a) * _b", "only the diagonal of {a} is used"),
    Rule("_a @ _b", "_a.sum(axis=0) * _b", "the products of {a} and {b} are summed over the wrong axis"),
    Rule("_a @ _b", "_a * _b", "{a} and {b} are multiplied entry by entry where a matrix product belongs"),
    Rule("_a @ _b", "np.outer(_a, _b)", "the outer product of {a} and {b} is taken where `@` belongs", FAR),
    Rule("np.outer(_a, _b)", "_a * _b", "{a} and {b} are multiplied entry by entry, not as an outer product"),
)

POWERS = (
    Rule("_a ** 2", "_a", "the square of {a} is left out"),
    Rule("_a ** 2", "2 * _a", "{a} is doubled where it should be squared"),
    Rule("_a ** 2", "np.abs(_a)", "the absolute value of {a} is taken where its square belongs"),
    Rule("_a ** 2", "_a ** 2 / 2", "there is a factor ½ too many, at {old}"),
    Rule("_a ** 2", "_a ** 3", "the third power stands where the square of {a} belongs", FAR),
    Rule("_a ** 2", "_a ** 4", "the fourth power stands where the square of {a} belongs", FAR),
    Rule("_a ** 0.5", "_a", "the root is left out"),
    Rule("_a - _b ** 2", "(_a - _b) ** 2", "the square reaches over the whole difference {a} - {b}"),
    Rule("(_a - _b) ** 2", "_a ** 2 - _b ** 2", "each of the two is squared before the difference is taken"),
    Rule("(_a + _b) ** 2", "_a ** 2 + _b ** 2", "each of the two is squared before the sum is taken"),
    Rule("np.linalg.norm(_a) ** 2", "np.linalg.norm(_a)", "the square is left out"),
)

MISSING = "the brackets of {old} are missing: {new}"
BRACKETS = (
    *(
        rule
        for sign in "+-"
        for times in ("*", "/", "@")
        for rule in (
            Rule(f"(_a {sign} _b) {times} _c", f"_a {sign} _b {times} _c", MISSING),
            Rule(f"(_a {sign} _b) {times} _c", f"_a {times} _c {sign} _b", "{c} applies to {a} alone: {new}"),
            Rule(f"_c {times} (_a {sign} _b)", f"_c {times} _a {sign} _b", MISSING),
            Rule(f"_c {times} (_a {sign} _b)", f"_a {sign} _c {times} _b", "{c} applies to {b} alone: {new}"),
            Rule(f"_a {sign} _b {times} _c", f"(_a {sign} _b) {times} _c", ORDER),
            Rule(f"_b {times} _c {sign} _a", f"_b {times} (_c {sign} _a)", ORDER),
        )
    ),
    Rule("_a + _b * _c", "_b * (_a + _c)", ORDER),
    Rule("_a + _b @ _c", "_b @ (_a + _c)", ORDER),
    Rule("_a * _b + _c", "(_a + _c) * _b", ORDER),
    Rule("_a @ _b + _c", "(_a + _c) @ _b", ORDER),
    Rule("_a @ (_b * _c)", "_a @ _b * _c", "the factor {c} comes after the product with {a}, not before it"),
    Rule(
        "_a @ (_b * _c)", "_b * (_a @ _c)", "the factor {b} comes after the product with {a}, not before it"
    ),
    Rule("(_b * _c) @ _a", "_b @ _a * _c", "the factor {c} comes after the product with {a}, not before it"),
    Rule("_a @ _b * _c", "_a @ (_b * _c)", "the factor {c} comes before the product with {a}, not after it"),
    Rule("_a + _w @ (_b * _c)", "(_a + _w @ _b) * _c", "the factor {c} applies to the whole sum"),
    Rule("_a + _b * _c", "(_a + _b) * _c", "the factor {c} applies to the whole sum"),
    Rule("_a @ _b + _c @ _d", "(_a + _c) @ (_b + _d)", ORDER, FAR),
    Rule("_a @ _b + _c @ _d", "_a @ _d + _c @ _b", "{b} and {d} have changed places"),
    Rule("_a * _b + _c * _d", "_a * _d + _c * _b", "{b} and {d} have changed places"),
    Rule("_a * _b + _c * _d", "(_a + _c) * (_b + _d)", ORDER, FAR),
    Rule(
        "_a @ _b + _c @ _d",
        "np.concatenate([_a @ _b, _c @ _d], axis=-1)",
        "the two terms are put side by side where they should be added",
    ),
)

SPREAD = (
    Rule(
        "_f(_a + _w @ _h + _b)",
        "_a + _w @ _f(_h) + _b",
        "{f} is taken of {h}, where it belongs around the sum",
    ),
    Rule(
        "_f(_a + _w * _h + _b)",
        "_a + _w * _f(_h) + _b",
        "{f} is taken of {h}, where it belongs around the sum",
    ),
    Rule("_f(_a * _b)", "_f(_a) * _b", "the factor {b} stands outside {f}, where it belongs inside"),
    Rule("_f(_a * _b)", "_a * _f(_b)", "the factor {a} stands outside {f}, where it belongs inside"),
    Rule("_f(_a) * _b", "_f(_a * _b)", "the factor {b} stands inside {f}, where it belongs outside"),
    Rule("_a * _f(_b)", "_f(_a * _b)", "the factor {a} stands inside {f}, where it belongs outside"),
    Rule("_f(_a) / _b", "_f(_a / _b)", "the division by {b} stands inside {f}, where it belongs outside"),
    Rule("_f(_a / _b)", "_f(_a) / _b", "the division by {b} stands outside {f}, where it belongs inside"),
    Rule("_f(_a) + _b", "_f(_a + _b)", "{b} stands inside {f}, where it belongs outside"),
    Rule("_f(_a) - _b", "_f(_a - _b)", "{b} stands inside {f}, where it belongs outside"),
    Rule(
        "np.sqrt(sum(_a for _x in _b))", "sum(np.sqrt(_a) for _x in _b)", "each root is taken before the sum"
    ),
)

FUNCTIONS = (
    Rule("np.where(_c, _a, _b)", "_a", "{b} is never chosen: {a} stands everywhere"),
    Rule("np.where(_c, _a, _b)", "_b", "{a} is never chosen: {b} stands everywhere"),
    Rule("np.where(_c, _a, _b)", "np.where(_c, _b, _a)", "the condition is the wrong way round"),
    Rule("np.where(_c, _a, _b)", "np.where(_c, _a, 0)", "zero stands where {b} belongs"),
    Rule("np.where(_c, _a, _b)", "np.where(_c, 0, _b)", "zero stands where {a} belongs"),
    Rule("np.where(_c, _a, _b)", "_a + _b", "{a} and {b} are added where one of them should be chosen"),
    Rule("np.where(_c, _a, _b)", "(_a + _b) / 2", "{a} and {b} are averaged where one should be chosen", FAR),
    Rule("np.where(_c, _a, _b)", "np.where(_c, _a, np.nan)", "NaN stands where {b} belongs", FAR),
    Rule("np.where(_c, _a, _b)", "_a[_c[:, 0]]", "only the rows where the mask holds come back"),
    Rule("np.log(_a).sum(axis=_k)", "np.log(_a.sum(axis=_k))"),
    Rule("min(_a, _b)", "_a", "{b} never comes into play"),
    Rule("min(_a, _b)", "_b", "{a} is no bound any more"),
    Rule("min(_a, _b)", "max(_a, _b)", "the larger of {a} and {b} is taken where the smaller belongs"),
    Rule("max(_a, _b)", "min(_a, _b)", "the smaller of {a} and {b} is taken where the larger belongs"),
    *(
        Rule(f"{name}(_a, _b)", one, f"{{{other}}} never comes into play")
        for name in ("max", "np.maximum", "np.minimum")
        for one, other in (("_a", "b"), ("_b", "a"))
    ),
    Rule("sum(_a.size for _x in _b)", "len(_b)", "the arrays are counted, where all their entries should be"),
    Rule("len(_a)", "_a.size", "all entries of {a} are counted where its rows should be"),
    Rule("len(_a)", "_a.shape[-1]", "the length of the last axis of {a} stands where its rows are counted"),
    Rule("len(_a)", "len(_a) - 1", "the length of {a} is taken one too small"),
    Rule("len(_a)", "len(_a) + 1", "the length of {a} is taken one too large"),
    Rule("len(_a)", "1", "1 stands where the length of {a} belongs"),
    Rule("len(_a)", "_a.ndim", "the number of axes of {a} stands where its length belongs", FAR),
)

RULES = (*TRANSPOSES, *TERMS, *FACTORS, *POWERS, *BRACKETS, *SPREAD, *FUNCTIONS)
