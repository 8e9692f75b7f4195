"""`Assessment`: what a model says of one person-day, as numbers, as plain words and as a small card.

It is made by `Model.assess_row` and `Model.assess`. The words never leave out the status of the model and its
intended use.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared.table import Table
from backrisk._shared.views import view
from backrisk.history import Findings

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
    """Risk of one person over one horizon, with its interval and its explanation.

    `risk` is the posterior mean, `low` and `high` the equal-tailed interval of `level`; `typical` is the mean
    risk of the target population over the same horizon, so `typical` is what nothing known would give.
    `log_hazard` is the sum of `contributions["log_hazard"]`, `hazard_ratio` its exponential, `variance` the
    variance of the person's log hazard. `causes` sums the contributions by cause. `coverage` in [0, 1] is the
    share of the score's variance between people that was observed. `missing` names the factors that are not
    known, `flags` says what needs attention, `reason` why a number is missing or doubtful.

    `conditions` are those of the person's record on that day, `advice` what red flags ask for; both are empty
    for a row of numbers. `symptoms` are those told to `with_facts`; they change the advice, never the risk.
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
    missing: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    findings: Findings = field(default_factory=Findings, repr=False)
    intended_use: str = _core.risk.intended_use
    yes_no: frozenset[str] = field(default=frozenset(), repr=False)

    def with_facts(self, symptoms: Iterable[str] = (), conditions: Iterable[str] = ()) -> Assessment:
        """The same assessment of a person who also has these symptoms and conditions (`advise.facts`), for
        the advice alone.

        >>> import backrisk as br
        >>> br.literature_model().assess_row({}).with_facts(["pain"]).symptoms
        ('pain',)
        """
        return replace(self, symptoms=(*self.symptoms, *symptoms), conditions=(*self.conditions, *conditions))

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

    def to_text(self) -> str:
        """The assessment in plain words: counts of people, what raises and lowers it, what is unknown, what
        to do next, how far to trust it.

        >>> import backrisk as br
        >>> print(br.literature_model().assess_row({"previous_episode": 0}).to_text().splitlines()[0])
        Risk of a low-back episode within 28 days, among athletes
        """
        lines = [self.headline(), f"  {self.frequencies()}."]
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

    def unknown(self) -> str:
        """How many factors are unknown, the first few by label, and how much of the score was seen."""
        if not self.missing:
            return "nothing"
        names, labels = self.contributions["factor"].tolist(), self.contributions["label"].tolist()
        first = "; ".join(labels[names.index(name)] for name in self.missing[:_SHOWN])
        more = f"; {len(self.missing) - _SHOWN} more" if len(self.missing) > _SHOWN else ""
        return (
            f"{len(self.missing)} of {len(names)} factors ({first}{more}); "
            f"what is known explains {self.coverage * 100:.0f} % of the score's differences between people"
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
        soft = (
            f"Unknown: {self.unknown()}.",
            _NOT_A_CAUSE,
            f"Status: {self.status}.",
            f"Use: {self.intended_use}.",
        )
        return (
            f"{_STYLE}<div class='backrisk'>{first}<h4>{html.escape(self.headline())}</h4>"
            f"<p>{html.escape(self.frequencies())}.</p><table>{rows}</table>{notes}"
            f"{last}" + "".join(f"<p class='soft'>{html.escape(line)}</p>" for line in soft) + "</div>"
        )


def assessment_of(found: dict[str, Any], factors: list[dict[str, Any]]) -> Assessment:
    """The answer of the core, with the `factors` of the schema it is about."""
    contributions = Table(found.pop("contributions"), title="contributions")
    sums = found.pop("causes")
    log_hazard = np.array(list(sums.values()))
    causes = Table(
        {"cause": list(sums), "log_hazard": log_hazard, "hazard_ratio": np.exp(log_hazard)}, title="causes"
    )
    known, outside = contributions["known"].tolist(), contributions["extrapolates"].tolist()
    values = contributions["value"].tolist()
    return Assessment(
        **found,
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
    )


def _count(risk: float, people: int) -> str:
    return str(_core.risk.natural_frequency(risk, people))


def _days(number: int) -> str:
    return f"{number} day" + ("" if number == 1 else "s")
