"""A demo with too many settings for frames: a calculation that the page itself carries out.

With a kernel the controls call the Python function of the definition, on the page its JavaScript function.
"""

import math
import re
from collections.abc import Mapping
from html import escape
from typing import Any

from rnnlib import figures
from rnnlib.explore import page
from rnnlib.explore.definition import Definition
from rnnlib.symbols import in_html, in_text


class Calculator:
    """What :func:`calculator` returns: the last expression of a cell."""

    def __init__(self, definition: Definition, name: str, caption: str) -> None:
        self.definition, self.name, self.caption = definition, name, caption
        self.default = {str(symbol): spec.default for symbol, spec in definition.inputs.items()}
        self.update = {str(weight): f"{weight}_new" for weight in definition.weights}

    def picture(self, settings: Mapping[str, float]) -> str:
        """Draw the picture for the settings and return it as SVG."""
        values = {**settings, **self.definition.compute(**settings)}
        fig = self.definition.draw(values, lambda value: number(value, 3))
        told = self.definition.sentence.format_map({name: number(value) for name, value in values.items()})
        return figures.svg(figures.describe(fig, told), prefix=self.name)

    def table(self, settings: Mapping[str, float]) -> str:
        """Return the table of symbols, formulas and values."""
        definition, values = self.definition, self.definition.compute(**settings)
        titles = {"forward": "Forward", "gradient": "Backward", "update": "Update"}
        rows = []
        for row in definition.rows():
            if title := titles.pop(row.part, ""):
                head = f'<th scope="rowgroup" colspan="3">{title}</th>'
                rows.append(f'<tbody class="rnn-{row.part}"><tr>{head}</tr>')
            relation = r"\leftarrow" if row.part == "update" else "="
            symbol = definition.latex_of(row.name)
            rows.append(
                f'<tr><th scope="row"><span role="math" aria-label="{words_of(symbol)}">'
                f"\\({symbol}\\)</span></th>"
                f"<td>\\({relation} {definition.formula(row)}\\)</td>"
                f'<td><output data-value="{row.name}">{number(values[row.name])}</output></td></tr>'
            )
        heads = "".join(f'<th scope="col">{head}</th>' for head in ("Quantity", "Formula", "Value"))
        return (
            '<table class="rnn-values tex2jax_process mathjax_process">'
            f"<thead><tr>{heads}</tr></thead>{''.join(rows)}</table>"
        )

    def html(self) -> str:
        """Return the calculator for a page: controls, picture and table, computed there."""
        rows = []
        for symbol, spec in self.definition.inputs.items():
            said = f'name="{symbol}" aria-label="{escape(spec.words)}"'
            rows.append(
                f'<div class="rnn-row rnn-number"><span>{in_html(letter_of(str(symbol)))}</span>'
                f'<input type="range" {said} min="{spec.low:g}" max="{spec.high:g}" step="{spec.step:g}"'
                f' value="{spec.default:g}"><input type="number" {said} step="{spec.step:g}"'
                f' value="{spec.default:g}"></div>'
            )
        data = {
            "inputs": self.default,
            "update": self.update,
            "loss": str(self.definition.loss),
            "rate": str(self.definition.rate),
            "sentence": self.definition.sentence,
        }
        scripts = (
            f"{page.data(data)}\n"
            f'<script>(window.rnnCompute ??= {{}})["{self.name}"] = '
            f"{self.definition.javascript()};</script>\n"
        )
        table = f"{self.table(self.default)}\n"
        controls = page.controls(
            "".join(rows), '<button type="button" data-do="step">Step</button>', '<p class="rnn-trail"></p>'
        )
        return page.figure(self.name, self.caption, controls, self.picture(self.default), scripts, table)

    def widget(self) -> Any:
        """Return the live calculator: ipywidgets controls over the Python function."""
        import ipywidgets as w

        def loss() -> float:
            return self.definition.compute(**settings)[str(self.definition.loss)]

        settings = dict(self.default)
        losses = [loss()]
        image, table, trail = w.HTML(), w.HTMLMath(), w.HTML()
        fields = {
            str(symbol): w.FloatText(
                value=spec.default,
                step=spec.step,
                description=in_text(letter_of(str(symbol))),
                tooltip=spec.words,
            )
            for symbol, spec in self.definition.inputs.items()
        }
        quiet = False

        def show() -> None:
            nonlocal quiet
            quiet = True
            for key, control in fields.items():
                control.value = settings[key]
            quiet = False
            image.value = f'<figure class="rnn-figure rnn-live">{self.picture(settings)}</figure>'
            table.value = f'<div class="rnn-figure">{self.table(settings)}</div>'
            trail.value = trail_of(losses)

        def edit(change: Any) -> None:
            if quiet:
                return
            settings.update({key: control.value for key, control in fields.items()})
            if change["owner"] is not fields[str(self.definition.rate)]:
                losses[:] = [loss()]
            show()

        def step(_: Any) -> None:
            new = self.definition.compute(**settings)
            settings.update({weight: new[name] for weight, name in self.update.items()})
            losses.append(loss())
            show()

        def reset(_: Any) -> None:
            settings.update(self.default)
            losses[:] = [loss()]
            show()

        buttons = [w.Button(description="Step"), w.Button(description="Reset")]
        buttons[0].on_click(step)
        buttons[1].on_click(reset)
        for control in fields.values():
            control.observe(edit, "value")
        show()
        style = w.HTML(f"<style>{page.stylesheet()}</style>", layout=w.Layout(display="none"))
        caption = w.HTML(f'<p class="rnn-caption">{in_html(self.caption)}</p>')
        grid = w.GridBox(
            list(fields.values()), layout=w.Layout(grid_template_columns="repeat(auto-fill, 19rem)")
        )
        return w.VBox([style, grid, w.HBox(buttons), trail, image, table, caption])

    def __repr__(self) -> str:
        return f"Calculator {self.name}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle = {"text/plain": repr(self), "text/html": self.html()}
        return bundle if page.published() else self.widget()._repr_mimebundle_() | bundle


def number(value: float, digits: int = 6) -> str:
    """Write a value as the page does: a real minus sign, no negative zero."""
    if not math.isfinite(value):
        return "overflow"
    text = f"{value:.{digits}f}"
    return text.replace("-", "−") if float(text) else f"{0:.{digits}f}"


def trail_of(losses: list[float]) -> str:
    """Return the last losses of a descent, oldest first."""
    if len(losses) == 1:
        return "No step taken yet."
    return f"Steps: {len(losses) - 1}. Loss: {' → '.join(map(number, losses[-5:]))}"


def letter_of(name: str) -> str:
    """Write a symbol's name as it is read."""
    return {"eta": "η"}.get(name, name)


def words_of(latex: str) -> str:
    """Write a quantity's LaTeX for a screen reader."""
    flat = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"\1/\2", latex)
    return flat.replace(r"\partial ", "∂").replace(r"\hat y", "ŷ")


def calculator(definition: Definition, name: str, caption: str) -> Calculator:
    """Show a calculation whose settings are too many for frames.

    Parameters
    ----------
    definition : Definition
        The calculation, in SymPy; see :mod:`rnnlib.explore.one_neuron`.
    name : str
        Lower-case letters, digits and hyphens; unique in the book.
    caption : str
        What to try: plain text, its symbols as in ``W_hh``.
    """
    if not isinstance(definition, Definition):
        raise TypeError(f"definition must be a Definition, got {type(definition).__name__}")
    page.check(name, caption)
    return Calculator(definition, name, caption)
