"""What a model learns from a cohort: `Model.update`, `.updated`, `.moved` and `.person_days`."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_number
from backrisk._shared.table import Table
from backrisk._shared.threads import all_cores
from backrisk._shared.typing import CohortLike, CoreModel

Self = TypeVar("Self", bound="Learning")
Progress = Callable[[str, float], None]
_Z = 1.959963984540054
_INTERCEPT = "(baseline hazard)"


@dataclass(frozen=True)
class Updated:
    """How a model learned from a cohort. `print` it.

    `level` is what was allowed to move (intercept, slope, all) and the `reason`; `people`, `person_days` and
    `episodes` are those at risk, `episodes_left_out` counts the others by reason. `effective_episodes` =
    (sum e)² / sum e² over people; `effective_parameters` = tr (I + P)⁻¹ I, how many the cohort determined.
    `cluster_ratio` is robust over model variance with people as clusters, averaged over what was learned: far
    above 1, intervals are too narrow. Log-likelihoods at the posterior and at the prior mean.
    """

    prior: str
    level: str
    reason: str
    assumption: str
    people: int
    person_days: int
    landmarks: int
    episodes: int
    episodes_left_out: Mapping[str, int]
    effective_episodes: float
    effective_parameters: float
    cluster_ratio: float
    log_likelihood: float
    prior_log_likelihood: float
    iterations: int
    converged: bool
    every_days: int
    lead_in_days: int

    def __str__(self) -> str:
        left = [f"  {count} {what}" for what, count in self.episodes_left_out.items()]
        found = "converged" if self.converged else "DID NOT CONVERGE"
        return "\n".join(
            [
                f"{self.episodes} episodes in {self.person_days} person-days at risk of {self.people} people",
                *(["episodes left out:", *left] if left else []),
                f"level: {self.level} ({self.reason})",
                f"{found} after {self.iterations} iterations; log-likelihood {self.log_likelihood:.2f}, "
                f"with the prior's numbers {self.prior_log_likelihood:.2f}",
                f"effective: {self.effective_episodes:.1f} episodes, {self.effective_parameters:.1f} "
                f"parameters; robust over model variance {self.cluster_ratio:.2f}",
                self.assumption,
            ]
        )


class Learning:
    """The part of `Model` that learns."""

    __slots__ = ()
    _core: CoreModel

    def update(
        self: Self,
        cohort: CohortLike,
        *,
        level: str = "auto",
        prior: str = "literature",
        washout_days: int | None = None,
        every_days: int = 1,
        lead_in_days: int = 0,
        prior_sd: float = 0.35,
        setting_sd: float | None = None,
        events_per_parameter: float = 10,
        max_iterations: int = 100,
        progress: Progress | None = None,
    ) -> Self:
        """This model times the likelihood of a `Cohort`: a posterior that scores, saves and streams the same.

        Each day at risk (monitored, not inside an episode or its wash-out) is a row: the factors as known at
        its end, and whether an episode of the model's outcome began on the next day. With hazard
        exp(a + z'b + h) (z the columns, missing ones at their mean given the known ones; h half the variance
        of all that stays unknown), the posterior of intercept a and coefficients b is the Gaussian that fits
        the mean hazard, by Newton's method renewed until h settles (Opper & Archambeau 2009,
        doi:10.1162/neco.2008.08-07-592). End of monitoring is censoring, see `Updated.assumption`.

        `level`: "intercept" (the level of risk), "slope" (and all hazard ratios stretched by one number),
        "all", or "auto": the highest whose effective parameters times `events_per_parameter` do not exceed
        the effective episodes. `prior`: "literature" (this model), "ridge" (coefficients N(0, prior_sd²) for
        one SD of the column, flat intercept) or "flat"; the last two are the cohort's own numbers, and leave
        out what nobody recorded ("flat" also what other columns determine). `washout_days` None is the
        model's; `setting_sd` the prior SD of the intercept (None: the model's). `every_days` n lets one row
        stand for n days; `lead_in_days` are only used to know the load. `progress(what, number)` is called
        now and then; Ctrl-C works.

        Raises `InvalidArgument` for a cohort without a table of episodes or without a day at risk, for an
        option out of range, and for a prior other than the literature without an episode. A search that did
        not converge warns, and the status of every score says so. Sources: Prentice & Gloeckler 1978,
        doi:10.2307/2529588 (likelihood); Peduzzi et al. 1996, doi:10.1016/S0895-4356(96)00236-3 (ten events
        a parameter); Spiegelhalter et al. 2002, doi:10.1111/1467-9868.00353 (effective parameters).

        >>> import backrisk as br
        >>> after = br.literature_model().update(br.simulate_cohort(n_people=30, n_days=120))
        >>> after.status
        'literature prior updated with 3 episodes in 3443 person-days; not externally validated'
        >>> after.updated.level, after.setting_sd < br.literature_model().setting_sd
        ('intercept', True)
        """
        core = cohort._data.update(
            self._core,
            level=level,
            prior=prior,
            washout_days=-1 if washout_days is None else _whole("washout_days", washout_days, 0),
            every_days=_whole("every_days", every_days, 1),
            lead_in_days=_whole("lead_in_days", lead_in_days, 0),
            prior_sd=as_number("prior_sd", prior_sd),
            setting_sd=float("nan") if setting_sd is None else as_number("setting_sd", setting_sd),
            events_per_parameter=as_number("events_per_parameter", events_per_parameter),
            max_iterations=_whole("max_iterations", max_iterations, 0),
            threads=all_cores(),
            progress=progress,
        )
        after = type(self)(core)  # type: ignore[call-arg]
        if core.learned is not None and not core.learned.converged:
            warnings.warn(f"Model.update: {core.status}", RuntimeWarning, stacklevel=2)
        return after

    @property
    def updated(self) -> Updated | None:
        """What the model learned from, and how; None for a model that has seen no cohort."""
        found = self._core.learned
        if found is None:
            return None
        shown = {name: getattr(found, name) for name in Updated.__dataclass_fields__}
        return Updated(**shown | {"episodes_left_out": dict(found.episodes_left_out)})

    def moved(self) -> Table:
        """What moved and by how much: a row for the baseline hazard and one a column of the model.

        Columns: factor, column, prior_mean, prior_sd, mean, sd (log hazard ratios; of the baseline the log
        hazard a day that is stated), shift (of the mean, in prior SDs), prior_hazard_ratio with prior_low and
        prior_high, hazard_ratio with low and high (95 %; of the baseline against the one stated before),
        information = 1 - var / prior var, the share that came from the cohort, and known, the share of the
        person-days on which the factor was recorded. Where the prior was flat, its numbers are infinite or
        missing. Raises `InvalidArgument` for a model that has seen no cohort.

        >>> import backrisk as br
        >>> after = br.literature_model().update(br.simulate_cohort(n_people=30, n_days=120), level="all")
        >>> row = after.moved().row(1)
        >>> row["factor"], row["sd"] < row["prior_sd"], row["low"] < row["hazard_ratio"] < row["high"]
        ('previous_episode', True, True)
        """
        found = self._core.learned
        if found is None:
            rule = "must be a model that was updated with a cohort"
            raise _core.InvalidArgument(f"Model.moved: the model is {self._core.status!r}, but {rule}")
        names = [(f.name, c) for f in self._core.schema.factors() for c in f.columns]
        prior_mean = np.r_[found.prior_log_daily_hazard, found.prior_mean()]
        prior_sd = np.r_[found.prior_setting_sd, found.prior_sd()]
        mean = np.r_[self._core.log_daily_hazard + found.mean_excess, self._core.mean()]
        sd = np.r_[self._core.setting_sd, np.sqrt(np.diag(self._core.covariance()))]
        reference = np.r_[prior_mean[0], np.zeros(len(names))]
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            columns = {
                "factor": [_INTERCEPT, *(name for name, _ in names)],
                "column": [_INTERCEPT, *(column for _, column in names)],
                "prior_mean": prior_mean,
                "prior_sd": prior_sd,
                "mean": mean,
                "sd": sd,
                "shift": (mean - prior_mean) / prior_sd,
                **_ratios("prior_", prior_mean - reference, prior_sd),
                **_ratios("", mean - reference, sd),
                "information": 1 - (sd / prior_sd) ** 2,
                "known": np.r_[1.0, found.known()],
            }
        return Table(columns, title="moved")

    def person_days(self, cohort: CohortLike, *, every_days: int = 1, lead_in_days: int = 0) -> Table:
        """The rows that `update` learns from, for a look or a fit elsewhere: a row a landmark.

        Columns: person_id, day (the landmark: what is known at its end), quiet_days without an onset, onset
        (1: one more day, with an onset), unknown = (b'Vb + tr(SV)) / 2 of the missing factors, an offset of
        the log hazard at this model's coefficients, and z_<column>, each column about its centre. One double
        a column and row: 37 columns of a million rows are 300 MB, which `update` itself does not need.

        >>> import backrisk as br
        >>> rows = br.literature_model().person_days(br.simulate_cohort(n_people=3, n_days=30))
        >>> rows.columns[:5], rows["quiet_days"].max() + 0
        (('person_id', 'day', 'quiet_days', 'onset', 'unknown'), np.uint32(1))
        """
        found = cohort._data.days_at_risk(
            self._core,
            every_days=_whole("every_days", every_days, 1),
            lead_in_days=_whole("lead_in_days", lead_in_days, 0),
        )
        names = [c for f in self._core.schema.factors() for c in f.columns]
        return Table(
            {
                "person_id": np.array(cohort.people, dtype=object)[found.person],
                "day": found.day.astype("datetime64[D]"),
                "quiet_days": found.quiet_days,
                "onset": found.onset,
                "unknown": found.unknown,
                **{f"z_{name}": found.columns[:, j] for j, name in enumerate(names)},
            },
            title="person-days",
        )


def _ratios(prefix: str, log: FloatColumn, sd: FloatColumn) -> dict[str, FloatColumn]:
    return {
        f"{prefix}hazard_ratio": np.exp(log),
        f"{prefix}low": np.exp(log - _Z * sd),
        f"{prefix}high": np.exp(log + _Z * sd),
    }


def _whole(name: str, value: object, least: int) -> int:
    number = as_number(name, value)
    if number != int(number) or number < least if np.isfinite(number) else True:
        raise _core.InvalidArgument(
            f"update: {name} is {value!r}, but must be a whole number, {least} or more"
        )
    return int(number)
