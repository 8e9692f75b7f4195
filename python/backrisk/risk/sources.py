"""How much a model rests on each of its sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn
from backrisk._shared.defaults import HORIZON_DAYS
from backrisk._shared.table import Row, Table
from backrisk._shared.typing import CohortLike
from backrisk.evidence.tables import derived_effects, effects

__all__ = ["Sources"]

Recompose = Callable[[tuple[str, ...]], object]


class Sources:
    """What a model becomes when a source is left out, and what that does to the people of a cohort."""

    __slots__ = ()

    if TYPE_CHECKING:
        _cache: dict[str, Any]

        def ledger(self) -> Table: ...
        def score(self, cohort: CohortLike, horizon_days: int = HORIZON_DAYS) -> Table: ...

    def without(self, *sources: str) -> Self:
        """The model composed again without some sources.

        Parameters
        ----------
        *sources : str
            Ids of rows ("E013"), citations ("Wilson 2021 Br J Sports Med 55:601") or DOIs; every row of them
            is left out, and the ledger says so.

        Returns
        -------
        Model
            Same outcome, setting, incidence, factors and choices.

        Raises
        ------
        InvalidArgument
            For a source that no row has, and for a model that was not composed here: one from a card, or
            that has learned from a cohort.

        Examples
        --------
        >>> import backrisk as br
        >>> model = br.literature_model()
        >>> fewer = model.without("E001").coefficients()
        >>> bool(fewer["pooled"][0] < model.coefficients()["pooled"][0]), int(fewer["n_studies"][0])
        (True, 2)
        """
        recompose: Recompose | None = self._cache.get("recompose")
        if recompose is None:
            raise _core.InvalidArgument(
                "Model.without: this model was read from a card or has learned, but must be composed: use "
                "risk.compose(..., left_out=[...]) and learn again"
            )
        again: Self = recompose(tuple(sources))  # type: ignore[assignment]
        return again

    def source_influence(self, cohort: CohortLike, horizon_days: int = HORIZON_DAYS) -> Table:
        """How far the scores of a cohort move when one source at a time is left out.

        Parameters
        ----------
        cohort : Cohort
            Its people are scored on their last monitored day.
        horizon_days : int
            The horizon of the scores.

        Returns
        -------
        Table
            A row a source whose rows moved a coefficient, the most influential first: source, rows,
            mean_change and largest_change (of the risk, absolute), mean_ratio (geometric mean of the larger
            over the smaller risk), rank_correlation (Spearman, with all sources).

        Raises
        ------
        InvalidArgument
            As `without`, and where nobody of the cohort has a score.

        Examples
        --------
        >>> import backrisk as br
        >>> table = br.literature_model().source_influence(br.simulate_cohort(n_people=20, n_days=60))
        >>> bool(table["mean_change"][0] >= table["mean_change"][-1])
        True
        """
        before = np.asarray(self.score(cohort, horizon_days)["risk"], dtype=float)
        there = np.isfinite(before)
        if not there.any():
            raise _core.InvalidArgument("Model.source_influence: cohort has nobody with a score")
        rows: list[Row] = []
        for source, ids in _entered(self.ledger()).items():
            after = np.asarray(self.without(*ids).score(cohort, horizon_days)["risk"], dtype=float)
            change = np.abs(after - before)[there]
            rows.append(
                {
                    "source": source,
                    "rows": ", ".join(ids),
                    "mean_change": change.mean(),
                    "largest_change": change.max(),
                    "mean_ratio": np.exp(np.abs(np.log(after[there] / before[there])).mean()),
                    "rank_correlation": _spearman(before[there], after[there]),
                }
            )
        rows.sort(key=lambda row: -row["mean_change"])
        return Table({name: [row[name] for row in rows] for name in rows[0]}, title="influence of sources")


def _entered(ledger: Table) -> dict[str, list[str]]:
    """Ids of the rows that entered a coefficient, by source."""
    entered = {
        str(row)
        for row, action in zip(ledger["row"], ledger["action"], strict=True)
        if action in ("used", "stated")
    }
    of: dict[str, list[str]] = {}
    known: set[str] = set()
    for table in (effects(), derived_effects()):
        for one, source in zip(table["id"], table["source"], strict=True):
            known.add(str(one))
            if one in entered:
                of.setdefault(str(source), []).append(str(one))
    for one in sorted(entered - known):  # of one's own
        of[one] = [one]
    return of


def _spearman(a: FloatColumn, b: FloatColumn) -> float:
    """Rank correlation with mean ranks of ties."""
    if len(a) < 2:
        return float("nan")
    first, second = _mean_ranks(a), _mean_ranks(b)
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return float("nan")
    return float(np.corrcoef(first, second)[0, 1])


def _mean_ranks(x: FloatColumn) -> FloatColumn:
    _, place, count = np.unique(x, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return (last - (count - 1) / 2)[place]
