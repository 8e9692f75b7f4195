"""The diary of sets over the days before a day; see `backrisk.spine` for which function to use when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import Measured, as_column
from backrisk._shared.days import as_day, as_days
from backrisk._shared.labels import codes_together
from backrisk._shared.typing import Array, ColumnLike, DateLike, DatesLike, LabelsLike

_WINDOW = _core.spine.SetWindowOptions()
DAYS: int = _WINDOW.window_days
COVER: float = _WINDOW.min_coverage


def _edges(code: npt.NDArray[np.intp], people: int) -> npt.NDArray[np.uintp]:
    edges = np.zeros(people + 1, dtype=np.uintp)
    np.cumsum(np.bincount(code, minlength=people), out=edges[1:], dtype=np.uintp)
    return edges


@dataclass(frozen=True)
class _Window:
    """Whose rows, and which days of theirs, a measure of the diary of sets looks at."""

    groups: LabelsLike | None
    day_groups: LabelsLike | None
    window_days: int
    min_coverage: float
    recorded_from: DateLike | None


def _window(
    measure: str, dates: DatesLike, days: DatesLike, columns: dict[str, ColumnLike], how: _Window
) -> Measured:
    """Sorts both sides by person and day, computes, and answers in the caller's order of `days`."""
    row_day, day = as_days(dates, "dates"), as_days(days, "days")
    if (how.groups is None) != (how.day_groups is None):
        raise _core.InvalidArgument("spine: groups and day_groups are needed together")
    given = {name: as_column(values, name) for name, values in columns.items()}
    for name, column in given.items():
        if len(column) != len(row_day):
            raise _core.InvalidArgument(f"spine: {name} has {len(column)} rows, but must have {len(row_day)}")
    row_code, day_code = np.zeros(len(row_day), dtype=np.intp), np.zeros(len(day), dtype=np.intp)
    people: Array = np.zeros(1)
    if how.groups is not None and how.day_groups is not None:
        names, sizes = ("groups", "day_groups"), (len(row_day), len(day))
        row_code, day_code, people = codes_together(how.groups, how.day_groups, names, sizes)
    by_row, by_day = np.lexsort((row_day, row_code)), np.lexsort((day, day_code))
    start = how.recorded_from
    windows = _core.spine.SetWindows(
        row_day[by_row],
        day[by_day],
        _edges(row_code, len(people)),
        _edges(day_code, len(people)),
        how.window_days,
        how.min_coverage,
        None if start is None else as_day(start, "recorded_from"),
    )
    out = getattr(windows, measure)(*(column[by_row] for column in given.values()))
    return Measured.of(out).take(np.argsort(by_day, kind="stable"))


def heaviest_lift(
    dates: DatesLike,
    mass_kg: ColumnLike,
    days: DatesLike,
    *,
    groups: LabelsLike | None = None,
    day_groups: LabelsLike | None = None,
    window_days: int = DAYS,
    min_coverage: float = COVER,
    recorded_from: DateLike | None = None,
) -> Measured:
    """Heaviest mass lifted in the days up to each day.

    Parameters
    ----------
    dates : column of n dates
        One row a set, in any order.
    mass_kg : kg, column of n
    days : column of k dates
        To answer for.
    groups, day_groups : columns of labels, optional
        The person of each set, and of each day that is asked about; no window crosses people.
    window_days : days, 28
        Up to and with the day.
    min_coverage : between 0 and 1, 0.5
        Below it the value is NaN.
    recorded_from : date, optional
        Since when sets are recorded; None: since a person's first.

    Returns
    -------
    Measured
        k numbers in kg, 0 where nothing was lifted. Coverage: the share of the window on record times the
        share of rows that are known. Who has no set at all records none: "not recorded".

    Raises
    ------
    InvalidArgument
        For unequal lengths or missing dates.

    Notes
    -----
    Definition of this library.

    Examples
    --------
    >>> heaviest_lift(["2026-03-01", "2026-03-20"], [100, 60], ["2026-03-28", "2026-03-29"]).value.tolist()
    [100.0, 60.0]
    """
    how = _Window(groups, day_groups, window_days, min_coverage, recorded_from)
    return _window("heaviest_lift", dates, days, {"mass_kg": mass_kg}, how)


