"""Makes the written pages light: a page opens with one style sheet, and waits for no script and no icon font.

The theme brings 500 KB of icons and 65 KB of rules, compressed, of which a page uses a tenth. Here each icon
becomes a drawing in the page, and what no page uses of the style sheets is left out. Its menus and the names of its
buttons, for which it runs Bootstrap on every page, become the browser's own.
"""

import hashlib
import itertools
import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

import imagesize
import tinycss2
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

STYLE = "_static/unrolled.css"
ICONS = Path(__file__).parent / "icons"  # Font Awesome Free, CC BY 4.0: see LICENSE.txt there
LINK = re.compile(r'<link\b(?=[^>]*rel="stylesheet")[^>]*href="([^"?]*)[^"]*"[^>]*>\s*')
ICON = re.compile(r'<(i|span) class="([^"]*\bfa-[^"]*)"([^>]*)></\1>')
IMAGE = re.compile(r'<img (?![^>]*\bheight=)([^>]*src="([^":]+)"[^>]*)>')
SCRIPTS = ("fontawesome", "bootstrap")  # of the theme, which a page does without
NEEDLESS = re.compile(rf'\s*<script [^>]*src="[^"]*/({"|".join(SCRIPTS)})\.js[^"]*"></script>')
MENU = re.compile(
    r'(<button class="btn dropdown-toggle" type="button") data-bs-toggle="dropdown" aria-expanded="false"'
    r'([^>]*>.*?</button>\s*<ul class="dropdown-menu")>',
    re.DOTALL,
)
TOOLTIP = re.compile(r'\s*data-bs-(placement="[^"]*"|toggle="tooltip")')
EARLY = re.compile(
    r'\s*<link rel="preload"[^>]*>|\s*<script>DOCUMENTATION_OPTIONS\.pagename = [^<]*</script>'
)
SCRIPT = re.compile(r"<script (?!defer)(?=[^>]*src=)")
# The theme sets its colours once more after the page was drawn, unless it finds the right ones set.
THEME = 'dataset.theme = localStorage.getItem("theme") || "auto"'
THEME_AT_ONCE = (
    'dataset.theme = { light: "light", dark: "dark" }[localStorage.getItem("mode")]'
    ' || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")'
)
SPY = re.compile(r' data-bs-(spy|target|root-margin)="[^"]*"(?=[^<]*data-default-mode)')  # in sections.js
# The theme measures every box of a page, one by one; boxes.js does that for the boxes that are seen.
MEASURED = (
    '["pre",".nboutput > .output_area",".cell_output > .output",".jp-RenderedHTMLCommon",'
    '".pst-scrollable-table-container"].join(", ")'
)
NOTHING = '"#nothing"'.ljust(len(MEASURED))  # as long, so that the map of the script still fits
NAMED = re.compile(r"""(?:class|id)=["']([^"']*)|<script[^>]*>(.*?)</script>""", re.DOTALL)
CODE = re.compile(r'(?<=<div class="highlight"><pre>).*?(?=</pre>)', re.DOTALL)
TOKEN = re.compile(r'<span class="(\w+)">([^<]*)</span>')
COLOUR = re.compile(r'html\[data-theme="(\w+)"\] \.highlight (?:\.(\w+) )?\{([^}]*)\}')
LOCAL_URL = re.compile(r"url\(([\"']?)(?!data:|https?:|#|/)([^\"')]+)\1\)")


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect(
        "build-finished", lighten, priority=900
    )  # the theme writes its colours of code as late as this
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def lighten(app: Sphinx, error: Exception | None) -> None:
    """Rewrite the pages that this build has written, and the style sheet of all."""
    if error:
        return
    out = Path(app.outdir)
    scripts = out / "_static" / "scripts"
    for name in SCRIPTS:
        for script in scripts.glob(f"{name}.js*"):
            script.unlink()
    theme = scripts / "pydata-sphinx-theme.js"
    theme.write_text(unmeasured(theme.read_text(encoding="utf-8")), encoding="utf-8")
    written = (path for path in sorted(out.rglob("*.html")) if out / "_static" not in path.parents)
    pages = {path: html for path in written if LINK.search(html := path.read_text(encoding="utf-8"))}
    sheets = dict.fromkeys(
        sheet
        for path, html in pages.items()
        for sheet in (local(path, out, link) for link in LINK.findall(html))
        if sheet != STYLE
    )
    if not sheets:
        return  # nothing was written
    plain = uncoloured((out / "_static" / "pygments.css").read_text(encoding="utf-8"))
    pages = {
        path: CODE.sub(lambda code: unwrapped(code[0], plain), light(path, html))
        for path, html in pages.items()
    }
    used = names([*pages.values(), *(file.read_text("utf-8") for file in (out / "_static").rglob("*.js"))])
    content = "\n".join(sheet_in(out, sheet, used) for sheet in sheets)
    (out / STYLE).write_text(content, encoding="utf-8")
    version = hashlib.sha256(content.encode()).hexdigest()[:8]
    for path, html in pages.items():
        up = "../" * (len(path.relative_to(out).parts) - 1)
        link = f'<link rel="stylesheet" href="{up}{STYLE}?v={version}" />\n'
        head, rest = html.split("</head>", 1)
        html = f"{LINK.sub('', head)}  {link}  </head>{rest}"
        if html != path.read_text(encoding="utf-8"):
            path.write_text(html, encoding="utf-8")


