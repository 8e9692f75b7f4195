"""Files that were changed at random into the readers of Python: tables of a clinic, rules of advice, model cards.

    python tests/fuzz/files.py --seconds 600 [--seed 1]

Each input is one of the corpus with a few bytes or words changed. A reader answers, or raises one of our three
errors; anything else stops the run and leaves the input in `found/`. The seed is printed: a run can be had again.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import backrisk as br

HERE = Path(__file__).parent / "corpus"
OURS = (br.InvalidArgument, br.DataError, br.NumericError)
WORDS = (
    b",", b";", b"\n", b"\r", b'"', b"'", b"\0", b"=1+1", b"NaN", b"-1", b"1e400", b"2026-02-30", b"9999-12-31",
    b"\xff", b"20260301", b"inf", b"null", b"{}", b"[]", b"#", b"\xe2\x80\xae", b"0" * 400, b"../x", b"s3://x",
    b"*", b"1,5",
)  # fmt: skip


def changed(draw: random.Random, content: bytes) -> bytes:
    """The content with one to eight changes."""
    data = bytearray(content)
    for _ in range(draw.randint(1, 8)):
        at = draw.randrange(len(data) + 1)
        end = min(len(data), at + draw.choice((0, 1, 1, 4, 30)))
        how = draw.random()
        if how < 0.5:
            data[at:end] = draw.choice(WORDS)
        elif how < 0.7:
            data[at:end] = bytes(draw.randrange(256) for _ in range(end - at))
        elif how < 0.85:
            del data[at:end]
        else:
            other = draw.randrange(len(data) + 1)
            data[at:at] = data[other : other + 60]
    return bytes(data)


def tables(path: Path) -> None:
    """One table of a clinic whose others are right."""
    with tempfile.TemporaryDirectory() as folder:
        for one in (HERE / "tables").iterdir():
            shutil.copy(one, folder)
        shutil.copy(path, Path(folder) / f"{path.name.split('.')[0]}.csv")
        cohort = br.read_cohort(folder)
        cohort.check()
        br.literature_model().score(cohort)


def rules(path: Path) -> None:
    br.advise.read_rules(path)


def card(path: Path) -> None:
    model = br.load_model(path)
    model.assess_row({}).risk  # noqa: B018


READERS: dict[str, Callable[[Path], None]] = {"tables": tables, "rules": rules, "card": card}


def one_input(draw: random.Random, folder: Path) -> tuple[str, Path]:
    kind = draw.choice(sorted(READERS))
    seed = draw.choice(sorted((HERE / kind).iterdir()))
    path = folder / seed.name
    path.write_bytes(changed(draw, seed.read_bytes()))
    return kind, path


def run(seed: int, seconds: float, most: int = sys.maxsize) -> int:
    """How many inputs were read. Raises what no reader may raise."""
    draw, ends, count = random.Random(seed), time.monotonic() + seconds, 0
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        while count < most and time.monotonic() < ends:
            kind, path = one_input(draw, Path(name))
            try:
                READERS[kind](path)
            except OURS:
                pass
            except Exception:
                found = Path("found") / f"{kind}-{seed}-{count}-{path.name}"
                found.parent.mkdir(exist_ok=True)
                shutil.copy(path, found)
                print(f"seed {seed}, input {count}: {found}", file=sys.stderr)
                raise
            count += 1
    return count


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(2**31))
    given = parser.parse_args()
    print(f"seed {given.seed}")
    print(f"{run(given.seed, given.seconds)} inputs")
