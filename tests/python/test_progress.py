"""How far a long call is: told to a function, written on a terminal, silent by default, and no part of the answer.

Oracle: the same call without it, and what a pseudo-terminal shows.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import backrisk as br
from backrisk._shared.progress import counted

EVENT = [0, 1, 0, 0, 1, 1] * 5
RISK = [0.1, 0.4, 0.3, 0.5, 0.7, 0.35] * 5
GAPS = {"a": [1.0, None, 2.0, 3.0] * 6, "b": [float(i % 5) for i in range(24)]}


def share(x: Any, y: Any) -> Callable[[Any], Any]:
    return lambda new: np.full(len(new), float(np.mean(y)))


def brier(y: Any, p: Any) -> float:
    return float(np.mean((y - p) ** 2))


def read(folder: Path, **options: Any) -> Any:
    (folder / "sessions.csv").write_text("person_id,date,load\nann,2026-01-01,10\n")
    return br.read_cohort(folder, **options).people


CALLS: dict[str, Callable[..., Any]] = {
    "bootstrap": lambda folder, **o: br.validate.bootstrap(brier, EVENT, RISK, replicates=250, **o),
    "optimism": lambda folder, **o: (
        br.validate.optimism(share, np.c_[RISK], EVENT, replicates=20, **o).corrected["brier"]
    ),
    "impute": lambda folder, **o: br.fit.impute(GAPS, m=4, seed=1, **o)[3]["a"].tolist(),
    "score_rows": lambda folder, **o: br.literature_model().score_rows({"age_years": [30.0]}, **o)["risk"].tolist(),
    "read_cohort": read,
    "update": lambda folder, **o: (
        br.literature_model().update(br.simulate_cohort(n_people=10, n_days=90, seed=1), **o).status
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_function_is_told_and_the_answer_stays(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[tuple[str, float]] = []
    silent = CALLS[name](tmp_path)
    assert CALLS[name](tmp_path, progress=lambda what, number: told.append((what, number))) == silent
    assert CALLS[name](tmp_path, progress=True) == silent  # no terminal here
    assert not any(capsys.readouterr())
    assert told and len(told) <= 200
    if name != "update":
        assert len({what for what, _ in told}) == 1
        shares = [number for _, number in told]
        assert shares == sorted(shares) and shares[-1] == 1 and shares[0] > 0


def test_at_most_a_hundred_calls_and_every_item() -> None:
    told: list[float] = []
    assert list(counted(range(12_345), "x", 12_345, lambda _, number: told.append(number))) == list(range(12_345))
    assert len(told) == 100 and told[-1] == 1
    assert list(counted([], "x", 0, lambda *_: told.append(7))) == [] and 7 not in told


def test_a_terminal_shows_a_line() -> None:
    pty = pytest.importorskip("pty")
    main, terminal = pty.openpty()
    code = (
        "import backrisk as br, numpy as np\n"
        "br.validate.bootstrap(lambda x: x.mean(), [1.0, 2.0, 3.0, 5.0], replicates=10, progress=True)\n"
    )
    subprocess.run([sys.executable, "-c", code], stderr=terminal, check=True)
    os.close(terminal)
    shown = os.read(main, 10_000).decode()
    os.close(main)
    assert "samples [" in shown and "100%" in shown


@pytest.mark.parametrize("wrong", [1, "yes", 0.5, []])
def test_what_is_no_function_is_refused(wrong: Any) -> None:
    with pytest.raises(br.InvalidArgument, match="progress is"):
        br.validate.bootstrap("brier", EVENT, RISK, replicates=10, progress=wrong)


def test_an_error_of_the_function_is_the_caller_s() -> None:
    def stop(what: str, number: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        br.fit.impute(GAPS, m=4, seed=1, progress=stop)
