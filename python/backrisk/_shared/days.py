"""The one reader of dates.

A date is a *calendar day on the wall clock of who wrote it*: `2026-03-01`, or a date and time of that day.
The time and the zone are not used: 00:30+02:00 on 6 July is 6 July, by whatever road it came (text, file,
datetime, numpy, pandas, polars, Arrow). Only calendar dates of ISO 8601 are read unasked, in the years 1900
to 2100; other orders are read where `dayfirst` or `format` says which. Whole numbers, a year or a month
alone, words ("today") and fractions are errors, not guesses.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.places import Place, Single, place_of
from backrisk._shared.raw import is_missing, raw_column
from backrisk._shared.typing import Array, DatesLike

Days = npt.NDArray[np.int32]

NO_DAY: int = _core.core.no_day
"""Stands for a missing date in a column of days."""
_EPOCH = dt.date(1970, 1, 1).toordinal()
FIRST_DAY: int = _core.core.first_day
LAST_DAY: int = _core.core.last_day

RULE = "must be a date as YYYY-MM-DD (or date and time as YYYY-MM-DDThh:mm), from 1900 to 2100"
_PARTS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)

Parse = Callable[[str], dt.date]


def _iso(text: str) -> dt.date:
    """The core's reader: one for every language."""
    day = int(_core.core.read_days([text])[0])
    if day == NO_DAY:
        raise ValueError(text)
    return dt.date.fromordinal(day + _EPOCH)


def _ordered(dayfirst: bool) -> Parse:
    def parse(text: str) -> dt.date:
        found = _PARTS.fullmatch(text)
        if found is None:
            return _iso(text)
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        return dt.date(year, second, first) if dayfirst else dt.date(year, first, second)

    return parse


def _parser(dayfirst: bool | None, format: str | None) -> tuple[Parse, str]:
    """How a text is read, and the rule to say."""
    if format is not None:
        if dayfirst is not None:
            raise _core.InvalidArgument("dayfirst: must not be given together with format")
        if not isinstance(format, str) or not all(part in format for part in ("%Y", "%d")):
            rule = "must be a format of strptime with %Y, %m and %d"
            raise _core.InvalidArgument(f"format: is {format!r}, but {rule}")
        return (lambda text: dt.datetime.strptime(text, format).date()), f"must be a date as {format}"
    if dayfirst is None:
        return _iso, RULE
    if not isinstance(dayfirst, (bool, np.bool_)):
        raise _core.InvalidArgument(f"dayfirst: is {dayfirst!r}, but must be True, False or None")
    order = "DD.MM.YYYY" if dayfirst else "MM/DD/YYYY"
    return _ordered(bool(dayfirst)), f"must be a date as {order} or YYYY-MM-DD, from 1900 to 2100"


def _number(value: object, parse: Parse) -> int:
    if isinstance(value, dt.datetime):
        value = value.date()
    elif isinstance(value, str):
        value = parse(value.strip())
    elif isinstance(value, np.datetime64):
        if np.datetime_data(value.dtype)[0] in ("Y", "M", "generic"):
            raise ValueError(value)
        value = value.astype("datetime64[D]").item()
    if type(value) is not dt.date:
        raise TypeError(value)
    number = value.toordinal() - _EPOCH
    if not FIRST_DAY <= number <= LAST_DAY:
        raise ValueError(value)
    return number


def _of_numpy(array: Array, absent: npt.NDArray[np.bool_] | None, missing: int | None, place: Place) -> Days:
    """Days of a column of datetime64."""
    if np.datetime_data(array.dtype)[0] in ("Y", "M", "generic") and array.size:
        raise place.fail(0, array[0], RULE)
    days = array.astype("datetime64[D]").astype(np.int64)
    absent = np.isnat(array) if absent is None else np.isnat(array) | absent
    wrong = ~absent & ((days < FIRST_DAY) | (days > LAST_DAY))
    if wrong.any():
        row = int(wrong.argmax())
        raise place.fail(row, array[row], RULE)
    if absent.any():
        if missing is None:
            raise place.fail(int(absent.argmax()), None, "must be a date")
        days[absent] = missing
    return days.astype(np.int32)


