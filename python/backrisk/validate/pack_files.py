"""Files of packs: what leaves a clinic, written and read strictly."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn
from backrisk.validate.rows import Options, whole

FORMAT = "backrisk validation pack 1"
OWN = ("auc", "observed_expected", "in_the_large", "slope")
_AGREED = ("thresholds", "shift", "intercept", "slope", "clip", "least")
_COUNTS = ("rows", "people", "events")
_LARGEST = 10_000_000
"""Bytes of a file that is read."""


def _null(values: FloatColumn | Sequence[float]) -> list[float | None]:
    return [float(one) if math.isfinite(one) else None for one in values]


def to_plain(clinic: str, core: _core.validate.ClinicPack) -> dict[str, object]:
    """A pack as plain values."""
    own = {name: _null([getattr(core, name).value, getattr(core, name).se]) for name in OWN}
    agreed: Options = {name: getattr(core.agreed, name) for name in _AGREED}
    agreed["thresholds"] = list(map(float, agreed["thresholds"]))
    return {
        "format": FORMAT,
        "clinic": clinic,
        "agreed": agreed,
        **{name: getattr(core, name) for name in _COUNTS},
        "clustered": core.clustered,
        "weighted": core.weighted,
        "sums": _null(core.sums),
        "products": _null(core.products),
        "shift_information": core.shift_information,
        "information": _null(core.information),
        "cells": [[c.low, c.high, c.rows, c.events, c.predicted] for c in core.cells],
        "own": own,
    }


def _refused(path: str, rule: str) -> _core.DataError:
    return _core.DataError(f"read_pack: {path}: {rule}")


def read_plain(path: str | os.PathLike[str]) -> tuple[str, _core.validate.ClinicPack]:
    """Name and aggregates of a clinic from a file; raises `DataError` for what is no pack."""
    name = os.fspath(path)
    if Path(path).stat().st_size > _LARGEST:
        raise _refused(name, f"must be at most {_LARGEST} bytes")

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys = [key for key, _ in pairs]
        if len(set(keys)) != len(keys):
            raise _refused(name, "a field stands twice")
        return dict(pairs)

    def refuse(text: str) -> object:
        raise _refused(name, f"{text} is no number of JSON")

    try:
        text = Path(path).read_text(encoding="utf-8")
        plain = json.loads(text, object_pairs_hook=once, parse_constant=refuse)
        return _from_plain(plain, name)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _refused(name, f"must be JSON ({type(error).__name__})") from None
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        if isinstance(error, _core.DataError):
            raise
        raise _refused(name, f"must be as Pack.save wrote it ({type(error).__name__}: {error})") from None


_FIELDS = frozenset(
    ("format", "clinic", "agreed", *_COUNTS, "clustered", "weighted", "sums", "products",
     "shift_information", "information", "cells", "own")
)  # fmt: skip


def _from_plain(plain: object, path: str) -> tuple[str, _core.validate.ClinicPack]:
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        raise _refused(path, f"format must be {FORMAT!r}")
    if set(plain) != _FIELDS or set(plain["agreed"]) != set(_AGREED) or set(plain["own"]) != set(OWN):
        raise _refused(path, "fields must be those of a pack, each once")
    agreed = plain["agreed"]

    def numbers(values: Sequence[float | None]) -> list[float]:
        found = [math.nan if one is None else float(one) for one in values]
        if any(isinstance(one, (str, bool)) for one in values):
            raise _refused(path, "a number is a text or a truth value")
        return found

    core = _core.validate.ClinicPack()
    shift, intercept, slope, clip = numbers([agreed[name] for name in _AGREED[1:5]])
    least = whole("read_pack", "least", agreed["least"], 1)
    at = np.array(numbers(agreed["thresholds"]))
    core.agreed = _core.validate.PackOptions(at, shift, intercept, slope, clip, least)
    for count in _COUNTS:
        setattr(core, count, whole("read_pack", count, plain[count], 1))
    core.clustered, core.weighted = bool(plain["clustered"]), bool(plain["weighted"])
    core.sums, core.products = numbers(plain["sums"]), numbers(plain["products"])
    core.shift_information = numbers([plain["shift_information"]])[0]
    core.information = numbers(plain["information"])
    core.cells = [_core.validate.PackCell(*numbers(cell)) for cell in plain["cells"]]
    for name in OWN:
        core.set_own(name, *numbers(plain["own"][name]))
    if not isinstance(plain["clinic"], str):
        raise _refused(path, "clinic must be a text")
    return plain["clinic"], core
