"""docs/reference/ says what the code says, and the tests that the measures name exist.

Oracle: the package itself, read again; the source files of the tests.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from backrisk._shared.records import MeasureInfo

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"


sys.path.insert(0, str(ROOT / "docs"))
from generate import pages, written  # noqa: E402
from generator.tables import all_measures  # noqa: E402

WANTED: dict[str, str] = pages()
MEASURES = all_measures()


@pytest.mark.parametrize("name", sorted(WANTED))
def test_page_is_up_to_date(name: str) -> None:
    written = (REFERENCE / name).read_text("utf-8") if (REFERENCE / name).is_file() else ""
    assert written == WANTED[name], f"docs/reference/{name} is out of date; run: python docs/generate.py"


def test_no_page_is_left_over() -> None:
    assert written() == set(WANTED)


def named_in(text: str) -> list[str]:
    """Names before the colon: `test_x.py`, `test_x.py::test_y`, `x_test`, `x_test.cpp`, `Suite.Name`."""
    return re.split(r" and |, ", text.partition(": ")[0])


def exists(name: str) -> bool:
    """Whether a test, or a file of tests, of this name is in the tests tree."""
    if found := re.fullmatch(r"(test_\w+\.py)(?:::(\w+))?", name):
        file = ROOT / "tests" / "python" / found[1]
        return file.is_file() and (not found[2] or f"def {found[2]}(" in file.read_text("utf-8"))
    if found := re.fullmatch(r"(\w+_test)(?:\.cpp)?", name):
        return (ROOT / "tests" / "cpp" / f"{found[1]}.cpp").is_file()
    if found := re.fullmatch(r"(\w+)\.(\w+)", name):
        declared = re.compile(rf"TEST\w*\(\s*{found[1]}\s*,\s*{found[2]}\s*\)")
        sources = (ROOT / "tests" / "cpp").glob("*.cpp")
        return any(declared.search(source.read_text("utf-8")) for source in sources)
    return False


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_measure_names_a_test_that_exists(measure: MeasureInfo) -> None:
    """A single word after a file is the name of a test in it."""
    names, case = named_in(measure.test), measure.test.partition(": ")[2]
    if re.fullmatch(r"[A-Z][a-z]+([A-Z][a-z]*){2,}", case):
        sources = [ROOT / "tests" / "cpp" / f"{name.removesuffix('.cpp')}.cpp" for name in names]
        assert any(f", {case})" in source.read_text("utf-8") for source in sources), case
    lacking = [name for name in names if not exists(name)]
    assert not lacking, f"{measure.name} names {lacking}, which tests/ does not have"


def test_a_name_that_is_no_test_is_found_out() -> None:
    for name in ("", "test_reference.py::test_none", "no_such_test", "None.Such", "a sentence"):
        assert not exists(name)
    assert exists("test_reference.py::test_a_name_that_is_no_test_is_found_out")


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}"