def unmeasured(script: str) -> str:
    """Return the theme's script without its measuring of boxes."""
    if MEASURED not in script and NOTHING not in script:
        raise ExtensionError(
            "The theme's script is another: what it measures (MEASURED in light.py) was not found."
        )
    return script.replace(MEASURED, NOTHING)


def uncoloured(css: str) -> set[str]:
    """Return the kinds of words in code that look as all code does, in every theme."""
    looks: dict[str, dict[str, str]] = {}
    for theme, kind, declared in COLOUR.findall(css):
        looks.setdefault(theme, {})[kind] = declared.split(";")[-1].strip()
    each = [{kind for kind, look in of.items() if look == of[""]} for of in looks.values()]
    return set.intersection(*each) - {""}


def unwrapped(code: str, plain: set[str]) -> str:
    """Return code without the elements that change nothing: a fifth of all that a page holds."""
    return TOKEN.sub(
        lambda token: token[2] if token[1] in plain else token[0], code.removeprefix("<span></span>")
    )


def local(page: Path, out: Path, address: str) -> str:
    """Return the path, under the folder of the book, of a file that a page names."""
    return posixpath.normpath(posixpath.join(page.relative_to(out).parent.as_posix(), address))


def light(page: Path, html: str) -> str:
    """Return a page with drawn icons, scripts that wait, and pictures whose size is known before they come."""
    html = EARLY.sub("", NEEDLESS.sub("", html)).replace(THEME, THEME_AT_ONCE)
    html = TOOLTIP.sub("", SPY.sub("", html)).replace("data-bs-title=", "title=")
    number = itertools.count(1)
    html = MENU.sub(lambda found: menu(found, f"menu-{next(number)}"), html)
    html = SCRIPT.sub("<script defer ", html)
    html = IMAGE.sub(lambda found: sized(page, found), html)
    return ICON.sub(drawn, html)


def menu(found: re.Match[str], name: str) -> str:
    """Return a button and its menu, which the browser opens and closes without a script."""
    return f'{found[1]} popovertarget="{name}"{found[2]} id="{name}" popover>'


def drawn(found: re.Match[str]) -> str:
    """Return an icon as a drawing, as the theme's own script would put it there."""
    named = [name.removeprefix("fa-") for name in found[2].split()]
    files = [file for file in (ICONS / f"{name}.svg" for name in named) if file.exists()]
    if not files:
        raise ExtensionError(f"There is no drawing for the icon {found[2]!r} in {ICONS}.")
    view, path = re.search(r'viewBox="([^"]*)".*(<path.*/>)</svg>', files[0].read_text(), re.DOTALL).groups()
    hidden = "" if "aria-hidden" in found[3] else ' aria-hidden="true"'
    path = path.replace("<path ", '<path fill="currentColor" ')
    return f'<svg class="svg-inline--fa {found[2]}"{found[3]}{hidden} viewBox="{view}">{path}</svg>'


def sized(page: Path, found: re.Match[str]) -> str:
    """Give an image its width and height, so that nothing moves when it comes."""
    width, height = imagesize.get(page.parent / found[2])
    return f'<img width="{width}" height="{height}" {found[1]}>' if height > 0 else found[0]


def names(texts: Iterable[str]) -> set[str]:
    """Return all that may be a class or an id: those of the pages, and every word of the scripts."""
    used: set[str] = set()
    for text in texts:
        if text.lstrip().startswith("<!DOCTYPE"):
            text = " ".join(map(" ".join, NAMED.findall(text)))
        used.update(re.findall(r"[\w-]+", text))
    return used


def sheet_in(out: Path, sheet: str, used: set[str]) -> str:
    """Return what the pages use of a style sheet and of those it imports, its addresses as seen from STYLE."""
    text = (out / sheet).read_text(encoding="utf-8")
    folder = posixpath.dirname(sheet)
    imported = [posixpath.normpath(f"{folder}/{name}") for name in re.findall(r'@import "([^"]*)";', text)]
    seen = posixpath.relpath(folder, posixpath.dirname(STYLE))
    text = LOCAL_URL.sub(lambda url: f"url({posixpath.normpath(f'{seen}/{url[2]}')})", text)
    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    return "\n".join([*(sheet_in(out, name, used) for name in imported), wanted(rules, used)])


def wanted(rules: list[tinycss2.ast.Node], used: set[str]) -> str:
    """Return the rules that can apply to a page."""
    kept = []
    for rule in rules:
        content = rule.content
        if rule.type == "qualified-rule":
            chosen = ",".join(one for one in selectors(rule.prelude, used))
            if chosen:
                kept.append(f"{chosen}{{{tinycss2.serialize(content).strip()}}}")
        elif rule.lower_at_keyword in ("media", "supports"):
            inner = wanted(tinycss2.parse_rule_list(content, True, True), used)
            if inner:
                kept.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}")
        elif rule.lower_at_keyword not in ("import", "charset") and "Awesome" not in rule.serialize():
            kept.append(rule.serialize())
    return "\n".join(kept)


def selectors(prelude: list[tinycss2.ast.Node], used: set[str]) -> Iterable[str]:
    """Yield the selectors of a rule whose classes and ids all occur; what :not() and the like hold is not asked."""
    one: list[tinycss2.ast.Node] = []
    for token in [*prelude, None]:
        if token is None or token == ",":
            after_dot = (b.value for a, b in itertools.pairwise(one) if a == "." and b.type == "ident")
            ids = (part.value for part in one if part.type == "hash")
            if one and used.issuperset([*after_dot, *ids]):
                yield tinycss2.serialize(one).strip()
            one = []
        else:
            one.append(token)
