"""FIT files of watches and bike computers: sessions with their RPE, and sets of strength training.

The files are decoded by fitdecode. The field `workout_rpe` of the session is the CR-10 rating times ten, as
the profile of the format says.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn
from backrisk._shared.raw import is_missing
from backrisk._shared.table_files import regular_file
from backrisk._shared.typing import Array, LabelLike
from backrisk.read import values
from backrisk.read.building import Building, Rules, person_column
from backrisk.read.imported import Imported, What

if TYPE_CHECKING:
    from fitdecode import FitDataMessage

Source: TypeAlias = "str | os.PathLike[str] | bytes | bytearray"

_READ = frozenset(("session", "set", "activity"))


def fit(
    source: Source | Sequence[Source],
    person: LabelLike,
    *,
    time_zone: str | None = None,
    clock: Literal["timer", "elapsed"] = "timer",
    exercises: Mapping[str, str] | None = None,
) -> Imported:
    """Sessions and sets of one or several FIT files (`pip install 'backrisk[fit]'`).

    Parameters
    ----------
    source : path, bytes, or a sequence of them
        Activity files.
    person : str
        Whose files they are.
    time_zone : str, optional
        Where the days were lived. None: the local time that the file's `activity` message states; where there
        is none the day is that of UTC, and the report says so.
    clock : {"timer", "elapsed"}
        total_timer_time (the clock that pauses) or total_elapsed_time as the duration.
    exercises : mapping, optional
        Names of yours to exercises of the catalogue (`map_exercises`).

    Returns
    -------
    Imported
        `sessions`: person_id, date, duration_min, rpe (workout_rpe / 10, missing where not rated), kind
        (sport, or sport/sub-sport). `sets`: the active sets, with reps, mass_kg and exercise by category and
        subtype; none without such messages. Records, laps and everything else are left.

    Raises
    ------
    DataError
        For what is no FIT file, a wrong checksum, or a file without a session; with the file's name.
    ImportError
        Without fitdecode.
    """
    if clock not in ("timer", "elapsed"):
        raise _core.InvalidArgument(f"clock is {clock!r}, but must be 'timer' or 'elapsed'")
    if isinstance(source, (str, os.PathLike, bytes, bytearray)):
        return _one(source, person, time_zone, clock, exercises)
    files = list(source)
    if not files:
        raise _core.InvalidArgument("fit: source has no file")
    found = _one(files[0], person, time_zone, clock, exercises)
    for file in files[1:]:
        found = found + _one(file, person, time_zone, clock, exercises)
    return found


def _messages(source: str | bytes, label: str) -> tuple[dict[str, list[FitDataMessage]], dict[str, int]]:
    """Messages that are read, by name, and how many there are of the others."""
    try:
        import fitdecode
    except ImportError:
        raise ImportError("reading FIT files needs fitdecode: pip install 'backrisk[fit]'") from None
    if isinstance(source, (str, os.PathLike)):
        source = regular_file(source)
    kept: dict[str, list[FitDataMessage]] = {name: [] for name in _READ}
    others: dict[str, int] = {}
    try:
        with fitdecode.FitReader(source, check_crc=fitdecode.CrcCheck.RAISE) as reader:
            for frame in reader:
                if not isinstance(frame, fitdecode.FitDataMessage):
                    continue
                if frame.name in _READ:
                    kept[frame.name].append(frame)
                else:
                    others[frame.name] = others.get(frame.name, 0) + 1
    except (fitdecode.FitError, ValueError, OSError) as error:
        raise _core.DataError(f"{label}: cannot be read as FIT: {type(error).__name__}: {error}") from None
    return kept, others


def _one(
    source: Source, person: LabelLike, time_zone: str | None, clock: str, exercises: Mapping[str, str] | None
) -> Imported:
    given = bytes(source) if isinstance(source, bytes | bytearray) else os.fspath(source)
    label = "bytes" if isinstance(given, bytes) else os.path.basename(given)
    kept, others = _messages(given, label)
    if not kept["session"]:
        raise _core.DataError(f"{label}: has no session message")
    build = Building(label, Rules(home=values.zone(time_zone), naive_is_utc=True))
    shift = _shift(build, kept["activity"], time_zone)
    tables = {"sessions": _sessions(build, kept["session"], person, clock, shift)}
    active = [one for one in kept["set"] if _value(one, "set_type") in ("active", 1)]
    if active:
        tables["sets"] = _sets(build, active, person, shift, tables["sessions"]["date"][0])
    if len(active) < len(kept["set"]):
        build.notes.add(What.LEFT, "set", f"{len(kept['set']) - len(active)} sets of rest", table="sets")
    for name, count in sorted(others.items()):
        build.notes.add(What.LEFT, name, f"{count} messages are not used")
    return build.done(tables, exercises)


def _value(message: FitDataMessage, name: str) -> Any:
    return message.get_value(name, fallback=None)


def _naive(when: object) -> dt.datetime | None:
    return when.replace(tzinfo=None) if isinstance(when, dt.datetime) else None


def _shift(build: Building, activity: list[FitDataMessage], time_zone: str | None) -> dt.timedelta:
    """What brings UTC to the athlete's clock, where the file says it and no zone was given."""
    if time_zone is not None:
        build.notes.add(What.USED, "start_time", f"days are those of {time_zone}")
        return dt.timedelta()
    for message in activity:
        home, utc = _naive(_value(message, "local_timestamp")), _naive(_value(message, "timestamp"))
        if home is not None and utc is not None:
            build.notes.add(
                What.USED, "local_timestamp", f"local time is UTC {(home - utc) / dt.timedelta(hours=1):+g} h"
            )
            return home - utc
    build.notes.add(What.GUESSED, "start_time", "no local time in the file: the day is that of UTC")
    return dt.timedelta()


