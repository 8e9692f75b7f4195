"""The package as installed: version, types, what a C++ user finds in it.

Oracles: pyproject.toml, the compiled module itself, and a C++ program built against the package."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import backrisk
from backrisk.cmake import cmake_dir, include_dir

ROOT = Path(__file__).resolve().parents[2]


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_the_installed_package_is_tested_and_has_the_version_written_once() -> None:
    assert Path(backrisk.__file__).parent != ROOT / "python" / "backrisk"
    assert importlib.metadata.version("backrisk") == project()["version"]
    assert f'"{project()["version"]}"' in (cmake_dir() / "backrisk-config-version.cmake").read_text("utf-8")


def test_the_package_says_that_it_is_typed() -> None:
    folder = Path(backrisk.__file__).parent
    assert (folder / "py.typed").is_file()
    assert (folder / "_core" / "__init__.pyi").is_file()


def test_the_stubs_are_those_of_the_compiled_module() -> None:
    pytest.importorskip("pybind11_stubgen", reason="stubs are compared where the extra `dev` is installed")
    spec = importlib.util.spec_from_file_location("stubs", ROOT / "tools" / "stubs.py")
    assert spec is not None and spec.loader is not None
    stubs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(stubs)
    written = {path.name: path.read_text("utf-8") for path in stubs.STUBS.glob("*.pyi")}
    assert written == stubs.generate(), "run `make stubs`"


def test_importing_brings_numpy_and_no_optional_package() -> None:
    optional = "{'pandas', 'polars', 'pyarrow', 'duckdb', 'sklearn', 'matplotlib', 'jinja2', 'scipy'}"
    program = f"import sys, backrisk; print(sorted({optional} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_headers_in_the_package_are_the_repository_s() -> None:
    ours = {path.relative_to(ROOT / "include") for path in (ROOT / "include").rglob("*.[hi]pp")}
    assert {path.relative_to(include_dir()) for path in include_dir().rglob("*.[hi]pp")} == ours


def compiled_with() -> list[str]:
    """Where Eigen and Boost are of the package's build, as cmake takes it; empty for the system's."""
    found = importlib.util.find_spec("pgm_build_deps")
    if found is None or found.origin is None:
        return []
    folder = Path(found.origin).parent
    return [f"-DEigen3_ROOT={folder / 'eigen'}", f"-DBoost_ROOT={folder / 'boost'}"]


@pytest.mark.skipif(shutil.which("cmake") is None, reason="needs cmake")
@pytest.mark.parametrize("flavour", ["headers", "backrisk"])
def test_a_cpp_program_finds_each_flavour_in_the_package(flavour: str, tmp_path: Path) -> None:
    # The library is offered beside the headers it was compiled with, and beside no others.
    where = compiled_with() if flavour == "backrisk" else []
    configure = [
        *("cmake", "-S", str(ROOT / "tests/consumer/installed"), "-B", str(tmp_path), *where),
        *(f"-Dbackrisk_DIR={cmake_dir()}", f"-DBACKRISK_EXPECTED_VERSION={project()['version']}"),
        f"-DBACKRISK_FLAVOURS={flavour}",
    ]
    build = ["cmake", "--build", str(tmp_path)]
    check = ["ctest", "--test-dir", str(tmp_path), "--output-on-failure", "--no-tests=error"]
    for command in (configure, build, check):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "100% tests passed, 0 tests failed out of 1" in done.stdout


def test_the_citation_has_the_version() -> None:
    assert f"\nversion: {project()['version']}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
