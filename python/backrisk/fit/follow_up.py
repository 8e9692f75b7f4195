"""Follow-up in rows (start, stop]: split at times, and joined with covariates that change on known days."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.days import NO_DAY, as_days
from backrisk._shared.labels import codes_together, label_column
from backrisk._shared.places import place_of, shown
from backrisk._shared.raw import raw_column
from backrisk._shared.table import Table
from backrisk._shared.tables import columns_of
from backrisk._shared.typing import Array, ColumnLike, DatesLike, FrameLike, LabelsLike

__all__ = ["check_follow_up", "counting_process", "split_follow_up"]

TimesLike = ColumnLike | DatesLike
"""Times in one unit, or dates."""


def _times(values: object, name: str) -> tuple[FloatColumn, bool]:
    """Numbers as they are, dates as days since 1970; whether they are dates."""
    given, _ = raw_column(values, place_of(name))
    dated = given.dtype.kind in "MU" or (given.dtype.kind == "O" and any(hasattr(v, "year") for v in given))
    if not dated:
        return as_column(values, name), False
    days = as_days(values, name, missing=NO_DAY).astype(np.float64)
    return np.where(days == NO_DAY, np.nan, days), True


def _fail(function: str, name: str, row: int, value: object, rule: str, person: object = None) -> Exception:
    of = "" if person is None else f" (person {shown(person)})"
    return _core.InvalidArgument(f"{function}: {name}, row {row + 1}{of}: is {shown(value)}, but {rule}")


def _check_rows(
    function: str, start: FloatColumn, stop: FloatColumn, event: FloatColumn, person: Array | None
) -> None:
    for name, column in (("start", start), ("stop", stop), ("event", event)):
        if len(column) != len(stop):
            raise _core.InvalidArgument(f"{function}: {name} has {len(column)} rows, but stop has {len(stop)}")
    wrong = (
        ("start", start, ~np.isfinite(start) & ~np.isneginf(start), "must not be missing"),
        ("stop", stop, ~np.isfinite(stop), "must be a finite time"),
        ("start", start, ~(start < stop), "must be before the stop of its row"),
        ("event", event, ~np.isin(event, (0.0, 1.0)), "must be 0 or 1"),
    )
    for name, column, bad, rule in wrong:
        if bad.any():
            row = int(bad.argmax())
            raise _fail(function, name, row, column[row], rule, None if person is None else person[row])


def check_follow_up(
    person: LabelsLike,
    start: TimesLike,
    stop: TimesLike,
    event: ColumnLike | None = None,
    *,
    recurrent: bool = False,
) -> None:
    """Rows (start, stop] of one person must not overlap, and but for recurrent events an event ends a person.

    Parameters
    ----------
    person : labels
        The person of each row.
    start, stop : columns
        Numbers in one unit, or dates; start before stop. Rows may touch, and gaps are allowed.
    event : column, optional
        1 for an event at `stop`, else 0.
    recurrent : bool
        Whether a person may have rows after an event.

    Raises
    ------
    InvalidArgument
        Naming the first row that breaks a rule, its person, and the row that it overlaps.

    References
    ----------
    Therneau & Grambsch 2000, doi 10.1007/978-1-4757-3294-8, chapter 3.

    Examples
    --------
    >>> check_follow_up(["ann", "ann", "bob"], [0, 5, 0], [5, 9, 4])
    >>> check_follow_up(["ann", "ann"], [0, 4], [5, 9])
    Traceback (most recent call last):
    backrisk._core.InvalidArgument: ...row 2 (person 'ann'): is 4.0, but must not be before the stop 5.0 of row 1
    """
    function = "fit.check_follow_up"
    begin, end = _times(start, "start")[0], _times(stop, "stop")[0]
    who = label_column(person, "person", len(end), "stop")
    happened = np.zeros(len(end)) if event is None else as_column(event, "event")
    _check_rows(function, begin, end, happened, who)
    codes = np.unique(who, return_inverse=True)[1]
    order = np.lexsort((end, begin, codes))
    same = codes[order][1:] == codes[order][:-1]
    early = same & (begin[order][1:] < end[order][:-1])
    if early.any():
        at = int(early.argmax())
        before, row = int(order[at]), int(order[at + 1])
        rule = f"must not be before the stop {shown(end[before])} of row {before + 1}"
        raise _fail(function, "start", row, begin[row], rule, who[row])
    after = same & (happened[order][:-1] == 1)
    if after.any() and not recurrent:
        at = int(after.argmax())
        before, row = int(order[at]), int(order[at + 1])
        rule = f"must not follow the event of row {before + 1} unless events recur (recurrent=True)"
        raise _fail(function, "start", row, begin[row], rule, who[row])


def split_follow_up(
    stop: ColumnLike,
    event: ColumnLike,
    cuts: ColumnLike,
    *,
    start: ColumnLike | None = None,
) -> Table:
    """Splits rows (start, stop] at times: periods of follow-up, bands of age, a window after which all changes.

    Parameters
    ----------
    stop, event : columns
        When a row ends, and 1 for an event then, else 0.
    cuts : column
        Ascending times, in the unit of `stop`.
    start : column, optional
        Where a row begins; 0 unless given.

    Returns
    -------
    Table
        A row a piece, in the order of the rows: `row` (from 0, of the row it is a piece of: take the other
        columns by it), `start`, `stop`, `event` (in the last piece only) and `interval`, the number of cuts
        at or before its start. As R's `survSplit`.

    Raises
    ------
    InvalidArgument
        Naming row and rule for a missing value, a start not before its stop, an event that is not 0 or 1,
        and for cuts that do not ascend.

    References
    ----------
    Therneau & Grambsch 2000, doi 10.1007/978-1-4757-3294-8, chapter 3.

    Examples
    --------
    >>> split_follow_up(stop=[30, 100], event=[1, 0], cuts=[28, 84])
    5 rows, 5 columns
    row  start  stop  event  interval
      0      0    28      0         0
      0     28    30      1         1
      1      0    28      0         0
      1     28    84      0         1
      1     84   100      0         2
    """
    function = "fit.split_follow_up"
    end, happened, at = as_column(stop, "stop"), as_column(event, "event"), as_column(cuts, "cuts")
    begin = np.zeros(len(end)) if start is None else as_column(start, "start")
    _check_rows(function, begin, end, happened, None)
    if not (np.isfinite(at).all() and (np.diff(at) > 0).all()):
        raise _core.InvalidArgument(f"{function}: cuts must be finite and ascend")
    first, last = np.searchsorted(at, begin, side="right"), np.searchsorted(at, end, side="left")
    row, piece, final = _pieces(last - first + 1)
    place = first[row] + piece
    low, high = np.r_[-np.inf, at], np.r_[at, np.inf]
    columns = {
        "row": row,
        "start": np.maximum(begin[row], low[place]),
        "stop": np.minimum(end[row], high[place]),
        "event": np.where(final, happened[row], 0.0),
        "interval": place,
    }
    return Table(columns)


def _pieces(
    count: npt.NDArray[np.intp],
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Of each piece the row, its number in the row, and whether it is the last."""
    row = np.repeat(np.arange(len(count)), count)
    piece = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return row, piece, piece == count[row] - 1


