"""Values of any factor of a model, from any table."""

from __future__ import annotations

import copy
from typing import Any, Protocol, TypeVar

import numpy as np

from backrisk import _core
from backrisk._shared import tables as _tables
from backrisk._shared.typing import FrameLike

__all__ = ["with_values"]

_KEYS = ("person_id", "date")


class _People(Protocol):
    """A cohort: the positions of its people, and its data in the core."""

    _position: dict[str, int]
    _data: Any


C = TypeVar("C", bound=_People)


def with_values(cohort: C, table: FrameLike, label: str = "values") -> C:
    """The same cohort, that knows more factors: any column of any table.

    Parameters
    ----------
    cohort : Cohort
        It stays as it is.
    table : frame or mapping of columns
        person_id; date, from which on a value is known until the next (without the column: always); and one
        column a factor, by its name in the model and in its unit. A missing value changes nothing.
    label : str
        What messages call the table.

    Returns
    -------
    Cohort
        A copy. A model reads the factors that it has.

    Raises
    ------
    DataError
        For a person whom the cohort does not have, a missing date or a value that is no number; with row and
        column.

    Examples
    --------
    >>> import backrisk as br
    >>> cohort = br.Cohort(sessions={"person_id": ["a"], "date": ["2026-03-01"], "load": [300]})
    >>> len(with_values(cohort, {"person_id": ["a"], "high_speed_km": [2.5]}))
    1
    """
    raw = _tables.columns_of(table, label)
    if "person_id" not in raw:
        raise _core.DataError(f"{label}: has no column person_id, which is needed")
    ids = _tables.words(raw["person_id"], _tables.Cell(label, "person_id"))
    person = np.array([cohort._position.get(one, int(_tables.NO_PERSON)) for one in ids], dtype=np.uint32)
    for row in np.flatnonzero(person == int(_tables.NO_PERSON)).tolist():
        rule = "but must be a person of the cohort"
        raise _core.DataError(f"{label}: row {row + 1}: person_id is {ids[row]!r}, {rule}")
    if "date" in raw:
        day = np.asarray(_tables.days(raw["date"], _tables.Cell(label, "date")), dtype=np.int32)
        if (missing := np.flatnonzero(day == _tables.NO_DAY)).size:
            raise _core.DataError(f"{label}: row {missing[0] + 1}: date is missing, but must be given")
    else:
        day = np.full(len(ids), _tables.NO_DAY, dtype=np.int32)
    names = [name for name in raw if name not in _KEYS]
    if not names:
        raise _core.DataError(f"{label}: has no column of values, but must have one a factor")
    values = [_tables.numbers(raw[name], _tables.Cell(label, name)) for name in names]
    out = copy.copy(cohort)
    out._data = cohort._data.with_values(names, person, day, values)
    return out
