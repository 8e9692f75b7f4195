"""What a model says of differences: two people, one person on two days, and what to ask a whole cohort."""

from __future__ import annotations

from collections.abc import Mapping

from backrisk import _core
from backrisk._shared.defaults import HORIZON_DAYS, LEVEL
from backrisk._shared.table import Table
from backrisk._shared.typing import CohortLike, CoreModel, DateLike, LabelLike, NumberLike
from backrisk._shared.views import view
from backrisk.risk.comparison import Comparison, comparison_of

__all__ = ["Differences"]



class Differences:
    """The part of `Model` that compares."""

    __slots__ = ()
    _core: CoreModel

    def compare(
        self,
        cohort: CohortLike,
        a: LabelLike,
        b: LabelLike,
        day: DateLike | None = None,
        horizon_days: int = HORIZON_DAYS,
        *,
        level: float = LEVEL,
    ) -> Comparison:
        """The hazard of person `a` of a `Cohort` against that of person `b`.

        With d the difference of their columns over the horizon, ln HR = m'd + decay since recovery and
        Var = d'Sd + unknown; what is unknown of two people is independent.

        Parameters
        ----------
        cohort : Cohort
        a, b : ids
        day : date, optional
            None: the last monitored day of each.
        horizon_days, level : int, float

        Raises
        ------
        InvalidArgument
            For an unknown person, a day outside a person's span, a horizon or level out of range.

        Examples
        --------
        >>> import backrisk as br
        >>> clinic = br.simulate_cohort(n_people=5, n_days=90)
        >>> found = br.literature_model().compare(clinic, "p2", "p3")
        >>> found.low < found.hazard_ratio < found.high
        True
        """
        found: Comparison = view("Model.compare")(self, cohort, a, b, day, horizon_days, level=level)
        return found

    def change(
        self,
        cohort: CohortLike,
        person: LabelLike,
        since: object = 7,
        day: DateLike | None = None,
        horizon_days: int = HORIZON_DAYS,
        *,
        level: float = LEVEL,
    ) -> Comparison:
        """The hazard of one person now against an earlier day: what changed, by how much, how surely.

        As `compare`, but what is unknown on both days is the same person's and cancels, a fast factor as far
        as its value still acts.

        Parameters
        ----------
        cohort : Cohort
        person : id
        since : int or date
            Days before `day`, or the earlier day itself.
        day : date, optional
            None: the last monitored one.
        horizon_days, level : int, float

        Raises
        ------
        InvalidArgument
            As `compare`, and where the earlier day is not before `day`.

        Examples
        --------
        >>> import backrisk as br
        >>> clinic = br.simulate_cohort(n_people=5, n_days=90)
        >>> 0 < br.literature_model().change(clinic, "p2", since=7).higher < 1
        True
        """
        found: Comparison = view("Model.change")(self, cohort, person, since, day, horizon_days, level=level)
        return found

    def compare_rows(
        self,
        a: Mapping[str, NumberLike],
        b: Mapping[str, NumberLike],
        horizon_days: int = HORIZON_DAYS,
        level: float = LEVEL,
    ) -> Comparison:
        """`compare` of values by factor name, as `assess_row` takes them.

        >>> import backrisk as br
        >>> found = br.literature_model().compare_rows({"smoker": 1}, {"smoker": 0})
        >>> found.hazard_ratio > 1
        True
        """
        rows = [self.row(values) for values in (a, b)]  # type: ignore[attr-defined]
        found = _core.risk.compare(self._core, *rows, horizon_days, level)  # type: ignore[call-arg]
        return comparison_of(found, model_id=self.model_id)  # type: ignore[attr-defined]

    def worth_knowing(
        self, cohort: CohortLike, day: DateLike | None = None, horizon_days: int = HORIZON_DAYS
    ) -> Table:
        """What to ask the people of a `Cohort` next: a row a factor that is unknown of somebody.

        Columns: factor, label, unknown (people), reduction (expected reduction of the variance of the log
        hazard, mean over all people at risk), share (of what is unknown of them now). The title says how much
        of the differences between these people is known.

        >>> import backrisk as br
        >>> clinic = br.simulate_cohort(n_people=5, n_days=90)
        >>> br.literature_model().worth_knowing(clinic).columns
        ('factor', 'label', 'unknown', 'reduction', 'share')
        """
        found: Table = view("Model.worth_knowing")(self, cohort, day, horizon_days)
        return found
