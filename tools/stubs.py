"""Writes the type stubs of the compiled module: `make stubs`, or with a folder to write elsewhere."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "python" / "backrisk"


def generate(folder: Path) -> Path:
    """Generates the stub package of `backrisk._core` below `folder` and answers its folder."""
    command = [sys.executable, "-m", "pybind11_stubgen", "backrisk._core", "--output-dir", str(folder)]
    subprocess.run([*command, "--exit-code", "--numpy-array-use-type-var"], check=True, cwd=folder)
    return folder / "backrisk" / "_core"


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        made = generate(Path(scratch))
        target = PACKAGE / "_core"
        target.mkdir(exist_ok=True)
        for old in target.glob("*.pyi"):
            old.unlink()
        for stub in sorted(made.rglob("*.pyi")):
            (target / stub.relative_to(made)).write_text(stub.read_text(encoding="utf-8"), encoding="utf-8")


if __name__ == "__main__":
    main()
