"""
Symmetry, strength ratios, trunk endurance, norms and measurement error.
"""
from __future__ import annotations
import backrisk._core.core
import numpy
import numpy.typing
import typing
__all__: list[str] = ['Change', 'ClinicalTest', 'EnduranceRatio', 'FlagRule', 'FlaggedColumn', 'Norm', 'Standing', 'StrengthRatio', 'SymmetryForm', 'change', 'default_change_level', 'endurance_profile', 'endurance_ratios', 'find_test', 'measures', 'minimal_detectable_change', 'norms', 'standing', 'strength_ratio', 'strength_ratios', 'symmetry_forms', 'symmetry_index', 'tests']
class FlagRule:
    """
    Published limits; NaN where there is none.
    """
    def __repr__(self) -> str:
        ...
    @property
    def high(self) -> float:
        ...
    @property
    def low(self) -> float:
        ...
    @property
    def source(self) -> backrisk._core.core.Source:
        ...
class SymmetryForm:
    """
    A definition of symmetry.
    """
    def __repr__(self) -> str:
        ...
    @property
    def directed(self) -> bool:
        ...
    @property
    def form(self) -> str:
        ...
    @property
    def formula(self) -> str:
        ...
    @property
    def source(self) -> backrisk._core.core.Source:
        ...
    @property
    def unit(self) -> str:
        ...
class StrengthRatio:
    """
    Two opposing muscle groups.
    """
    def __repr__(self) -> str:
        ...
    @property
    def denominator(self) -> str:
        ...
    @property
    def kind(self) -> str:
        ...
    @property
    def limit(self) -> FlagRule:
        ...
    @property
    def numerator(self) -> str:
        ...
    @property
    def reference(self) -> float:
        ...
class EnduranceRatio:
    """
    A ratio of two trunk holds.
    """
    def __repr__(self) -> str:
        ...
    @property
    def female(self) -> float:
        ...
    @property
    def limit(self) -> FlagRule:
        ...
    @property
    def male(self) -> float:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def norm_source(self) -> backrisk._core.core.Source:
        ...
class ClinicalTest:
    """
    A test, its unit and its plausible range.
    """
    def __repr__(self) -> str:
        ...
    @property
    def description(self) -> str:
        ...
    @property
    def high(self) -> float:
        ...
    @property
    def low(self) -> float:
        ...
    @property
    def sided(self) -> bool:
        ...
    @property
    def test(self) -> str:
        ...
    @property
    def unit(self) -> str:
        ...
class Norm:
    """
    A published mean, limit or measurement error.
    """
    def __repr__(self) -> str:
        ...
    @property
    def citation(self) -> str:
        ...
    @property
    def doi(self) -> str:
        ...
    @property
    def note(self) -> str:
        ...
    @property
    def people(self) -> int:
        ...
    @property
    def population(self) -> str:
        ...
    @property
    def sd(self) -> float:
        ...
    @property
    def sex(self) -> str:
        ...
    @property
    def side(self) -> str:
        ...
    @property
    def statistic(self) -> str:
        ...
    @property
    def status(self) -> str:
        ...
    @property
    def test(self) -> str:
        ...
    @property
    def unit(self) -> str:
        ...
    @property
    def value(self) -> float:
        ...
class FlaggedColumn:
    """
    Ratios, and whether each crosses a limit.
    """
    def __repr__(self) -> str:
        ...
    @property
    def flag(self) -> numpy.typing.NDArray[numpy.int8]:
        ...
    @property
    def ratio(self) -> backrisk._core.core.MeasuredColumn:
        ...
class Change:
    """
    Differences against the detectable one.
    """
    def __repr__(self) -> str:
        ...
    @property
    def detectable(self) -> float:
        ...
    @property
    def difference(self) -> backrisk._core.core.MeasuredColumn:
        ...
    @property
    def direction_code(self) -> numpy.typing.NDArray[numpy.int8]:
        ...
class Standing:
    """
    z-scores and percentiles, and the norm behind them.
    """
    def __repr__(self) -> str:
        ...
    @property
    def norm(self) -> Norm | None:
        ...
    @property
    def percentile(self) -> backrisk._core.core.MeasuredColumn:
        ...
    @property
    def z(self) -> backrisk._core.core.MeasuredColumn:
        ...
def change(before: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], after: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], sem: typing.SupportsFloat | typing.SupportsIndex, level: typing.SupportsFloat | typing.SupportsIndex = 0.95) -> Change:
    ...
def endurance_profile(extensor_s: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], flexor_s: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], side_left_s: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], side_right_s: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> list[FlaggedColumn]:
    ...
def endurance_ratios() -> list[EnduranceRatio]:
    ...
def find_test(name: str) -> ClinicalTest:
    ...
def measures() -> list[backrisk._core.core.MeasureInfo]:
    ...
def minimal_detectable_change(sem: typing.SupportsFloat | typing.SupportsIndex, level: typing.SupportsFloat | typing.SupportsIndex = 0.95) -> float:
    ...
def norms() -> list[Norm]:
    ...
def standing(values: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], test: str, sex: str, side: str = '') -> Standing:
    ...
def strength_ratio(numerator: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], denominator: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], kind: str) -> FlaggedColumn:
    ...
def strength_ratios() -> list[StrengthRatio]:
    ...
def symmetry_forms() -> list[SymmetryForm]:
    ...
def symmetry_index(left: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], right: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], form: str) -> backrisk._core.core.MeasuredColumn:
    ...
def tests() -> list[ClinicalTest]:
    ...
default_change_level: float = 0.95
