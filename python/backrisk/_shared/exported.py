"""What lets other libraries read a table of ours as it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy.typing as npt

from backrisk import _core
from backrisk._shared.arrow import stream_of
from backrisk._shared.coded import Coded
from backrisk._shared.typing import Array


class Exported(ABC):
    """Offers columns by Arrow's C stream interface and to narwhals.

    A class that inherits says with `_exported` what its columns are, and with `_dictionaries` which texts are
    dictionaries (categories): those with few different values.
    """

    __slots__ = ()

    _dictionaries: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def _exported(self) -> Mapping[str, Array | Coded]:
        """The columns by name."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A capsule of the Arrow C stream interface: one batch, missing values as null.

        `requested_schema` is a wish that the interface allows to decline; types stay as they are.
        """
        columns = self._exported()
        rows = len(next(iter(columns.values()))) if columns else 0
        return stream_of(columns, rows, self._dictionaries)

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> Array:
        """Refused: columns of different types are no array, and `pd.DataFrame(table)` would guess one."""
        how = 'to_frame("pandas"), pd.DataFrame.from_arrow(table) or table["column"]'
        raise _core.InvalidArgument(f"{type(self).__name__}: is no array; use {how}")

    def __narwhals_dataframe__(self) -> Any:
        """What `nw.from_native(table)` takes: the table as a frame of the first library that is installed."""
        import narwhals as nw

        return nw.from_native(self.to_frame(), eager_only=True)._compliant_frame

    @abstractmethod
    def to_frame(self, backend: str | None = None) -> Any:
        """The whole as a frame of pandas, polars or pyarrow."""
