"""Files changed at random are read or refused in our words (`tests/fuzz/files.py`, which runs longer by hand)."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("duckdb")
FILES = Path(__file__).parents[1] / "fuzz" / "files.py"


def fuzzer() -> Any:
    spec = importlib.util.spec_from_file_location("fuzz_files", FILES)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_corpus_is_read() -> None:
    module = fuzzer()
    for kind in ("tables", "rules"):
        for path in sorted((FILES.parent / "corpus" / kind).iterdir()):
            module.READERS[kind](path)
    module.card(FILES.parent / "corpus" / "card" / "literature.json")


def test_some_changed_files_are_read_or_refused() -> None:
    assert fuzzer().run(20260301, 60, most=12) > 0


@pytest.mark.slow
def test_many_changed_files_are_read_or_refused() -> None:
    import random

    seed = random.randrange(2**31)
    print(f"seed {seed}")
    assert fuzzer().run(seed, 120) > 0
