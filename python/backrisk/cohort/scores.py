"""`Scores`: risks of many person-days, with what they mean attached."""

from __future__ import annotations

import html
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.coded import Coded
from backrisk._shared.columns import REASONS
from backrisk._shared.table import Table
from backrisk._shared.typing import Array, LabelLike
from backrisk._shared.views import view
from backrisk._shared.words import messages
from backrisk.cohort.data import Cohort
from backrisk.history import LEVELS
from backrisk.history.gate import Audience, check_audience, worded
from backrisk.risk.model import Model

__all__ = ["Scores"]

_NUMBERS = ("risk", "low", "high", "hazard_ratio", "coverage")
_STANDING = ("relative", "relative_low", "relative_high", "above_typical")


def _ranks(
    model: Model,
    cohort: Cohort,
    person: Array,
    day: Array,
    horizon_days: int,
    level: float,
    **options: Any,
) -> tuple[npt.NDArray[np.intp], _core.risk.Ranking]:
    """(rows of the answer, ranking of the core): the last scored day of each person."""
    last = np.r_[person[1:] != person[:-1], True] if len(person) else np.zeros(0, bool)
    at = np.flatnonzero(last)
    rows = cohort._data.rows(model._core, person[at].astype(np.uint32), day[at].astype(np.int32)).rows
    return at, _core.risk.ranks(model._core, rows, horizon_days, level, **options)


