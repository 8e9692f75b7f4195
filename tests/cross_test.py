"""The README's C++ program, header-only, for other systems: run on musl, linked for Windows and macOS.

    python3 tests/cross_test.py PYTHON     # an interpreter that has the package ziglang (make cross)

Oracle: the same line as from the machine's own compiler on musl; a linked file is of its system's kind.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EIGEN = (Path("/usr/include/eigen3"), Path("/usr/local/include/eigen3"))
BOOST = (Path("/usr/include"), Path("/usr/local/include"))
MAGIC = {
    "x86_64-linux-musl": b"\x7fELF",
    "x86_64-windows-gnu": b"MZ",
    "aarch64-macos": b"\xcf\xfa\xed\xfe",
}


def run(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def program() -> str:
    text = (ROOT / "README.md").read_text("utf-8")
    found = [block for block in re.findall(r"^```cpp\n(.*?)^```", text, re.M | re.S) if "int main(" in block]
    assert found, "README.md has no C++ program"
    return found[0]


def headers(folder: Path) -> list[object]:
    """Eigen and Boost alone: the other system has a C library of its own."""
    for name, places in (("Eigen", EIGEN), ("boost", BOOST)):
        (folder / name).symlink_to(next(place / name for place in places if (place / name).is_dir()))
    return ["-std=c++20", "-O1", f"-I{ROOT / 'include'}", "-isystem", folder]


def main(python: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "include").mkdir()
        flags = headers(folder / "include")
        source = folder / "program.cpp"
        source.write_text(program(), "utf-8")
        run("c++", *flags, source, "-o", folder / "native")
        expected = run(folder / "native")
        for target, magic in MAGIC.items():
            made = folder / target
            run(python, "-m", "ziglang", "c++", "-target", target, *flags, source, "-o", made)
            assert made.read_bytes().startswith(magic), f"{target}: not a program of that system"
            told = "linked"
            if target == "x86_64-linux-musl":
                answer = run(made)
                assert answer == expected, f"{answer!r}, but natively {expected!r}"
                told = f"run: {answer.strip()}"
            print(f"{target}: {told}, {made.stat().st_size / 1e6:.1f} MB", flush=True)
        print(f"{len(MAGIC)} passed, 0 failed")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
