"""Records of the core as a table: one row a record."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backrisk._shared.table import Table

__all__ = ["table_of"]


def table_of(records: Sequence[object], names: Sequence[str], *, title: str = "") -> Table:
    """A table with a column for each attribute of `names`, in order; also where there is no record.

    >>> table_of([1 + 2j, 3j], ("real", "imag"))["imag"]
    array([2., 3.])
    """
    columns = {name: [getattr(record, name) for record in records] for name in names}
    return Table({name: np.asarray(values) for name, values in columns.items()}, title=title)
