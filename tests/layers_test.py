"""Areas and their order: who may include whom, no cycles, sizes. Standard library only.

Runs alone (`python3 tests/layers_test.py`, the last line tells) or under pytest. The table is the one of
docs/architecture.md.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEASURES = {"load", "spine", "balance", "preparation", "history"}
MAY_INCLUDE: dict[str, set[str]] = {
    "core": set(),
    **{area: {"core"} for area in sorted(MEASURES)},
    "factor": {"core", *MEASURES},
    "evidence": {"core", "factor"},
    "risk": {"core", "factor", "evidence"},
    "fit": {"core", "factor", "evidence", "risk"},
    "validate": {"core"},
    "advise": {"core", "spine", "history", "factor", "evidence", "risk"},
    "cohort": {"core", *MEASURES, "factor", "evidence", "risk", "fit", "advise"},
    "io": {"core", "cohort", "risk"},
}
# The optimism of the logistic model: the binding hands the fitter to the sampler, which knows no model.
BINDING_MAY_INCLUDE = {"validate": {"fit"}}
# Python orchestrates, so that what calls others stands above them: a validation refits models and reads
# cohorts. Nothing reaches up; the order is the one of docs/architecture.md.
PYTHON_ORDER = (
    ("_core",),
    ("_shared",),
    tuple(sorted(MEASURES)),
    ("evidence",),
    ("factor",),
    ("risk",),
    ("fit",),
    ("advise",),
    ("cohort",),
    ("validate",),
    ("plot",),
    ("report", "read"),
    ("cli",),
)
NOT_CPP = {"CMakeLists.txt", "backrisk.h"}  # the C interface
# What costs a second to read stands in an `.ipp`: nobody who includes a declaration pays for it.
HEAVY = re.compile(r"boost/|Eigen/(Cholesky|Dense|Eigenvalues|LU|QR|SVD|Sparse)")
HEADER_ONLY = re.compile(r"^#ifndef BACKRISK_COMPILED$.*?^#endif$", re.MULTILINE | re.DOTALL)
MAX_FILE_LINES = 400
MAX_PYTHON_FUNCTION_LINES = 60
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def files(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def headers() -> list[Path]:
    return files("include/**/*.hpp", "include/**/*.ipp")


def area_of(path: Path) -> str | None:
    """The area a file belongs to by its name; None for the umbrella of all and the glue of the bindings."""
    parts = path.relative_to(ROOT).parts
    if parts[0] == "include":
        return None if len(parts) == 2 else parts[2].removesuffix(".hpp")
    if path.stem in {"backrisk", "module", "convert", "answers"}:
        return None
    return path.stem.split("_")[0]


def our_includes(path: Path) -> Iterator[tuple[str, str]]:
    """(delimiter, "backrisk/...") of each include of our own headers."""
    for delimiter, target in INCLUDE.findall(path.read_text(encoding="utf-8")):
        if target.startswith("backrisk"):
            yield delimiter, target


def reached_from(path: Path) -> set[Path]:
    """Every header of ours that `path` includes, itself or through another."""
    reached: set[Path] = set()
    waiting = [path]
    while waiting:
        for _, target in our_includes(waiting.pop()):
            header = ROOT / "include" / target
            if header.is_file() and header not in reached:
                reached.add(header)
                waiting.append(header)
    return reached


def first_cycle(graph: dict[str, set[str]]) -> list[str]:
    """A cycle of `graph` as a path whose first and last node are the same; empty when there is none."""
    done: set[str] = set()

    def visit(node: str, path: list[str]) -> list[str]:
        if node in path:
            return [*path[path.index(node) :], node]
        if node in done:
            return []
        for following in sorted(graph.get(node, ())):
            if cycle := visit(following, [*path, node]):
                return cycle
        done.add(node)
        return []

    return next((cycle for node in sorted(graph) if (cycle := visit(node, []))), [])


def wrong_names() -> Iterator[str]:
    for path in [*headers(), *files("src/*.cpp", "bindings/*.[ch]pp", "tests/cpp/*_test.cpp")]:
        area = area_of(path)
        if area is not None and area not in MAY_INCLUDE:
            yield f"{name(path)}: '{area}' is no area (areas: {', '.join(MAY_INCLUDE)})"
    for path in files("include/**/*", "src/*", "bindings/*"):
        if path.is_file() and path.suffix not in {".hpp", ".ipp", ".cpp"} and path.name not in NOT_CPP:
            yield f"{name(path)}: only C++ lives here"


def wrong_includes() -> Iterator[str]:
    for path in [*headers(), *files("src/*.cpp")]:
        area = area_of(path)
        for delimiter, target in our_includes(path):
            if not (ROOT / "include" / target).is_file():
                yield f"{name(path)}: includes {target}, which does not exist"
                continue
            if delimiter != '"':
                yield f'{name(path)}: includes <{target}>; our own headers are included with "..."'
            if area is None:
                continue
            other = area_of(ROOT / "include" / target)
            if other is None or (other != area and other not in MAY_INCLUDE.get(area, set())):
                yield f"{name(path)}: area {area} may not include {target}"


def cycles() -> Iterator[str]:
    by_file = {
        path.relative_to(ROOT / "include").as_posix(): {target for _, target in our_includes(path)}
        for path in headers()
    }
    by_area: dict[str, set[str]] = {}
    for file, targets in by_file.items():
        area = area_of(ROOT / "include" / file)
        others = {area_of(ROOT / "include" / target) for target in targets}
        if area is not None:
            by_area.setdefault(area, set()).update(other for other in others if other not in (None, area))
    # A .hpp ends with including its .ipp, after all that it declares: what the definitions use may use it.
    for file in by_file:
        by_file[file].discard(file.removesuffix(".hpp") + ".ipp")
    for kind, graph in (("files", by_file), ("areas", by_area), ("the table", MAY_INCLUDE)):
        if cycle := first_cycle(graph):
            yield f"cycle between {kind}: {' -> '.join(cycle)}"


def wrong_umbrellas() -> Iterator[str]:
    whole = {target for _, target in our_includes(ROOT / "include/backrisk.hpp")}
    for folder in sorted((ROOT / "include/backrisk").iterdir()):
        if not folder.is_dir():
            continue
        umbrella = folder.with_suffix(".hpp")
        if not umbrella.is_file():
            yield f"{name(folder)}: has no umbrella {name(umbrella)}"
            continue
        if f"backrisk/{folder.name}.hpp" not in whole:
            yield f"include/backrisk.hpp: leaves out backrisk/{folder.name}.hpp"
        given = reached_from(umbrella)
        for header in sorted(folder.glob("*.hpp")):
            if header not in given:
                yield f"{name(umbrella)}: leaves out {header.name}"


def python_floor(package: str) -> int | None:
    """The floor of a package in `PYTHON_ORDER`; doors to other libraries, without one, stand on top."""
    return next((floor for floor, names in enumerate(PYTHON_ORDER) if package in names), None)


def python_imports(path: Path) -> Iterator[str]:
    """Dotted names inside `backrisk` that a module imports, in functions and for types too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            home = node.module or ""
            if node.level > 0:
                yield "." * node.level  # a finding: our modules are imported by their whole names
            elif home.split(".")[0] == "backrisk":
                parent = home.removeprefix("backrisk").removeprefix(".")
                yield from (f"{parent}.{alias.name}".removeprefix(".") for alias in node.names)
        elif isinstance(node, ast.Import):
            names = (alias.name for alias in node.names)
            yield from (one.removeprefix("backrisk.") for one in names if one.startswith("backrisk."))


