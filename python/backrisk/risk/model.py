"""The hazard model: the chance of a low-back episode over a horizon, with an interval and an explanation.

What to use when:

- a model from the literature, without data of your own: `literature_model`; with other choices: `compose`
- one person from numbers at hand: `Model.assess_row`; the answer is an `Assessment`
- what the model knows, and from where: `Model.factors`, `.coefficients`, `.ledger`, `.triggers`
- a model that has learned from your own cohort: `Model.update`, then `Model.moved()`
- a model as a file that can be read, compared and sent: `Model.save`, `load_model`

The model, with a coefficient a column of phi and c the population's mean:

    hazard a day  = exp(log_daily_hazard + sum of beta (phi(x) - c)) + triggers
    risk          = 1 - exp(-sum of the hazard over the horizon)

A factor that is not known carries the spread of the population, given what is known: it never means
"healthy". Every answer names outcome, population and horizon, and says how far the model has been
validated.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import as_number
from backrisk._shared.defaults import HORIZON_DAYS, LEVEL
from backrisk._shared.records import table_of
from backrisk._shared.table import Row, Table
from backrisk._shared.typing import CohortLike, CoreModel, DateLike, DatesLike, LabelLike, LabelsLike, NumberLike
from backrisk._shared.views import view
from backrisk.risk import label
from backrisk.risk.assessment import Assessment, assessment_of
from backrisk.risk.differences import Differences
from backrisk.risk.learning import Learning
from backrisk.risk.place import Place
from backrisk.risk.rows import Rows
from backrisk.risk.sources import Sources
from backrisk.risk.validation import Validation

__all__ = ["Model"]

Exposure: TypeAlias = tuple[str, float] | tuple[str, float, float]
"""(trigger, occurrences) or (trigger, occurrences, age_years); without an age the row's `age_years`
counts."""


_LONG = re.compile(r"\d+\.\d{5,}")
"""Numbers with more digits than anybody reads."""


class Model(Learning, Rows, Validation, Place, Differences, Sources):
    """A hazard model of one outcome in one population. Made by `literature_model` or `load_model`; immutable.

    Two models are equal when their cards are. A model can be pickled and copied.

    >>> import backrisk as br
    >>> model = br.literature_model(outcome="any_episode", setting="athletes")
    >>> model
    Model(any_episode among athletes; 33 factors; literature-composed, not externally validated)
    """

    __slots__ = ("_cache", "_core")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, core: CoreModel) -> None:
        self._core = core
        self._cache: dict[str, object] = {}

    @property
    def outcome(self) -> str:
        """`any_episode`, `activity_limiting` or `care_seeking`."""
        return str(self._core.outcome)

    @property
    def setting(self) -> str:
        """The population whose incidence anchors the model."""
        return str(self._core.setting)

    @property
    def status(self) -> str:
        """How far the model has been validated; on every answer."""
        return str(self._core.status)

    @property
    def model_id(self) -> str:
        """Identity and version of the card, on every answer: equal cards have equal ids.

        >>> import backrisk as br
        >>> model = br.literature_model()
        >>> len(model.model_id), model.model_id == br.literature_model().model_id
        (15, True)
        """
        if "model_id" not in self._cache:
            self._cache["model_id"] = str(_core.io.card_id(self._core))
        return str(self._cache["model_id"])

    @property
    def baseline(self) -> str:
        """The incidence and its source."""
        return _LONG.sub(lambda found: f"{float(found[0]):.3g}", str(self._core.baseline))

    @property
    def log_daily_hazard(self) -> float:
        """ln of the hazard a day at the population's mean columns."""
        return float(self._core.log_daily_hazard)

    @property
    def setting_sd(self) -> float:
        """Between-setting standard deviation of the log hazard."""
        return float(self._core.setting_sd)

    @property
    def washout_days(self) -> int:
        """Days after recovery before a person is at risk of a new episode."""
        return int(self._core.washout_days)

    @property
    def factor_names(self) -> tuple[str, ...]:
        """Names of the factors, in the order of a row."""
        return tuple(f.name for f in self._core.schema.factors())

    def mean(self) -> npt.NDArray[np.float64]:
        """Posterior mean of the coefficients, a log hazard ratio a column."""
        return np.asarray(self._core.mean())

    def covariance(self) -> npt.NDArray[np.float64]:
        """Posterior covariance of the coefficients, (columns, columns)."""
        return np.asarray(self._core.covariance())

    def centre(self) -> npt.NDArray[np.float64]:
        """The population's mean of each column."""
        return np.asarray(self._core.centre())

    def population_covariance(self) -> npt.NDArray[np.float64]:
        """The population's covariance of the columns, which a missing factor carries; (columns, columns)."""
        return np.asarray(self._core.population_covariance())

    def factors(self) -> Table:
        """What the model knows: a row a column (a factor in steps has several).

        `coefficient` is a log hazard ratio for one unit of the column, `hazard_ratio` its exponential, `sd`
        its standard deviation; `low` to `high` is the plausible range in `unit`, beyond which the end is
        used; `persistence_days` how many days of a horizon a value acts.

        >>> import backrisk as br
        >>> br.literature_model().factors().row(0)["label"]
        'an earlier low-back episode'
        """
        mean, sd = self.mean(), np.sqrt(np.diag(self.covariance()))
        rows: list[Row] = []
        for factor in self._core.schema.factors():
            for column in factor.columns:
                j = len(rows)
                shown = {
                    key: getattr(factor, key)
                    for key in ("name", "label", "unit", "cause", "low", "high", "group", "persistence_days")
                }
                numbers = {"coefficient": mean[j], "hazard_ratio": np.exp(mean[j]), "sd": sd[j]}
                rows.append({**shown, "column": column, **numbers, "evidence": ", ".join(factor.evidence)})
        return Table({key: [row[key] for row in rows] for key in rows[0]}, title="factors")

    def coefficients(self) -> Table:
        """Each coefficient after each step of its composition: pooled, shrunk, made partial, capped.

        Columns: column, pooled (ln HR), pooled_error, shrinkage (0 where centred on zero), overlap_share, mean,
        sd, tau and i_squared (between studies), n_studies. Empty when not composed from the literature.
        """
        names = ("column", "pooled", "pooled_error", "shrinkage", "overlap_share", "mean", "sd", "tau",
                 "i_squared", "n_studies")  # fmt: skip
        return table_of(self._core.composition, names, title="coefficients")

    def ledger(self) -> Table:
        """What was done with every published effect: used, centred on zero, set apart or dropped, and why.

        >>> import backrisk as br
        >>> ledger = br.literature_model().ledger()
        >>> of = ledger["row"].tolist().index("E001")
        >>> ledger.row(of)["action"], ledger.row(of)["column"]
        ('used', 'previous_episode')
        """
        names = (
            "row", "column", "action", "reason", "log_hazard_ratio", "standard_error", "adjusted_error",
            "weight",
        )  # fmt: skip
        return table_of(self._core.ledger, names, title="ledger")

    def triggers(self) -> Table:
        """Exposures that add hazard for hours, `lambda0 * hours * (OR - 1)`; they never multiply a yearly
        risk.

        ln OR = log_odds_ratio + slope_per_year (age - reference_age), age held between youngest and oldest.
        Source: Steffens 2015, doi:10.1002/acr.22533.
        """
        names = (
            "name", "evidence", "log_odds_ratio", "reference_age", "slope_per_year", "youngest", "oldest",
            "hours",
        )  # fmt: skip
        plain = table_of(self._core.triggers, tuple(n for n in names if n != "evidence"))
        evidence = [", ".join(trigger.evidence) for trigger in self._core.triggers]
        return Table({n: evidence if n == "evidence" else plain[n] for n in names}, title="triggers")

    def row(self, values: Mapping[str, NumberLike]) -> npt.NDArray[np.float64]:
        """`values` by factor name as a row of numbers, in the order of `factor_names`, NaN where unknown.

        None and NaN are unknown. Where a parent is known to be 0, its children follow: without an earlier
        episode there are no days since recovery (infinite), and none must be given. Raises
        `InvalidArgument` for an unknown name (the nearest names are listed), a value that is no number, or
        an infinite one.
        """
        numbers = [as_number(name, value) for name, value in values.items()]
        return np.asarray(self._core.schema.row(list(values), numbers))

    def assess_row(
        self,
        values: Mapping[str, NumberLike],
        horizon_days: int = HORIZON_DAYS,
        level: float = LEVEL,
        exposures: Iterable[Exposure] = (),
    ) -> Assessment:
        """Risk of one person from `values` by factor name (units: `factors()`), over `horizon_days` from now.

        With m and S the mean and covariance of the coefficients, z the columns about their centres and V the
        covariance of the unknown ones given the known ones,

            risk = E[1 - exp(-exp(ln lambda0 + ln H + m'z + e))],  e ~ N(0, m'Vm), the unknown
            low, high: the interval of variance z'Sz + tr(SV) + m'Vm; `between_places`: that of the setting

        Over a horizon a factor acts for its `persistence_days` at most. `relative` compares with the average
        member, see `Assessment`.

        A factor that is not in `values` is unknown, which is not the same as healthy. A value outside the
        plausible range is moved to its end and flagged. `exposures` inside the horizon add hazard:
        ("heavy_load", 3) or ("heavy_load", 3, age_years). Raises `InvalidArgument` for an unknown name or
        trigger, a horizon outside 1 to 3650 days or a level outside (0, 1).

        >>> import backrisk as br
        >>> one = br.literature_model().assess_row({"previous_episode": 1, "recency_days": 40, "smoker": 0})
        >>> one.low < one.risk < one.high, one.risk > one.typical, len(one.missing)
        (True, True, 30)
        """
        given = self.row(values)
        names = self.factor_names
        age = given[names.index("age_years")] if "age_years" in names else np.nan
        occurrences = [(str(e[0]), float(e[1]), float(e[2] if len(e) == 3 else age)) for e in exposures]
        return self._assessment(given, horizon_days, level, occurrences)

    def _assessment(
        self,
        row: npt.NDArray[np.float64],
        horizon_days: int,
        level: float,
        exposures: Sequence[tuple[str, float, float]] = (),
        **more: Any,
    ) -> Assessment:
        """The assessment of a row of values, with the identity of this model."""
        found = _core.risk.assess(self._core, row, horizon_days, level, list(exposures))
        questions = _core.risk.worth_knowing(self._core, row, horizon_days)
        return assessment_of(
            found, self._core.schema.factors(), questions,
            model_id=self.model_id, place_note=self.place_note(), place_factors=self.place_factors(), **more,
        )  # fmt: skip

    def score(
        self,
        cohort: CohortLike,
        horizon_days: int = HORIZON_DAYS,
        days: DateLike | DatesLike = "last",
        *,
        level: float = LEVEL,
        contributions: bool = False,
        people: Sequence[LabelLike] | None = None,
        threads: int | None = None,
    ) -> Any:
        """Risk of everybody in a `Cohort`, over the `horizon_days` after each scored day; answers `Scores`.

        `days`: "last" (the last monitored day of each person), "all", a date, or dates; a date outside a
        person's span gives no risk, with the reason. `people`: ids to score, None for all. With
        `contributions` one column c_<factor> each, a log hazard ratio; they add up to the person's log
        hazard. The formula is that of `assess_row`, with the factors computed from the cohort's tables; the
        numbers do not depend on `threads` (None: every core that may be used), on the order of rows, or on
        who else is in the cohort. Missing factors carry the population's spread. Raises `InvalidArgument`
        for a horizon outside 1 to 3650 days, a level outside (0, 1), or an unknown person.

        >>> import backrisk as br
        >>> scores = br.literature_model().score(br.simulate_cohort(n_people=5, n_days=90))
        >>> len(scores), sorted(set(scores["reason"].tolist()))
        (5, ['', 'inside an episode or its wash-out'])
        """
        return view("Model.score")(
            self, cohort, horizon_days, days,
            level=level, contributions=contributions, people=people, threads=threads,
        )  # fmt: skip

    def assess(
        self, cohort: CohortLike, person: LabelLike, day: DateLike | None = None,
        horizon_days: int = HORIZON_DAYS, *, level: float = LEVEL,
    ) -> Assessment:  # fmt: skip
        """One person of a `Cohort` on one day (None: the last monitored one), explained.

        The numbers are those of `score`. Red flags among the person's conditions come first in `flags`, with
        their advice in `advice` (`history.red_flags`). Inside an episode, in its wash-out and outside the
        monitored span there is no risk, and `reason` says why. Raises `InvalidArgument` for an unknown person
        (with the nearest ids) and as `score`.

        >>> import backrisk as br
        >>> cohort = br.simulate_cohort(n_people=5, n_days=90)
        >>> one = br.literature_model().assess(cohort, "p2")
        >>> one.low <= one.risk <= one.high, br.literature_model().assess(cohort, "p1").reason
        (True, 'inside an episode or its wash-out')
        """
        found: Assessment = view("Model.assess")(self, cohort, person, day, horizon_days, level=level)
        return found

    def start(
        self,
        person_id: LabelsLike,
        person: object = None,
        *,
        horizon_days: int = HORIZON_DAYS,
        level: float = LEVEL,
        episodes_known: bool = True,
    ) -> Any:
        """A `Stream` of one person: give it a day, get the score after it, the same numbers as `score`.

        `person` holds what is known at the start: columns of the table `people` (sex, birth_date or
        age_years, height_m, mass_kg, smoker) and factors by name. With `episodes_known` a person without a
        reported episode has none; otherwise nobody was asked. Raises `DataError` for an unreadable value and
        `InvalidArgument` for an unknown name or an option out of range, as `score`.

        >>> import backrisk as br
        >>> state = br.literature_model().start("p07", {"sex": "female", "birth_date": "1999-04-01"})
        >>> one = state.advance("2026-03-01", sessions=[{"duration_min": 60, "rpe": 5}])
        >>> one.low < one.risk < one.high
        True
        """
        return view("Model.start")(
            self, person_id, person, horizon_days=horizon_days, level=level, episodes_known=episodes_known
        )

    def to_json(self) -> str:
        """The model card: every number to the last bit, in the same bytes each time."""
        return str(_core.io.to_json(self._core))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the model card, whole or not at all.

        Warns of a card learned from fewer than 20 people, who can be recognised in it. Raises `DataError`
        when the file cannot be written; then what was there before is still there.
        """
        learned = self._core.learned
        if learned is not None and learned.people < _core.io.few_people:
            warnings.warn(
                f"Model.save: the card was learned from {learned.people} people; below {_core.io.few_people} "
                "its numbers say much of each of them, so pass it on with care",
                UserWarning,
                stacklevel=2,
            )
        _core.io.save_model(self._core, os.fspath(path))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Model) and self.to_json() == other.to_json()

    def to_text(self) -> str:
        """The model-facts label: what it is for, on whom, from what data, how good, its limits and version.

        >>> import backrisk as br
        >>> print(br.literature_model().to_text().splitlines()[0])
        Model facts: a low-back episode, among athletes
        """
        return label.to_text(self)

    def to_html(self) -> str:
        """The model-facts label as a part of a page."""
        return label.to_html(self)

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return _from_json, (self.to_json(),)

    def __repr__(self) -> str:
        people = self.setting.replace("_", " ")
        return f"Model({self.outcome} among {people}; {len(self.factor_names)} factors; {self.status})"

    def _repr_html_(self) -> str:
        return f"{self.to_html()}{self.factors()._repr_html_()}"


def _from_json(text: str) -> Model:
    return Model(_core.io.model_from_json(text))
