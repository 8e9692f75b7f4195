"""
Area factor: the schema between measures and models.
"""
from __future__ import annotations
import collections.abc
import numpy
import numpy.typing
import typing
__all__: list[str] = ['EvidenceUse', 'ExpandedRow', 'Factor', 'Marginal', 'Schema', 'Term', 'Transform', 'default_schema']
class ExpandedRow:
    """
    The columns of a row of factors.
    """
    def __repr__(self) -> str:
        ...
    @property
    def extrapolates(self) -> int:
        ...
    @property
    def known(self) -> int:
        ...
    @property
    def phi(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
class EvidenceUse:
    def __init__(self, id: str, units: typing.SupportsFloat | typing.SupportsIndex, p0: typing.SupportsFloat | typing.SupportsIndex, indirect: bool, standard_error: typing.SupportsFloat | typing.SupportsIndex | None, log_hazard_ratio: typing.SupportsFloat | typing.SupportsIndex | None, because: str) -> None:
        ...
    def __repr__(self) -> str:
        ...
class Term:
    def __init__(self, name: str, evidence: collections.abc.Sequence[EvidenceUse], because: str, prior_scale: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    def __repr__(self) -> str:
        ...
class Marginal:
    def __init__(self, law: str, first: typing.SupportsFloat | typing.SupportsIndex, second: typing.SupportsFloat | typing.SupportsIndex, parent: str, without_parent: typing.SupportsFloat | typing.SupportsIndex, loading: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    def __repr__(self) -> str:
        ...
class Transform:
    def __init__(self, kind: str, origin: typing.SupportsFloat | typing.SupportsIndex, scale: typing.SupportsFloat | typing.SupportsIndex, knots: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], columns: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def __repr__(self) -> str:
        ...
class Factor:
    def __init__(self, name: str, label: str, unit: str, cause: str, transform: Transform, range: tuple[typing.SupportsFloat | typing.SupportsIndex, typing.SupportsFloat | typing.SupportsIndex], group: str, population: Marginal, terms: collections.abc.Sequence[Term], persistence_days: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    def __repr__(self) -> str:
        ...
    @property
    def cause(self) -> str:
        ...
    @property
    def columns(self) -> list[str]:
        ...
    @property
    def evidence(self) -> list[str]:
        ...
    @property
    def group(self) -> str:
        ...
    @property
    def high(self) -> float:
        ...
    @property
    def label(self) -> str:
        ...
    @property
    def low(self) -> float:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def parent(self) -> str:
        ...
    @property
    def persistence_days(self) -> float:
        ...
    @property
    def transform(self) -> str:
        ...
    @property
    def unit(self) -> str:
        ...
class Schema:
    def __repr__(self) -> str:
        ...
    def draw(self, people: typing.SupportsInt | typing.SupportsIndex, seed: typing.SupportsInt | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.float64]:
        """
        People of the target population, a row each.
        """
    def expand(self, row: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> ExpandedRow:
        """
        Columns and sets of factors of one row.
        """
    def factors(self) -> list[Factor]:
        """
        In the order of a row.
        """
    def row(self, names: collections.abc.Sequence[str], values: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex]) -> numpy.typing.NDArray[numpy.float64]:
        """
        One row from some names and values.
        """
def default_schema(outcome: str = 'any_episode') -> Schema:
    ...