class Scores(Table):
    """One row a scored person-day: people in the order of the cohort, days rising. Made by `Model.score`.

    A `Table`: `scores["relative"]` is a column, `scores[:10]`, `filter`, `sort` and `row` take some rows,
    `to_frame()` the whole in the library of the tables that came in, `pa.table(scores)` and the like as it
    is. `highest(n)` are the rows to look at first, `ranks()` how sure the order is.
    The columns mean what they mean in `Assessment`:
    `relative` (with `relative_low`, `relative_high`) the hazard over `horizon_days` against the average
    member, `above_typical` the probability that it is above, `risk` (with `low`, `high`) for a place like the
    published average; NaN with a `reason` where there is none. `typical` is the mean risk of the target
    population over the same horizon, `place_note` says which numbers would narrow the range between places.
    `status` says how far the model has been validated, `intended_use` what the numbers are for, `model_id`
    which card they come from; all belong to every output.
    """

    def __init__(
        self,
        model: Model,
        cohort: Cohort,
        columns: Mapping[str, Array],
        horizon_days: int,
        level: float,
        red_flags: Mapping[int, str],
    ) -> None:
        self.outcome: str = model.outcome
        self.setting: str = model.setting
        self.status: str = model.status
        self.intended_use: str = _core.risk.intended_use
        self.model_id: str = model.model_id
        self.place_note: str = model.place_note()
        self.horizon_days = horizon_days
        self.level = level
        self.typical = float(columns["typical"])
        self._model = model
        self._cohort = cohort
        self._ids: tuple[str, ...] = cohort._ids
        self._raw = columns
        self._red_flags = red_flags
        self.title = self.headline()
        self.like = cohort._like

    @cached_property
    def _factors(self) -> tuple[str, ...]:
        return tuple(self._model.factor_names)

    def __copy__(self) -> Scores:
        new = self.__class__.__new__(self.__class__)
        new.__dict__.update({name: one for name, one in self.__dict__.items() if name != "_columns"})
        new.title, new.like = self.title, self.like
        return new

    @property
    def _rows(self) -> int:  # type: ignore[override]
        return len(self._raw["day"])

    @cached_property
    def _columns(self) -> dict[str, Array | Coded]:  # type: ignore[override]
        raw = self._raw
        columns: dict[str, Array | Coded] = {
            "person_id": Coded(raw["person"], self._ids),
            "day": np.datetime64(0, "D") + raw["day"].astype("timedelta64[D]"),
            **{name: np.asarray(raw[name]) for name in _NUMBERS},
            "triage": Coded(raw["triage"], LEVELS),
            "status": Coded(np.zeros(len(raw["day"]), dtype=np.int32), (self.status,)),
            "reason": Coded(raw["reason"], REASONS),
            "flag": self._flags(),
            **{name: np.asarray(raw[name]) for name in _STANDING},
        }
        if raw.get("contributions") is not None:
            columns |= {f"c_{name}": raw["contributions"][k] for k, name in enumerate(self._factors)}
        return columns

    @property
    def table(self) -> Table:
        """person_id, day, risk, low, high, hazard_ratio, coverage, triage (`history.LEVELS`), status, reason,
        flag, relative, relative_low, relative_high, above_typical, and c_<factor> for the contribution of
        each factor (a log hazard ratio of today) when these were asked for."""
        return self.take(slice(None))

    def headline(self) -> str:
        """Outcome, horizon, population and status in one line."""
        outcome, people = self.outcome.replace("_", " "), self.setting.replace("_", " ")
        return f"risk of {outcome} within {self.horizon_days} days, among {people} ({self.status})"

    def _flags(self) -> Coded:
        """Red flags first, then the factors whose value lay outside the studied range."""
        masks = self._raw["extrapolates"]
        codes, levels = np.zeros(len(masks), dtype=np.int32), [""]
        marked = np.flatnonzero(masks.any(axis=1))
        if masks[marked, 1].any():
            found, place = np.unique(masks[marked], axis=0, return_inverse=True)
            known = [low | high << 64 for low, high in found.tolist()]
        else:  # no more than 64 factors: one word says it all
            found, place = np.unique(masks[marked, 0], return_inverse=True)
            known = found.tolist()
        codes[marked] = 1 + place.ravel()
        for mask in known:
            names = [name for k, name in enumerate(self._factors) if mask >> k & 1]
            levels.append(f"outside the studied range: {', '.join(names)}")
        for row, red in self._red_flags.items():
            levels.append(f"{red}; {levels[codes[row]]}" if levels[codes[row]] else red)
            codes[row] = len(levels) - 1
        return Coded(codes, levels)

    def highest(self, n: int = 10) -> Table:
        """The `n` rows that stand highest against the average, highest first; rows without a risk are left
        out.

        Equal ones keep their order. Raises `InvalidArgument` for a negative `n`.
        """
        if n < 0:
            raise _core.InvalidArgument(f"highest: n is {n}, but must not be negative")
        relative = self["relative"]
        order = np.argsort(-relative, kind="stable")
        rows = self.take(order[: min(n, int(np.isfinite(relative).sum()))]).to_dict()
        return Table({name: rows[name] for name in self._order()}, title=self.title, like=self.like)

    def urgent(self, audience: Audience = "patient") -> Table:
        """Whom to see first: the last scored day of everybody whose findings need care the same day, an
        emergency first. Such people have no risk and stand in no other list.

        Parameters
        ----------
        audience
            Whom the words of `advice` are for: "patient" or "professional".

        Returns
        -------
        Table
            person_id, day, triage (emergency or same_day), advice, flag (why).

        Examples
        --------
        >>> import backrisk as br
        >>> cohort = br.Cohort(
        ...     sessions={"person_id": ["a"], "date": ["2026-03-01"], "load": [300]},
        ...     conditions={"person_id": ["a"], "condition": ["saddle_numbness"]},
        ... )
        >>> br.literature_model().score(cohort).urgent()["triage"].tolist()
        ['emergency']
        """
        check_audience(audience)
        level, person = np.asarray(self._raw["triage"]), self._raw["person"]
        last = np.r_[person[1:] != person[:-1], True] if len(person) else np.zeros(0, bool)
        at = np.flatnonzero(last & (level >= LEVELS.index("same_day")))
        at = at[np.argsort(-level[at].astype(int), kind="stable")]
        rows = self.take(at)
        words = messages()
        said = [worded(f"triage.{one}", words, audience) for one in rows["triage"].tolist()]
        columns = {name: rows[name] for name in ("person_id", "day", "triage", "flag")}
        order = ("person_id", "day", "triage", "advice", "flag")
        columns["advice"] = np.array(said, dtype=object)
        return Table({name: columns[name] for name in order}, title="whom to see first")

    def _urgent_lines(self, audience: Audience = "patient") -> list[str]:
        """`urgent` in words, a line a person."""
        rows = self.urgent(audience)
        return [
            f"{row['triage'].replace('_', ' ').upper()}, {row['person_id']}: {row['advice']} "
            f"({row['flag'].partition('; outside')[0]})"
            for row in (rows.row(i) for i in range(len(rows)))
        ]

    def ranks(self, top_share: float = 0.2, *, level: float | None = None, draws: int = 2000) -> Table:
        """How sure the order is: each person's last scored day among those of all others.

        Coefficients (shared by all) and what is unknown of each person are drawn; rank 1 has the highest
        hazard over the horizon. Columns: person_id, day, relative, rank (mean), rank_low and rank_high
        (equal-tailed interval), among_top (probability of being among the first `top_share`); sorted by rank.

        Parameters
        ----------
        top_share : float
            In (0, 1]; at least one person.
        level : float, optional
            None: that of the scores.
        draws : int
            100 to 1 000 000; the error of a probability is below 0.5 / sqrt(draws).

        Raises
        ------
        InvalidArgument
            For an option out of range, and where nobody has a risk.

        Examples
        --------
        >>> import backrisk as br
        >>> scores = br.literature_model().score(br.simulate_cohort(n_people=6, n_days=90))
        >>> ranks = scores.ranks()
        >>> bool((ranks["rank_low"] <= ranks["rank"]).all())
        True
        """
        kept = np.flatnonzero(np.isfinite(self["risk"]))
        person, day = self._raw["person"][kept], self._raw["day"][kept]
        at, found = _ranks(
            self._model, self._cohort, person, day, self.horizon_days,
            self.level if level is None else level, top_share=top_share, draws=draws,
        )  # fmt: skip
        rows = kept[at]
        columns = {
            "person_id": np.array(self._ids, dtype=object)[person[at]],
            "day": np.datetime64(0, "D") + day[at].astype("timedelta64[D]"),
            "relative": self["relative"][rows],
            "rank": found.rank,
            "rank_low": found.low,
            "rank_high": found.high,
            "among_top": found.top,
        }
        title = f"ranks of {len(rows)} people; among_top: among the first {found.top_people}"
        return Table(columns, title=title).take(np.argsort(found.rank, kind="stable"))

    def plot(self, person: LabelLike, ax: Any = None, **options: Any) -> Any:
        """The person's risk over the scored days: `br.plot.risk_trajectory`, whose options these are."""
        return view("Scores.plot")(self, person, ax=ax, **options)

    def _notes(self) -> str:
        place = f"Between places the level differs. {self.place_note} " if self.place_note else ""
        return f"{place}Use: {self.intended_use}. Model {self.model_id}."

    shown_columns = 12

    def _order(self) -> list[str]:
        """The standing first, then the risk and what was said of it; the status stands in the title."""
        first = ("person_id", "day", *_STANDING, "risk", "low", "high", "reason", "flag", "triage")
        return [*first, *(name for name in self._columns if name not in first)]

    def __repr__(self) -> str:
        return "\n".join([*self._urgent_lines(), super().__repr__(), self._notes()])

    def _repr_html_(self) -> str:
        first = "".join(f"<p><b>{html.escape(line)}</b></p>" for line in self._urgent_lines())
        return f"{first}{super()._repr_html_()}<p>{html.escape(self._notes())}</p>"
