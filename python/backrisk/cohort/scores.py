"""`Scores`: risks of many person-days, with what they mean attached."""

from __future__ import annotations

import html
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import REASONS
from backrisk._shared.exported import Exported
from backrisk._shared.table import Table
from backrisk._shared.views import view

__all__ = ["Scores"]

_NUMBERS = ("risk", "low", "high", "hazard_ratio", "coverage")


class Scores(Exported):
    """One row a scored person-day: people in the order of the cohort, days rising. Made by `Model.score`.

    `scores["risk"]` is a column, `to_frame()` the whole in pandas, polars or pyarrow, `highest(n)` the rows
    to look at first. `risk` is the posterior mean over `horizon_days`, `low` and `high` the equal-tailed
    interval of `level`, NaN with a `reason` where there is none; `typical` the mean risk of the target
    population over the same horizon. `status` says how far the model has been validated, `intended_use` what
    the numbers are for; both belong to every output.
    """

    def __init__(
        self,
        model: Any,
        ids: tuple[str, ...],
        columns: Mapping[str, Any],
        horizon_days: int,
        level: float,
        red_flags: Mapping[int, str],
    ) -> None:
        self.outcome: str = model.outcome
        self.setting: str = model.setting
        self.status: str = model.status
        self.intended_use: str = _core.risk.intended_use
        self.horizon_days = horizon_days
        self.level = level
        self.typical = float(columns["typical"])
        self._model = model
        self._ids = ids
        self._columns = columns
        self._red_flags = red_flags

    @cached_property
    def _factors(self) -> tuple[str, ...]:
        return tuple(self._model.factor_names)

    @cached_property
    def table(self) -> Table:
        """person_id, day, risk, low, high, hazard_ratio, coverage, status, reason, flag, and c_<factor> for
        the contribution of each factor (a log hazard ratio) when these were asked for."""
        raw = self._columns
        columns: dict[str, Any] = {
            "person_id": np.array(self._ids, dtype=object)[raw["person"]],
            "day": np.datetime64(0, "D") + raw["day"].astype("timedelta64[D]"),
            **{name: raw[name] for name in _NUMBERS},
            "status": np.full(len(raw["day"]), self.status, dtype=object),
            "reason": np.array(REASONS, dtype=object)[raw["reason"]],
            "flag": self._flags(),
        }
        if raw.get("contributions") is not None:
            columns |= {f"c_{name}": raw["contributions"][k] for k, name in enumerate(self._factors)}
        return Table(columns, title=self.headline())

    def headline(self) -> str:
        """Outcome, horizon, population and status in one line."""
        outcome, people = self.outcome.replace("_", " "), self.setting.replace("_", " ")
        return f"risk of {outcome} within {self.horizon_days} days, among {people} ({self.status})"

    _dictionaries = frozenset({"person_id", "status", "reason", "flag", "triage"})

    def _exported(self) -> Mapping[str, npt.NDArray[Any]]:
        return self.table.to_dict()

    def _flags(self) -> npt.NDArray[Any]:
        """Red flags first, then the factors whose value lay outside the studied range."""
        masks = self._columns["extrapolates"]
        flags = np.full(len(masks), "", dtype=object)
        for mask in np.unique(masks).tolist():
            names = [name for k, name in enumerate(self._factors) if mask >> k & 1]
            flags[masks == mask] = f"outside the studied range: {', '.join(names)}" if names else ""
        for row, red in self._red_flags.items():
            flags[row] = f"{red}; {flags[row]}" if flags[row] else red
        return flags

    def __len__(self) -> int:
        return len(self._columns["day"])

    def __getitem__(self, column: str) -> npt.NDArray[Any]:
        if column in _NUMBERS:
            return np.asarray(self._columns[column])
        return self.table[column]

    def highest(self, n: int = 10) -> Table:
        """The `n` rows of highest risk, highest first; rows without a risk are left out.

        Equal risks keep their order. Raises `InvalidArgument` for a negative `n`.
        """
        if n < 0:
            raise _core.InvalidArgument(f"highest: n is {n}, but must not be negative")
        risk = self["risk"]
        order = np.argsort(-risk, kind="stable")
        return self.table.take(order[: min(n, int(np.isfinite(risk).sum()))])

    def plot(self, person: Any, ax: Any = None, **options: Any) -> Any:
        """The person's risk over the scored days: `br.plot.risk_trajectory`, whose options these are."""
        return view("Scores.plot")(self, person, ax=ax, **options)

    def to_frame(self, backend: str | None = None) -> Any:
        """The table as a frame of pandas, polars or pyarrow; see `Table.to_frame`."""
        return self.table.to_frame(backend)

    def __repr__(self) -> str:
        return f"{self.table!r}\nUse: {self.intended_use}."

    def _repr_html_(self) -> str:
        return f"{self.table._repr_html_()}<p>Use: {html.escape(self.intended_use)}.</p>"
