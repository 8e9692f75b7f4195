"""Risk before and after a change that was tried in trials; see `backrisk.advise` for what to use when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from backrisk import _core, history
from backrisk._shared.columns import as_number
from backrisk._shared.table import Row, Table
from backrisk._shared.words import Language, messages, say
from backrisk.advise.rule_tables import _table, rows_of, table_of
from backrisk.advise.verdicts import USE, known_of
from backrisk.history.gate import triage_of
from backrisk.risk.assessment import Assessment

_a = _core.advise
_LAST_YEAR = 365
_NAN = float("nan")
_UNKNOWN = (_NAN, _NAN, _NAN)
_MEASURES = {"hazard_ratio": "hazard ratio", "risk_ratio": "risk ratio", "rate_ratio": "rate ratio"}


def interventions(outcome: str = "any_episode") -> Table:
    """The changes that `what_if` answers for, each with the trials behind it.

    Columns: change (its name), label, row (of the published effects), measure, ratio, low, high, people,
    outcome, horizon, certainty, study, source, doi, status, note, also (rows about the same change),
    after_episode (tried in people who had one). Where several trials tried one change, all are pooled, the
    null ones too (random effects, as a hazard ratio); a trial with several outcomes gives the row of
    `outcome`.

    >>> table = interventions()
    >>> table["change"].tolist()[:2], table["row"][2]
    (['exercise', 'exercise_and_education'], np.str_('E100 E137 E140'))
    """
    return table_of(_a.interventions(outcome), _TRIAL, "interventions with trials")


_TRIAL = (
    "change", "label", "row", "measure", "ratio", "low", "high", "people", "outcome", "horizon", "certainty",
    "study", "source", "doi", "status", "note", "also", "after_episode",
)  # fmt: skip
_NAMES = tuple(one["change"] for one in rows_of(_a.interventions(), ("change",)))


@lru_cache(maxsize=8)
def _by_name(outcome: str) -> dict[str, Row]:
    return {one["change"]: one for one in rows_of(_a.interventions(outcome), _TRIAL)}


@dataclass(frozen=True)
class WhatIf:
    """Risk `before` and `after` a `change`, and their `difference` (positive: a lower risk); each is
    (estimate, low, high) with an equal-tailed interval of `level`.

    `hazard_ratio` is the ratio as used, penalised and shrunk; `published` the trials' own on the scale of
    `measure`; `weight` in [0, 1] the share of the published log ratio that is believed. `differs` says in
    words where the trials' outcome, people and horizon are not those of the assessment. `reason` says why
    there is no answer.
    """

    change: str
    label: str
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    difference: tuple[float, float, float]
    hazard_ratio: tuple[float, float, float]
    published: tuple[float, float, float]
    measure: str
    weight: float
    differs: tuple[str, ...]
    certainty: str
    source: str
    doi: str
    level: float
    horizon_days: int
    outcome: str
    reason: str
    status: str
    intended_use: str = _core.risk.intended_use

    def to_text(self, language: Language = "en") -> str:
        """Patient words first, then the clinician's, what differs from the trials, and the intended use.

        >>> import backrisk as br
        >>> adults = br.literature_model(setting="general_adults")
        >>> one = adults.assess_row({"recency_days": 20}, horizon_days=365)
        >>> print(br.advise.what_if(one, "exercise_after_treatment").to_text().splitlines()[0][:50])
        In trials: an exercise programme after an episode
        """
        if self.reason:
            head = [say("whatif.refused", language, reason=self.reason)]
        else:
            head = [self.sentence(language), self.clinician(language), *self.differs]
        return "\n".join([*head, f"Status: {self.status}.", f"Use: {self.intended_use}."])

    def sentence(self, language: Language = "en") -> str:
        """The paired difference in natural frequencies, in words for a patient.

        Of the same people before and after: their own doubt cancels, so that the interval of the difference
        is what the trials leave open, not that of a risk.
        """
        people = max(_core.risk.people_for(r) for r in (self.before[0], self.after[0]))
        change, low, high = (_amount(round(people * gap), language) for gap in self.difference)
        rough = " " + say("card.rough", language) if self.differs else ""
        said = say(
            "card.trial",
            language,
            label=messages(language)[f"change.{self.change}"],
            people=people,
            before=round(people * self.before[0]),
            change=change,
            low=low,
            high=high,
            outcome=say(f"outcome.{self.outcome}", language),
            days=self.horizon_days,
        )
        return said + rough

    def clinician(self, language: Language = "en") -> str:
        """Ratio as used and as published, its weight, certainty and source."""
        used, used_low, used_high = self.hazard_ratio
        ratio, ratio_low, ratio_high = self.published
        return say(
            "whatif.clinician",
            language,
            label=self.label,
            used=used,
            used_low=used_low,
            used_high=used_high,
            measure=_MEASURES[self.measure],
            ratio=ratio,
            ratio_low=ratio_low,
            ratio_high=ratio_high,
            weight=self.weight,
            certainty=self.certainty,
            source=self.source,
        )

    def __repr__(self) -> str:
        numbers = f"before={self.before[0]:.4f}, after={self.after[0]:.4f}, "
        return f"WhatIf({self.change!r}, {numbers}certainty={self.certainty!r}, reason={self.reason!r})"


def _amount(fewer: int, language: Language) -> str:
    """A difference of counts in words: so many fewer, so many more, or no change."""
    name = "fewer" if fewer > 0 else "more" if fewer < 0 else "same"
    return say(f"amount.{name}", language, count=abs(fewer))


def what_if(
    assessment: Assessment,
    change: str,
    conditions: Sequence[str] = (),
    *,
    reference_risk: float = _a.reference_risk,
    language: Language = "en",
) -> WhatIf:
    """Risk before and after a change whose effect was measured in trials (`interventions`), one at a time.

    before: R = 1 - exp(-exp(eta)), eta ~ Normal(mu, sd^2) of the assessment; after: eta + delta with
    delta ~ Normal(w ln HR, w SE*^2), SE*^2 = SE^2 + v(certainty) + tau^2 + v(indirect) and
    w = s^2 / (s^2 + SE*^2), the penalties and the shrinkage of the composed model (`risk.compose`). The
    estimates are, as the risk of an assessment is, means over what is unknown of the person at the mean of the
    coefficients and of delta; the intervals are quantiles of eta and delta with all that is uncertain. Where
    outcome, people or horizon of the trials differ from the assessment's, v(indirect) is added and `differs`
    says so. Trials of one change that disagree are pooled, the null ones too: ln HR is then that of random
    effects over all of them with their penalties, and SE*^2 the variance in a place that was not studied. A
    risk ratio becomes a hazard ratio at `reference_risk`, the risk of the trials' control groups
    (an assumption). The ratio is taken to be the same for everybody and from the first day, which no trial
    shows.

    Missing: an assessment without a risk, or with a red flag (its own or among `conditions`) that asks for a
    physician, has no answer, and `reason` says so; nor has a change that was tried after an episode, for a
    person who had none. Raises `InvalidArgument` for a factor of the model: the
    coefficient of a prognostic factor compares different people and is not the effect of a change; and for
    any other name, with the interventions there are. Sources: `interventions`.

    >>> import backrisk as br
    >>> one = br.literature_model().assess_row({"previous_episode": 1, "recency_days": 60})
    >>> found = what_if(one, "walking_programme")
    >>> found.after[0] < found.before[0], len(found.differs)
    (True, 2)
    """
    if not isinstance(assessment, Assessment):
        kind = type(assessment).__name__
        raise _core.InvalidArgument(f"advise.what_if: assessment is a {kind}, but must be an Assessment")
    factors = assessment.contributions["factor"].tolist()
    if not isinstance(change, str):
        raise _core.InvalidArgument(
            f"advise.what_if: change is {change!r}, but must be the name of one intervention: a change of "
            "factors has no effect that was measured, and no trial tried two at once; see interventions()"
        )
    _a.check_change(change, factors)
    row = _by_name(assessment.outcome)[change]
    known = dict(zip(factors, assessment.contributions["value"].tolist(), strict=True))
    reason = _why_not(assessment, conditions)
    if not reason and row["after_episode"] and known.get("previous_episode") == 0:
        reason = "the trials were about people who had an episode, and none is on record here"
    found: Any = None
    if not reason:
        found = _a.what_if(
            change=change,
            low=assessment.low,
            high=assessment.high,
            level=assessment.level,
            unknown_variance=assessment.unknown_variance,
            mean_excess=assessment.mean_excess,
            outcome=assessment.outcome,
            setting=assessment.setting,
            recovered=bool(known.get("recency_days", np.inf) <= _LAST_YEAR),
            horizon_days=assessment.horizon_days,
            reference_risk=as_number("reference_risk", reference_risk),
        )
    keys = ("before", "after", "difference", "hazard_ratio")
    return WhatIf(
        change=change,
        label=row["label"],
        **{key: _UNKNOWN if found is None else _three(getattr(found, key)) for key in keys},  # type: ignore[arg-type]
        published=(row["ratio"], row["low"], row["high"]),
        measure=row["measure"],
        weight=_NAN if found is None else found.weight,
        differs=() if found is None else _differs(assessment, row, _mismatches(found), language),
        certainty=row["certainty"],
        source=row["source"],
        doi=row["doi"],
        level=assessment.level,
        horizon_days=assessment.horizon_days,
        outcome=assessment.outcome,
        reason=reason,
        status=assessment.status,
    )


def what_ifs(assessment: Assessment, conditions: Sequence[str] = ()) -> Table:
    """Every intervention for one person, the nearest trials first: by the number of mismatches, then by
    certainty, then by the difference.

    Columns: change, label, before, after, difference (positive: a lower risk), difference_low,
    difference_high, hazard_ratio, certainty, mismatches (how many of outcome, people and horizon differ),
    source, reason.

    >>> import backrisk as br
    >>> adults = br.literature_model(setting="general_adults")
    >>> table = what_ifs(adults.assess_row({"recency_days": 20}, horizon_days=365))
    >>> str(table["change"][0]), int(table["mismatches"][0])
    ('exercise', 0)
    """
    order = ("high", "moderate", "low", "very low")
    rows = []
    for name in _NAMES:
        one = what_if(assessment, name, conditions)
        rows.append(
            {
                "change": name,
                "label": one.label,
                "before": one.before[0],
                "after": one.after[0],
                "difference": one.difference[0],
                "difference_low": one.difference[1],
                "difference_high": one.difference[2],
                "hazard_ratio": one.hazard_ratio[0],
                "certainty": one.certainty,
                "mismatches": len(one.differs),
                "source": one.source,
                "reason": one.reason,
            }
        )
    rows.sort(
        key=lambda row: (
            row["reason"] != "",
            row["mismatches"],
            order.index(row["certainty"]),
            -np.nan_to_num(row["difference"]),
        )
    )
    return _table(rows, f"what if ({USE})")


def _three(one: _core.advise.IntervalEstimate) -> tuple[float, float, float]:
    return one.value, one.low, one.high


def _mismatches(found: _core.advise.WhatIfResult) -> tuple[bool, bool, bool]:
    return found.differs_outcome, found.differs_population, found.differs_horizon


def triage_for(
    assessment: Assessment,
    conditions: Sequence[str] = (),
    symptoms: Sequence[str] = (),
    language: Language = "en",
    audience: str = "patient",
) -> history.Triage:
    """What the gate says of the person of an assessment."""
    told, age, sex = known_of(assessment, conditions, symptoms)
    found = _core.history.red_flags(
        findings=list(told.conditions),
        symptoms=list(told.symptoms),
        age_years=age,
        sex=sex,
        denied=[],
        inside_episode=False,
        **told.arguments(),
    )
    return triage_of(found, language, audience)


def stopping_flags(
    assessment: Assessment,
    conditions: Sequence[str] = (),
    language: Language = "en",
    audience: str = "patient",
) -> history.Triage | None:
    """What the gate says, when it stops a score, a plan or a change of training."""
    answer = triage_for(assessment, conditions, (), language, audience)
    return answer if answer.stops or not answer.eligible else None


def _why_not(assessment: Assessment, conditions: Sequence[str]) -> str:
    stop = stopping_flags(assessment, conditions)
    if stop is not None:
        return f"a red flag comes first. {stop.advice}" if stop.stops else stop.reason
    if assessment.risk != assessment.risk:
        return assessment.reason or "the assessment has no risk"
    return ""


def _differs(
    one: Assessment, row: Row, differs: Sequence[bool], language: Language
) -> tuple[str, ...]:
    people = one.setting.replace("_", " ")
    said = (
        ("differs.outcome", row["outcome"], say(f"outcome.{one.outcome}", language)),
        ("differs.population", row["people"], people),
        ("differs.horizon", row["horizon"] if row["horizon"] != "mixed" else "months to years", ""),
    )
    return tuple(
        say(key, language, theirs=theirs, ours=ours, days=one.horizon_days)
        for (key, theirs, ours), is_different in zip(said, differs, strict=True)
        if is_different
    )
