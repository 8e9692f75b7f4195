"""The C library and the R package give Python's numbers, to the last bit.

Oracle: `Model.score_rows`, on rows drawn from the ranges of the factors with values left out at random. The
library is the one of the installed package (`make dev.installed` builds it), or of `BACKRISK_C_PREFIX`.
"""

from __future__ import annotations

import csv
import ctypes
import math
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import backrisk as br
from backrisk.cmake import cmake_dir

ROOT = Path(__file__).resolve().parents[2]
SCORES = ("risk", "low", "high", "hazard_ratio", "relative", "relative_low", "relative_high", "above_typical")


def prefix() -> Path:
    given = os.environ.get("BACKRISK_C_PREFIX")
    try:
        return Path(given) if given else cmake_dir().parents[2]
    except FileNotFoundError:
        pytest.skip("the package is used from its source tree and has no C library")


@pytest.fixture(scope="module")
def library() -> ctypes.CDLL:
    path = prefix() / "lib" / "libbackrisk_c.so"
    if not path.is_file():
        pytest.skip("the installed package was built without the C library (BACKRISK_C)")
    return ctypes.CDLL(str(path))


def random_rows(size: int) -> dict[str, list[float | None]]:
    """Adults, each factor known with probability 0.6; what exists only with a parent is known with it alone."""
    random = np.random.default_rng(18)
    factors = br.literature_model().factors()
    rows: dict[str, list[float | None]] = {}
    for k in range(len(factors)):
        one = factors.row(k)
        low, high = max(float(one["low"]), 18.0 if one["name"] == "age_years" else -math.inf), float(one["high"])
        values = random.uniform(low, high, size)
        if one["unit"] in ("", "yes/no") and (low, high) == (0, 1):
            values = np.round(values)
        rows[str(one["name"])] = [v if random.random() < 0.6 else None for v in values.tolist()]
    return rows


class Column(ctypes.Structure):
    _fields_ = (("values", ctypes.c_void_p), ("stride", ctypes.c_ssize_t))


def scores_by_c(library: ctypes.CDLL, rows: dict[str, list[float | None]]) -> dict[str, np.ndarray]:
    names = list(rows)
    values = {n: np.array([math.nan if v is None else v for v in rows[n]]) for n in names}
    size = len(values[names[0]])
    library.backrisk_message.restype = ctypes.c_char_p
    library.backrisk_scores_numbers.restype = ctypes.POINTER(ctypes.c_double)
    model, scores = ctypes.c_void_p(), ctypes.c_void_p()
    assert library.backrisk_model_literature(None, None, ctypes.c_double(math.nan), ctypes.byref(model)) == 0
    code = library.backrisk_score_rows(
        model,
        (ctypes.c_char_p * len(names))(*(n.encode() for n in names)),
        (Column * len(names))(*(Column(values[n].ctypes.data, 8) for n in names)),
        ctypes.c_size_t(len(names)),
        ctypes.c_size_t(size),
        28,
        ctypes.c_double(0.95),
        2,
        ctypes.byref(scores),
    )
    assert code == 0, library.backrisk_message()
    found = {
        n: np.ctypeslib.as_array(library.backrisk_scores_numbers(scores, k), (size,)).copy()
        for k, n in enumerate(SCORES)
    }
    library.backrisk_scores_free(scores)
    library.backrisk_model_free(model)
    return found


def test_a_thousand_rows_of_c_are_those_of_python(library: ctypes.CDLL) -> None:
    rows = random_rows(1000)
    ours, theirs = br.literature_model().score_rows(rows), scores_by_c(library, rows)
    assert np.isfinite(ours["risk"]).sum() > 100
    for name in SCORES:
        np.testing.assert_array_equal(np.asarray(ours[name]), theirs[name], err_msg=name)


def test_the_version_is_the_package_s(library: ctypes.CDLL) -> None:
    library.backrisk_version.restype = ctypes.c_char_p
    assert library.backrisk_version().decode() == br.__version__


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("R") is None, reason="needs R (Debian: r-base-core)")
def test_the_r_package_is_checked_and_has_python_s_numbers(library: ctypes.CDLL, tmp_path: Path) -> None:
    rows = random_rows(1000)
    found = br.literature_model().score_rows(rows)
    table = tmp_path / "python.csv"
    with table.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow([*rows, "risk", "low", "high"])
        for i in range(len(found)):
            known = [column[i] for column in rows.values()]
            numbers = [*known, *(float(found[name][i]) for name in ("risk", "low", "high"))]
            out.writerow("NA" if v is None or math.isnan(v) else repr(v) for v in numbers)
    env = {**os.environ, "BACKRISK_PREFIX": str(prefix()), "BACKRISK_PYTHON_ROWS": str(table)}
    env |= {"_R_CHECK_FORCE_SUGGESTS_": "false", "R_LIBS_USER": str(tmp_path)}
    steps = (
        ["R", "CMD", "build", str(ROOT / "bindings" / "r")],
        ["R", "CMD", "check", "--no-manual", "--no-build-vignettes", "backrisk_0.2.0.tar.gz"],
    )
    for command in steps:
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    log = (tmp_path / "backrisk.Rcheck" / "00check.log").read_text("utf-8")
    assert "ERROR" not in log and "WARNING" not in log, log
    said = (tmp_path / "backrisk.Rcheck" / "tests" / "equal.Rout").read_text("utf-8")
    assert "1000 rows equal to Python's" in said
