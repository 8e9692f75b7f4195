"""First contact: a made-up clinic from nothing to an explained score, in one call.

What to use when:

- to see the whole way once: `run`, which is `backrisk demo`
- a made-up clinic as files to try things on: `write_clinic`
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from backrisk._shared.table import Table
from backrisk._shared.table_files import write_file
from backrisk._shared.whole_file import checked_path, refuse_existing
from backrisk.cohort.reading import read_cohort
from backrisk.cohort.simulated import simulate_tables
from backrisk.report.cohort_page import write_report
from backrisk.risk.literature import literature_model

__all__ = ["run", "write_clinic"]

_MISTAKES = {
    "sessions": {"rpe": (40, 11.0), "duration_min": (80, 4000.0)},
    "people": {"height_m": (2, 181.0)},
}
"""Slips that a real diary has, put in on purpose: column -> (row from 0, value)."""


def write_clinic(
    folder: str | os.PathLike[str],
    n_people: int = 40,
    n_days: int = 365,
    seed: int = 1,
    *,
    mistakes: bool = False,
) -> list[Path]:
    """Writes a simulated clinic as one CSV file a table and answers the paths; the same seed, the same bytes.

    With `mistakes` it has three wrong values for `check` to find. Needs DuckDB
    (`pip install 'backrisk[files]'`).
    """
    place = Path(checked_path(folder, "write_clinic"))
    place.mkdir(parents=True, exist_ok=True)
    tables, _ = simulate_tables(n_people, n_days, seed)
    if mistakes:
        for table, columns in _MISTAKES.items():
            for column, (row, value) in columns.items():
                values = tables[table][column]
                values[min(row, len(values) - 1)] = value
    paths = []
    for name, columns in tables.items():
        if columns and len(next(iter(columns.values()))):
            paths.append(place / f"{name}.csv")
            write_file(columns, paths[-1])
    return paths


def run(
    folder: str | os.PathLike[str] = "backrisk-demo", n_people: int = 40, n_days: int = 365, seed: int = 1
) -> Path:
    """Makes, checks, scores and explains a clinic, prints each step, writes scores and a report.

    Answers the path of the report. Deterministic but for the date on the report.
    """
    place = Path(checked_path(folder, "demo")).resolve()
    mark = place / ".backrisk-demo"
    if not mark.exists():
        refuse_existing(place, "choose another folder: a demo replaces only a demo")
    place.mkdir(parents=True, exist_ok=True)
    mark.touch()
    files = write_clinic(place / "clinic", n_people, n_days, seed, mistakes=True)
    _step(f"1. A made-up clinic of {n_people} people and {n_days} days, with three slips put in")
    print("\n".join(f"   {path}" for path in files))

    cohort = read_cohort(place / "clinic")
    _step("2. What a person should look at before believing any score")
    _show(cohort.check(), ("level", "table", "row", "column", "person", "value", "rule"), 6)

    model = literature_model(outcome="any_episode", setting="athletes")
    scores = model.score(cohort, horizon_days=28)
    write_file(scores.table.to_dict(), place / "scores.csv")
    _step(f"3. Highest {scores.headline()}")
    _show(scores.highest(8), ("person_id", "day", "relative", "above_typical", "risk", "low", "high"), 8)

    person = scores.highest(1)["person_id"][0]
    _step(f"4. Why: {person}, explained")
    print(_indented(model.assess(cohort, person).to_text()))

    report = place / "report.html"
    write_report(report, model, cohort, person=person, title="A made-up clinic")
    _step("5. Where everything is")
    for what, path in (("clinic", place / "clinic"), ("scores", place / "scores.csv"), ("report", report)):
        print(f"   {what:8}{path}")
    return report


def _step(title: str) -> None:
    print(f"\n{title}")


def _show(table: Table, columns: tuple[str, ...], rows: int) -> None:
    part = Table({name: table[name][:rows] for name in columns})
    print(_indented("\n".join(repr(part).splitlines()[1:])))
    if len(table) > rows:
        print(f"   ... {len(table) - rows} more")


def _indented(text: Any) -> str:
    return "\n".join(f"   {line}" for line in str(text).splitlines())
