"""Sets and sessions from the exports of Hevy and Strong: one row a set."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from backrisk import _core
from backrisk._shared.raw import is_missing
from backrisk._shared.typing import Array, FrameLike, LabelLike
from backrisk.read import values
from backrisk.read.building import Building, Rules, person_column
from backrisk.read.imported import Imported, What
from backrisk.read.sheet import FileFormat, Sheet, read_sheet

Mass = Literal["kg", "lb"]


def hevy(
    source: str | os.PathLike[str] | FrameLike,
    person: LabelLike,
    *,
    exercises: Mapping[str, str] | None = None,
    dayfirst: bool | None = None,
    file: FileFormat | None = None,
) -> Imported:
    """Sets and sessions from the workout export of Hevy.

    Parameters
    ----------
    source : path, frame or mapping of columns
        Columns title, start_time, end_time, exercise_title, set_type, weight_kg or weight_lbs, reps, ...
    person : str
        Whose account it is.
    exercises : mapping, optional
        Names of yours to exercises of the catalogue; they take precedence (`map_exercises`).
    dayfirst : bool, optional
        Of numeric dates; "21 Feb 2026, 07:17" needs none.
    file : FileFormat, optional
        As in `diary`.

    Returns
    -------
    Imported
        `sets`: a row a set, warm-ups too; mass_kg is missing where none was written (bodyweight is not
        added). `sessions`: a row a workout, duration_min from start to end. The RPE of a set is not the
        session's: the sessions have none, and their days are missing until you add it.

    Raises
    ------
    DataError, InvalidArgument
        As `diary`.

    Examples
    --------
    >>> rows = {"title": ["Pull"], "start_time": ["1 Mar 2026, 18:00"], "end_time": ["1 Mar 2026, 19:05"],
    ...         "exercise_title": ["Deadlift (Barbell)"], "set_type": ["normal"], "weight_kg": [100],
    ...         "reps": [5]}
    >>> found = hevy(rows, "ann")
    >>> found.tables["sets"].row(0)["exercise"], found.tables["sessions"].row(0)["duration_min"]
    ('deadlift', 65.0)
    """
    sheet = read_sheet(source, file or FileFormat())
    build = Building(sheet.label, Rules(dayfirst))
    mass = next((name for name in ("weight_kg", "weight_lbs") if name in sheet.columns), "weight_kg")
    picks = {"date": "start_time", "exercise": "exercise_title", "reps": "reps", "mass_kg": mass}
    units = {"mass_kg": "lb" if mass.endswith("lbs") else "kg"}
    ends = sheet.need("end_time")
    minutes = [_minutes(build, row, start, end) for row, (start, end) in enumerate(
        zip(sheet.need("start_time"), ends, strict=True)
    )]  # fmt: skip
    build.notes.add(What.USED, "end_time", "less start_time is duration_min", table="sessions")
    titles = sheet.columns.get("title", [""] * sheet.rows)
    return _strength(build, sheet, person, picks, units, minutes, titles, exercises, {"end_time", "title"})


def _minutes(build: Building, row: int, start: object, end: object) -> float:
    if is_missing(start) or is_missing(end):
        return float("nan")
    try:
        took = (build.moment(end) - build.moment(start)).total_seconds() / 60
        if took < 0:
            raise values.Unreadable("must not be before start_time")
    except values.Undecided as error:
        raise _core.DataError(f"{build.label}, row {row + 1}, column start_time: {error}") from None
    except ValueError as error:
        build.notes.add(What.UNREADABLE, "end_time", str(error), table="sessions", row=row + 1, value=end)
        return float("nan")
    return float(took)


def strong(
    source: str | os.PathLike[str] | FrameLike,
    person: LabelLike,
    *,
    mass: Mass | None = None,
    exercises: Mapping[str, str] | None = None,
    decimal: str = ".",
    dayfirst: bool | None = None,
    file: FileFormat | None = None,
) -> Imported:
    """Sets and sessions from the workout export of Strong.

    Parameters
    ----------
    source : path, frame or mapping of columns
        Columns Date, Workout Name, Exercise Name, Set Order, Weight, Reps, Duration or Workout Duration, and
        in some versions Weight Unit or Weight (kg).
    person : str
        Whose account it is.
    mass : {"kg", "lb"}, optional
        Unit of Weight, where the file does not say it; without it such a file raises.
    exercises : mapping, optional
        Names of yours to exercises of the catalogue; they take precedence (`map_exercises`).
    decimal : str
        "." or ",".
    dayfirst : bool, optional
        Of numeric dates.
    file : FileFormat, optional
        As in `diary`.

    Returns
    -------
    Imported
        `sets` and `sessions` as `hevy`. Rows of the rest timer are left. A duration without a unit cannot be
        read and is missing.

    Raises
    ------
    DataError, InvalidArgument
        As `diary`; `InvalidArgument` where the unit of the weights is not known.

    Examples
    --------
    >>> rows = {"Date": ["2026-03-01 18:00:00"], "Workout Name": ["A"], "Duration": ["1h 5m"],
    ...         "Exercise Name": ["Squat (Barbell)"], "Set Order": ["1"], "Weight": ["225"], "Reps": ["5"]}
    >>> found = strong(rows, "ann", mass="lb")
    >>> found.tables["sets"].row(0)["mass_kg"], found.tables["sessions"].row(0)["duration_min"]
    (102.05828325, 65.0)
    """
    sheet = read_sheet(source, file or FileFormat())
    build = Building(sheet.label, Rules(dayfirst, decimal))
    order = [str(cell).strip().lower() for cell in sheet.need("Set Order")]
    resting = [row for row, word in enumerate(order) if word in ("rest timer", "note")]
    if resting:
        build.notes.add(What.LEFT, "Set Order", f"{len(resting)} rows are rest timers or notes", table="sets")
    keep = [row for row in range(sheet.rows) if row not in set(resting)]
    sheet = Sheet(sheet.label, {name: [cells[k] for k in keep] for name, cells in sheet.columns.items()})
    header = next(
        (name for name in ("Weight (kg)", "Weight (lbs)", "Weight (lb)") if name in sheet.columns), "Weight"
    )
    used = {"Set Order", "Workout Name"}
    units: dict[str, str] = {"mass_kg": mass or ""}
    if header != "Weight":
        units["mass_kg"] = "kg" if "kg" in header else "lb"
    elif "Weight Unit" in sheet.columns:
        used.add("Weight Unit")
        units["mass_kg"] = _one_unit(sheet, mass)
    elif mass is None:
        raise _core.InvalidArgument(
            f"strong: {sheet.label} does not say the unit of Weight: give mass='kg' or 'lb'"
        )
    picks = {"date": "Date", "exercise": "Exercise Name", "reps": "Reps", "mass_kg": header}
    minutes = [float("nan")] * sheet.rows
    timed = next((name for name in ("Duration", "Workout Duration") if name in sheet.columns), None)
    if timed:
        used.add(timed)
        build.notes.add(What.USED, timed, "is duration_min", table="sessions")
        minutes = build.column(
            "sessions", "duration_min", _spelt(build, sheet, timed), timed, "hh:mm:ss"
        ).tolist()
    titles = sheet.columns.get("Workout Name", [""] * sheet.rows)
    return _strength(build, sheet, person, picks, units, minutes, titles, exercises, used)


def _spelt(build: Building, sheet: Sheet, header: str) -> list[object]:
    """Durations that say their unit; the others are lines of the report."""
    out: list[object] = []
    for row, cell in enumerate(sheet.columns[header]):
        text = "" if is_missing(cell) else str(cell).strip()
        clear = any(letter in text.lower() for letter in "hms") or text.count(":") == 2
        if text and not clear:
            note = "must say its unit, as 1h 5m"
            build.notes.add(What.UNREADABLE, header, note, table="sessions", row=row + 1, value=text)
        out.append(text if clear else None)
    return out


def _one_unit(sheet: Sheet, mass: str | None) -> str:
    found = {values.unit_name(str(u)) for u in sheet.columns["Weight Unit"] if not is_missing(u)}
    if len(found) > 1 or not found <= {"kg", "lb"}:
        raise _core.DataError(
            f"{sheet.label}, column Weight Unit: has {sorted(found)}, but must be all kg or all lb"
        )
    return found.pop() if found else mass or "kg"


def _strength(
    build: Building,
    sheet: Sheet,
    person: LabelLike,
    picks: Mapping[str, str],
    units: Mapping[str, str],
    minutes: list[float],
    titles: Sequence[object],
    exercises: Mapping[str, str] | None,
    used: set[str],
) -> Imported:
    rows = range(sheet.rows)
    sets: dict[str, Array] = {"person_id": person_column(person, sheet.rows)}
    for ours, header in picks.items():
        build.notes.add(What.USED, header, f"is {ours}", table="sets")
        sets[ours] = build.column("sets", ours, sheet.need(header), header, units.get(ours))
    sets["sets"] = np.ones(sheet.rows)
    first: dict[tuple[str, str], int] = {}
    starts = sheet.columns[picks["date"]]
    for row in rows:
        first.setdefault((str(starts[row]), str(titles[row])), row)
    at = np.array(list(first.values()), dtype=np.intp)
    sessions = {
        "person_id": sets["person_id"][at],
        "date": sets["date"][at],
        "duration_min": np.array(minutes, dtype=np.float64)[at],
        "kind": np.full(len(at), "strength", dtype=object),
    }
    build.notes.add(
        What.LEFT, "rpe", "the RPE of a set is not the session's: no session has a load", table="sessions"
    )
    build.left([name for name in sheet.columns if name not in {*picks.values(), *used}])
    return build.done(
        {
            "sessions": _quietly_dated(sessions),
            "sets": build.dated("sets", sets, rows),
        },
        exercises,
    )


def _quietly_dated(columns: dict[str, Array]) -> dict[str, Array]:
    """Without undated rows: the sets of the same rows are the lines of the report."""
    keep = ~np.isnat(columns["date"])
    return {name: column[keep] for name, column in columns.items()}
