"""First contact: a made-up clinic from nothing to an explained score, in one call.

What to use when:

- to see the whole way once: `run`, which is `backrisk demo`
- a made-up clinic as files to try things on: `write_clinic`
"""

from __future__ import annotations

import math
import os
from pathlib import Path

from backrisk._shared.table import Table
from backrisk._shared.table_files import write_file
from backrisk._shared.whole_file import checked_path, refuse_existing
from backrisk.cohort.data import Cohort
from backrisk.cohort.reading import read_cohort
from backrisk.cohort.scores import Scores
from backrisk.cohort.simulated import simulate_tables
from backrisk.report.cohort_page import write_report
from backrisk.risk.assessment import Assessment
from backrisk.risk.literature import literature_model
from backrisk.risk.model import Model

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
    for name, written in tables.items():
        if written and len(next(iter(written.values()))):
            paths.append(place / f"{name}.csv")
            write_file(written, paths[-1])
    return paths


def run(
    folder: str | os.PathLike[str] = "backrisk-demo", n_people: int = 40, n_days: int = 365, seed: int = 1
) -> Path:
    """Makes, checks, scores and explains a clinic, prints each step, writes scores and a report.

    The road of a clinic: read, check, score, one person, then its own episodes, before and after. Answers the
    path of the report. Deterministic but for the date on the report.
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
    _step("2. What a person should look at before believing any score (backrisk check)")
    _show(cohort.check(), ("level", "table", "row", "column", "person", "value", "rule"), 6)

    model = literature_model(outcome="any_episode", setting="athletes")
    scores = model.score(cohort, horizon_days=28)
    write_file(scores.table.to_dict(), place / "scores.csv")
    _step(f"3. Who stands highest (backrisk score): {scores.headline()}")
    _show_standing(scores.highest(8))
    print(_indented(f"{scores.place_note}"))

    person = scores.highest(1)["person_id"][0]
    _step(f"4. One person (backrisk assess): {person}")
    print(_indented(model.assess(cohort, person).to_text()))
    _compared(model, cohort, scores)

    after = model.update(cohort)
    picture = _learned(model, after, cohort, scores, place)

    report = place / "report.html"
    write_report(report, after, cohort, person=person, title="A made-up clinic")
    _step("6. Where everything is")
    made = (("clinic", place / "clinic"), ("scores", place / "scores.csv"), ("picture", picture),
            ("model", place / "model.json"), ("report", report))  # fmt: skip
    for what, path in made:
        print(f"   {what:8}{path}")
    _step("7. The same with your own people")
    print(_indented(_OWN))
    return report


_OWN = """\
a folder with people.csv and sessions.csv, and what else you have: docs/how-to/read-your-data.md
a log of another program: backrisk import LOG --out my_clinic/
backrisk check my_clinic/                                        first: what cannot be right
backrisk score my_clinic/ --episodes 12 --person-years 80        with what you counted, or --yearly-risk 0.2
backrisk assess my_clinic/ PERSON --html card.html               one person, to print and talk over
backrisk update my_clinic/ --out model.json                      once you have episodes, some ten or more
backrisk score my_clinic/ --model model.json
backrisk validate next_season/ --model model.json --out validation.html   how good it was, in new days"""


def _compared(model: Model, cohort: Cohort, scores: Scores) -> None:
    """The two highest side by side: what two intervals that overlap do not say."""
    two = scores.highest(2)["person_id"].tolist()
    if len(two) == 2:
        print("   Compared with the next, whose interval overlaps:")
        print(_indented(_indented(model.compare(cohort, *two).to_text())))


def _learned(model: Model, after: Model, cohort: Cohort, scores: Scores, place: Path) -> Path:
    """Before and after the clinic's own episodes, in numbers and in a picture; answers its path."""
    _step("5. The clinic's own episodes (backrisk update): before and after")
    done = after.updated
    assert done is not None
    print(_indented(f"{done.episodes} episodes in {done.person_days:,} person-days of {done.people} people."))
    after.save(place / "model.json")
    new = after.score(cohort, horizon_days=28)
    rows: dict[str, list[str]] = {"": ["before", "after"]}
    rows["mean risk of the population"] = [f"{100 * s.typical:.1f} %" for s in (scores, new)]
    rows["what the place leaves open"] = [f"x or / {math.exp(1.96 * m.setting_sd):.2g}" for m in (model, after)]
    for person in scores.highest(3)["person_id"].tolist():
        rows[f"{person}, of 100 people"] = [_of_100(m.assess(cohort, person)) for m in (model, after)]
    for name, (first, second) in rows.items():
        print(f"   {name:30}{first:>24}{second:>24}")
    path = place / "before-after.svg"
    try:
        from backrisk import plot

        path.write_text(plot.svg(plot.learned(scores, new), standalone=True) + "\n", "utf-8")
    except ImportError:
        print("   no picture: pip install 'backrisk[plot]'")
    return path


def _of_100(one: Assessment) -> str:
    low, high = one.between_places
    return f"{100 * one.risk:.0f} (places: {100 * low:.0f} to {100 * high:.0f})"


def _show_standing(top: Table) -> None:
    """The rows as people say them: against the average first, then of 100."""
    print("   person      against the average      above it    of 100 people like this")
    for row in (top.row(i) for i in range(len(top))):
        ratio = f"{row['relative']:.1f} ({row['relative_low']:.1f} to {row['relative_high']:.1f})"
        risk = f"{100 * row['risk']:.0f} ({100 * row['low']:.0f} to {100 * row['high']:.0f})"
        above = min(max(round(100 * row["above_typical"]), 1), 99)
        print(f"   {row['person_id']:10}{ratio:>21} times{above:>9} %{risk:>23}")


def _step(title: str) -> None:
    print(f"\n{title}")


def _show(table: Table, columns: tuple[str, ...], rows: int) -> None:
    part = Table({name: table[name][:rows] for name in columns})
    print(_indented("\n".join(repr(part).splitlines()[1:])))
    if len(table) > rows:
        print(f"   ... {len(table) - rows} more")


def _indented(text: object) -> str:
    return "\n".join(f"   {line}" for line in str(text).splitlines())