def as_days(
    values: object,
    name: str | Place,
    *,
    missing: int | None = None,
    dayfirst: bool | None = None,
    format: str | None = None,
) -> Days:
    """A column of dates as int32 days since 1970-01-01.

    Parameters
    ----------
    values
        Any column of ISO text, date, datetime or datetime64, aware or not; see the module.
    name
        The argument (errors are `InvalidArgument`) or the cell of a table (`DataError`).
    missing
        The number that stands for a missing date; None makes it an error.
    dayfirst, format
        How other texts than ISO are to be read.
    """
    place = place_of(name)
    array, absent = raw_column(values, place)
    if array.dtype.kind == "M":
        return _of_numpy(array, absent, missing, place)
    parse, rule = _parser(dayfirst, format)
    known: dict[object, int] = {}
    days = np.empty(len(array), dtype=np.int32)
    listed = array.tolist() if array.dtype.kind in "OU" else list(array)
    unread: Sequence[int] = range(len(listed))
    if parse is _iso:
        days = _core.core.read_days([one.strip() if isinstance(one, str) else one for one in listed])
        unread = np.flatnonzero((days == NO_DAY) | (False if absent is None else absent)).tolist()
    for row in unread:
        value = listed[row]
        try:
            days[row] = known[value]
            continue
        except (KeyError, TypeError):
            pass
        if is_missing(value) or (absent is not None and absent[row]):
            if missing is None:
                raise place.fail(row, None, "must be a date")
            days[row] = missing
            continue
        try:
            days[row] = number = _number(value, parse)
        except (ValueError, TypeError, OverflowError):
            raise place.fail(row, value, rule + _hint(value, dayfirst, format)) from None
        if absent is None:
            known[value] = number
    return days


def _hint(value: object, dayfirst: bool | None, format: str | None) -> str:
    if isinstance(value, str) and dayfirst is None and format is None and _PARTS.fullmatch(value.strip()):
        return "; backrisk.dates(values, dayfirst=True or False) reads the other orders"
    if isinstance(value, (int, float, np.number)):
        return "; a number is no date"
    return ""


def as_day(value: object, name: str, *, missing: int | None = None) -> int:
    """One date as days since 1970-01-01; the rules of `as_days`."""
    try:
        return int(as_days([value], Single(name), missing=missing)[0])
    except RecursionError:
        raise _core.InvalidArgument(f"{name}: {RULE}") from None


def dates(
    values: DatesLike, *, dayfirst: bool | None = None, format: str | None = None
) -> npt.NDArray[np.datetime64]:
    """Dates in another order than ISO, as days that every function here reads.

    Parameters
    ----------
    values : column of n texts, dates or datetimes
        ISO text (YYYY-MM-DD, with or without a time) is always read, unless `format` is given.
    dayfirst : bool, optional
        True reads 1.2.2026, 01/02/2026 and 1-2-2026 as 1 February, False as 2 January.
    format : str, optional
        A format of `datetime.strptime` with %Y, %m (or %b) and %d, instead of `dayfirst`.

    Returns
    -------
    datetime64[D] column of n
        NaT where the value is missing. The day is that of the local wall clock.

    Raises
    ------
    InvalidArgument
        For a value that is no such date or lies outside the years 1900 to 2100, with its row.

    Examples
    --------
    >>> dates(["1.2.2026", None], dayfirst=True).astype(str).tolist()
    ['2026-02-01', 'NaT']
    """
    days = as_days(values, "dates", missing=NO_DAY, dayfirst=dayfirst, format=format)
    out = days.astype("datetime64[D]")
    out[days == NO_DAY] = np.datetime64("NaT")
    return out
