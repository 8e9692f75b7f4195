"""Files of states: the days that were fed, and what was told between them.

A file is a zip of arrays of numpy, read without `pickle`: nothing in it can run. It holds the inputs and not
the insides of the core, so that a later version reads it too, and feeding them again gives the state to the
last bit, at some 10 million days a second.
"""

from __future__ import annotations

import dataclasses
import io
import json
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.days import FIRST_DAY, LAST_DAY
from backrisk._shared.defaults import HORIZON_DAYS, LEVEL
from backrisk._shared.whole_file import checked_path
from backrisk.risk.model import Model

__all__ = ["Begun", "Fact", "Kept", "Told", "pack", "read", "unpack"]

FORMAT, VERSION = "backrisk streams", 1
LARGEST = 8 << 30
"""Bytes of a file once unpacked."""
WIDTH = 11
_NO_DAY = np.iinfo(np.int32).min

Told = tuple[Any, ...]
"""(days before it, "set" | "report" | "report_condition", what was given ...)."""
Fact = tuple[int, str, float]
"""From this day on the factor has this value."""


@dataclass(frozen=True)
class Begun:
    """What a state began with: days as numbers since 1970, ages in years."""

    person_id: str
    birth: int = int(_NO_DAY)
    age: float = float("nan")
    known: list[tuple[str, float]] = dataclasses.field(default_factory=list)
    episodes_known: bool = True
    horizon_days: int = HORIZON_DAYS
    level: float = LEVEL
    doubtful_from: int | None = None
    female: float = float("nan")


@dataclass(frozen=True)
class Kept:
    """One person's state: `records` has a row of `WIDTH` numbers a day."""

    begun: Begun
    told: list[Told]
    pending: list[Fact]
    days: npt.NDArray[np.int32]
    records: npt.NDArray[np.float64]


def pack(card: str, kept: Sequence[Kept]) -> bytes:
    """A file of states of one model."""
    streams = [
        {
            "begun": dataclasses.asdict(one.begun),
            "told": one.told,
            "pending": one.pending,
            "days": len(one.days),
        }
        for one in kept
    ]
    text = json.dumps({"format": FORMAT, "version": VERSION, "card": card, "streams": streams})
    days = [one.days for one in kept]
    records = [one.records for one in kept]
    out = io.BytesIO()
    np.savez_compressed(
        out,
        head=np.frombuffer(text.encode("utf-8"), dtype=np.uint8),
        days=np.concatenate([np.empty(0, np.int32), *days]),
        records=np.concatenate([np.empty((0, WIDTH)), *records]),
    )
    return out.getvalue()


def read(path: str | os.PathLike[str], function: str) -> tuple[Model, list[Kept]]:
    """The model and the states of a file.

    Raises
    ------
    DataError
        With the file and the rule.
    """
    name = checked_path(path, function)
    try:
        if not os.path.isfile(name):
            raise _core.DataError(f"{name}: is no file, but must be one that was saved")
        with open(name, "rb") as file:
            content = file.read()
    except OSError as error:
        raise _core.DataError(f"{name}: cannot be read: {error.strerror}") from None
    return unpack(content, os.path.basename(name))


def unpack(content: bytes, name: str) -> tuple[Model, list[Kept]]:
    """The same of the bytes of a file. Raises `DataError` that begins with `name`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST:
                raise _core.DataError(f"{name}: holds more than {LARGEST >> 30} GiB")
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            head, days, records = (arrays[one] for one in ("head", "days", "records"))
        return _states(json.loads(head.tobytes()), days, records, name)
    except (_core.DataError, _core.InvalidArgument) as error:
        text = str(error)
        raise _core.DataError(text if text.startswith(name) else f"{name}: {text}") from None
    except (zipfile.BadZipFile, ValueError, TypeError, KeyError, IndexError, AttributeError, EOFError,
            OSError, NotImplementedError, RuntimeError, RecursionError, OverflowError) as error:  # fmt: skip
        raise _core.DataError(f"{name}: is no file of streams, or was changed ({type(error).__name__})") from None


def _states(head: Any, days: Any, records: Any, name: str) -> tuple[Model, list[Kept]]:
    if head["format"] != FORMAT:
        raise _core.DataError(f"{name}: format is {head['format']!r}, but must be {FORMAT!r}")
    if head["version"] != VERSION:
        rule = f"must be {VERSION}, the one that this version of backrisk reads"
        raise _core.DataError(f"{name}: version is {head['version']!r}, but {rule}")
    if days.dtype != np.int32 or records.dtype != np.float64 or records.shape != (len(days), WIDTH):
        raise _core.DataError(f"{name}: days and records must have a row each for every day")
    if len(days) and (days.min() < FIRST_DAY or days.max() > LAST_DAY):
        raise _core.DataError(f"{name}: days must lie in the years 1900 to 2100")
    model = Model(_core.io.model_from_json(head["card"]))
    kept, start = [], 0
    for one in head["streams"]:
        end = start + int(one["days"])
        own = days[start:end]
        if not start <= end <= len(days) or (np.diff(own.astype(np.int64)) <= 0).any():
            raise _core.DataError(f"{name}: the days of a person must rise")
        begun = Begun(**one["begun"])
        begun = dataclasses.replace(begun, known=[(str(factor), float(x)) for factor, x in begun.known])
        told = [tuple(each) for each in one["told"]]
        pending = [(int(day), str(factor), float(x)) for day, factor, x in one["pending"]]
        if any(each[1] not in ("set", "report", "report_condition") for each in told):
            raise _core.DataError(f"{name}: told must be set, report or report_condition")
        kept.append(Kept(begun, told, pending, own, records[start:end]))
        start = end
    if start != len(days):
        raise _core.DataError(f"{name}: has {len(days)} days, but its people have {start}")
    return model, kept
