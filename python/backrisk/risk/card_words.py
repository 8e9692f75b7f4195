"""The words of an assessment: the same numbers for a patient and for a professional, in any language.

Every sentence is a message of `words/`; here stands which number goes where, and which message a number asks
for. No sentence is built of halves.
"""

from __future__ import annotations

from typing import Any

from backrisk import _core
from backrisk._shared.options import choice
from backrisk._shared.table import Row
from backrisk._shared.words import Language, messages
from backrisk.history.gate import AUDIENCES
from backrisk.risk.comparison import Comparison

_SHOWN = 4
_ALIKE = 0.05
"""A ratio nearer to 1 than this is said to be about the same."""


class Words:
    """The sentences about one `Assessment` for an audience in a language."""

    def __init__(self, one: Any, audience: str, language: Language) -> None:
        self.one = one
        self.audience = choice("to_text", "audience", audience, AUDIENCES)
        self.known = messages(language)

    def say(self, message: str, **values: object) -> str:
        """One message with its values; that of the audience where there is one."""
        key = f"{message}.professional"
        if self.audience == "patient" or key not in self.known:
            key = message
        return self.known[key].format(**values)

    def headline(self) -> str:
        """The outcome, the horizon and the people it is about."""
        return self.say("card.headline", outcome=self._outcome(), days=self._days(), people=self._people())

    def _outcome(self) -> str:
        return self.say(f"outcome.{self.one.outcome}")

    def _people(self) -> str:
        return self.say(f"setting.{self.one.setting}")

    def _days(self) -> str:
        days = self.one.horizon_days
        return self.say("days.one" if days == 1 else "days.many", days=days)

    def identity(self) -> str:
        """Who, when and by which card."""
        who = self.one.identity()
        return self.say("card.identity", who=who) if who else ""

    def standing(self) -> str:
        """The hazard against the average member, with its interval and the chance of lying above it."""
        one = self.one
        if one.relative != one.relative:
            return self.say("card.no_comparison", reason=self.reason())
        values = {name: self.times(getattr(one, f"relative{end}")) for name, end in
                  (("ratio", ""), ("low", "_low"), ("high", "_high"))}  # fmt: skip
        return self.say(
            "card.standing", level=f"{one.level * 100:g}", people=self._people(), outcome=self._outcome(),
            above=self.percent(one.above_typical), **values,
        )  # fmt: skip

    def change(self, since: Comparison) -> str:
        """The change since last week."""
        ratio, low, high = since.hazard_ratio, since.low, since.high
        way = "same" if abs(ratio - 1) < _ALIKE else "up" if ratio > 1 else "down"
        numbers = {"ratio": f"{ratio:.2g}", "low": f"{low:.2g}", "high": f"{high:.2g}"}
        return self.say(
            f"card.change.{way}", level=f"{since.level * 100:g}", above=self.percent(since.higher),
            **{name: self.decimal(value) for name, value in numbers.items()},
        )  # fmt: skip

    def counts(self) -> str:
        """The risk, the average risk and the interval as counts among the same number of people."""
        one = self.one
        if one.risk != one.risk:
            return self.say("card.no_risk", reason=self.reason())
        people = max(_core.risk.people_for(r) for r in (one.risk, one.typical))
        low, high = (self.some(round(people * r)) for r in (one.low, one.high))
        risk, typical = (self.some(round(people * r)) for r in (one.risk, one.typical))
        return self.say(
            "card.counts", people=people, risk=risk, typical=typical, low=low, high=high,
            level=f"{one.level * 100:g}", outcome=self._outcome(), days=self._days(),
        )  # fmt: skip

    def places(self) -> str:
        """The range of the risk between places, and what would narrow it; empty where the place is known."""
        one = self.one
        if one.risk != one.risk or not one.place_factors:
            return ""
        people = _core.risk.people_for(one.risk)
        low, high = (self.some(round(people * r)) for r in one.between_places)
        before, after, years = one.place_factors
        note = self.say(
            "place.note", before=self.decimal(f"{before:.2g}"), after=self.decimal(f"{after:.2g}"),
            years=f"{years:.0f}",
        )  # fmt: skip
        return self.say("card.places", low=low, high=high, people=people, note=note)

    def first_lines(self) -> list[str]:
        """What to read first: against the average, since last week, in numbers of people."""
        since = self.one.since_last_week
        lines = [self.identity(), self.standing(), "" if since is None else self.change(since)]
        return [line for line in (*lines, self.counts(), self.places()) if line]

    def raised(self, sign: int) -> list[tuple[str, str, float]]:
        """(label, value, hazard ratio) of the strongest known contributions of one direction."""
        rows = [r for r in self.one._rows() if r["known"] and sign * r["log_hazard"] > 5e-3]
        rows.sort(key=lambda r: -sign * r["log_hazard"])
        return [(self.label(r), self.value(r), r["hazard_ratio"]) for r in rows[:_SHOWN]]

    def label(self, row: Row) -> str:
        """The name of a factor; one of the user's own has the label that was given."""
        name = f"factor.{row['factor']}"
        return self.say(name) if name in self.known else str(row["label"])

    def part(self, label: str, value: str, ratio: float) -> str:
        """A factor with its value and hazard ratio; to a patient a number without its scale says nothing."""
        bare = self.audience == "patient" and any(letter.isdigit() for letter in value)
        return self.say("card.part.bare" if bare else "card.part", label=label, value=value,
                        ratio=self.decimal(f"{ratio:.2f}"))  # fmt: skip

    def value(self, row: Row) -> str:
        """A value with its unit; yes, no or never in words."""
        if row["factor"] in self.one.yes_no and row["value"] in (0.0, 1.0):
            return self.say("word.yes" if row["value"] else "word.no")
        if row["value"] == float("inf"):
            return self.say("word.never")
        number = f"{row['value']:.0f}" if abs(row["value"]) >= 100 else f"{row['value']:.3g}"
        return f"{self.decimal(number)} {row['unit']}".strip()

    def unknown(self) -> str:
        """How many factors are unknown, the first few by label, and how much of the score was seen."""
        one = self.one
        if not one.missing:
            return self.say("card.unknown.none")
        rows = {r["factor"]: r for r in one._rows()}
        first = "; ".join(self.label(rows[name]) for name in one.missing[:_SHOWN])
        if len(one.missing) > _SHOWN:
            first += "; " + self.say("word.more", more=len(one.missing) - _SHOWN)
        share = f"{one.coverage * 100:.0f}"
        return self.say("card.unknown", unknown=len(one.missing), all=len(rows), first=first, share=share)

    def last_lines(self) -> list[str]:
        """How far to trust it, and what it is for."""
        status, use = self.one.status, self.one.intended_use
        known = {_core.risk.not_validated: "card.status.literature", _core.risk.intended_use: "card.use.text"}
        status, use = (self.say(known[text]) if text in known else text for text in (status, use))
        return [self.say("card.not_a_cause"), self.say("card.status", status=status), self.say("card.use", use=use)]

    def reason(self) -> str:
        """Why there is no number."""
        key = f"reason.{self.one.reason}"
        return str(self.known.get(key, self.one.reason))

    def some(self, count: int) -> str:
        """A count of people; of none, that they are few."""
        return f"{count}" if count else self.say("word.fewer_than_one")

    def decimal(self, number: str) -> str:
        """A number as the language writes it."""
        return number.replace(".", self.known["decimal"])

    def times(self, ratio: float) -> str:
        """A ratio as people say it: two digits, whole numbers from 10 on."""
        return self.decimal(f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.2g}")

    def percent(self, share: float) -> str:
        """A probability in per cent, never 0 or 100."""
        if 0.01 <= share <= 0.99:
            return f"{100 * share:.0f}"
        return self.say("word.under_1" if share < 0.01 else "word.over_99")
