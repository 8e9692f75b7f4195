"""Type stubs of the compiled module, `python/backrisk/_core/*.pyi`: `make stubs` writes them."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

STUBS = Path(__file__).resolve().parent.parent / "python" / "backrisk" / "_core"
BARE_CONTAINER = re.compile(r"(?<![\w.])(list|dict|tuple|set)(?![\w\[(=])")
OPTIONAL = re.compile(r"(\w+: [\w.]+) = None")
ITEMS = {"dict": "typing.Any, typing.Any", "tuple": "typing.Any, ..."}
FUTURE = "from __future__ import annotations\n"


def with_parameters(stub: str) -> str:
    """Containers whose items pybind11 does not know say so: `list` becomes `list[typing.Any]`."""

    def completed(line: str) -> str:
        head, equals, value = line.partition(" = ")
        if line.lstrip().startswith("def "):
            head, equals, value = OPTIONAL.sub(r"\1 | None = None", line), "", ""
        elif not equals:
            return line
        typed = BARE_CONTAINER.sub(lambda found: f"{found[1]}[{ITEMS.get(found[1], 'typing.Any')}]", head)
        return typed + equals + value

    text = "".join(completed(line) for line in stub.splitlines(keepends=True))
    if "typing." in text and "import typing" not in text:
        text = text.replace(FUTURE, FUTURE + "import typing\n")
    return text


def generate() -> dict[str, str]:
    """The stub of each submodule, by file name, from the installed `backrisk._core`."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pybind11_stubgen", "backrisk._core", "--exit-code", "-o", folder]
        subprocess.run(command, check=True, cwd=folder, capture_output=True, text=True)
        made = Path(folder) / "backrisk" / "_core"
        return {stub.name: with_parameters(stub.read_text("utf-8")) for stub in sorted(made.glob("*.pyi"))}


def main() -> None:
    STUBS.mkdir(exist_ok=True)
    stubs = generate()
    for old in STUBS.glob("*.pyi"):
        if old.name not in stubs:
            old.unlink()
    for file, text in stubs.items():
        (STUBS / file).write_text(text, encoding="utf-8")
    print(f"{len(stubs)} stubs in {STUBS}")


if __name__ == "__main__":
    main()
