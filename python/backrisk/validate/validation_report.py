"""`ValidationReport`: what was found, as numbers, a table, a page, a text, and one line for the model."""

from __future__ import annotations

import html
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from backrisk import _core
from backrisk._shared.table import Table
from backrisk._shared.table_files import write_file
from backrisk._shared.views import view
from backrisk._shared.whole_file import write_text
from backrisk.validate.calibrations import CalibrationCurve
from backrisk.validate.rows import Estimate

__all__ = ["ValidationReport"]

ENOUGH_EVENTS = 100
FEW_PEOPLE = 5
HOPELESS_EVENTS = 10
"""Events, or non-events, below which nothing can be said at all: a convention, as for subgroups."""
_STATUS = {
    "external": "externally validated",
    "temporal": "validated later in time",
    "internal": "internally validated",
}


@dataclass(frozen=True)
class ValidationReport:
    """How good predictions were, in one data set; made by `report`, and by `Model.validate`.

    `report["auc"]` is an `Estimate`. `warnings` come before any number.

    Attributes
    ----------
    name, setting, outcome, design : str
    horizon : float or None
    level : float
        Of the intervals.
    rows, events : int
    people : int or None
    metrics : dict of str to (Estimate, str)
        Each with its method.
    curve : CalibrationCurve or None
    bins : Table or None
        A grouped calibration.
    decision : Table
        A decision curve.
    thresholds : Table
        What acting means for 1000 people.
    chosen : bool
        Whether the thresholds are the authors' own.
    subgroups : Table or None
    warnings : tuple of str
    facts : dict of str to str
        Items of TRIPOD+AI that the authors answered.
    columns : tuple
        Outcomes, predictions, weights and people (or None) of the rows that counted, for figures: the object
        holds rows, its page, text and table do not.
    imputations : int
        How many imputed tables were pooled (`pool_imputed`); 1 for a table without imputation.
    """

    name: str
    setting: str
    outcome: str
    design: str
    horizon: float | None
    level: float
    rows: int
    events: int
    people: int | None
    metrics: Mapping[str, tuple[Estimate, str]] = field(repr=False)
    curve: CalibrationCurve | None = field(repr=False)
    bins: Table | None = field(repr=False)
    decision: Table = field(repr=False)
    thresholds: Table = field(repr=False)
    chosen: bool = field(repr=False)
    subgroups: Table | None = field(repr=False)
    warnings: tuple[str, ...]
    facts: Mapping[str, str] = field(repr=False)
    columns: tuple[Any, Any, Any, Any] = field(repr=False, compare=False)
    imputations: int = 1

    def __getitem__(self, metric: str) -> Estimate:
        try:
            return self.metrics[metric][0]
        except (KeyError, TypeError):
            raise KeyError(f"no metric {metric!r}; there are {', '.join(self.metrics)}") from None

    def table(self) -> Table:
        """A row a metric.

        Returns
        -------
        Table
            metric, estimate, low, high, method, note.
        """
        all_ = [(name, e.value, e.low, e.high, m, e.note) for name, (e, m) in self.metrics.items()]
        names = ("metric", "estimate", "low", "high", "method", "note")
        return Table(dict(zip(names, map(list, zip(*all_, strict=True)), strict=True)), title=self.title())

    def to_frame(self, backend: str | None = None) -> Any:
        """`table()` as a frame.

        Parameters
        ----------
        backend : {"pandas", "polars", "pyarrow"}, optional

        Returns
        -------
        frame
            See `Table.to_frame`.
        """
        return self.table().to_frame(backend)

    def title(self) -> str:
        """What was validated, where and on how many."""
        what = f"validation on {self.name}" if self.name else "validation"
        whom = "" if self.people is None else f" of {_count(self.people, 'person', 'people')}"
        tables = f", {self.imputations} imputed tables" if self.imputations > 1 else ""
        return f"{what}: {_count(self.events, 'event')} in {_count(self.rows, 'row')}{whom}{tables}"

    def hopeless(self) -> str:
        """Why these data can say nothing of the model, whatever the numbers; empty when they can.

        Fewer than 10 events or non-events, or all events of one person.
        """
        others = self.rows - self.events
        if self.events < HOPELESS_EVENTS:
            return f"{_count(self.events, 'event')} cannot tell a good model from a bad one"
        if others < HOPELESS_EVENTS:
            return f"{_count(others, 'row')} without an event cannot tell a good model from a bad one"
        if "people_with_event" in self.metrics and self["people_with_event"].value == 1:
            return "all events are of one person, which says nothing of others"
        return ""

    def privacy(self) -> str:
        """What this says of single people: how few stand behind some of its numbers.

        Returns
        -------
        str
            Fewer than 5 people (or rows) in a group, or acted on, could be known again by who knows them.
        """
        few = []
        if self.subgroups is not None:
            groups = zip(*(self.subgroups[c].tolist() for c in ("by", "group", "people")), strict=True)
            few = [f"{by} {group} ({_people(n)})" for by, group, n in dict.fromkeys(groups) if n < FEW_PEOPLE]
        acted = np.asarray(self.thresholds["flagged"], dtype=float) * self.rows / 1000
        at = np.asarray(self.thresholds["threshold"], dtype=float)[(acted > 0) & (acted < FEW_PEOPLE)]
        few += [f"threshold {t:g}" for t in at.tolist()]
        text = "This holds counts, measures and curves, and no row of a person."
        if not few:
            return text
        who = f"Fewer than {FEW_PEOPLE} people stand behind: {', '.join(few)}"
        return f"{text} {who}; look at it before it leaves you."

    def headline(self) -> str:
        """Discrimination in natural frequencies: pairs ranked rightly, against a coin."""
        if why := self.hopeless():
            return f"Nothing can be said of the model from these data: {why}."
        c = self["auc"]
        if c.value != c.value:
            return f"How often the model ranks rightly is not known: {c.note}."
        pairs = "Of 100 pairs of one with and one without an event, the model ranks"
        unsure = not c.se > 0
        interval = "interval unknown" if unsure else f"{100 * c.low:.0f} to {100 * c.high:.0f}"
        coin = "" if unsure or not c.low <= 0.5 <= c.high else ", which the interval does not exclude"
        return f"{pairs} {100 * c.value:.0f} rightly ({interval}); a coin 50{coin}."

    def findings(self) -> list[str]:
        """The headline, then calibration and accuracy in words."""
        lines = [self.headline()]
        if self.hopeless():
            return [*lines, "The numbers are shown for completeness and must not be read as evidence."]
        ratio, slope, scaled = self["observed_expected"], self["slope"], self["scaled_brier"]
        if ratio.value == ratio.value:
            side, doubt = "more than" if ratio.value > 1 else "fewer than", ""
            if ratio.low <= 1 <= ratio.high:
                side, doubt = "as many as", ", within what chance allows"
            lines.append(
                f"For every 100 events predicted, {100 * ratio.value:.0f} came "
                f"({100 * ratio.low:.0f} to {100 * ratio.high:.0f}): {side} predicted{doubt}."
            )
        if slope.value == slope.value:
            lines.append(f"Calibration slope {_shown(slope)}: {_slope_in_words(slope)}.")
        if scaled.value == scaled.value:
            worse = ", worse than giving everybody the share of events" if scaled.value < 0 else ""
            part = f"{100 * scaled.value:.1f} % of what can be explained (scaled Brier)"
            lines.append(f"The predictions explain {part}{worse}.")
        return lines

    def status_line(self) -> str:
        """What `Model.with_validation` writes into the status: how validated, where, with what result."""
        where = f" on {self.name}" if self.name else ""
        few = min(self.events, self.rows - self.events) < ENOUGH_EVENTS
        doubt = " (few events: imprecise)" if few else ""
        whom = "" if self.people is None else f" of {_count(self.people, 'person', 'people')}"
        what = f", outcome: {self.outcome}" if self.outcome else ""
        if why := self.hopeless():
            on = f"{_count(self.events, 'event')} in {_count(self.rows, 'row')}{whom}{what}"
            return f"tried{where or ' on other data'} without a result: {why} ({on})"
        return (
            f"{_STATUS[self.design]}{where}{doubt}: C {_shown(self['auc'])}, calibration slope "
            f"{_shown(self['slope'])}, O:E {_shown(self['observed_expected'])}; "
            f"{_count(self.events, 'event')} in {_count(self.rows, 'row')}{whom}{what}"
        )

    def to_markdown(self) -> str:
        """A text in the order of TRIPOD+AI.

        Returns
        -------
        str
            Items that the data answer are filled; the others say "to be filled by the authors".

        References
        ----------
        Collins 2024, doi:10.1136/bmj-2023-078378.
        """
        return str(view("ValidationReport.markdown")(self))

    def to_html(self) -> str:
        """One page that loads nothing.

        Returns
        -------
        str

        Raises
        ------
        ImportError
            Without jinja2 (`pip install 'backrisk[report]'`).
        """
        return str(view("ValidationReport.page")(self))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the page (.html), the text (.md) or the table (.csv, .parquet), whole or not at all.

        Parameters
        ----------
        path : path
            Its ending says what is written.

        Raises
        ------
        InvalidArgument
            For another ending.
        OSError
            When the file cannot be written.
        """
        ending = Path(path).suffix.lower()
        if ending in (".html", ".htm"):
            write_text(path, self.to_html(), "ValidationReport.save")
        elif ending == ".md":
            write_text(path, self.to_markdown(), "ValidationReport.save")
        elif ending in (".csv", ".parquet"):
            write_file(self.table().to_dict(), os.fspath(path))
        else:
            rule = "must end in .html, .md, .csv or .parquet"
            raise _core.InvalidArgument(f"ValidationReport.save: path is {os.fspath(path)!r}, but {rule}")

    def __repr__(self) -> str:
        lines = [self.title(), *(f"Note: {w}." for w in self.warnings), *self.findings()]
        shown = [name for name, (e, _) in self.metrics.items() if np.isfinite(e.low)]
        width = max(map(len, shown), default=0)
        return "\n".join([*lines, *(f"  {name:<{width}}  {_shown(self[name])}" for name in shown)])

    def _repr_html_(self) -> str:
        said = "".join(f"<li>{html.escape(line)}</li>" for line in self.findings())
        notes = "".join(f"<p><b>Note:</b> {html.escape(one)}.</p>" for one in self.warnings)
        rows = self.table()
        kept = Table({name: rows[name] for name in ("metric", "estimate", "low", "high", "note")})
        return f"<p><b>{html.escape(self.title())}</b></p>{notes}<ul>{said}</ul>{kept._repr_html_()}"


def _shown(e: Estimate) -> str:
    """0.61 (0.55 to 0.67); without an interval where there is none."""
    if e.value != e.value:
        return "unknown"
    if not (np.isfinite(e.low) and np.isfinite(e.high)) or e.se == 0:
        return f"{e.value:.2f} (interval unknown)"
    return f"{e.value:.2f} ({e.low:.2f} to {e.high:.2f})"


def _slope_in_words(slope: Estimate) -> str:
    if slope.high < 0:
        return "the predictions point the wrong way"
    if slope.low <= 0:
        return "the data do not show that higher predictions go with more events"
    if slope.low <= 1 <= slope.high:
        return "no sign that predictions are too extreme or too timid, within what the data can show"
    return "predictions are too extreme" if slope.value < 1 else "predictions are too timid"


def _people(number: float) -> str:
    return _count(int(number), "person", "people")


def _count(number: int, thing: str, many: str = "") -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {many or thing + 's'}"
