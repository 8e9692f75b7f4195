"""Whole programs of examples/ run on simulated people.

Oracles: the package's own numbers of the same people, and the truth that people were made with.
"""

from __future__ import annotations

import csv
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import backrisk as br
from backrisk.cli import main as cli

pytest.importorskip("pandas")

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"


def clinic(folder: Path, people: int, days: int, seed: int) -> Path:
    assert cli(["simulate", str(folder), "--people", str(people), "--days", str(days), "--seed", str(seed)]) == 0
    return folder


def run(program: Path, *arguments: object) -> str:
    command = [sys.executable, str(program), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def risks(rows: list[dict[str, str]]) -> np.ndarray:
    return np.array([float(row["risk"] or "nan") for row in rows])


def test_the_daily_job_writes_the_scores_and_may_run_twice(tmp_path: Path) -> None:
    folder = clinic(tmp_path / "clinic", 6, 90, 2)
    for _ in range(2):
        run(EXAMPLES / "pipelines" / "daily_job.py", folder, tmp_path / "scores")
    (written,) = (tmp_path / "scores").iterdir()
    rows = rows_of(written)
    expected = br.literature_model().score(br.read_cohort(folder), days="last")
    assert [row["person_id"] for row in rows] == list(map(str, expected["person_id"]))
    np.testing.assert_array_equal(risks(rows), np.asarray(expected["risk"], dtype=float))
    assert {row["model_id"] for row in rows} == {br.literature_model().model_id}


def test_the_daily_job_tells_what_a_person_must_look_at(tmp_path: Path) -> None:
    folder = clinic(tmp_path / "clinic", 3, 60, 4)
    with (folder / "sessions.csv").open("a", encoding="utf-8") as file:
        width = len((folder / "sessions.csv").read_text("utf-8").splitlines()[0].split(","))
        file.write(",".join(["p01", "2025-02-30", *[""] * (width - 2)]) + "\n")
    command = [sys.executable, str(EXAMPLES / "pipelines" / "daily_job.py"), str(folder), str(tmp_path / "scores")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "sessions" in done.stderr


def test_scores_in_sql_are_those_of_python(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    folder = clinic(tmp_path / "clinic", 6, 90, 2)
    run(EXAMPLES / "pipelines" / "scores_sql.py", folder, tmp_path / "scores.parquet")
    found = duckdb.sql(f"select person_id, risk from '{tmp_path / 'scores.parquet'}' order by 1").fetchnumpy()
    expected = br.literature_model().score(br.read_cohort(folder), days="last")
    assert found["person_id"].tolist() == list(map(str, expected["person_id"]))
    np.testing.assert_array_equal(
        np.ma.filled(found["risk"].astype(float), np.nan), np.asarray(expected["risk"], dtype=float)
    )


def test_a_messy_diary_becomes_a_report(tmp_path: Path) -> None:
    pytest.importorskip("jinja2")
    pytest.importorskip("matplotlib")
    lines = ["Name,Day,Time,RPE"]
    for day in range(1, 29):
        lines.append(f'ann,{day:02}.02.2026,0:50:00,"{4 + day % 3},5"')
        lines.append(f"bob,{day:02}.02.2026,1:10:00,{'hard' if day == 9 else 5}")
    lines.append('ann,28.02.2026,0:50:00,"5,5"')  # once more
    log = tmp_path / "log.csv"
    log.write_text("\n".join(lines) + "\n", "utf-8")
    told = run(EXAMPLES / "python" / "messy_diary.py", log, tmp_path / "report")
    assert "must be a number" in told
    rows = rows_of(tmp_path / "report" / "scores.csv")
    sessions = {
        "person_id": [*["ann"] * 28, *["bob"] * 28, "ann"],
        "date": [f"2026-02-{day:02}" for _ in range(2) for day in range(1, 29)] + ["2026-02-28"],
        "duration_min": [50.0] * 28 + [70.0] * 28 + [50.0],
        "rpe": [4.5 + day % 3 for day in range(1, 29)]
        + [math.nan if day == 9 else 5 for day in range(1, 29)]
        + [5.5],
    }
    expected = br.literature_model().score(br.Cohort(sessions=sessions), days="last")
    np.testing.assert_array_equal(risks(rows), np.asarray(expected["risk"], dtype=float))
    assert "not a diagnosis" in (tmp_path / "report" / "report.html").read_text("utf-8")


def test_a_clinic_teaches_the_model(tmp_path: Path) -> None:
    pytest.importorskip("jinja2")
    folder = clinic(tmp_path / "clinic", 80, 300, 3)
    run(EXAMPLES / "python" / "learn_from_a_clinic.py", folder, tmp_path / "learned")
    learned = br.load_model(tmp_path / "learned" / "model.json")
    assert learned.updated is not None and 30 <= learned.updated.people <= 40
    baseline = learned.moved().row(0)  # these people were made with the published hazard itself
    assert baseline["low"] < 1 < baseline["high"]
    place = math.exp(1.96 * br.literature_model().setting_sd)
    assert baseline["high"] / baseline["low"] < place**2 / 2  # the place is known better than before
    assert {path.name for path in (tmp_path / "learned").iterdir()} == {"model.json", "before.html", "after.html"}


def program(name: str) -> Path:
    """A program of examples/cpp, as the C++ tests built it; `BACKRISK_EXAMPLES` names another folder."""
    given = os.environ.get("BACKRISK_EXAMPLES")
    folders = [Path(given)] if given else sorted((ROOT / "build").glob("*/examples"))
    built = [folder / f"example_{name}" for folder in folders if (folder / f"example_{name}").is_file()]
    if not built:
        pytest.skip("the C++ examples are not built (make test-cpp)")
    return max(built, key=lambda path: path.stat().st_mtime)


def test_rows_of_a_file_are_scored_in_cpp(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("id,smoker,previous_episode,bmi\na,1,,31.5\nb,0,1,\nc,,0,22\n", "utf-8")
    done = subprocess.run([program("score_csv"), people], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(done.stdout.splitlines()))
    nan = math.nan
    expected = br.literature_model().score_rows(
        {"smoker": [1, 0, nan], "previous_episode": [nan, 1, 0], "bmi": [31.5, nan, 22]}
    )
    np.testing.assert_array_equal(risks(rows), np.asarray(expected["risk"], dtype=float))
    missing = subprocess.run(
        [program("score_csv"), tmp_path / "none.csv"], capture_output=True, text=True, check=False
    )
    assert missing.returncode == 1 and "none.csv: cannot be read" in missing.stderr


def test_a_daemon_in_cpp_follows_people(tmp_path: Path) -> None:
    days = [f"2026-02-{day:02}" for day in range(1, 29)]
    lines = [f"ann,{day},{50 if k % 3 else 0},{5 if k % 3 else 0}" for k, day in enumerate(days)]
    told = "\n".join([*lines[:10], "ann,2026-02-31,50,5", *lines[10:]]) + "\n"
    done = subprocess.run([program("stream_daemon")], input=told, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and done.stderr.startswith("line 11: ")
    rows = list(csv.DictReader(done.stdout.splitlines()))
    state = br.literature_model().start("ann", {})
    for k, (day, row) in enumerate(zip(days, rows, strict=True)):
        today = state.advance(day, sessions=[{"duration_min": 50, "rpe": 5}] if k % 3 else [])
        assert row["date"] == day
        assert float(row["risk"]) == pytest.approx(today.risk, abs=5e-7)  # six decimals are printed


def test_fit_and_validate_in_cpp() -> None:
    done = subprocess.run([program("fit_and_validate")], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "AUC" in done.stdout  # it compares with its own truth
