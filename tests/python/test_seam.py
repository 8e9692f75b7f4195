"""The typed seam: what the compiled core answers has a type, and so has what users pass.

The oracle is the source itself: stubs and packages are read as syntax trees, and mypy judges nonsense.
"""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import backrisk  # noqa: F401

PACKAGE = Path(__file__).resolve().parents[2] / "python" / "backrisk"
MOST_ANY = 5.0
"""A thousand lines of Python, and the number only falls."""
MOST_PARAMETERS = 10
MORE_PARAMETERS = {
    "load/bases.py: basis": 13,  # each kind of basis has arguments of its own
    "spine/lifting.py: niosh": 12,  # the columns of the published worksheet
    "spine/lifting.py: niosh_scope": 11,  # the published list of conditions
    "cohort/data.py: Cohort.__init__": 12,  # an argument a table
    "spine/sets.py: set_dose": 11,  # the columns of a set and of its person
    "history/gate.py: red_flags": 12,  # what is told of a person, a list each
    "advise/verdicts.py: exercises_for": 14,  # the same, and how to say it
    "advise/planning.py: plan": 14,  # what may change, within which limits
    "advise/plan_task.py: read_task": 11,
    "advise/projection.py: project": 11,
    "risk/learning.py: Learning.update": 11,
    "plot/validation.py: calibration": 13,  # those of the statistics, and those of a figure
    "plot/validation.py: decision_curve": 11,
}
"""Longer for a reason; none may grow."""


def _trees(pattern: str) -> Iterator[tuple[Path, str, ast.Module]]:
    for path in sorted(PACKAGE.rglob(pattern)):
        text = path.read_text(encoding="utf-8")
        yield path, text, ast.parse(text)


def test_any_is_rare() -> None:
    lines, count = 0, 0
    for _, text, tree in _trees("*.py"):
        lines += text.count("\n")
        count += sum(isinstance(node, ast.Name) and node.id == "Any" for node in ast.walk(tree))
    assert count <= MOST_ANY * lines / 1000, f"{count} Any in {lines} lines"


MOST_UNTYPED = 10
"""Functions of the core that answer a dictionary, a tuple or an object: they were 92, and only fall."""


def test_the_core_answers_types() -> None:
    untyped = [
        f"{path.stem}.{node.name}"
        for path, _, tree in _trees("*.pyi")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("__")
        and node.returns is not None
        and any(word in ast.unparse(node.returns) for word in ("dict[", "tuple[", "object", "Any"))
        and "NDArray" not in ast.unparse(node.returns).split("[")[0]
    ]
    assert len(untyped) <= MOST_UNTYPED, untyped


def test_shared_defaults_are_read_from_the_core() -> None:
    """28 days of a horizon and 0.95 of an interval stand in C++ and nowhere else."""
    written = [
        f"{path.relative_to(PACKAGE).as_posix()}: {node.name}"
        for path, _, tree in _trees("*.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for name, default in _defaults(node.args)
        if name in ("horizon_days", "level")
        and isinstance(default, ast.Constant)
        and isinstance(default.value, int | float)
    ]
    assert not written


def _defaults(given: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    places = [*given.posonlyargs, *given.args]
    given_last = zip(reversed(places), reversed(given.defaults), strict=False)
    yield from ((one.arg, default) for one, default in given_last)
    for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        if default is not None:
            yield one.arg, default


def _functions(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef, bool]]:
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from ((name, one, True) for name, one, _ in _functions(node.body, f"{node.name}."))
        elif isinstance(node, ast.FunctionDef) and (not node.name.startswith("_") or node.name == "__init__"):
            yield prefix + node.name, node, False


def test_no_public_function_has_more_than_ten_parameters() -> None:
    long = []
    for path, _, tree in _trees("*.py"):
        for name, node, method in _functions(tree.body):
            given = node.args
            count = len(given.posonlyargs) + len(given.args) + len(given.kwonlyargs) - method
            place = f"{path.relative_to(PACKAGE).as_posix()}: {name}"
            if count > MORE_PARAMETERS.get(place, MOST_PARAMETERS):
                long.append(f"{place} has {count}")
    assert not long


FEWEST_SECTIONS = 119
"""Public functions with parameters whose docstring has the sections Parameters and Returns; it only grows."""


def test_docstrings_have_sections() -> None:
    """Of what an area offers by name: `Parameters` and `Returns` as numpydoc has them."""
    offered = {
        name: getattr(module, name)
        for area, module in sorted(sys.modules.items())
        if re.fullmatch(r"backrisk(\.[a-z]+)?", area) and hasattr(module, "__all__")
        for name in module.__all__
    }
    asked = {f.__module__ + "." + f.__name__: f for f in offered.values()
             if inspect.isfunction(f) and inspect.signature(f).parameters}  # fmt: skip
    headings = [re.compile(rf"^{one}\n-+$", re.MULTILINE) for one in ("Parameters", "Returns")]
    with_sections = [
        name for name, f in asked.items() if all(one.search(inspect.getdoc(f) or "") for one in headings)
    ]
    assert len(with_sections) >= FEWEST_SECTIONS, sorted(set(asked) - set(with_sections))


@pytest.mark.slow
def test_nonsense_fails_a_type_checker(tmp_path: Path) -> None:
    """Each line is wrong, and mypy says so of each; the control below passes."""
    pytest.importorskip("mypy")
    wrong = ['br.fit.cox(object(), "x", 3)', "br.Cohort(sessions=7)", 'br.load.ewma("abc", span=object())']
    right = ['br.fit.cox([[1.0], [2.0]], [3.0, 4.0], [1, 0])', 'br.load.ewma([1.0, 2.0], span=3)']
    script = tmp_path / "nonsense.py"
    script.write_text("\n".join(["import backrisk as br", *wrong, *right]) + "\n", encoding="utf-8")
    found = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", str(script)],
        capture_output=True, text=True, check=False, env={"MYPYPATH": str(PACKAGE.parent), "PATH": ""},
    ).stdout  # fmt: skip
    lines = {int(line.split(":")[1]) for line in found.splitlines() if ": error:" in line}
    assert lines == set(range(2, 2 + len(wrong))), found
