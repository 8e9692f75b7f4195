"""What a model does with validations: it is checked against a cohort, and carries the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np

from backrisk import _core
from backrisk._shared.defaults import HORIZON_DAYS
from backrisk._shared.typing import CohortLike, CoreModel
from backrisk._shared.views import view
from backrisk.risk.recalibrated import recalibrated


class Estimated(Protocol):
    """A number with its interval."""

    value: float
    low: float
    high: float
    se: float


class Validation:
    """The part of `Model` that knows `backrisk.validate`."""

    __slots__ = ()
    _core: CoreModel

    recalibrated = recalibrated

    if TYPE_CHECKING:

        def __init__(self, core: CoreModel) -> None: ...
        def to_json(self) -> str: ...

    def validate(self, cohort: CohortLike, horizon_days: int = HORIZON_DAYS, **options: Any) -> Any:
        """How good the predictions are in a `Cohort` with a table of episodes; answers `ValidationReport`.

        Landmark days, at-risk days and censoring as `validate.cohort_outcomes` (options `every_days`,
        `run_in_days`, `censoring`), the numbers as `validate.report` (options `name`, `thresholds`,
        `subgroups`, `age_cuts`, ...), with rows of one person kept together and men and women looked at
        apart where both are known. Raises as both.

        >>> import backrisk as br
        >>> found = br.literature_model().validate(br.simulate_cohort(60, 365), name="clinic", n_boot=0)
        >>> found.people, found["auc"].low < found["auc"].value < found["auc"].high
        (60, True)
        """
        rows = {key: options.pop(key) for key in ("every_days", "run_in_days", "censoring") if key in options}
        if getattr(cohort, "truth", None) is not None:
            options.setdefault("name", "simulated people")
        outcomes = view("Model.outcomes")(self, cohort, horizon_days=horizon_days, **rows)
        return outcomes.report(**options)

    def with_validation(self, validation: Any) -> Self:
        """The same model with the result of a `ValidationReport` in its status, which every output carries.

        The status then says how, where, with what concordance and calibration, and on how many events; below
        100 events also that they are few. A second validation is added to the first. An internal or temporal
        one, or one from which nothing can be said (`ValidationReport.hopeless`), does not make a model
        externally validated. Raises `InvalidArgument` for anything but a report.

        >>> import backrisk as br
        >>> model, clinic = br.literature_model(), br.simulate_cohort(60, 365)
        >>> checked = model.with_validation(model.validate(clinic, name="a made-up clinic", n_boot=0))
        >>> checked.status.split(": C")[0]
        'literature-composed, externally validated on a made-up clinic (few events: imprecise)'
        """
        if not hasattr(validation, "status_line"):
            rule = "must be a ValidationReport, as Model.validate makes it"
            raise _core.InvalidArgument(f"with_validation: validation is {validation!r:.60}, but {rule}")
        concordance, slope, ratio = (
            _interval(validation[name]) for name in ("auc", "slope", "observed_expected")
        )
        return type(self)(
            _core.risk.with_validation(
                self._core,
                design=validation.design,
                name=validation.name,
                outcome=validation.outcome,
                rows=validation.rows,
                events=validation.events,
                people=-1 if validation.people is None else validation.people,
                concordance=concordance,
                slope=slope,
                observed_expected=ratio,
                without_result=validation.hopeless(),
            )
        )


def _interval(e: Estimated) -> tuple[float, float, float]:
    """Value and interval; NaN where there is no interval."""
    known = np.isfinite(e.low) and np.isfinite(e.high) and e.se != 0
    ends = (float(e.low), float(e.high)) if known else (float("nan"), float("nan"))
    return (float(e.value), *ends)
