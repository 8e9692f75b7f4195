"""The checked columns that every measure of a report takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import FloatColumn, as_column
from backrisk._shared.labels import label_column
from backrisk._shared.places import Argument, shown
from backrisk._shared.raw import listed
from backrisk._shared.typing import Array, ColumnLike, LabelsLike
from backrisk.validate.rows import LEVEL, MOST_REPLICATES, Options, level_of, number, whole, word

DESIGNS = ("external", "temporal", "internal")


class ReportOptions(TypedDict, total=False):
    """What `report` may be told beside its columns; each has a default.

    Attributes
    ----------
    name, setting, outcome : str
        What the data are.
    design : {"external", "temporal", "internal"}
    facts : dict of str to str
        Items of the TRIPOD+AI text by number, {"5a": "..."}.
    level : float
        Of the intervals.
    n_boot : int
        Bootstrap samples for the distances of the curve; 0: none.
    seed : int
    clip : float
        As in `calibration`.
    """

    name: str
    setting: str
    outcome: str
    design: str
    facts: Mapping[str, str]
    level: float
    n_boot: int
    seed: int
    clip: float | None


class Required(TypedDict):
    """`ReportOptions` with every default filled in."""

    name: str
    setting: str
    outcome: str
    design: str
    facts: Mapping[str, str]
    level: float
    n_boot: int
    seed: int
    clip: float | None


class ReportRows:
    """Outcomes, predictions, weights, people and labels of subgroups, checked."""

    def __init__(
        self,
        y: ColumnLike,
        p: ColumnLike,
        groups: LabelsLike | None,
        weights: ColumnLike | None,
        labels: Mapping[str, object] | None,
    ) -> None:
        self.y, self.p = as_column(y, "report: y"), as_column(p, "report: p")
        self.w = None if weights is None else as_column(weights, "report: weights")
        self.g = None if groups is None else label_column(groups, "report: groups")
        if labels is not None and not isinstance(labels, Mapping):
            rule = "must be a mapping from names to columns"
            raise _core.InvalidArgument(f"report: subgroups is {shown(labels)}, but {rule}")
        self.labels: dict[str, Array] = {
            name: _labels(column, f"report: subgroups[{name!r}]") for name, column in (labels or {}).items()
        }
        named = {f"subgroups[{name!r}]": column for name, column in self.labels.items()}
        for name, column in {"p": self.p, "weights": self.w, "groups": self.g, **named}.items():
            if column is not None and np.shape(column) != self.y.shape:
                size = len(column) if np.ndim(column) else "no"
                raise _core.InvalidArgument(f"report: {name} has {size} rows, but y has {len(self.y)}")
        each(self.y, "y", (self.y == 0) | (self.y == 1), "0 or 1")
        each(self.p, "p", (self.p >= 0) & (self.p <= 1), "a probability in [0, 1]")
        if self.w is not None:
            each(self.w, "weights", (self.w >= 0) & np.isfinite(self.w), "finite and not negative")
            self._keep(self.w > 0)
        events = int(self.y.sum())
        if not 0 < events < len(self.y):
            rule = "both events and non-events are needed to validate anything"
            raise _core.InvalidArgument(f"report: y has {events} events in {len(self.y)} rows; {rule}")

    def _keep(self, rows: npt.NDArray[np.bool_]) -> None:
        self.y, self.p = self.y[rows], self.p[rows]
        self.w = None if self.w is None else self.w[rows]
        self.g = None if self.g is None else self.g[rows]
        self.labels = {name: column[rows] for name, column in self.labels.items()}

    @property
    def named(self) -> Options:
        return {"weights": self.w, "groups": self.g}

    @property
    def weight(self) -> FloatColumn:
        return np.ones(len(self.y)) if self.w is None else self.w


def _labels(column: object, name: str) -> Array:
    """Labels of subgroups with None where they are missing, each by its own."""
    values = listed(column, Argument(name))
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def each(column: FloatColumn, name: str, holds: npt.NDArray[np.bool_], rule: str) -> None:
    """Raises `InvalidArgument` for the first value that breaks the rule."""
    bad = np.flatnonzero(~holds)
    if len(bad):
        at = int(bad[0])
        given = "is missing" if np.isnan(column[at]) else f"is {column[at]:g}"
        raise _core.InvalidArgument(f"report: {name}[{at}] {given}, but must be {rule}")


def filled_options(given: ReportOptions) -> Required:
    """Options with their defaults, checked."""
    if unknown := sorted(set(given) - set(ReportOptions.__annotations__)):
        known = ", ".join(ReportOptions.__annotations__)
        raise _core.InvalidArgument(f"report: no option is called {unknown[0]!r}; there are {known}")
    name, setting, outcome = given.get("name", ""), given.get("setting", ""), given.get("outcome", "")
    for one, text in (("name", name), ("setting", setting), ("outcome", outcome)):
        if not isinstance(text, str):
            raise _core.InvalidArgument(f"report: {one} is {shown(text)}, but must be a text")
    facts = given.get("facts", {})
    if not isinstance(facts, Mapping):
        raise _core.InvalidArgument(f"report: facts is {shown(facts)}, but must be a mapping")
    boot = whole("report", "n_boot", given.get("n_boot", 200), 0, MOST_REPLICATES)
    if boot == 1:
        raise _core.InvalidArgument("report: n_boot is 1, but must be 0, or 2 and more")
    clip = given.get("clip")
    return {
        "name": name,
        "setting": setting,
        "outcome": outcome,
        "design": word("report", "design", given.get("design", "external"), DESIGNS),
        "facts": facts,
        "level": level_of("report", given.get("level", LEVEL)),
        "n_boot": boot,
        "seed": whole("report", "seed", given.get("seed", 0), 0, 2**64 - 1),
        "clip": None if clip is None else number("report", "clip", clip),
    }
