"""Validation over clinics that exchange aggregates, never rows.

Each clinic makes a `pack` of its rows and sends the file; `pool` puts the packs together. Share, mean
prediction, O:E, Brier scores, log loss and net benefit, with their standard errors, are then those of all
rows together, since they are made of sums. Calibration in the large, intercept and slope need rounds: a
clinic packs again `after` the pooled answer until it stands still (three or four times), and then they are
those of the rows. Concordance compares rows across clinics: it is known within bounds, and by random effects
over the clinics' own.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from backrisk import _core
from backrisk._shared.columns import as_column
from backrisk._shared.places import shown
from backrisk._shared.table import Table
from backrisk._shared.typing import ColumnLike, LabelsLike
from backrisk._shared.whole_file import write_text
from backrisk.validate.decisions import curve_columns
from backrisk.validate.pack_files import OWN, read_plain, to_plain
from backrisk.validate.rows import LEVEL, Estimate, Options, estimate, level_of, number, rows, whole


@dataclass(frozen=True)
class Pack:
    """The aggregates of one clinic; made by `pack`, read by `read_pack`, put together by `pool`.

    Attributes
    ----------
    clinic : str
        Its name, as it wants to be called.
    rows, people, events : int
    """

    clinic: str
    core: _core.validate.ClinicPack = field(repr=False)

    @property
    def rows(self) -> int:
        """Rows of positive weight."""
        return self.core.rows

    @property
    def people(self) -> int:
        """People (rows, where none were named)."""
        return self.core.people

    @property
    def events(self) -> int:
        """Rows with an event."""
        return self.core.events

    def to_json(self) -> str:
        """The pack as text: everything that leaves the clinic, and nothing else.

        Returns
        -------
        str
            JSON; a number that was withheld is null.
        """
        return json.dumps(to_plain(self.clinic, self.core), indent=1)

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        """Writes `to_json` to a file, whole or not at all.

        Parameters
        ----------
        path : path
        force : bool
            Replace a file that is there.

        Raises
        ------
        InvalidArgument
            When the file is there and `force` is not given.
        OSError
            When it cannot be written.
        """
        target = Path(path)
        if target.exists() and not force:
            raise _core.InvalidArgument(
                f"Pack.save: {os.fspath(path)!r} is there: choose another name, or force=True"
            )
        write_text(path, self.to_json(), "Pack.save")


def pack(
    event: ColumnLike,
    predicted: ColumnLike,
    *,
    clinic: str = "",
    thresholds: ColumnLike = (),
    after: PooledPacks | None = None,
    weights: ColumnLike | None = None,
    groups: LabelsLike | None = None,
    clip: float = 0.0,
    least: int = 5,
) -> Pack:
    """The aggregates of one clinic, for `pool`: sums over rows and over people, never a row.

    Parameters
    ----------
    event, predicted, weights, groups
        As in `calibration`. A person must be in one clinic only.
    clinic : str
        What the pack calls itself.
    thresholds : column of k
        To act at, in (0, 1), rising; all clinics must use the same.
    after : PooledPacks, optional
        The pooled answer of the round before, whose line and thresholds this round takes.
    clip : float
        As in `calibration`; all clinics must use the same.
    least : int
        Fewest people behind a number: smaller cells of predictions are merged, thresholds that tell fewer
        people apart are withheld.

    Returns
    -------
    Pack
        `save` it, and look at `to_json`, which is all that leaves the clinic.

    Raises
    ------
    InvalidArgument
        For a bad column or option, one class only, or too few people: at least twice the number of sums (8,
        and 2 a threshold), since fewer could be solved for from their products.

    Notes
    -----
    Aggregates of few people can still say something of one who is known otherwise, and packs of the same
    people made again and again with other thresholds more so. This is no proof of anonymity: agree on it with
    who answers for the data.

    Examples
    --------
    >>> random = np.random.default_rng(3)
    >>> p = random.uniform(0.1, 0.9, 200)
    >>> y = random.random(200) < p
    >>> packs = [pack(y[:120], p[:120], clinic="a"), pack(y[120:], p[120:], clinic="b")]
    >>> from backrisk.validate import brier, pool
    >>> together = pool(packs)
    >>> bool(np.isclose(together["brier"].value, brier(y, p).value)), together.rows
    (True, 200)
    """
    name, of = "pack", rows(event, predicted, weights, groups)
    if not isinstance(clinic, str):
        raise _core.InvalidArgument(f"{name}: clinic is {shown(clinic)}, but must be a text")
    if after is not None and not isinstance(after, PooledPacks):
        raise _core.InvalidArgument(f"{name}: after is {shown(after)}, but must be what pool answered")
    fewest = whole(name, "least", least, 1)
    held = number(name, "clip", clip)
    at = as_column(thresholds, "thresholds")
    if after is None:
        agreed = _core.validate.PackOptions(at, 0.0, 0.0, 1.0, held, fewest)
    else:
        n = after.core.next
        agreed = _core.validate.PackOptions(n.thresholds, n.shift, n.intercept, n.slope, n.clip, fewest)
    return Pack(clinic, _core.validate.pack(*of.all, agreed))


@dataclass(frozen=True)
class PooledPacks:
    """What the rows of all clinics together say; made by `pool` of packs.

    `pooled["brier"]` is an `Estimate`; `table()` holds them all and says which are those of the rows.

    Attributes
    ----------
    clinics : tuple of str
    rows, people, events : int
    settled : bool
        Whether another round would change nothing of calibration.
    auc_bounds : tuple of two floats
        Between which the AUC of all rows lies.
    decision : Table
        Net benefit at the thresholds, as `decision_curve`.
    calibration : Table
        Events and rows of each cell of predictions that all clinics share.
    across : Table
        Random effects over the clinics' own AUC, O:E, calibration in the large and slope.
    """

    clinics: tuple[str, ...]
    rows: int
    people: int
    events: int
    settled: bool
    auc_bounds: tuple[float, float]
    metrics: Mapping[str, Estimate] = field(repr=False)
    decision: Table = field(repr=False)
    calibration: Table = field(repr=False)
    across: Table = field(repr=False)
    core: _core.validate.PooledPacks = field(repr=False, compare=False)

    def __getitem__(self, metric: str) -> Estimate:
        try:
            return self.metrics[metric]
        except (KeyError, TypeError):
            raise KeyError(f"no metric {metric!r}; there are {', '.join(self.metrics)}") from None

    def table(self) -> Table:
        """A row a metric.

        Returns
        -------
        Table
            metric, estimate, low, high, as_of_rows (whether the rows put together would say the same), how,
            note.
        """
        lines = []
        for name, one in self.metrics.items():
            how = _HOW.get(name, "sums over rows and people")
            same = name != "auc" and (self.settled or name not in _ROUNDS)
            if name == "auc" and self.auc_bounds[0] == self.auc_bounds[1]:
                same = True
            lines.append((name, one.value, one.low, one.high, same, how, one.note))
        heads = ("metric", "estimate", "low", "high", "as_of_rows", "how", "note")
        columns = dict(zip(heads, map(list, zip(*lines, strict=True)), strict=True))
        what = f"{self.events} events in {self.rows} rows of {len(self.clinics)} clinics"
        return Table(columns, title=what)


_ROUNDS = ("in_the_large", "intercept", "slope")
_HOW = dict.fromkeys(_ROUNDS, "Newton's step from where the clinics were; repeat until settled") | {
    "auc": "predictions rounded to cells; the rows' lies within auc_bounds"
}
_METRICS = (
    "share",
    "mean_predicted",
    "observed_expected",
    *_ROUNDS,
    "brier",
    "scaled_brier",
    "log_loss",
    "auc",
)


def pool_packs(packs: Sequence[Pack], *, level: float = LEVEL) -> PooledPacks:
    """`pool` of packs."""
    found = _core.validate.pool_packs([one.core for one in packs], level_of("pool", level))
    cells = ("low", "high", "rows", "events", "predicted")
    decision = curve_columns(found.decision)
    return PooledPacks(
        clinics=tuple(one.clinic for one in packs),
        rows=found.rows,
        people=found.people,
        events=found.events,
        settled=found.calibration_settled,
        auc_bounds=(found.auc_low, found.auc_high),
        metrics={name: estimate(getattr(found, name)) for name in _METRICS},
        decision=Table(decision, title="net benefit over all clinics"),
        calibration=Table(
            {name: np.array([getattr(cell, name) for cell in found.cells]) for name in cells},
            title="cells of predictions",
        ),
        across=_across(found),
        core=found,
    )


def _across(found: _core.validate.PooledPacks) -> Table:
    back: Options = {
        "auc": lambda x: 1 / (1 + math.exp(-x)) if x == x else x,
        "observed_expected": lambda x: math.exp(x) if x == x else x,
    }
    lines = []
    for name in OWN:
        of: _core.validate.MetaResult = getattr(found, f"across_{name}")
        scaled = back.get(name, float)
        ends = (of.mean.value, of.mean.low, of.mean.high, of.low, of.high)
        lines.append((name, *map(scaled, ends), math.sqrt(of.tau_squared), of.i_squared, of.mean.note))
    names = ("measure", "mean", "low", "high", "new_low", "new_high", "tau", "i_squared", "note")
    return Table(dict(zip(names, map(list, zip(*lines, strict=True)), strict=True)), title="across clinics")


def read_pack(path: str | os.PathLike[str]) -> Pack:
    """A pack from a file that `Pack.save` wrote.

    Parameters
    ----------
    path : path
        At most 10 MB.

    Returns
    -------
    Pack

    Raises
    ------
    DataError
        When the file is no pack: other or missing fields, a field twice, a number that is none.
    OSError
        When it cannot be read.
    """
    return Pack(*read_plain(path))