def counting_process(
    person: LabelsLike,
    stop: TimesLike,
    event: ColumnLike,
    measured: FrameLike,
    *,
    start: TimesLike | None = None,
    columns: tuple[str, str] = ("person", "time"),
) -> Table:
    """Start-stop rows for `cox` from one row a person and a table of dated covariates.

    Parameters
    ----------
    person, stop, event : columns
        A row a person: when follow-up ends, and 1 for an event then, else 0. `stop` in one unit or as dates.
    measured : frame
        A row a measurement: who and when (`columns`), and the covariates, numbers. A measurement of a day
        holds after it, until the next: what is learned on the day of an event does not explain it.
    start : column, optional
        Where follow-up begins; 0 unless given. Dates of `stop` need dates here; times of the answer are then
        days since the person's own start.
    columns : tuple
        The names of person and time in `measured`.

    Returns
    -------
    Table
        A row a piece: `person`, `row` (from 0, of the person given), `start`, `stop`, `event` and the
        covariates. Before the first measurement they are missing (NaN); a measurement at or before the start
        holds from the start; a missing value changes nothing, so the value before it holds; measurements at
        the stop or later are not used. As R's `tmerge` with `tdc`.

    Raises
    ------
    InvalidArgument
        Naming row, person and rule: a person twice, or measured but not followed; two measurements of one
        person at one time; a missing time; a start not before its stop.

    References
    ----------
    Therneau & Grambsch 2000, doi 10.1007/978-1-4757-3294-8, chapter 3.

    Examples
    --------
    >>> pain = {"person": ["ann", "ann"], "time": [0, 10], "pain": [2, 5]}
    >>> counting_process(["ann", "bob"], stop=[30, 20], event=[1, 0], measured=pain)
    3 rows, 6 columns
    person  row  start  stop  event  pain
    ann       0      0    10      0     2
    ann       0     10    30      1     5
    bob       1      0    20      0     -
    """
    function = "fit.counting_process"
    begin, end = _span(function, start, stop)
    happened = as_column(event, "event")
    given = columns_of(measured, "measured")
    for name in columns:
        if name not in given:
            raise _core.InvalidArgument(f"{function}: measured has no column {name!r}")
    who, of, labels = codes_together(
        person, given[columns[0]], ("person", f"measured[{columns[0]!r}]"), (len(end), len(given[columns[0]]))
    )
    _check_rows(function, begin, end, happened, labels[who])
    at = _measured_at(function, given[columns[1]], columns[1], start, stop)
    places = _places(function, who, of, at, labels, columns)
    names = [name for name in given if name not in columns]
    values = [as_column(given[name], f"measured[{name!r}]") for name in names]
    found = _joined((begin, end, happened), (places, at), dict(zip(names, values, strict=True)))
    row = found.pop("row")
    clock = begin[row] if _times(stop, "stop")[1] else 0.0
    ends = {"start": found.pop("start") - clock, "stop": found.pop("stop") - clock}
    return Table({"person": labels[who][row], "row": row} | ends | found)


