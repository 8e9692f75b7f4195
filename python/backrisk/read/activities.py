"""Sessions from the exports of Strava and intervals.icu.

Both say how long a session was; how hard it felt is there only where the athlete told them. A session without
RPE has no load: that day is missing, which is not rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from backrisk import _core
from backrisk._shared.typing import Array, LabelLike
from backrisk.read import values
from backrisk.read.building import Building, Rules, person_column
from backrisk.read.imported import Imported, What
from backrisk.read.sheet import FileFormat, Sheet, read_sheet

Clock = Literal["moving", "elapsed"]

STRAVA_HEADERS: dict[str, tuple[str, ...]] = {
    "date": ("Activity Date", "Aktivitätsdatum", "Datum van activiteit", "Date de l'activité"),
    "moving": ("Moving Time", "Bewegungszeit", "Beweegtijd", "Durée de déplacement"),
    "elapsed": ("Elapsed Time", "Verstrichene Zeit", "Verstreken tijd", "Temps écoulé"),
    "rpe": ("Perceived Exertion",),
    "kind": ("Activity Type", "Aktivitätsart", "Activiteitstype", "Type d'activité"),
}
"""Headers of activities.csv in English, German, Dutch and French. The header of the perceived exertion is
known in English alone; `headers` names it in another language."""
_DAY_FIRST_HEADERS = frozenset(STRAVA_HEADERS["date"][1:])


def _found(sheet: Sheet, names: tuple[str, ...]) -> str | None:
    flat = {values.plain(header).replace("’", "'"): header for header in sheet.columns}
    return next((flat[values.plain(name)] for name in names if values.plain(name) in flat), None)


def strava(
    source: object,
    person: LabelLike,
    *,
    time_zone: str | None = None,
    clock: Clock = "moving",
    headers: Mapping[str, str] | None = None,
    dayfirst: bool | None = None,
    file: FileFormat | None = None,
) -> Imported:
    """Sessions from `activities.csv` of a Strava account export.

    Parameters
    ----------
    source : path, frame or mapping of columns
        activities.csv as Strava writes it, in English, German, Dutch or French.
    person : str
        Whose account it is.
    time_zone : str, optional
        Where the athlete lives. The export writes times without a zone; public readers of it agree that they
        are UTC, Strava's own text was not at hand. With a zone they are converted to its day; without one the
        day is as written, and the report says so.
    clock : {"moving", "elapsed"}
        Which time is the session's duration.
    headers : mapping, optional
        Headers in a language that is not known here: date, moving, elapsed, rpe, kind.
    dayfirst : bool, optional
        Of numeric dates; True by itself where the header is German, Dutch or French, and reported.
    file : FileFormat, optional
        As in `diary`.

    Returns
    -------
    Imported
        `sessions`: person_id, date, duration_min (from seconds), rpe (1 to 10), kind. Relative effort is no
        session RPE and is left, with everything else.

    Raises
    ------
    DataError, InvalidArgument
        As `diary`.

    Examples
    --------
    >>> rows = {"Activity Date": ["Mar 1, 2026, 11:30:00 PM"], "Activity Type": ["Run"],
    ...         "Moving Time": ["3600"], "Perceived Exertion": ["6"]}
    >>> strava(rows, "ann", time_zone="Europe/Berlin").tables["sessions"].row(0)
    {'person_id': 'ann', 'date': datetime.date(2026, 3, 2), 'duration_min': 60.0, 'rpe': 6.0, 'kind': 'Run'}
    """
    if clock not in ("moving", "elapsed"):
        raise _core.InvalidArgument(f"clock is {clock!r}, but must be 'moving' or 'elapsed'")
    sheet = read_sheet(source, file or FileFormat())
    own = dict(headers or {})
    for name in own:
        if name not in STRAVA_HEADERS:
            raise _core.InvalidArgument(f"headers: {name!r} must be one of {', '.join(STRAVA_HEADERS)}")
    picks = {
        name: own.get(name) or _found(sheet, names)
        for name, names in STRAVA_HEADERS.items()
        if name not in ("moving", "elapsed") or name == clock
    }
    for name in ("date", clock):
        if picks[name] is None:
            known = " or ".join(repr(one) for one in STRAVA_HEADERS[name])
            raise _core.DataError(f"{sheet.label}: has no column {known}; headers={{'{name}': ...}} names it")
    guessed = dayfirst is None and picks["date"] in _DAY_FIRST_HEADERS
    home = values.zone(time_zone)
    build = Building(sheet.label, Rules(True if guessed else dayfirst, ".", home, naive_is_utc=True))
    date = str(picks["date"])
    if guessed:
        build.notes.add(What.GUESSED, date, "numeric dates are day first, from the language of the header")
    said = (
        f"times are UTC; days are those of {time_zone}" if home else "the day is as written, which may be UTC"
    )
    build.notes.add(What.GUESSED, date, said)
    fields = [("date", date, None), ("duration_min", str(picks[clock]), "s")]
    fields += [(ours, str(picks[ours]), None) for ours in ("rpe", "kind") if picks[ours]]
    return _sessions(build, sheet, person, fields)


_INTERVALS = {
    "date": "start_date_local", "moving": "moving_time", "elapsed": "elapsed_time",
    "rpe": "icu_rpe", "kind": "type",
}  # fmt: skip


def intervals(
    source: object,
    person: LabelLike,
    *,
    clock: Clock = "moving",
    file: FileFormat | None = None,
) -> Imported:
    """Sessions from the activities of intervals.icu.

    Parameters
    ----------
    source : path, frame or mapping of columns
        The activities as .csv, or rows of its public interface: start_date_local, moving_time, elapsed_time
        (seconds), icu_rpe (1 to 10), type.
    person : str
        Whose account it is.
    clock : {"moving", "elapsed"}
        Which time is the session's duration.
    file : FileFormat, optional
        As in `diary`.

    Returns
    -------
    Imported
        `sessions`: person_id, date (local by the export), duration_min, rpe and kind where they are there.
        icu_training_load is no session-RPE load and is left, as is `feel`.

    Raises
    ------
    DataError, InvalidArgument
        As `diary`.

    Examples
    --------
    >>> rows = {"start_date_local": ["2026-03-01T18:00:00"], "moving_time": [2700], "icu_rpe": [4]}
    >>> intervals(rows, "ann").tables["sessions"].row(0)
    {'person_id': 'ann', 'date': datetime.date(2026, 3, 1), 'duration_min': 45.0, 'rpe': 4.0}
    """
    if clock not in ("moving", "elapsed"):
        raise _core.InvalidArgument(f"clock is {clock!r}, but must be 'moving' or 'elapsed'")
    sheet = read_sheet(source, file or FileFormat())
    build = Building(sheet.label, Rules())
    for name in ("date", clock):
        sheet.need(_INTERVALS[name])
    fields = [("date", _INTERVALS["date"], None), ("duration_min", _INTERVALS[clock], "s")]
    fields += [
        (ours, _INTERVALS[ours], None) for ours in ("rpe", "kind") if _INTERVALS[ours] in sheet.columns
    ]
    return _sessions(build, sheet, person, fields)


def _sessions(
    build: Building, sheet: Sheet, person: LabelLike, fields: list[tuple[str, str, str | None]]
) -> Imported:
    out: dict[str, Array] = {"person_id": person_column(person, sheet.rows)}
    for ours, header, unit in fields:
        build.notes.add(What.USED, header, f"is {ours}", table="sessions")
        cells = sheet.columns[header]
        given = unit or ("cr10" if ours == "rpe" else None)
        out[ours] = build.column("sessions", ours, cells, header, given)
    if "rpe" in out:
        unrated = int(np.isnan(out["rpe"]).sum())
        if unrated:
            note = f"{unrated} of {sheet.rows} sessions have no RPE; their days are missing"
            build.notes.add(What.LEFT, "rpe", note, table="sessions")
    else:
        build.notes.add(
            What.LEFT, "rpe", "no session has an RPE; all their days are missing", table="sessions"
        )
    used = {header for _, header, _ in fields}
    build.left([header for header in sheet.columns if header not in used])
    return build.done({"sessions": build.dated("sessions", out, range(sheet.rows))})
