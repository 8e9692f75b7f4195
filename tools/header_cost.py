"""What including an umbrella header costs, against `Eigen/Core`, in user seconds of `-fsyntax-only`.

    python3 tools/header_cost.py [c++ compiler]

The minimum of three, each header in turn, so that a slow moment of the machine meets them all.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLAVOURS = {"compiled": ["-DBACKRISK_COMPILED"], "header-only": []}
RUNS = 3


def eigen_flags() -> list[str]:
    found = subprocess.run(
        ["pkg-config", "--cflags-only-I", "eigen3"], capture_output=True, text=True, check=False
    )
    return (found.stdout.split() if found.returncode == 0 else []) or ["-I/usr/include/eigen3"]


def user_seconds(compiler: str, header: str, flags: list[str]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "one.cpp"
        source.write_text(f"#include <{header}>\n", encoding="utf-8")
        command = [compiler, "-std=c++20", "-fsyntax-only", f"-I{ROOT / 'include'}", *flags, *eigen_flags()]
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run([*command, str(source)], check=True)
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def main() -> None:
    compiler = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("CXX", "c++")
    umbrellas = [
        path.relative_to(ROOT / "include").as_posix()
        for path in sorted((ROOT / "include/backrisk").glob("*.hpp"))
    ]
    tasks = [("Eigen/Core", "compiled"), *((header, flavour) for header in umbrellas for flavour in FLAVOURS)]
    least = dict.fromkeys(tasks, float("inf"))
    for _ in range(RUNS):
        for header, flavour in tasks:
            least[header, flavour] = min(
                least[header, flavour], user_seconds(compiler, header, FLAVOURS[flavour])
            )
    limit = least["Eigen/Core", "compiled"]
    print(f"{'header':<26}{'compiled':>16}{'header-only':>16}   (Eigen/Core: {limit:.2f} s of user time)")
    for header in umbrellas:
        cells = (
            f"{least[header, flavour]:.2f} s {least[header, flavour] / limit:>5.1f}x" for flavour in FLAVOURS
        )
        print(f"{header:<26}" + "".join(f"{cell:>16}" for cell in cells))


if __name__ == "__main__":
    main()
