"""A simulated clinic as tables that `Cohort` takes and a folder can hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables

_SIDES = np.array(["", "left", "right"], dtype=object)
_SEXES = np.array(["male", "female"], dtype=object)


def simulate_tables(
    n_people: int, n_days: int, seed: int, model: Any = None, **choices: Any
) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """The tables by name, each a mapping of columns, and the truth behind them."""
    from backrisk.risk.literature import literature_model

    of = literature_model() if model is None else model
    made = _core.cohort.simulate(of._core, n_people, n_days, seed, **choices)
    truth = dict(made.pop("truth"))
    ids = np.array(made["people"]["id"], dtype=object)
    return {name: _public(name, columns, ids) for name, columns in made.items()}, truth


def _public(table: str, columns: Mapping[str, Any], ids: Any) -> dict[str, Any]:
    """Columns by their public names, people by id, days as dates, moods from 1 to 5."""
    out: dict[str, Any] = {} if table == "people" else {"person_id": ids[columns["person"]]}
    rows = len(ids) if table == "people" else len(columns["person"])
    for name, (core, read) in _tables.SCHEMA[table].items():
        if core not in columns or name in out or (len(columns[core]) == 0 and rows > 0):
            continue
        values = columns[core]
        if read is _tables.days:
            day = values.astype(np.int64)
            values = np.where(day == _tables.NO_DAY, np.datetime64("NaT"), day.astype("datetime64[D]"))
        elif read is _tables.sexes:
            values = _SEXES[values.astype(np.intp)]
        elif read is _tables.sides:
            values = _SIDES[values]
        elif name == "mood":
            values = 1 + 4 * values
        out[name] = values if isinstance(values, np.ndarray) else np.array(values, dtype=object)
    return {**out, **columns.get("given", {})}
