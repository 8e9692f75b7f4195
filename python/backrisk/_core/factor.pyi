"""
Area factor: the schema between measures and models.
"""
from __future__ import annotations
import collections.abc
import numpy
import numpy.typing
import typing
__all__: list[str] = ['Schema', 'default_schema']
class Schema:
    def draw(self, people: typing.SupportsInt | typing.SupportsIndex, seed: typing.SupportsInt | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.float64]:
        """
        People of the target population, a row each.
        """
    def expand(self, row: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> tuple[typing.Any, ...]:
        """
        (phi, known bits, extrapolating bits) of one row.
        """
    def factors(self) -> list[typing.Any]:
        """
        A dict a factor, in the order of a row.
        """
    def row(self, names: collections.abc.Sequence[str], values: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex]) -> numpy.typing.NDArray[numpy.float64]:
        """
        One row from some names and values.
        """
def default_schema(setting: str) -> Schema:
    ...
