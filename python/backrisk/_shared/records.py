"""Records of the core as a table: one row a record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from backrisk import _core
from backrisk._shared.table import Table

__all__ = ["MeasureInfo", "Source", "table_of"]

MeasureInfo: TypeAlias = _core.core.MeasureInfo
"""A measure: name, unit, formula, source, doi, status of that source, and the test that reproduces it."""

Source: TypeAlias = _core.core.Source
"""Where a number comes from: citation, doi, status."""


def table_of(records: Sequence[object], names: Sequence[str], *, title: str = "") -> Table:
    """A table with a column for each attribute of `names`, in order; also where there is no record.

    >>> table_of([1 + 2j, 3j], ("real", "imag"))["imag"]
    array([2., 3.])
    """
    columns = {name: [getattr(record, name) for record in records] for name in names}
    return Table({name: np.asarray(values) for name, values in columns.items()}, title=title)
