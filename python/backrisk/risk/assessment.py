"""`Assessment`: what a model says of one person-day, as numbers, as plain words and as a small card.

It is made by `Model.assess_row` and `Model.assess`. The words never leave out the status of the model and its
intended use.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared.records import table_of
from backrisk._shared.table import Table
from backrisk._shared.views import view
from backrisk.history import Findings
from backrisk.risk.comparison import Comparison
from backrisk.risk.retold import told_of

__all__ = ["Assessment", "assessment_of"]

_OUTCOMES = {
    "any_episode": "a low-back episode",
    "activity_limiting": "an activity-limiting low-back episode",
    "care_seeking": "a low-back episode that leads to seeking care",
}
_NEXT = "What to do next"
_NOT_A_CAUSE = "A contribution explains the score and is not a cause."
_SHOWN = 4
_STYLE = """<style>
.backrisk{--ink:#1d2530;--soft:#5b6673;--line:#d5dbe2;--up:#a8481b;--down:#1f6f78;--paper:#fff;max-width:42em;
padding:1em 1.2em;border:1px solid var(--line);border-radius:8px;color:var(--ink);background:var(--paper);
font:14px/1.45 system-ui,sans-serif}
@media (prefers-color-scheme:dark){.backrisk{--ink:#e6eaef;--soft:#9aa6b3;--line:#3a4450;--up:#f0955f;
--down:#6cc3cc;--paper:#171c22}}
.backrisk h4{margin:0 0 .3em;font-size:1.1em}.backrisk p{margin:.35em 0}
.backrisk table{border-collapse:collapse;margin:.5em 0}
.backrisk ul{margin:.3em 0;padding-left:1.2em}
.backrisk td{padding:.1em .9em .1em 0;text-align:left;color:var(--ink);background:none}
.backrisk td:nth-child(n+3){white-space:nowrap}
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
    setting_sd: float = float("nan")
    missing: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    person_id: str = ""
    day: Any = None
    model_id: str = ""
    since_last_week: Comparison | None = field(default=None, repr=False)
    place_note: str = field(default="", repr=False)
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
        return told_of(self, symptoms, conditions)

    def next_steps(self) -> tuple[str, ...]:
        """What to do next, in sentences for a patient; see `advise.next_steps`."""
        return tuple(view("Assessment.next_steps")(self))

    def _stops(self) -> bool:
        return bool(view("Assessment.stops")(self))

    def headline(self) -> str:
        """The outcome, the horizon and the people it is about.

        >>> import backrisk as br
        >>> br.literature_model().assess_row({}).headline()
        'Risk of a low-back episode within 28 days, among athletes'
        """
        people = self.setting.replace("_", " ")
        return f"Risk of {_OUTCOMES[self.outcome]} within {_days(self.horizon_days)}, among {people}"

    def identity(self) -> str:
        """Who, when and by which card, as far as they are known.

        >>> import backrisk as br
        >>> br.literature_model().assess_row({}).identity().split(" ")[0]
        'model'
        """
        day = "" if self.day is None else str(self.day)
        parts = (self.person_id, day, f"model {self.model_id}" if self.model_id else "")
        return ", ".join(part for part in parts if part)

    def standing(self) -> str:
        """The hazard against the average member, with its interval and the chance of lying above it."""
        if self.relative != self.relative:
            return f"no comparison is given: {self.reason}"
        ratio, low, high = (_times(x) for x in (self.relative, self.relative_low, self.relative_high))
        return (
            f"{ratio} times the hazard of the average among {self.setting.replace('_', ' ')} "
            f"({self.level * 100:g} % interval {low} to {high}); above the average with a chance of "
            f"{_percent(self.above_typical)} %"
        )

    def frequencies(self) -> str:
        """The risk, the typical risk and the interval as counts among the same number of people; or why there
        is none."""
        if self.risk != self.risk:
            return f"no risk is given: {self.reason}"
        people = max(_core.risk.people_for(r) for r in (self.risk, self.typical))
        low, high = (str(round(people * r) or "fewer than 1") for r in (self.low, self.high))
        return (
            f"{_count(self.risk, people)} people like this, against {_count(self.typical, people)} typical; "
            f"{self.level * 100:g} % interval {low} to {high} of {people}"
        )

    def places(self) -> str:
        """The range of the risk between places, and what would narrow it; empty where the place is known."""
        low, high = self.between_places
        if self.risk != self.risk or not self.place_note:
            return ""
        people = _core.risk.people_for(self.risk)
        few, many = (str(round(people * r) or "fewer than 1") for r in (low, high))
        return f"Between places it runs from {few} to {many} of {people}. {self.place_note}"

    def to_text(self) -> str:
        """The assessment in plain words: counts of people, what raises and lowers it, what is unknown, what
        to do next, how far to trust it.

        >>> import backrisk as br
        >>> print(br.literature_model().assess_row({"previous_episode": 0}).to_text().splitlines()[0])
        Risk of a low-back episode within 28 days, among athletes
        """
        lines = [self.headline(), *self._first_lines()]
        for title, part in (("Raises it", self._top(1)), ("Lowers it", self._top(-1))):
            if part:
                lines += [
                    f"{title}:",
                    *(f"  {what}: {value} (hazard x {hr:.2f})" for what, value, hr in part),
                ]
        lines += [f"Unknown: {self.unknown()}.", *(f"Note: {flag}." for flag in self.flags)]
        steps = [f"{_NEXT}:", *(f"  {step}" for step in self.next_steps())]
        lines = [*steps, *lines] if self._stops() else [*lines, *steps]
        return "\n".join([*lines, _NOT_A_CAUSE, f"Status: {self.status}.", f"Use: {self.intended_use}."])

    def _first_lines(self) -> list[str]:
        """What to read first: against the average, since last week, in numbers of people."""
        who, since, places = self.identity(), self.since_last_week, self.places()
        lines = [f"  For {who}." if who else "", f"  {self.standing()}."]
        lines += [f"  {since.sentence('since last week')}."] if since is not None else []
        lines += [f"  {self.frequencies()}.", f"  {places}" if places else ""]
        return [line for line in lines if line]

    def unknown(self) -> str:
        """How many factors are unknown, the first few by label, and how much of the score was seen."""
        if not self.missing:
            return "nothing"
        names, labels = self.contributions["factor"].tolist(), self.contributions["label"].tolist()
        first = "; ".join(labels[names.index(name)] for name in self.missing[:_SHOWN])
        more = f"; {len(self.missing) - _SHOWN} more" if len(self.missing) > _SHOWN else ""
        return (
            f"{len(self.missing)} of {len(names)} factors ({first}{more}); what is known carries "
            f"{self.coverage * 100:.0f} % of the differences between people that the model can see"
        )

    def plot(self, ax: Any = None, **options: Any) -> Any:
        """Where the score comes from, as bars: `br.plot.contributions`, whose options these are."""
        return view("Assessment.plot")(self, ax=ax, **options)

    def _top(self, sign: int) -> list[tuple[str, str, float]]:
        """(label, value, hazard ratio) of the strongest known contributions of one direction."""
        rows = [r for r in self._rows() if r["known"] and sign * r["log_hazard"] > 5e-3]
        rows.sort(key=lambda r: -sign * r["log_hazard"])
        return [(r["label"], self._value(r), r["hazard_ratio"]) for r in rows[:_SHOWN]]

    def _rows(self) -> Iterator[dict[str, Any]]:
        return (self.contributions.row(i) for i in range(len(self.contributions)))

    def _value(self, row: dict[str, Any]) -> str:
        if row["factor"] in self.yes_no and row["value"] in (0.0, 1.0):
            return "yes" if row["value"] else "no"
        if row["value"] == float("inf"):
            return "never"
        number = f"{row['value']:.0f}" if abs(row["value"]) >= 100 else f"{row['value']:.3g}"
        return f"{number} {row['unit']}".strip()

    def __repr__(self) -> str:
        return (
            f"Assessment(risk={self.risk:.4f}, low={self.low:.4f}, high={self.high:.4f}, "
            f"typical={self.typical:.4f}, "
            f"horizon_days={self.horizon_days}, coverage={self.coverage:.2f}, status={self.status!r})"
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td class='{side}'>{arrow}</td><td>{html.escape(what)}</td><td>{html.escape(value)}</td>"
            f"<td class='{side}'>&times; {hr:.2f}</td></tr>"
            for side, arrow, part in (("up", "raises", self._top(1)), ("down", "lowers", self._top(-1)))
            for what, value, hr in part
        )
        notes = "".join(f"<p class='up'>{html.escape(flag)}.</p>" for flag in self.flags)
        steps = "".join(f"<li>{html.escape(step)}</li>" for step in self.next_steps())
        steps = f"<p><b>{_NEXT}</b></p><ul>{steps}</ul>"
        first, last = (steps.replace("<p>", "<p class='up'>"), "") if self._stops() else ("", steps)
        first_lines = "".join(f"<p>{html.escape(line.strip())}</p>" for line in self._first_lines())
        soft = (
            f"Unknown: {self.unknown()}.",
            _NOT_A_CAUSE,
            f"Status: {self.status}.",
            f"Use: {self.intended_use}.",
        )
        return (
            f"{_STYLE}<div class='backrisk'>{first}<h4>{html.escape(self.headline())}</h4>"
            f"{first_lines}<table>{rows}</table>{notes}"
            f"{last}" + "".join(f"<p class='soft'>{html.escape(line)}</p>" for line in soft) + "</div>"
        )


_PLAIN = (
    "risk", "low", "high", "level", "typical", "hazard_ratio", "log_hazard", "variance", "coverage",
    "horizon_days", "outcome", "setting", "status", "reason", "above_typical", "unknown_variance",
    "setting_sd",
)  # fmt: skip
_CONTRIBUTION = (
    "factor", "label", "cause", "value", "unit", "log_hazard", "hazard_ratio", "spread", "known",
    "extrapolates",
)  # fmt: skip


def assessment_of(
    found: Any, factors: Sequence[Mapping[str, Any]], questions: Sequence[object] = (), **more: Any
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
        missing=tuple(f["name"] for f, k in zip(factors, known, strict=True) if not k),
        flags=tuple(
            f"{f['label']}: {x:g} lies outside {f['low']:g} to {f['high']:g} {f['unit']}".rstrip()
            + ", the nearer end was used"
            for f, x, o in zip(factors, values, outside, strict=True)
            if o
        ),
        yes_no=frozenset(f["name"] for f in factors if f["transform"] == "indicator"),
        questions=table_of(questions, ("factor", "label", "reduction", "share"), title="worth knowing"),
        **more,
    )


def _times(ratio: float) -> str:
    """A ratio as people say it: two digits, three from 100 on."""
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.2g}"


def _percent(share: float) -> str:
    """A probability in per cent, never 0 or 100."""
    return "under 1" if share < 0.01 else "over 99" if share > 0.99 else f"{100 * share:.0f}"


def _count(risk: float, people: int) -> str:
    return str(_core.risk.natural_frequency(risk, people))


def _days(number: int) -> str:
    return f"{number} day" + ("" if number == 1 else "s")
