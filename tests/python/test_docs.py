"""Code in README.md and docs/ runs as it is shown.

The ```python blocks of a page run in order in one namespace, in an empty working folder; what a block says
it prints (`>>>` lines) is compared as a doctest. A ```cpp block with a `main` is compiled against the
installed package and must exit with 0; other blocks are not run. Oracle: the page itself.

A page that begins with `<!-- data: a b -->` reads these paths below `data/`, which is the shared folder's;
it is skipped where they are absent.
"""

from __future__ import annotations

import doctest
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from backrisk.cmake import cmake_dir

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("README.md"), *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)

NEEDS = re.compile(r"\A<!-- data: (.*?) -->")

CMAKE = """cmake_minimum_required(VERSION 3.25)
project(page LANGUAGES CXX)
find_package(backrisk CONFIG REQUIRED)
file(GLOB programs block*.cpp)
enable_testing()
foreach(program IN LISTS programs)
    cmake_path(GET program STEM name)
    add_executable(${name} ${program})
    target_link_libraries(${name} PRIVATE backrisk::headers)
    add_test(NAME ${name} COMMAND ${name})
endforeach()
"""


def blocks(page: Path, language: str) -> list[tuple[int, str]]:
    """(line, text) of each fenced block of one language."""
    text = page.read_text("utf-8")
    return [
        (text.count("\n", 0, found.start(2)) + 1, found[2])
        for found in FENCE.finditer(text)
        if found[1] == language
    ]


def programs(page: Path) -> list[tuple[int, str]]:
    return [(line, text) for line, text in blocks(page, "cpp") if "int main(" in text]


def title(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def with_blocks(language: str) -> list[Path]:
    return [page for page in PAGES if (blocks(page, "python") if language == "python" else programs(page))]


def test_there_are_pages() -> None:
    if not (ROOT / "README.md").is_file():
        pytest.skip("no README.md yet")
    assert with_blocks("python")


@pytest.mark.parametrize("page", with_blocks("python"), ids=title)
@pytest.mark.filterwarnings("default")
def test_python_of_a_page_runs(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "agg")
    if needs := NEEDS.match(page.read_text("utf-8")):
        data = request.getfixturevalue("shared") / "data"
        absent = [path for path in needs[1].split() if not (data / path).exists()]
        if absent:
            pytest.skip(f"{', '.join(absent)} not in {data}")
        (tmp_path / "data").symlink_to(data.resolve())
    names: dict[str, object] = {"__name__": "__main__"}
    for line, text in blocks(page, "python"):
        if ">>> " in text:
            flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
            example = doctest.DocTestParser().get_doctest(text, names, title(page), str(page), line - 1)
            runner = doctest.DocTestRunner(optionflags=flags)
            report: list[str] = []
            runner.run(example, out=report.append, clear_globs=False)
            assert runner.summarize(verbose=False).failed == 0, "".join(report)
            names.update(example.globs)
        else:
            exec(compile("\n" * (line - 1) + text, str(page), "exec"), names)


@pytest.mark.skipif(shutil.which("cmake") is None, reason="needs cmake")
@pytest.mark.parametrize("page", with_blocks("cpp"), ids=title)
def test_programs_of_a_page_compile_and_run(page: Path, tmp_path: Path) -> None:
    for line, text in programs(page):
        (tmp_path / f"block{line}.cpp").write_text(text, "utf-8")
    (tmp_path / "CMakeLists.txt").write_text(CMAKE, "utf-8")
    build = tmp_path / "build"
    for command in (
        ["cmake", "-S", str(tmp_path), "-B", str(build), f"-Dbackrisk_DIR={cmake_dir()}"],
        ["cmake", "--build", str(build)],
        ["ctest", "--test-dir", str(build), "--output-on-failure", "--no-tests=error"],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{title(page)}: {done.stdout}{done.stderr}"