def _day(build: Building, when: object, shift: dt.timedelta) -> np.datetime64:
    naive = _naive(when)
    return np.datetime64("NaT", "D") if naive is None else build.day(naive + shift)


def _floats(values_of: Iterable[float | None]) -> FloatColumn:
    return np.array([np.nan if v is None else float(v) for v in values_of], dtype=np.float64)


def _sessions(
    build: Building, sessions: list[FitDataMessage], person: LabelLike, clock: str, shift: dt.timedelta
) -> dict[str, Array]:
    time = f"total_{clock}_time"
    for theirs, note in (
        ("start_time", "is date"),
        (time, "is duration_min"),
        ("workout_rpe", "/ 10 is rpe"),
    ):
        build.notes.add(What.USED, theirs, note, table="sessions")
    rated = _floats(_value(one, "workout_rpe") for one in sessions) / 10
    if np.isnan(rated).any():
        note = f"{int(np.isnan(rated).sum())} of {len(sessions)} sessions have no RPE; their days are missing"
        build.notes.add(What.LEFT, "workout_rpe", note, table="sessions")
    kinds = []
    for one in sessions:
        sport, sub = _value(one, "sport"), _value(one, "sub_sport")
        kinds.append(f"{sport}/{sub}" if sub not in (None, "generic", 0) else _word(sport))
    return {
        "person_id": person_column(person, len(sessions)),
        "date": np.array(
            [_day(build, _value(one, "start_time"), shift) for one in sessions], dtype="datetime64[D]"
        ),
        "duration_min": _floats(_value(one, time) for one in sessions) / 60,
        "rpe": rated,
        "kind": np.array(kinds, dtype=object),
    }


def _word(value: object) -> str:
    return "" if is_missing(value) else str(value)


def _sets(
    build: Building, sets: list[FitDataMessage], person: LabelLike, shift: dt.timedelta, day: np.datetime64
) -> dict[str, Array]:
    """The active sets; one without a time of its own has the session's day."""
    build.notes.add(What.USED, "set", f"{len(sets)} active sets are sets", table="sets")
    days = [_day(build, _value(one, "start_time") or _value(one, "timestamp"), shift) for one in sets]
    return {
        "person_id": person_column(person, len(sets)),
        "date": np.array([day if np.isnat(own) else own for own in days], dtype="datetime64[D]"),
        "exercise": np.array([_exercise(one) for one in sets], dtype=object),
        "sets": np.ones(len(sets)),
        "reps": _floats(_value(one, "repetitions") for one in sets),
        "mass_kg": _floats(_value(one, "weight") for one in sets),
    }


def _first(value: object) -> object:
    return next((v for v in value if v is not None), None) if isinstance(value, (tuple, list)) else value


def _exercise(message: FitDataMessage) -> str:
    """The subtype's name, such as barbell deadlift, or else the category's."""
    from fitdecode import profile

    category, subtype = _first(_value(message, "category")), _first(_value(message, "category_subtype"))
    if not isinstance(category, str) or category == "unknown":
        return ""
    kind = profile.FIELD_TYPES.get(f"{category}_exercise_name")
    named = kind.enum.get(subtype) if kind is not None and kind.enum and isinstance(subtype, int) else None
    return str(named or category).replace("_", " ")
