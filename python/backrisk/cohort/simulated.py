"""A simulated clinic as tables that `Cohort` takes and a folder can hold."""

from __future__ import annotations

from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.columns import as_number
from backrisk._shared.threads import all_cores
from backrisk._shared.typing import Array
from backrisk.cohort.data import Cohort
from backrisk.risk.literature import literature_model
from backrisk.risk.model import Model

__all__ = ["simulate_cohort", "simulate_core", "simulate_tables", "tables_of", "truth_of"]

_SIDES = np.array(["", "left", "right"], dtype=object)
_SEXES = np.array(["male", "female"], dtype=object)
_BOUNDS = {"n_people": 2**31 - 1, "n_days": 36_525, "seed": 2**64 - 1}


def simulate_core(
    n_people: int, n_days: int, seed: int, model: Model | None = None, **choices: Any
) -> _core.cohort.Simulated:
    """The tables of the core and the truth behind them."""
    counts = [
        _whole(name, value, least)
        for name, value, least in (("n_people", n_people, 1), ("n_days", n_days, 1), ("seed", seed, 0))
    ]
    of = literature_model() if model is None else model
    numbers = {name: as_number(name, choices.pop(name)) for name in ("setting_shift", "missing_share")
               if name in choices}  # fmt: skip
    return _core.cohort.simulate(of._core, *counts, **numbers, **choices)  # type: ignore[arg-type, misc]


def _whole(name: str, value: object, least: int) -> int:
    number = as_number(name, value)
    if not (float(number).is_integer() and least <= number <= _BOUNDS[name]):
        rule = f"must be a whole number from {least} to {_BOUNDS[name]}"
        raise _core.InvalidArgument(f"simulate_cohort: {name} is {value!r}, but {rule}")
    return int(number)


def simulate_tables(
    n_people: int, n_days: int, seed: int, model: Model | None = None, **choices: Any
) -> tuple[dict[str, dict[str, Array]], dict[str, Any]]:
    """The tables by name, each a mapping of columns, and the truth behind them."""
    made = simulate_core(n_people, n_days, seed, model, **choices)
    return tables_of(made.tables), truth_of(made)


def truth_of(made: _core.cohort.Simulated) -> dict[str, object]:
    """What the episodes were drawn from."""
    of = made.truth
    return {
        "coefficients": of.coefficients,
        "log_daily_hazard": of.log_daily_hazard,
        "mean_hazard": of.mean_hazard,
        "events": of.events,
        "days_at_risk": of.days_at_risk,
    }


def tables_of(core: _core.cohort.Tables) -> dict[str, dict[str, Array]]:
    """Columns by their names, people by id, days as dates, moods from 1 to 5; without those of no value."""
    ids = np.array(core.names_of("people", "person_id"), dtype=object)
    return {table: _columns(core, table, ids) for table in _tables.SCHEMA}


def _columns(core: _core.cohort.Tables, table: str, ids: Array) -> dict[str, Array]:
    out: dict[str, Array] = {"person_id": ids}
    if table != "people":
        out["person_id"] = ids[core.persons_of(table, "person_id")]
    rows = len(out["person_id"])
    for one in _tables.FIELDS:
        if one.table != table or one.kind in ("id", "unused"):
            continue
        values = _values(core, one)
        if len(values) == rows:
            out[one.name] = values
    if table == "people":
        out |= {name: core.numbers_of("people", name) for name in core.factors}
    return out


def _values(core: _core.cohort.Tables, one: _core.cohort.Field) -> Array:
    if one.kind == "name":
        return np.array(core.names_of(one.table, one.name), dtype=object)
    if one.kind == "day":
        day = core.days_of(one.table, one.name).astype(np.int64)
        return np.where(day == _tables.NO_DAY, np.datetime64("NaT"), day.astype("datetime64[D]"))
    if one.kind == "side":
        return _SIDES[core.sides_of(one.table, one.name)]
    numbers = core.numbers_of(one.table, one.name)
    if one.kind == "sex":
        return _SEXES[numbers.astype(np.intp)]
    return 1 + 4 * numbers if one.name == "mood" else numbers


def simulate_cohort(
    n_people: int = 200,
    n_days: int = 365,
    seed: int = 1,
    *,
    model: Model | None = None,
    setting_shift: float = 0.0,
    draw_coefficients: bool = False,
    missing_share: float = 0.0,
    threads: int | None = None,
) -> Cohort:
    """A made-up clinic; the same seed gives the same clinic, on every platform and for any `threads`.

    Histories and diaries are drawn from the population of the factors, episodes from the hazard of `model`
    given everything up to the day before. Nobody in it exists; it is for learning and for tests. Ctrl-C stops
    it.

    Parameters
    ----------
    n_people, n_days : int
        At most 2e9 person-days, and a hundred years.
    seed : int
        0 or more.
    model : Model, optional
        None: the literature model.
    setting_shift : float
        Added to the log hazard of everybody: another place than the published ones.
    draw_coefficients : bool
        True coefficients are drawn from the model's posterior instead of its mean.
    missing_share : float
        Share of the people, taken at random, that has no tests and no wellness diary.
    threads : int, optional
        None: as many as there are cores.

    Returns
    -------
    Cohort
        `.truth` holds what the episodes were drawn from.

    Raises
    ------
    InvalidArgument
        For an option out of range.

    Examples
    --------
    >>> len(simulate_cohort(n_people=5, n_days=60, seed=7))
    5
    """
    made = simulate_core(
        n_people, n_days, seed, model,
        setting_shift=setting_shift, draw_coefficients=draw_coefficients, missing_share=missing_share,
        threads=all_cores() if threads is None else threads,
    )  # fmt: skip
    cohort = Cohort.__new__(Cohort)
    ids = tuple(made.tables.names_of("people", "person_id"))
    cohort._take(_core.cohort.Data(made.tables), ids, {}, [])
    cohort._sessions, cohort._episodes_given = None, True
    cohort.truth = truth_of(made)
    return cohort
