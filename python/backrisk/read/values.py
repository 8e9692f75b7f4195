"""One cell at a time: dates, durations, numbers and units, by what is stated and never by trial."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
import zoneinfo

from backrisk import _core
from backrisk._shared.raw import is_missing

_NAN = float("nan")


class Unreadable(ValueError):
    """A cell that breaks a rule; the message is the rule."""


class Undecided(ValueError):
    """A cell that means two things until the caller says which; the message says how."""


_MONTHS = {
    1: "jan januar january janvier enero ene gennaio gen januari janeiro",
    2: "feb februar february fevrier fevr fev febrero febbraio februari fevereiro",
    3: "mar march marz maerz mars marzo maart mrt marco",
    4: "apr april avril avr abril abr aprile",
    5: "may mai mayo maggio mag mei maio",
    6: "jun june juni juin junio giugno giu junho",
    7: "jul july juli juillet juil julio luglio lug julho",
    8: "aug august aout aou agosto ago augustus",
    9: "sep sept september septembre septiembre settembre set setembro",
    10: "oct october oktober okt octobre octubre ottobre ott outubro out",
    11: "nov november novembre noviembre novembro",
    12: "dec december dezember dez decembre diciembre dic dicembre dezembro",
}
MONTHS = {name: number for number, names in _MONTHS.items() for name in names.split()}
"""Months in English, German, French, Spanish, Italian, Dutch and Portuguese, without accents."""

_TIME = r"(?:[,\sT]+(?:um |at |om )?(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?)?"
_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")
_YEAR_FIRST = re.compile(rf"(\d{{4}})[./](\d{{1,2}})[./](\d{{1,2}}){_TIME}")
_NUMERIC = re.compile(rf"(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}}){_TIME}")
_DAY_MONTH = re.compile(rf"(\d{{1,2}})\.?\s+(?:de\s+)?([a-z]{{3,}})\.?\s+(?:de\s+)?(\d{{4}}){_TIME}", re.I)
_MONTH_DAY = re.compile(rf"([a-z]{{3,}})\.?\s+(\d{{1,2}}),?\s+(\d{{4}}){_TIME}", re.I)


def plain(text: str) -> str:
    """Lower case without accents and odd spaces."""
    flat = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return " ".join("".join(c for c in flat if not unicodedata.combining(c)).lower().split())


def zone(name: str | None) -> zoneinfo.ZoneInfo | None:
    """The time zone of that name; raises `InvalidArgument` for an unknown one."""
    if name is None:
        return None
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        rule = "must be the name of a time zone, such as Europe/Berlin"
        raise _core.InvalidArgument(f"time_zone is {name!r}, but {rule}") from None


def moment(cell: object, dayfirst: bool | None) -> dt.datetime:
    """A date or date-time as it is written; aware where it says its offset.

    Year first and named months have one meaning. 1.2.2026 and 1/2/2026 have two: `dayfirst` says which, and
    `Undecided` is raised where it is None.
    """
    if isinstance(cell, dt.datetime):
        return cell
    if isinstance(cell, dt.date):
        return dt.datetime(cell.year, cell.month, cell.day)
    text = " ".join(str(cell).replace("\u202f", " ").split())
    try:
        if _ISO.fullmatch(text):
            return dt.datetime.fromisoformat(text.replace(" +", "+"))
        if found := _YEAR_FIRST.fullmatch(text):
            return _at(found[1], found[2], found[3], found.groups()[3:])
        if found := _NUMERIC.fullmatch(text):
            if dayfirst is None:
                raise Undecided(f"{text!r} may be two dates: say dayfirst=True or dayfirst=False")
            day, month = (found[1], found[3]) if dayfirst else (found[3], found[1])
            return _at(found[4], month, day, found.groups()[4:])
        flat = plain(text)
        if (found := _DAY_MONTH.fullmatch(flat)) and found[2] in MONTHS:
            return _at(found[3], MONTHS[found[2]], found[1], found.groups()[3:])
        if (found := _MONTH_DAY.fullmatch(flat)) and found[1] in MONTHS:
            return _at(found[3], MONTHS[found[1]], found[2], found.groups()[3:])
    except Undecided:
        raise
    except ValueError:
        pass
    raise Unreadable("must be a date, with a year of four digits")


def _at(year: str | int, month: str | int, day: str | int, time: tuple[str | None, ...]) -> dt.datetime:
    hour, minute, second, half = time
    hours = int(hour or 0)
    if half:
        if not 1 <= hours <= 12:
            raise ValueError(hours)
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    return dt.datetime(int(year), int(month), int(day), hours, int(minute or 0), int(second or 0))


def local(when: dt.datetime, home: zoneinfo.ZoneInfo | None, naive_is_utc: bool = False) -> dt.datetime:
    """The wall clock at `home`: aware times are converted, others stay unless they are known to be UTC."""
    if home is None or (when.tzinfo is None and not naive_is_utc):
        return when.replace(tzinfo=None)
    aware = when if when.tzinfo is not None else when.replace(tzinfo=dt.UTC)
    return aware.astimezone(home).replace(tzinfo=None)


def number(cell: object, decimal: str) -> float:
    """A number with `decimal` as its mark. A thousands mark is read only beside a decimal mark."""
    if isinstance(cell, bool):
        raise Unreadable("must be a number")
    if isinstance(cell, (int, float)):
        return float(cell)
    other = "," if decimal == "." else "."
    text = str(cell).strip().replace("\u00a0", "").replace(" ", "")
    d, o = re.escape(decimal), re.escape(other)
    if re.fullmatch(rf"[+-]?\d{{1,3}}({o}\d{{3}})+{d}\d+", text):
        text = text.replace(other, "")
    if not re.fullmatch(rf"[+-]?(\d+({d}\d*)?|{d}\d+)([eE][+-]?\d+)?", text):
        raise Unreadable(f"must be a number with {decimal!r} as its decimal mark")
    return float(text.replace(decimal, "."))


CLOCKS = ("hh:mm:ss", "hh:mm", "mm:ss")
_SPELT = re.compile(
    r"(?:(\d+)\s*(?:h|hr|hrs|std)\.?)?\s*(?:(\d+)\s*(?:m|min|mins)\.?)?\s*(?:(\d+)\s*(?:s|sec|secs)\.?)?"
)


def seconds(cell: object, unit: str, decimal: str) -> float:
    """A duration written as a clock of `unit`, as 1:02:03, or as 1h 2m 3s."""
    if isinstance(cell, dt.timedelta):
        return cell.total_seconds()
    if isinstance(cell, dt.time):
        return cell.hour * 3600.0 + cell.minute * 60 + cell.second
    text = str(cell).strip().lower()
    parts = text.split(":")
    if len(parts) in (2, 3) and all(re.fullmatch(r"\d+([.,]\d+)?", part) for part in parts):
        values = [
            number(part, decimal) if i == len(parts) - 1 else float(part) for i, part in enumerate(parts)
        ]
        if any(v >= 60 for v in values[1:]):
            raise Unreadable("must be a duration with minutes and seconds below 60")
        if len(parts) == 3:
            return values[0] * 3600 + values[1] * 60 + values[2]
        if unit == "mm:ss":
            return values[0] * 60 + values[1]
        if unit == "hh:mm":
            return values[0] * 3600 + values[1] * 60
        raise Undecided(f"{text!r} may be hours or minutes: give the unit 'hh:mm' or 'mm:ss'")
    if (found := _SPELT.fullmatch(text)) and any(found.groups()):
        hours, minutes, rest = (int(part or 0) for part in found.groups())
        return float(hours * 3600 + minutes * 60 + rest)
    raise Unreadable(f"must be a duration as {unit}")


# name of a unit -> (multiply by, divide by), to the unit of our column
_DURATION: dict[str, tuple[float, float]] = {"s": (1, 60), "min": (1, 1), "h": (60, 1)}
UNITS: dict[str, dict[str, tuple[float, float]]] = {
    "duration_min": _DURATION,
    "warm_up_min": _DURATION,
    "sleep_hours": {"h": (1, 1), "min": (1, 60), "s": (1, 3600)},
    "mass_kg": {"kg": (1, 1), "g": (1, 1000), "lb": (0.45359237, 1)},
    "height_m": {"m": (1, 1), "cm": (1, 100), "in": (0.0254, 1), "ft": (0.3048, 1)},
    "trunk_flexion_deg": {"deg": (1, 1), "rad": (180 / math.pi, 1)},
    "rpe": {"cr10": (1, 1), "cr10 x 10": (1, 10)},
}
"""Units that are converted. lb: the international pound, 0.45359237 kg exactly."""
_SAME = {
    "minutes": "min", "minute": "min", "mins": "min", "minuten": "min", "sec": "s", "secs": "s",
    "seconds": "s", "sekunden": "s", "hours": "h", "hour": "h", "hrs": "h",
    "hr": "h", "stunden": "h", "std": "h",
    "lbs": "lb", "pounds": "lb", "kgs": "kg", "cr-10": "cr10", "°": "deg", "degrees": "deg",
}  # fmt: skip


def unit_name(unit: str) -> str:
    """The unit as `UNITS` spells it."""
    word = plain(unit)
    return _SAME.get(word, word)


def unit_of_header(ours: str, header: str) -> str | None:
    """The unit that a header names in brackets, or after an underscore as in weight_lbs."""
    known = {
        *UNITS.get(ours, ()),
        *(CLOCKS if ours in ("duration_min", "warm_up_min", "sleep_hours") else ()),
    }
    inside = re.findall(r"[(\[]([^)\]]+)[)\]]", header)
    for word in [*inside, header.rpartition("_")[2] if "_" in header else ""]:
        if word and (name := unit_name(word)) in known:
            return name
    return None


def measured(cell: object, ours: str, unit: str | None, decimal: str) -> float:
    """A number of our column in our unit; NaN where the cell is missing."""
    if is_missing(cell):
        return _NAN
    known = UNITS.get(ours)
    if known is None:
        return number(cell, decimal)
    timed = ours in ("duration_min", "warm_up_min", "sleep_hours")
    if timed and (unit in CLOCKS or (not isinstance(cell, (int, float)) and not _bare(cell))):
        total = seconds(cell, unit or "hh:mm:ss", decimal)
        return total / (3600 if ours == "sleep_hours" else 60)
    if unit in CLOCKS:
        raise Unreadable(f"must be a duration as {unit}")
    times, over = known[unit] if unit else (1, 1)
    return number(cell, decimal) * times / over


def _bare(cell: object) -> bool:
    return bool(re.fullmatch(r"[+-]?[\d.,eE\s]+", str(cell).strip()))