def _span(function: str, start: object, stop: object) -> tuple[FloatColumn, FloatColumn]:
    end, dated = _times(stop, "stop")
    if start is None:
        if dated:
            raise _core.InvalidArgument(f"{function}: stop has dates, so start must have dates too")
        return np.zeros(len(end)), end
    begin, also = _times(start, "start")
    if dated != also:
        raise _core.InvalidArgument(f"{function}: start and stop must both be dates or both be numbers")
    return begin, end


def _measured_at(function: str, times: object, name: str, start: object, stop: object) -> FloatColumn:
    at, dated = _times(times, f"measured[{name!r}]")
    if dated != _times(stop, "stop")[1]:
        raise _core.InvalidArgument(f"{function}: measured[{name!r}] and stop must both be dates or both numbers")
    if not np.isfinite(at).all():
        row = int((~np.isfinite(at)).argmax())
        raise _core.InvalidArgument(f"{function}: measured[{name!r}], row {row + 1}: must have a time")
    return at


def _places(
    function: str, who: Any, of: Any, at: FloatColumn, labels: Array, columns: tuple[str, str]
) -> npt.NDArray[np.intp]:
    """The row of the person of each measurement."""
    twice = np.flatnonzero(np.bincount(who, minlength=len(labels)) > 1)
    if twice.size:
        row = int(np.flatnonzero(who == twice[0])[1])
        raise _fail(function, "person", row, labels[twice[0]], "must have one row a person")
    place = np.full(len(labels), -1)
    place[who] = np.arange(len(who))
    if (place[of] < 0).any():
        row = int((place[of] < 0).argmax())
        raise _fail(function, f"measured[{columns[0]!r}]", row, labels[of[row]], "must be a person of `person`")
    order = np.lexsort((at, of))
    again = (of[order][1:] == of[order][:-1]) & (at[order][1:] == at[order][:-1])
    if again.any():
        where = int(again.argmax())
        before, row = int(order[where]), int(order[where + 1])
        rule = f"must not be the time of row {before + 1} again"
        raise _fail(function, f"measured[{columns[1]!r}]", row, at[row], rule, labels[of[row]])
    return np.asarray(place[of])


def _carried(values: FloatColumn, person: npt.NDArray[np.intp]) -> FloatColumn:
    """The last value that is not missing of the same person, in the order given."""
    here = np.where(np.isnan(values), -1, np.arange(len(values)))
    last = np.maximum.accumulate(here)
    first = np.searchsorted(person, person)  # sorted by person
    return np.where(last >= first, values[np.maximum(last, 0)], np.nan)


def _joined(
    people: tuple[FloatColumn, FloatColumn, FloatColumn],
    measured: tuple[npt.NDArray[np.intp], FloatColumn],
    values: dict[str, FloatColumn],
) -> dict[str, Array]:
    """Pieces of each person in the order of time, by column; `row` is the person's."""
    (begin, end, happened), (places, at) = people, measured
    # One row without values at each person's start, so that each has a piece; what was measured by then holds.
    who = np.r_[np.arange(len(end)), places]
    when = np.r_[begin, np.maximum(at, begin[places])]
    order = np.lexsort((np.r_[np.full(len(end), -np.inf), at], when, who))
    who, when = who[order], when[order]
    latest = np.r_[(who[1:] != who[:-1]) | (when[1:] != when[:-1]), True]
    used = latest & (when < end[who])
    row, low = who[used], when[used]
    final = np.r_[row[1:] != row[:-1], True]
    columns = {"row": row, "start": low, "stop": np.where(final, end[row], np.r_[low[1:], 0.0])}
    columns["event"] = np.where(final, happened[row], 0.0)
    blank = np.full(len(end), np.nan)
    return columns | {name: _carried(np.r_[blank, v][order], who)[used] for name, v in values.items()}