def python_modules() -> dict[str, Path]:
    """Each module below a package of an area by its dotted name."""
    found = {}
    for path in files("python/backrisk/*/**/*.py"):
        parts = path.relative_to(ROOT / "python/backrisk").with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def wrong_python_imports() -> Iterator[str]:
    modules = python_modules()
    graph: dict[str, set[str]] = {}
    for module, path in modules.items():
        area = module.split(".")[0]
        floor = python_floor(area)
        for target in python_imports(path):
            if target.startswith("."):
                yield f"{name(path)}: imports relatively"
                continue
            other = target.split(".")[0]
            lower = python_floor(other)
            if other != area and floor is not None and (lower is None or lower >= floor):
                yield f"{name(path)}: {area} may not import {target}"
            home = target if target in modules else target.rpartition(".")[0]
            if home in modules and home != module:
                graph.setdefault(module, set()).add(home)
    if cycle := first_cycle(graph):
        yield f"cycle between Python modules: {' -> '.join(cycle)}"


def wrong_bindings() -> Iterator[str]:
    """A binding file translates its own area: it names no area that this one may not include."""
    for path in files("bindings/**/*.[ch]pp"):
        area = area_of(path)
        if area not in MAY_INCLUDE:  # a name that is no area is told by `wrong_names`
            continue
        allowed = {None, area, *MAY_INCLUDE[area], *BINDING_MAY_INCLUDE.get(area, set())}
        for _, target in our_includes(path):
            if area_of(ROOT / "include" / target) not in allowed:
                yield f"{name(path)}: binding of {area} may not include {target}"


