"""
Warm-up, recovery, sleep and readiness.
"""
from __future__ import annotations
import backrisk._core.core
import collections.abc
import numpy
import numpy.typing
import typing
__all__: list[str] = ['PatternRest', 'WarmUp', 'WellnessItem', 'days_since_hard', 'is_higher_better', 'measures', 'pattern_rest', 'readiness', 'recent_mean', 'rest_days', 'sleep_debt', 'warm_up_score', 'wellness_items', 'wellness_z']
class WellnessItem:
    """
    A daily self-report.
    """
    def __repr__(self) -> str:
        ...
    @property
    def high(self) -> float:
        ...
    @property
    def higher_is_better(self) -> bool:
        ...
    @property
    def low(self) -> float:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def unit(self) -> str:
        ...
class WarmUp:
    """
    How often somebody warms up, and how regularly.
    """
    def __repr__(self) -> str:
        ...
    @property
    def regularity(self) -> backrisk._core.core.MeasuredColumn:
        ...
    @property
    def share(self) -> backrisk._core.core.MeasuredColumn:
        ...
class PatternRest:
    """
    Days since a movement pattern, and days in a row.
    """
    def __repr__(self) -> str:
        ...
    @property
    def days_since(self) -> backrisk._core.core.MeasuredColumn:
        ...
    @property
    def in_a_row(self) -> backrisk._core.core.MeasuredColumn:
        ...
def days_since_hard(load: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], starts: typing.Annotated[numpy.typing.ArrayLike, numpy.uint64], hard_load: typing.SupportsFloat | typing.SupportsIndex) -> backrisk._core.core.MeasuredColumn:
    ...
def is_higher_better(name: str) -> bool:
    ...
def measures() -> list[backrisk._core.core.MeasureInfo]:
    ...
def pattern_rest(day: typing.Annotated[numpy.typing.ArrayLike, numpy.int32], pattern: typing.Annotated[numpy.typing.ArrayLike, numpy.int32], patterns: typing.SupportsInt | typing.SupportsIndex, starts: typing.Annotated[numpy.typing.ArrayLike, numpy.uint64]) -> PatternRest:
    ...
def readiness(items: collections.abc.Sequence[typing.Annotated[numpy.typing.ArrayLike, numpy.float64]], higher_is_better: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], starts: typing.Annotated[numpy.typing.ArrayLike, numpy.uint64], window: typing.SupportsInt | typing.SupportsIndex = 28, min_coverage: typing.SupportsFloat | typing.SupportsIndex = 0.75) -> backrisk._core.core.MeasuredColumn:
    ...
def recent_mean(values: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], starts: typing.Annotated[numpy.typing.ArrayLike, numpy.uint64], item: str = '', window: typing.SupportsInt | typing.SupportsIndex = 7, min_coverage: typing.SupportsFloat | typing.SupportsIndex = 0.75) -> backrisk._core.core.MeasuredColumn:
    ...
def rest_days(load: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], starts: typing.Annotated[numpy.typing.ArrayLike, numpy.uint64], window: typing.SupportsInt | typing.SupportsIndex = 7, min_coverage: typing.SupportsFloat | typing.SupportsIndex = 0.75) -> backrisk._core.core.MeasuredColumn:
    ...
def sleep_debt(sleep_hours: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], starts: typing.Annotated[numpy.typing.ArrayLike, numpy.uint64], need_hours: typing.SupportsFloat | typing.SupportsIndex, window: typing.SupportsInt | typing.SupportsIndex = 7, min_coverage: typing.SupportsFloat | typing.SupportsIndex = 0.75) -> backrisk._core.core.MeasuredColumn:
    ...
def warm_up_score(day: typing.Annotated[numpy.typing.ArrayLike, numpy.int32], warm_up_min: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], specific_min: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], is_session: typing.Annotated[numpy.typing.ArrayLike, numpy.uint8], starts: typing.Annotated[numpy.typing.ArrayLike, numpy.uint64], window: typing.SupportsInt | typing.SupportsIndex = 28, minimum_min: typing.SupportsFloat | typing.SupportsIndex = 5.0, minimum_specific_min: typing.SupportsFloat | typing.SupportsIndex = 5.0, min_coverage: typing.SupportsFloat | typing.SupportsIndex = 0.75) -> WarmUp:
    ...
def wellness_items() -> list[WellnessItem]:
    ...
def wellness_z(values: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], starts: typing.Annotated[numpy.typing.ArrayLike, numpy.uint64], window: typing.SupportsInt | typing.SupportsIndex = 28, min_coverage: typing.SupportsFloat | typing.SupportsIndex = 0.75, higher_is_better: bool = True) -> backrisk._core.core.MeasuredColumn:
    ...
