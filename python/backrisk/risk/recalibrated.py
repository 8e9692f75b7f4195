"""A model recalibrated in data: as a model of its own where it can be, wrapped where it cannot."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn
from backrisk._shared.defaults import HORIZON_DAYS
from backrisk._shared.design import FloatMatrix
from backrisk._shared.typing import CohortLike, ColumnLike, CoreModel, DateLike, DatesLike, LabelLike, NumberLike
from backrisk.risk.assessment import Assessment

__all__ = ["RecalibratedModel", "recalibrated"]


class Model(Protocol):
    """What is asked of a `risk.Model`."""

    _core: CoreModel

    @property
    def status(self) -> str: ...
    def score(
        self, cohort: CohortLike, horizon_days: int = ..., days: DateLike | DatesLike = ..., **options: Any
    ) -> Any: ...
    def assess(
        self, cohort: CohortLike, person: LabelLike, day: DateLike | None, horizon_days: int, **options: Any
    ) -> Assessment: ...
    def assess_row(
        self, values: Mapping[str, NumberLike], horizon_days: int = ..., **options: Any
    ) -> Assessment: ...


class Recalibration(Protocol):
    """What is asked of a `validate.recalibrate`."""

    method: str
    link: str
    rows: int
    events: int
    parameters: Any
    covariance: FloatMatrix

    def carry(
        self, risk: ColumnLike, low: ColumnLike, high: ColumnLike, level: float
    ) -> tuple[FloatColumn, ...]: ...
    def describe(self) -> str: ...


class RecalibratedModel:
    """A model whose risks go through a recalibration; made by `Model.recalibrated`.

    It scores as the model does (`score`, `assess`, `assess_row`) for the one horizon that was recalibrated:
    risk, low, high and typical go through the map, and the map's own uncertainty widens the interval (an
    isotonic map has none to add). Contributions and hazard ratios stay those of `model`. It has no
    coefficients of its own, so that it cannot be saved as a card.
    """

    def __init__(self, model: Model, recalibration: Recalibration, horizon_days: int) -> None:
        self.model = model
        self.recalibration = recalibration
        self.horizon_days = horizon_days

    @property
    def status(self) -> str:
        """That of the model, and how it was recalibrated."""
        return f"{self.model.status}; {self.recalibration.describe()}"

    def score(
        self,
        cohort: CohortLike,
        horizon_days: int | None = None,
        days: DateLike | DatesLike = "last",
        **options: Any,
    ) -> Any:
        """`Model.score`, recalibrated. Raises `InvalidArgument` for another horizon."""
        scores = copy.copy(self.model.score(cohort, self._horizon(horizon_days), days, **options))
        columns = scores._raw
        risk, low, high = self.recalibration.carry(
            columns["risk"], columns["low"], columns["high"], scores.level
        )
        typical = self._typical(columns["typical"], scores.level)
        scores._raw = {**columns, "risk": risk, "low": low, "high": high, "typical": typical}
        scores.typical, scores.status = typical, self.status
        scores.title = scores.headline()
        return scores

    def assess(
        self,
        cohort: CohortLike,
        person: LabelLike,
        day: DateLike | None = None,
        horizon_days: int | None = None,
        **options: Any,
    ) -> Assessment:
        """`Model.assess`, recalibrated. Raises `InvalidArgument` for another horizon."""
        return self._carried(self.model.assess(cohort, person, day, self._horizon(horizon_days), **options))

    def assess_row(
        self, values: Mapping[str, NumberLike], horizon_days: int | None = None, **options: Any
    ) -> Assessment:
        """`Model.assess_row`, recalibrated. Raises `InvalidArgument` for another horizon."""
        return self._carried(self.model.assess_row(values, self._horizon(horizon_days), **options))

    def _carried(self, one: Assessment) -> Assessment:
        numbers = self.recalibration.carry([one.risk], [one.low], [one.high], one.level)
        risk, low, high = (float(column[0]) for column in numbers)
        typical = self._typical(one.typical, one.level)
        return dataclasses.replace(one, risk=risk, low=low, high=high, typical=typical, status=self.status)

    def _typical(self, risk: float, level: float) -> float:
        return float(self.recalibration.carry([risk], [risk], [risk], level)[0][0])

    def _horizon(self, days: int | None) -> int:
        if days not in (None, self.horizon_days):
            raise _core.InvalidArgument(
                f"RecalibratedModel: horizon_days is {days}, but must be {self.horizon_days}, for which the "
                "risks were recalibrated"
            )
        return self.horizon_days

    def __repr__(self) -> str:
        return f"RecalibratedModel({self.model!r}, {self.recalibration.method}, {self.horizon_days} days)"


def recalibrated(model: Model, recalibration: Recalibration, horizon_days: int = HORIZON_DAYS) -> Any:
    """This model, put right by a `validate.recalibrate` of its risks over `horizon_days`.

    With `link="cloglog"` and method "intercept" (a) or "logistic" (a, b) the answer is a `Model`: H days,

        ln lambda0' = a + b ln lambda0 + (b - 1) ln H,  beta' = b beta,  S' = b^2 S + Var(b) beta beta'

    and the SD between settings becomes that of a. It scores over any horizon. Where much is unknown about
    people their mean risk moves a little more or less than by the line: recalibrate the intercept once more.
    Any other recalibration gives a `RecalibratedModel`, whose risks go through the map. The status says what
    was done; neither is validated by it. Raises `InvalidArgument` for a slope that is not positive. Source:
    Cox 1958, doi:10.1093/biomet/45.3-4.562.

    >>> import backrisk as br
    >>> fit = br.validate.recalibrate([0, 1, 0, 0], [0.1, 0.2, 0.1, 0.3], "intercept", link="cloglog")
    >>> br.literature_model().recalibrated(fit).status.split("; ")[1]
    'recalibrated (intercept) to 4 rows with 1 events'
    """
    if recalibration.link != "cloglog" or recalibration.method not in ("intercept", "logistic"):
        return RecalibratedModel(model, recalibration, horizon_days)
    covariance, parameters = recalibration.covariance, recalibration.parameters
    slope, slope_variance, level_variance = 1.0, 0.0, float(covariance[0, 0])
    if recalibration.method == "logistic":
        slope, slope_variance = parameters["slope"].value, float(covariance[1, 1])
        level_variance -= float(covariance[0, 1]) ** 2 / slope_variance
    core = _core.risk.recalibrated(
        model._core,
        intercept=parameters["intercept"].value,
        slope=slope,
        setting_sd=float(np.sqrt(level_variance)),
        slope_sd=float(np.sqrt(slope_variance)),
        horizon_days=horizon_days,
        method=recalibration.method,
        rows=int(recalibration.rows),
        events=int(recalibration.events),
    )
    return type(model)(core)  # type: ignore[call-arg]
