"""From a scored cohort to rows that can be validated: predictions, and what came within the horizon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Unpack

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import REASONS, FloatColumn
from backrisk._shared.defaults import HORIZON_DAYS
from backrisk._shared.table import Table
from backrisk._shared.typing import ColumnLike
from backrisk._shared.views import offers
from backrisk.cohort.data import Cohort
from backrisk.cohort.scores import Scores
from backrisk.risk.model import Model
from backrisk.validate.censoring import at_horizon
from backrisk.validate.fairness import age_bands
from backrisk.validate.report_rows import ReportOptions
from backrisk.validate.reporting import report
from backrisk.validate.rows import whole, word
from backrisk.validate.validation_report import ValidationReport

__all__ = ["CohortOutcomes", "cohort_outcomes"]

Days = npt.NDArray[np.int64]
MOST_DAYS = 73_414
"""From 1900 to 2100."""


@dataclass(frozen=True)
class CohortOutcomes:
    """A row a landmark day of a person who was at risk; made by `cohort_outcomes`.

    Attributes
    ----------
    table : Table
        person_id, day, predicted, event (within the horizon), followed_days, sex and age_years (empty and NaN
        where the model or the cohort does not know them), and with inverse probability weights, weight.
    horizon_days : int
    outcome, setting : str
    left_out : dict of str to int
        Landmark days that are no row, by reason.
    facts : dict of str to str
        What the cohort and the model say of items of TRIPOD+AI.
    """

    table: Table
    horizon_days: int
    outcome: str
    setting: str
    left_out: Mapping[str, int]
    facts: Mapping[str, str]

    def report(
        self,
        *,
        subgroups: Mapping[str, object] | None = None,
        age_cuts: Sequence[float] | None = None,
        thresholds: ColumnLike | float | None = None,
        weights: ColumnLike | None = None,
        **options: Unpack[ReportOptions],
    ) -> ValidationReport:
        """`validate.report` of these rows, people kept together.

        Parameters
        ----------
        subgroups : dict of str to column, or to dict of person_id to value, optional
            Kinds of people; a person who is not in a mapping counts as "unknown". Without any, men and women
            are looked at where both are known.
        age_cuts : sequence of whole numbers, optional
            Adds `age_bands`.
        thresholds, weights
            As in `report`; weights are those of the rows without.
        **options
            As in `report`.

        Returns
        -------
        ValidationReport

        Raises
        ------
        InvalidArgument
            As `report`.
        """
        rows, facts = self.table, dict(self.facts)
        who = [str(one) for one in rows["person_id"]]
        if subgroups is None:
            subgroups = {"sex": rows["sex"]} if {"female", "male"} <= set(rows["sex"].tolist()) else {}
        of_rows: dict[str, object] = {
            name: [values.get(one, "unknown") for one in who] if isinstance(values, Mapping) else values
            for name, values in subgroups.items()
        }
        if age_cuts is not None:
            of_rows["age"] = age_bands(rows["age_years"], age_cuts)
        given: ReportOptions = {
            "outcome": f"{self.outcome.replace('_', ' ')} within {self.horizon_days} days",
            "setting": self.setting.replace("_", " "),
            **options,
            "facts": facts | dict(options.get("facts") or {}),
        }
        return report(
            rows["event"],
            rows["predicted"],
            groups=rows["person_id"],
            weights=rows.to_dict().get("weight") if weights is None else weights,
            subgroups=of_rows,
            thresholds=thresholds,
            **given,
        )

    def __repr__(self) -> str:
        out = "; ".join(f"{count} {why}" for why, count in self.left_out.items())
        return f"{self.table!r}" + (f"\nLeft out: {out}." if out else "")


@offers("Model.outcomes")
def cohort_outcomes(
    model: Model | Scores,
    cohort: Cohort,
    *,
    horizon_days: int = HORIZON_DAYS,
    every_days: int | None = None,
    run_in_days: int = 28,
    censoring: str = "exclude",
) -> CohortOutcomes:
    """Predictions on landmark days of a `Cohort`, and whether an episode of the model's outcome began after.

    The event is the first onset of a low-back episode of the outcome in (day, day + horizon].

    Parameters
    ----------
    model : Model or Scores
        A model, which is scored, or scores of this cohort, whose days are then the landmarks.
    cohort : Cohort
        With a table of episodes.
    horizon_days : int
        From 1 on.
    every_days : int, optional
        Days between a model's landmarks; the horizon without, so that windows do not overlap.
    run_in_days : int
        First landmark after the start of a person's monitoring.
    censoring : {"exclude", "ipcw"}
        Monitoring may end inside the window. "exclude" leaves such landmarks out whatever happened in them:
        keeping only those with an event would inflate the share. "ipcw" keeps the events before the end and
        weighs rows by the inverse probability of still being monitored; better where people stop because of
        an episode. Both take the end of monitoring as saying nothing else of the outcome.

    Returns
    -------
    CohortOutcomes
        A landmark counts when the person is at risk: not inside an episode of this outcome or its wash-out.
        Onsets after the end of monitoring do not count.

    Raises
    ------
    InvalidArgument
        For an option out of range, a cohort without a table of episodes, or when no landmark is left.

    References
    ----------
    Weights: Graf 1999, doi:10.1002/(SICI)1097-0258(19990915/30)18:17/18<2529::AID-SIM274>3.0.CO;2-5.

    Examples
    --------
    >>> import backrisk as br
    >>> rows = cohort_outcomes(br.literature_model(), br.simulate_cohort(n_people=20, n_days=200))
    >>> len(rows.table) > int(rows.table["event"].sum()) > 0, rows.horizon_days
    (True, 28)
    """
    scores = _scored(model, cohort, horizon_days, every_days, run_in_days)
    word("cohort_outcomes", "censoring", censoring, ("exclude", "ipcw"))
    horizon, raw = scores.horizon_days, scores._raw
    person, day = np.asarray(raw["person"], np.int64), np.asarray(raw["day"], np.int64)
    landmark = _landmarks(cohort, person, day, horizon if every_days is None else every_days, run_in_days)
    if isinstance(model, Scores):
        landmark = np.ones(len(day), dtype=bool)
    reason = np.asarray(REASONS, dtype=object)[raw["reason"]]
    words = [str(why) for why in np.unique(reason[landmark]) if why]
    left_out = {why: int((landmark & (reason == why)).sum()) for why in words}
    unreadable = landmark & (reason == "") & _is_doubtful(cohort, person, day + horizon, scores.outcome)
    if unreadable.any():
        left_out["with an episode in the record that could not be read"] = int(unreadable.sum())
    here = np.flatnonzero(landmark & (reason == "") & ~unreadable)
    wait = _wait(cohort, person[here], day[here], scores.outcome)
    stay = _last_days(cohort)[person[here]] - day[here]
    followed = np.minimum(np.minimum(wait, stay), horizon).astype(np.float64)
    event = ((wait <= stay) & (wait <= horizon)).astype(np.float64)
    short, weight = stay < horizon, np.ones(len(here))
    if censoring == "ipcw" and len(here):
        event, weight = at_horizon(followed, event, horizon)
        short = weight == 0
        why = (
            f"not monitored for {horizon} days and without an event until then (the others weigh more for it)"
        )
    else:
        why = f"not monitored for {horizon} days ({int(event[short].sum())} of them with an event until then)"
    if short.any():
        left_out[why] = int(short.sum())
    keep = ~short
    if not keep.any():
        raise _core.InvalidArgument(
            f"cohort_outcomes: no landmark day is left of {int(landmark.sum())}: {left_out}"
        )
    rows = here[keep]
    sex, age = _sex_and_age(cohort, person[rows], day[rows])
    columns = {
        "person_id": np.array(cohort.people, dtype=object)[person[rows]],
        "day": np.datetime64(0, "D") + day[rows].astype("timedelta64[D]"),
        "predicted": scores["risk"][rows],
        "event": event[keep],
        "followed_days": followed[keep],
        "sex": sex,
        "age_years": age,
    }
    if censoring == "ipcw":
        columns["weight"] = weight[keep]
    table = Table(columns, title=f"outcomes within {horizon} days")
    facts = _facts(table, cohort, model, horizon, left_out)
    return CohortOutcomes(table, horizon, scores.outcome, scores.setting, left_out, facts)


def _sex_and_age(
    cohort: Cohort, person: Days, day: Days
) -> tuple[npt.NDArray[np.object_], FloatColumn]:
    """Of each row: sex, and age in completed calendar years on the day."""
    sex, age = np.full(len(person), "", dtype=object), np.full(len(person), np.nan)
    for p in np.unique(person).tolist():
        mine = person == p
        female = cohort._data.female(p)
        sex[mine] = "" if female != female else "female" if female else "male"
        age[mine] = cohort._data.ages(p, day[mine].astype(np.int32))
    return sex, age


def _facts(
    table: Table, cohort: Cohort, model: Model | Scores, horizon: int, left_out: Mapping[str, int]
) -> dict[str, str]:
    """What the cohort and the model say of items of TRIPOD+AI."""
    out = "; ".join(f"{count} {why}" for why, count in left_out.items()) or "none"
    people, events = len(np.unique(table["person_id"])), int(table["event"].sum())
    level = cohort.check()["level"]
    errors, warnings = int((level == "error").sum()), int((level == "warning").sum())
    within = f"{horizon} days"
    facts = {
        "5b": f"Landmark days from {table['day'].min()} to {table['day'].max()}, followed for {within}.",
        "7": f"Checks of the tables set {errors} values aside and warned of {warnings}, alike for everybody "
        "and before any outcome was looked at.",
        "11": "An unknown factor carries the spread of the population; no row was left out for it.",
        "20a": f"{len(table)} landmark days of {people} people, {events} followed by an event within "
        f"{within}. Landmark days left out: {out}.",
    }
    if not isinstance(model, Scores):
        facts |= {
            "12c": f"A hazard model, {len(model.factor_names)} factors; status before this evaluation: "
            f"{model.status}. Baseline: {model.baseline}.",
            "12g": f"By the model as it stands, for the {within} after each landmark day, from what was "
            "known on that day.",
            "22": "The model card (`Model.save`) holds every coefficient, their covariance and the ledger of "
            "the evidence.",
        }
    return facts


def _scored(
    model: Model | Scores, cohort: Cohort, horizon_days: int, every_days: int | None, run_in_days: int
) -> Scores:
    if every_days is not None:
        whole("cohort_outcomes", "every_days", every_days, 1, MOST_DAYS)
    whole("cohort_outcomes", "run_in_days", run_in_days, 0, MOST_DAYS)
    whole("cohort_outcomes", "horizon_days", horizon_days, 1, MOST_DAYS)
    if not cohort._episodes_given:
        raise _core.InvalidArgument(
            "cohort_outcomes: cohort has no table of episodes, so its outcomes are unknown"
        )
    if isinstance(model, Scores):
        if tuple(model._ids) != tuple(cohort.people):
            raise _core.InvalidArgument("cohort_outcomes: scores are of other people than the cohort")
        return model
    scores: Scores = model.score(cohort, horizon_days=horizon_days, days="all")
    return scores


def _is_doubtful(cohort: Cohort, person: Days, until: Days, outcome: str) -> npt.NDArray[np.bool_]:
    """Whether a row of the episodes that could not be read may concern the days up to `until`."""
    since = [cohort._data.history_doubt(p, outcome) for p in range(len(cohort))]
    return np.asarray(until >= np.array(since, dtype=np.int64)[person])


def _landmarks(cohort: Cohort, person: Days, day: Days, every: int, run_in: int) -> npt.NDArray[np.bool_]:
    since = day - np.array([cohort._data.span(p)[0] for p in range(len(cohort))], dtype=np.int64)[person]
    return np.asarray((since >= run_in) & ((since - run_in) % every == 0))


def _last_days(cohort: Cohort) -> Days:
    return np.array([cohort._data.span(p)[1] for p in range(len(cohort))], dtype=np.int64)


def _wait(cohort: Cohort, person: Days, day: Days, outcome: str) -> FloatColumn:
    """Days until the next onset that counts; infinite without one.

    Who is at risk on the day is in no episode that counts, so the next onset is a new one.
    """
    wait = np.full(len(day), np.inf)
    for p in np.unique(person).tolist():
        onsets = np.sort(
            [
                one.onset
                for one in cohort._data.episodes(p)
                if one.low_back and outcome in ("any_episode", one.severity)
            ]
        )
        mine = np.flatnonzero(person == p)
        at = np.searchsorted(onsets, day[mine], side="right")
        found = at < len(onsets)
        wait[mine[found]] = onsets[at[found]] - day[mine[found]]
    return wait
