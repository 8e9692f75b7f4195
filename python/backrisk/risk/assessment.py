"""`Assessment`: what a model says of one person-day, as numbers, as plain words and as a small card.

It is made by `Model.assess_row` and `Model.assess`. The words never leave out the status of the model and its
intended use.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared.records import table_of
from backrisk._shared.table import Row, Table
from backrisk._shared.views import view
from backrisk._shared.words import Language
from backrisk.history import Findings
from backrisk.history.gate import Audience
from backrisk.risk.card_words import Words
from backrisk.risk.comparison import Comparison
from backrisk.risk.retold import told_of

__all__ = ["Assessment", "assessment_of"]

_STYLE = """<style>
.backrisk{--ink:#1d2530;--soft:#5b6673;--line:#d5dbe2;--up:#a8481b;--down:#1f6f78;--paper:#fff;max-width:42em;
padding:1em 1.2em;border:1px solid var(--line);border-radius:8px;color:var(--ink);background:var(--paper);
font:14px/1.45 system-ui,sans-serif}
@media (prefers-color-scheme:dark){.backrisk{--ink:#e6eaef;--soft:#9aa6b3;--line:#3a4450;--up:#f0955f;
--down:#6cc3cc;--paper:#171c22}}
.backrisk h4{margin:0 0 .3em;font-size:1.1em}.backrisk p{margin:.35em 0}
.backrisk table{border-collapse:collapse;margin:.5em 0}
.backrisk p::first-letter{text-transform:uppercase}
.backrisk ul{margin:.3em 0;padding-left:1.2em}
.backrisk td{padding:.1em .9em .1em 0;text-align:left;color:var(--ink);background:none}
.backrisk td{vertical-align:top}.backrisk td:first-child{white-space:nowrap}
.backrisk .up{color:var(--up)}.backrisk .down{color:var(--down)}.backrisk .soft{color:var(--soft)}
</style>"""


@dataclass(frozen=True)
class Assessment:
    """One person over one horizon: compared with others, in numbers of its own, and explained.

    Attributes
    ----------
    relative, relative_low, relative_high : float
        Hazard over the horizon against that of the average member of the population, with the equal-tailed
        interval of `level`; coefficients and what is unknown of the person are uncertain, the place is shared
        with everybody and does not enter.
    above_typical : float
        Probability that the hazard lies above the average.
    percentile, percentile_low, percentile_high : float
        Share of the population, 0 to 100, whose hazard lies below this one, with its interval.
    risk, low, high : float
        Probability of the outcome at the posterior mean of the coefficients and the incidence of the setting,
        averaged over what is unknown of the person; interval of coefficients and unknowns, for a place like
        the published average.
    between_places : tuple of float
        The risk in places of low and of high incidence, everything else as it is; same `level`.
    typical : float
        Mean risk of the target population over the same horizon: what nothing known would give.
    log_hazard, hazard_ratio : float
        Of today: the sum of `contributions["log_hazard"]` and its exponential.
    variance, unknown_variance, setting_sd : float
        Variance of the log hazard over the horizon, the part of it due to what is unknown of the person, and
        the standard deviation of the log hazard between places.
    mean_excess : float
        What averaging over the posterior of a model that learned from a cohort adds to the log hazard of `risk`.
    coverage : float
        Share of the score's variance between people that was observed, 0 to 1.
    contributions, causes, questions : Table
        By factor, by cause, and what to ask next (`worth_knowing`).
    missing, flags, advice, conditions, symptoms : tuple of str
        Factors that are not known; what needs attention; what red flags ask for; the conditions on record on
        that day; the symptoms told to `with_facts`, which change the advice and never the risk.
    reason : str
        Why a number is missing or doubtful; empty where it is not.
    person_id, day, model_id : str, date or None, str
        Who, when and by which card; empty or None for a row of numbers.
    since_last_week : Comparison or None
        How the hazard changed in seven days, where a cohort knows both.
    place_note : str
        Which three numbers would narrow the range between places, and by how much; empty where it is known.
    place_factors : tuple of float
        The same as numbers: `Model.place_factors`.
    """

    risk: float
    low: float
    high: float
    level: float
    typical: float
    hazard_ratio: float
    log_hazard: float
    variance: float
    coverage: float
    horizon_days: int
    outcome: str
    setting: str
    status: str
    reason: str
    contributions: Table
    causes: Table
    relative: float = float("nan")
    relative_low: float = float("nan")
    relative_high: float = float("nan")
    above_typical: float = float("nan")
    percentile: float = float("nan")
    percentile_low: float = float("nan")
    percentile_high: float = float("nan")
    between_places: tuple[float, float] = (float("nan"), float("nan"))
    unknown_variance: float = float("nan")
    mean_excess: float = 0.0
    setting_sd: float = float("nan")
    missing: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    person_id: str = ""
    day: dt.date | np.datetime64 | None = None
    model_id: str = ""
    since_last_week: Comparison | None = field(default=None, repr=False)
    place_note: str = field(default="", repr=False)
    place_factors: tuple[float, ...] = field(default=(), repr=False)
    questions: Table = field(default_factory=lambda: Table({}), repr=False)
    findings: Findings = field(default_factory=Findings, repr=False)
    intended_use: str = _core.risk.intended_use
    yes_no: frozenset[str] = field(default=frozenset(), repr=False)

    def worth_knowing(self) -> Table:
        """What to ask next: the unknown factors, the most informative first.

        Columns: factor, label, reduction (expected reduction of the variance of the log hazard between people
        who are alike in all that is known) and share (of that variance). Reductions of several answers
        overlap and do not add up. Asking does not narrow what is uncertain of the coefficients.

        >>> import backrisk as br
        >>> asked = br.literature_model().assess_row({"smoker": 0}).worth_knowing()
        >>> bool(asked["reduction"][0] > asked["reduction"][1]), "smoker" in asked["factor"].tolist()
        (True, False)
        """
        return self.questions

    def with_facts(self, symptoms: Iterable[str] = (), conditions: Iterable[str] = ()) -> Assessment:
        """The same assessment of a person who also has these symptoms and conditions (`advise.facts`).

        They change the advice and never the risk; but where the gate makes no score for such a person, the
        numbers are taken away and `reason` says why.

        >>> import backrisk as br
        >>> br.literature_model().assess_row({}).with_facts(["pain"]).symptoms
        ('pain',)
        >>> br.literature_model().assess_row({}).with_facts(conditions=["pregnancy"]).reason
        'pregnancy: the model was not made for it'
        """
        told: Assessment = told_of(self, symptoms, conditions)
        return told

    def next_steps(self, language: Language = "en", audience: Audience = "patient") -> tuple[str, ...]:
        """What to do next, in sentences for the audience; see `advise.next_steps`."""
        return tuple(view("Assessment.next_steps")(self, language=language, audience=audience))

    def _stops(self) -> bool:
        return bool(view("Assessment.stops")(self))

    def headline(self) -> str:
        """The outcome, the horizon and the people it is about.

        >>> import backrisk as br
        >>> br.literature_model().assess_row({}).headline()
        'Risk of a low-back episode within 28 days, among athletes'
        """
        return Words(self, "professional", "en").headline()

    def identity(self) -> str:
        """Who, when and by which card, as far as they are known.

        >>> import backrisk as br
        >>> br.literature_model().assess_row({}).identity().split(" ")[0]
        'model'
        """
        day = "" if self.day is None else str(self.day)
        parts = (self.person_id, day, f"model {self.model_id}" if self.model_id else "")
        return ", ".join(part for part in parts if part)

    def first_lines(self, audience: Audience = "professional", language: Language = "en") -> list[str]:
        """What to read first: who and when; against the average; since last week; of how many people, and
        what that depends on.

        >>> import backrisk as br
        >>> for line in br.literature_model().assess_row({"smoker": 1}).first_lines("patient")[1:3]:
        ...     print(line[:60])
        Your chance of back pain is about 1.1 times that of most ath
        Of 100 people like you, about 5 get back pain in 28 days. Of
        """
        return Words(self, audience, language).first_lines()

    def to_text(self, audience: Audience | None = None, language: Language = "en") -> str:
        """The assessment in plain words: counts of people, what raises and lowers it, what is unknown, what
        to do next, how far to trust it.

        Parameters
        ----------
        audience : {"professional", "patient"}, optional
            Whose words; a patient's are of reading grade 8 at most. None: numbers for a professional, and what
            to do next in words for the person; "professional" leaves all text directed to the person out.
        language : str or mapping
            A language of `advise.messages`, or messages of your own by id.

        Raises
        ------
        InvalidArgument
            For an unknown audience, language or message.

        Examples
        --------
        >>> import backrisk as br
        >>> print(br.literature_model().assess_row({"previous_episode": 0}).to_text().splitlines()[0])
        Risk of a low-back episode within 28 days, among athletes
        """
        words = Words(self, audience or "professional", language)
        lines = [words.headline(), *(f"  {line}" for line in words.first_lines())]
        for title, sign in (("card.raises", 1), ("card.lowers", -1)):
            if part := words.raised(sign):
                lines.append(f"{words.say(title)}:")
                lines += [f"  {words.part(*one)}" for one in part]
        lines += [words.unknown(), *(words.say("card.note", note=flag) for flag in self.flags)]
        next_steps = self.next_steps(language, audience or "patient")
        steps = [f"{words.say('card.next')}:", *(f"  {step}" for step in next_steps)]
        lines = [*steps, *lines] if self._stops() else [*lines, *steps]
        return "\n".join([*lines, *words.last_lines()])

    def plot(self, ax: Any = None, **options: Any) -> Any:
        """Where the score comes from, as bars: `br.plot.contributions`, whose options these are."""
        return view("Assessment.plot")(self, ax=ax, **options)

    def _rows(self) -> Iterator[Row]:
        return (self.contributions.row(i) for i in range(len(self.contributions)))

    def _value(self, row: Row) -> str:
        return Words(self, "professional", "en").value(row)

    def __repr__(self) -> str:
        return (
            f"Assessment(risk={self.risk:.4f}, low={self.low:.4f}, high={self.high:.4f}, "
            f"typical={self.typical:.4f}, "
            f"horizon_days={self.horizon_days}, coverage={self.coverage:.2f}, status={self.status!r})"
        )

    def _repr_html_(self) -> str:
        return self.to_html()

    def to_html(self, audience: Audience | None = None, language: Language = "en") -> str:
        """The card: what `to_text` says, as a part of a page; arguments as there."""
        words = Words(self, audience or "professional", language)
        rows = "".join(
            f"<tr><td class='{side}'>{html.escape(words.say(title))}</td>"
            f"<td>{html.escape(words.part(*one))}</td></tr>"
            for side, title, sign in (("up", "card.raises", 1), ("down", "card.lowers", -1))
            for one in words.raised(sign)
        )
        notes = "".join(
            f"<p class='up'>{html.escape(words.say('card.note', note=flag))}</p>" for flag in self.flags
        )
        next_steps = self.next_steps(language, audience or "patient")
        steps = "".join(f"<li>{html.escape(step)}</li>" for step in next_steps)
        steps = f"<p><b>{html.escape(words.say('card.next'))}</b></p><ul>{steps}</ul>"
        first, last = (steps.replace("<p>", "<p class='up'>"), "") if self._stops() else ("", steps)
        first_lines = "".join(f"<p>{html.escape(line)}</p>" for line in words.first_lines())
        soft = (words.unknown(), *words.last_lines())
        return (
            f"{_STYLE}<div class='backrisk'>{first}<h4>{html.escape(words.headline())}</h4>"
            f"{first_lines}<table>{rows}</table>{notes}"
            f"{last}" + "".join(f"<p class='soft'>{html.escape(line)}</p>" for line in soft) + "</div>"
        )


_PLAIN = (
    "risk", "low", "high", "level", "typical", "hazard_ratio", "log_hazard", "variance", "coverage",
    "horizon_days", "outcome", "setting", "status", "reason", "above_typical", "unknown_variance",
    "mean_excess", "setting_sd",
)  # fmt: skip
_CONTRIBUTION = (
    "factor", "label", "cause", "value", "unit", "log_hazard", "hazard_ratio", "spread", "known",
    "extrapolates",
)  # fmt: skip


def assessment_of(
    found: _core.risk.Assessment,
    factors: Sequence[_core.factor.Factor],
    questions: Sequence[_core.risk.Question] = (),
    **more: Any,
) -> Assessment:
    """The answer of the core, with the `factors` of the schema it is about and what else belongs to it."""
    contributions = table_of(found.contributions, _CONTRIBUTION, title="contributions")
    log_hazard = np.array([x for _, x in found.causes])
    causes = Table(
        {"cause": [c for c, _ in found.causes], "log_hazard": log_hazard, "hazard_ratio": np.exp(log_hazard)},
        title="causes",
    )
    known, outside = contributions["known"].tolist(), contributions["extrapolates"].tolist()
    values = contributions["value"].tolist()
    return Assessment(
        **{name: getattr(found, name) for name in _PLAIN},
        relative=found.relative.value,
        relative_low=found.relative.low,
        relative_high=found.relative.high,
        percentile=found.percentile.value,
        percentile_low=found.percentile.low,
        percentile_high=found.percentile.high,
        between_places=(found.between_places.low, found.between_places.high),
        contributions=contributions,
        causes=causes,
        missing=tuple(f.name for f, k in zip(factors, known, strict=True) if not k),
        flags=tuple(
            f"{f.label}: {x:g} lies outside {f.low:g} to {f.high:g} {f.unit}".rstrip()
            + ", the nearer end was used"
            for f, x, o in zip(factors, values, outside, strict=True)
            if o
        ),
        yes_no=frozenset(f.name for f in factors if f.transform == "indicator"),
        questions=table_of(questions, ("factor", "label", "reduction", "share"), title="worth knowing"),
        **more,
    )
