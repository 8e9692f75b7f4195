"""A source archive builds alone: unpacked elsewhere, a wheel made of it, imported in an empty environment.

    python3 tests/sdist_test.py PYTHON     # an interpreter with the build tools (make sdist)

Oracle: a risk from the wheel, and the list of what an archive must hold.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MUST_HOLD = ("pyproject.toml", "CMakeLists.txt", "LICENSE", "include/backrisk/backrisk.h", "bindings/module.cpp")
PROGRAM = "import backrisk as br; print(br.__version__, br.literature_model().assess_row({'smoker': 1}).risk)"


def run(*command: str | Path, **options: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def main(python: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make = f"from scikit_build_core.build import build_sdist as b; print(b(r'{folder}'))"
        run(python, "-c", make, cwd=ROOT)
        archive = next(folder.glob("*.tar.gz"))
        with tarfile.open(archive) as packed:
            held = {entry.split("/", 1)[1] for entry in packed.getnames() if "/" in entry}
            packed.extractall(folder / "unpacked", filter="data")
        missing = [one for one in MUST_HOLD if one not in held]
        assert not missing, f"{archive.name} lacks {', '.join(missing)}"
        source = next((folder / "unpacked").iterdir())
        # Whether it builds is the question, not how fast it is: several files as one, without optimisation.
        options = ("--no-build-isolation", "--no-deps", "-Ccmake.define.BACKRISK_INSTALL_LIBRARY=OFF",
                   "-Ccmake.define.BACKRISK_UNITY=ON", "-Ccmake.build-type=None")  # fmt: skip
        run(python, "-m", "pip", "wheel", *options, "-w", folder, source)
        wheel = next(folder.glob("*.whl"))
        run(python, "-m", "venv", folder / "empty")
        inside = folder / "empty" / "bin" / "python"
        run(inside, "-m", "pip", "install", "--quiet", wheel)
        print(run(inside, "-c", PROGRAM, cwd=folder).strip())
        for made in (archive, wheel):
            print(f"{made.name}: {made.stat().st_size / 1e6:.1f} MB")
        print("1 passed, 0 failed")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
