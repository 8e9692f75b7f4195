"""Rows of factors by the million: what `Model.score_rows` does."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.coded import Coded
from backrisk._shared.columns import REASONS, FloatColumn
from backrisk._shared.defaults import HORIZON_DAYS, LEVEL
from backrisk._shared.table import Table
from backrisk._shared.typing import CoreModel


class Rows:
    """The part of a `Model` that scores rows without a cohort."""

    __slots__ = ()
    _core: CoreModel

    def score_rows(
        self, frame: object, horizon_days: int = HORIZON_DAYS, *, level: float = LEVEL, threads: int | None = None
    ) -> Table:
        """Risk of each row of a frame whose columns are factors: the numbers of `assess_row`, vectorised.

        Parameters
        ----------
        frame : frame or mapping of columns
            A column a factor, by its name and in its unit (`factors()`); nulls and NaN are unknown, which is
            not healthy. Where a parent is 0 its children follow, as in `row`. Columns that are no factors are
            given back in front, as they came; none of them may have the name of an answer.
        horizon_days : int
            1 to 3650, from now on.
        level : float
            Of the interval, inside (0, 1).
        threads : int, optional
            None: every core that may be used. The numbers do not depend on it.

        Returns
        -------
        Table
            The columns that are no factors, then risk, low, high, hazard_ratio, coverage, reason, flag,
            relative, relative_low, relative_high and above_typical.
            `to_frame()` makes a frame of it. A row that breaks a rule (an infinite value, a child known
            although its parent is 0) has no risk and a `reason`, and the others are scored.

        Raises
        ------
        InvalidArgument
            For a frame without a factor (with the nearest names), a horizon or level out of range.
        DataError
            For a factor's column that is no column of numbers; with column, row, value and rule.

        Notes
        -----
        Values outside a factor's plausible range are moved to its end and flagged. Measured against a loop of
        `assess_row` in `benchmarks`.

        Examples
        --------
        >>> import backrisk as br
        >>> rows = {"id": ["a", "b"], "previous_episode": [1, None], "recency_days": [40, None]}
        >>> found = br.literature_model().score_rows(rows)
        >>> found["id"].tolist(), bool(found["risk"][0] > found["risk"][1]), found["reason"].tolist()
        (['a', 'b'], True, ['', 'not recorded'])
        """
        columns = _tables.columns_of(frame, "score_rows")
        names = [factor.name for factor in self._core.schema.factors()]
        known = {
            n: _tables.numbers(columns[n], _tables.Source("score_rows", n)) for n in names if n in columns
        }
        if not known and columns:
            near = "".join(f"; {name}{_tables.nearest(name, names)}" for name in list(columns)[:3])
            raise _core.InvalidArgument(f"score_rows: no column is a factor of the model{near}")
        size = len(next(iter(columns.values()))) if columns else 0
        team = _all_cores() if threads is None else threads
        found = _in_chunks(
            size,
            lambda rows: _core.risk.score_rows(
                self._core, {n: one[rows] for n, one in known.items()}, min(rows.stop, size) - rows.start,
                horizon_days, level, team,
            ),
        )  # fmt: skip
        out = {name: np.asarray(column) for name, column in columns.items() if name not in known}
        answers = {
            **_joined(found, ("risk", "low", "high", "hazard_ratio", "coverage")),
            "reason": Coded(np.concatenate([part.reason_code for part in found]), REASONS),
            "flag": _flags(np.concatenate([part.extrapolates for part in found]), names),
            **_joined(found, ("relative", "relative_low", "relative_high", "above_typical")),
        }
        if both := set(out) & set(answers):
            raise _core.InvalidArgument(
                f"score_rows: {sorted(both)[0]!r} is a column of the answer; rename yours"
            )
        return Table({**out, **answers}, title=f"risk within {horizon_days} days", like=_tables.library_of(frame))


_CHUNK = 200_000
"""Rows between two looks for Ctrl-C; each row's answer is its own."""


def _in_chunks(
    size: int, score: Callable[[slice], _core.risk.RowScores]
) -> list[_core.risk.RowScores]:
    return [score(slice(at, at + _CHUNK)) for at in range(0, max(size, 1), _CHUNK)]


def _joined(parts: Sequence[_core.risk.RowScores], names: Iterable[str]) -> dict[str, FloatColumn]:
    """Columns of the answer by name, all rows."""
    if len(parts) == 1:
        return {name: getattr(parts[0], name) for name in names}
    return {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}


def _flags(masks: npt.NDArray[np.uint64], names: list[str]) -> Coded:
    codes, levels = np.zeros(len(masks), dtype=np.int32), [""]
    marked = np.flatnonzero(masks.any(axis=1))
    known, place = np.unique(masks[marked], axis=0, return_inverse=True)
    codes[marked] = 1 + place.ravel()
    for low, high in known.tolist():
        outside = [name for k, name in enumerate(names) if (low | high << 64) >> k & 1]
        levels.append(f"outside the studied range: {', '.join(outside)}")
    return Coded(codes, levels)


def _all_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
