"""The package as a whole: what it exports, what it imports, and how it is documented."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import rnnlib
import rnnlib.data
import rnnlib.init
import rnnlib.interop
import rnnlib.schedules
import rnnlib.sequences
import rnnlib.training

PACKAGE = Path(rnnlib.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
# Each floor may import what stands before it, never what stands after it.
FLOORS = [
    {"validation"},
    {"init", "losses", "clipping", "schedules", "sequences", "gradcheck", "derivatives", "scratch"},
    {"optimizer"},
    {"optim", "layers"},
    {"data", "interop", "svg", "symbols"},
    {"listing"},
    {"tables", "questions"},
    {"figures"},
    {"graphs"},
    {"traced"},
    {"training"},
    {"explore"},
    {"grading"},
    {"__main__"},
]
PURE = {"validation", *FLOORS[1], *FLOORS[2], *FLOORS[3]}  # NumPy and the standard library only
CONTRACT = {
    *(
        "RNN",
        "LSTM",
        "GRU",
        "Linear",
        "Embedding",
        "LayerNorm",
        "LayerNormRNN",
        "BatchNormRNN",
        "Bidirectional",
    ),
    *(
        "HierarchicalRNN",
        "Stacked",
        "Dropout",
        "AdditiveAttention",
        "DotProductAttention",
        "TransformerBlock",
    ),
    *("LinearRecurrence", "mse", "softmax_cross_entropy", "binary_cross_entropy_with_logits"),
    *("SGD", "RMSprop", "Adam", "clip_grad_norm", "clip_grad_value", "check_gradients"),
}


def part(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def floor(name: str) -> int:
    return next(number for number, floor in enumerate(FLOORS) if name in floor)


def imported(source: str) -> set[str]:
    """Return the modules that a source imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            is_package = node.module == "rnnlib"
            found |= {f"rnnlib.{a.name}" for a in node.names} if is_package else {node.module}
    return found


def upward(name: str, source: str) -> list[str]:
    """Return what the part called `name` imports from a floor above its own."""
    parts = {module.split(".")[1] for module in imported(source) if module.startswith("rnnlib.")}
    known = {p for p in parts if any(p in floor for floor in FLOORS)}
    return sorted(p for p in known if floor(p) > floor(name))


def foreign(source: str) -> set[str]:
    """Return what a source imports beside NumPy, rnnlib and the standard library."""
    return (
        {module.split(".")[0] for module in imported(source)} - {"numpy", "rnnlib"} - sys.stdlib_module_names
    )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_downwards(path):
    if part(path) == "__init__":
        return
    allowed = {"figures"} if part(path) == "training" else set()  # a history draws itself
    assert set(upward(part(path), path.read_text(encoding="utf-8"))) <= allowed
    if part(path) in PURE:
        assert foreign(path.read_text(encoding="utf-8")) == set()


def test_an_import_upwards_is_noticed():
    assert upward("layers", "from rnnlib.training import train") == ["training"]
    assert upward("layers", "from rnnlib import figures") == ["figures"]
    assert upward("training", "from rnnlib.layers.rnn import RNN") == []
    assert foreign("import numpy as np\nimport torch.nn") == {"torch"}


def test_importing_rnnlib_brings_numpy_and_nothing_else():
    code = "import sys, rnnlib; print(*{m.split('.')[0] for m in sys.modules})"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"matplotlib", "torch", "tqdm", "scipy", "IPython", "ipywidgets", "distributed", "jax"}
    assert "numpy" in result.stdout.split()
    assert not heavy & set(result.stdout.split())


def test_the_contract_is_importable_from_rnnlib():
    assert set(rnnlib.__all__) >= CONTRACT
    assert all(hasattr(rnnlib, name) for name in rnnlib.__all__)


def public() -> dict[str, object]:
    modules = (
        rnnlib,
        rnnlib.data,
        rnnlib.interop,
        rnnlib.sequences,
        rnnlib.training,
        rnnlib.init,
        rnnlib.schedules,
    )
    found = {}
    for module in modules:
        names = getattr(module, "__all__", [n for n in vars(module) if not n.startswith("_")])
        for name in names:
            value = getattr(module, name)
            if callable(value) and getattr(value, "__module__", "").startswith(module.__name__):
                found[f"{module.__name__}.{name}"] = value
    return found


def missing_sections(value: object) -> list[str]:
    """Return the sections of a NumPy-style docstring that a function, or a class and its methods, lacks."""
    if inspect.isclass(value):
        methods = [m for n, m in vars(value).items() if n in ("forward", "backward", "step")]
        return [s for m in methods for s in missing_sections(m)] + _lacks(value, ["Parameters"])
    parameters = [p for p in inspect.signature(value).parameters if p != "self"]
    annotated = inspect.signature(value).return_annotation
    return _lacks(
        value,
        (["Parameters"] if parameters else [])
        + (["Returns"] if annotated not in (None, inspect.Signature.empty, "None") else []),
    )


def _lacks(value: object, sections: list[str]) -> list[str]:
    text = inspect.getdoc(value) or ""
    name = getattr(value, "__qualname__", value)
    return [f"{name}: {s}" for s in sections if f"{s}\n{'-' * len(s)}" not in text]


@pytest.mark.parametrize("name", public())
def test_docstrings_say_what_goes_in_and_what_comes_out(name):
    value = public()[name]
    if not inspect.isclass(value) or not issubclass(value, tuple | Exception):
        assert missing_sections(value) == []


def test_a_missing_section_is_noticed():
    def bare(x: int) -> int:
        """Return x."""
        return x

    assert [s.split(": ")[1] for s in missing_sections(bare)] == ["Parameters", "Returns"]


def test_every_layer_states_its_equation():
    from rnnlib import layers

    for name in layers.__all__:
        value = getattr(layers, name)
        if inspect.isclass(value):
            for method in (value.forward, value.backward):
                assert "Notes\n" in inspect.getdoc(method), f"{name}.{method.__name__}"


def test_no_class_is_deeper_than_one_level_of_inheritance():
    for name, value in public().items():
        if inspect.isclass(value):
            own = [c for c in value.__mro__ if c.__module__.startswith("rnnlib")]
            assert len(own) <= 2, f"{name}: {own}"
