"""Effects of one's own: a table of studies that enters a model like the published ones."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping, Sequence

import numpy as np

from backrisk import _core
from backrisk._shared.records import table_of
from backrisk._shared.table import Table
from backrisk.evidence.columns import EFFECT_COLUMNS

__all__ = ["Effects", "read_effects"]

_NEEDED = ("id", "measure", "point", "source")
_NUMBERS = ("point", "low", "high", "interval_level")
_DEFAULTS: Mapping[str, str] = {
    "factor": "",
    "contrast": "",
    "population": "",
    "outcome": "LBP",
    "horizon": "",
    "study_type": "unspecified",
    "doi": "",
    "status": "verified",
    "certainty": "low",
    "use": "multiplier",
    "note": "",
}
_ALSO = {
    "level_contrast": "contrast",
    "ci_low": "low",
    "ci_high": "high",
    "model_use": "use",
    "verified": "status",
    "notes": "note",
}
_STATUS = {"yes": "verified", "memory": "unverified", "yes (summary)": "partial"}


class Effects:
    """Effects of your own, one row a study; made by `read_effects`, taken by `risk.compose`.

    Examples
    --------
    >>> import backrisk as br
    >>> mine = br.evidence.read_effects({"id": ["G01"], "measure": ["HR"], "point": [1.2], "low": [1.0],
    ...                                  "high": [1.44], "source": ["Own review 2026"]})
    >>> len(mine), mine.to_table().row(0)["certainty"]
    (1, 'low')
    """

    __slots__ = ("_core",)

    def __init__(self, core: _core.evidence.EffectRows) -> None:
        self._core = core

    def __len__(self) -> int:
        return len(self._core)

    def to_table(self) -> Table:
        """The rows, with the columns of `evidence.effects`."""
        rows = [self._core.row(at) for at in range(len(self))]
        return table_of(rows, EFFECT_COLUMNS, title="effects of your own")

    def __repr__(self) -> str:
        return f"Effects({', '.join(self.to_table()['id'].tolist())})"


def read_effects(table: str | os.PathLike[str] | Mapping[str, Sequence[object]]) -> Effects:
    """Effects of your own from a CSV file or from columns.

    Parameters
    ----------
    table : path or mapping of columns
        Needed: `id` (not that of a published row), `measure` (OR, RR, HR, IRR or the long names), `point`,
        `source`. Optional: `low`, `high` (its interval) and `interval_level` (0.95), `factor`, `contrast`,
        `population`, `outcome` ("LBP"), `horizon`, `study_type`, `doi`, `status` ("verified"), `certainty`
        ("low"), `use` ("multiplier"), `note`. The words are those of `evidence.effects`; the column names of
        the published table (ci_low, level_contrast, model_use ...) are read too.

    Returns
    -------
    Effects
        For `risk.compose(effects=...)`.

    Raises
    ------
    DataError
        For a file that cannot be read, a column that is missing, or a value that is no number; with row and
        column.
    InvalidArgument
        For an id that is taken, an unknown word, or an interval that does not hold its point.

    Notes
    -----
    A row with `status` "unverified" is kept and never becomes a coefficient, as among the published ones.

    Examples
    --------
    >>> read_effects({"id": ["G01"], "measure": ["HR"], "point": [1.2], "low": [1.0], "high": [1.44],
    ...               "source": ["Own review 2026"]})
    Effects(G01)
    """
    label, rows = _rows_of(table)
    out = _core.evidence.EffectRows()
    for at, row in enumerate(rows, start=1):
        named = {_ALSO.get(name, name): value for name, value in row.items()}
        for name in _NEEDED:
            if not str(named.get(name, "")).strip():
                raise _core.DataError(
                    f"{label}: row {at}: column {name} is empty or absent, but must be given"
                )
        numbers = {name: _number(label, at, name, named.get(name)) for name in _NUMBERS}
        if np.isnan(numbers["interval_level"]):
            numbers["interval_level"] = 0.0 if np.isnan(numbers["low"]) else 0.95
        words = {name: str(named.get(name) or default) for name, default in _DEFAULTS.items()}
        words["status"] = _STATUS.get(words["status"], words["status"])
        words |= {name: str(named[name]).strip() for name in ("id", "measure", "source")}
        out.add(words, numbers)
    return Effects(out)


def _rows_of(table: str | os.PathLike[str] | Mapping[str, Sequence[object]]) -> tuple[str, list[dict[str, object]]]:
    """A name for messages, and the rows."""
    if isinstance(table, Mapping):
        columns = {str(name): list(values) for name, values in table.items()}
        lengths = {len(values) for values in columns.values()}
        if len(lengths) > 1:
            raise _core.DataError(f"effects: columns have {sorted(lengths)} rows, but must have as many each")
        return "effects", [
            dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)
        ]
    path = os.fspath(table)
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            return path, [dict(row) for row in csv.DictReader(file)]
    except OSError as error:
        raise _core.DataError(f"{path}: cannot be read ({error.strerror})") from None


def _number(label: str, row: int, column: str, value: object) -> float:
    """A number, NaN where nothing is given."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return float("nan")
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise _core.DataError(
            f"{label}: row {row}: column {column} is {value!r}, but must be a number"
        ) from None