def foreign_bytes() -> Iterator[str]:
    for path in [*headers(), *files("src/*.cpp", "bindings/*.[ch]pp")]:
        is_io = path.parent.name == "src" and path.stem.startswith("io")
        if not is_io and "nlohmann" in path.read_text(encoding="utf-8"):
            yield f"{name(path)}: only src/io*.cpp may use nlohmann_json"


def heavy_headers() -> Iterator[str]:
    """A public `.hpp` reaches no Boost and no decomposition of Eigen in the compiled flavour, by no road."""
    reached: dict[Path, set[str]] = {}

    def reach(path: Path) -> set[str]:
        if path not in reached:
            reached[path] = set()
            text = HEADER_ONLY.sub("", path.read_text(encoding="utf-8"))
            for _, target in INCLUDE.findall(text):
                if HEAVY.search(target):
                    reached[path].add(target)
                elif (header := ROOT / "include" / target).is_file():
                    reached[path] |= reach(header)
        return reached[path]

    for path in files("include/**/*.hpp"):
        if "internal" not in path.parts and (heavy := reach(path)):
            yield f"{name(path)}: reaches {', '.join(sorted(heavy))}; definitions that need it go to an .ipp"
        if "BACKRISK_INLINE" in path.read_text(encoding="utf-8") and path.name != "config.hpp":
            yield f"{name(path)}: defines what an .ipp should (BACKRISK_INLINE)"


def written_by_hand() -> Iterator[str]:
    """CMake writes a file for each `.ipp`: one in src/ would define everything twice."""
    for path in files("src/*.cpp"):
        if any(target.endswith(".ipp") for _, target in our_includes(path)):
            yield f"{name(path)}: includes an .ipp; the build compiles each of them"


def too_long() -> Iterator[str]:
    for path in [*headers(), *files("src/*.cpp", "bindings/*.[ch]pp", "python/**/*.py")]:
        text = path.read_text(encoding="utf-8")
        if (lines := text.count("\n")) > MAX_FILE_LINES:
            yield f"{name(path)}: {lines} lines, at most {MAX_FILE_LINES}"
        if path.suffix == ".py":
            yield from long_functions(path, text)


def long_functions(path: Path, text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
            documented = isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)
            first = node.body[0].end_lineno if documented and len(node.body) > 1 else node.lineno
            if (lines := node.end_lineno - (first or 0)) > MAX_PYTHON_FUNCTION_LINES:
                yield f"{name(path)}: {node.name} has {lines} lines, at most {MAX_PYTHON_FUNCTION_LINES}"


RULES = (
    wrong_names,
    wrong_includes,
    wrong_bindings,
    wrong_python_imports,
    cycles,
    wrong_umbrellas,
    foreign_bytes,
    heavy_headers,
    written_by_hand,
    too_long,
)


def test_layers() -> None:
    assert not [finding for rule in RULES for finding in rule()]


def test_a_cycle_is_found_and_named() -> None:
    assert first_cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert first_cycle({"a": {"b", "c"}, "b": {"c"}}) == []


def main() -> int:
    if len(headers()) == 0:
        print(f"layers: no headers under {ROOT}/include")
        return 1
    findings = [finding for rule in RULES for finding in rule()]
    test_a_cycle_is_found_and_named()
    for finding in findings:
        print(finding)
    if findings:
        print(f"layers: {len(findings)} finding(s), the last: {findings[-1]}")
        return 1
    print(f"layers: {len(headers())} headers in order")
    return 0


if __name__ == "__main__":
    sys.exit(main())