def lifts_per_day(
    dates: DatesLike,
    repetitions: ColumnLike,
    mass_kg: ColumnLike,
    days: DatesLike,
    *,
    groups: LabelsLike | None = None,
    day_groups: LabelsLike | None = None,
    window_days: int = DAYS,
    min_coverage: float = COVER,
    recorded_from: DateLike | None = None,
) -> Measured:
    """Mean repetitions with an external load a day, over the days of the window on record.

    Parameters
    ----------
    dates : column of n dates
        One row a set, in any order.
    repetitions : column of n
        Sets times repetitions.
    mass_kg : kg, column of n
    days : column of k dates
        To answer for.
    groups, day_groups : columns of labels, optional
        The person of each set, and of each day that is asked about; no window crosses people.
    window_days : days, 28
        Up to and with the day.
    min_coverage : between 0 and 1, 0.5
        Below it the value is NaN.
    recorded_from : date, optional
        Since when sets are recorded; None: since a person's first.

    Returns
    -------
    Measured
        k numbers; unknown rows count as the mean of the known ones. Coverage as `heaviest_lift`.

    Raises
    ------
    InvalidArgument
        As `heaviest_lift`.

    Notes
    -----
    Definition of this library.

    Examples
    --------
    >>> lifts_per_day(["2026-03-01"] * 2, [56, 26], [50, 0], ["2026-03-28"]).value.tolist()
    [2.0]
    """
    how = _Window(groups, day_groups, window_days, min_coverage, recorded_from)
    columns = {"repetitions": repetitions, "mass_kg": mass_kg}
    return _window("lifts_per_day", dates, days, columns, how)


def lifting_flexion(
    dates: DatesLike,
    trunk_flexion_deg: ColumnLike,
    repetitions: ColumnLike,
    mass_kg: ColumnLike,
    days: DatesLike,
    *,
    groups: LabelsLike | None = None,
    day_groups: LabelsLike | None = None,
    window_days: int = DAYS,
    min_coverage: float = COVER,
    recorded_from: DateLike | None = None,
) -> Measured:
    """Mean trunk flexion while lifting, weighted by repetitions; rows without mass are no lifts.

    Parameters
    ----------
    dates : column of n dates
        One row a set, in any order.
    trunk_flexion_deg : degrees, column of n
    repetitions : column of n
        Sets times repetitions.
    mass_kg : kg, column of n
    days : column of k dates
        To answer for.
    groups, day_groups : columns of labels, optional
        The person of each set, and of each day that is asked about; no window crosses people.
    window_days : days, 28
        Up to and with the day.
    min_coverage : between 0 and 1, 0.5
        Below it the value is NaN.
    recorded_from : date, optional
        Since when sets are recorded; None: since a person's first.

    Returns
    -------
    Measured
        k numbers in degrees, "not applicable" where nothing was lifted. Coverage as `heaviest_lift`.

    Raises
    ------
    InvalidArgument
        As `heaviest_lift`.

    Notes
    -----
    Definition of this library.

    Examples
    --------
    >>> lifting_flexion(["2026-03-01"] * 2, [60, 30], [10, 20], [50, 50], ["2026-03-28"]).value.tolist()
    [40.0]
    """
    how = _Window(groups, day_groups, window_days, min_coverage, recorded_from)
    columns = {"trunk_flexion_deg": trunk_flexion_deg, "repetitions": repetitions, "mass_kg": mass_kg}
    return _window("lifting_flexion", dates, days, columns, how)


def spine_dose(
    dates: DatesLike,
    dose: ColumnLike,
    days: DatesLike,
    *,
    groups: LabelsLike | None = None,
    day_groups: LabelsLike | None = None,
    window_days: int = DAYS,
    min_coverage: float = COVER,
    recorded_from: DateLike | None = None,
) -> Measured:
    """Sum of the doses of `set_dose` in the window; `window_days=1` is the dose of a day's session.

    Parameters
    ----------
    dates : column of n dates
        One row a set, in any order.
    dose : column of n
        Of `set_dose`.
    days : column of k dates
        To answer for.
    groups, day_groups : columns of labels, optional
        The person of each set, and of each day that is asked about; no window crosses people.
    window_days : days, 28
        Up to and with the day.
    min_coverage : between 0 and 1, 0.5
        Below it the value is NaN.
    recorded_from : date, optional
        Since when sets are recorded; None: since a person's first.

    Returns
    -------
    Measured
        k sums. Unknown rows count as the mean of the known ones and days before the record as the mean of the
        days on it; both lower the coverage.

    Raises
    ------
    InvalidArgument
        As `heaviest_lift`.

    Notes
    -----
    Definition of this library.

    Examples
    --------
    >>> spine_dose(["2026-03-01", "2026-03-28"], [100.0, 50.0], ["2026-03-28"]).value.tolist()
    [150.0]
    """
    how = _Window(groups, day_groups, window_days, min_coverage, recorded_from)
    return _window("spine_dose", dates, days, {"dose": dose}, how)
