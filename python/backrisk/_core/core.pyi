"""
What every area shares.
"""
from __future__ import annotations
import numpy
import numpy.typing
import typing
__all__: list[str] = ['MeasureInfo', 'MeasuredColumn', 'MeasuredValue', 'Source', 'arrow_stream', 'first_day', 'last_day', 'no_day', 'read_days']
class Source:
    """
    Where a number comes from, and how far that was checked.
    """
    @staticmethod
    def _repr_html_(result: typing.Any) -> str:
        """
        The result as a part of a page.
        
            >>> import backrisk as br
            >>> page = html_of(br.evidence.random_effects([0.1, 0.5], [0.2, 0.2]))
            >>> "<table>" in page and "tau_squared" in page
            True
            
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
    def status(self) -> str:
        ...
class MeasureInfo:
    """
    What a measure computes, from which source, tested how.
    """
    @staticmethod
    def _repr_html_(result: typing.Any) -> str:
        """
        The result as a part of a page.
        
            >>> import backrisk as br
            >>> page = html_of(br.evidence.random_effects([0.1, 0.5], [0.2, 0.2]))
            >>> "<table>" in page and "tau_squared" in page
            True
            
        """
    def __repr__(self) -> str:
        ...
    @property
    def doi(self) -> str:
        ...
    @property
    def formula(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def source(self) -> str:
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
class MeasuredValue:
    """
    A value, and in words why it is missing.
    """
    def __repr__(self) -> str:
        ...
    @property
    def reason(self) -> str:
        ...
    @property
    def value(self) -> float:
        ...
class MeasuredColumn:
    """
    Values, how much of each was observed, and codes of reasons.
    """
    def __repr__(self) -> str:
        ...
    @property
    def coverage(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def reason_code(self) -> numpy.typing.NDArray[numpy.uint8]:
        ...
    @property
    def value(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
def arrow_stream(fields: list[typing.Any], rows: typing.SupportsInt | typing.SupportsIndex) -> typing.Any:
    """
    A capsule of the Arrow C stream interface.
    """
def read_days(texts: list[typing.Any]) -> numpy.typing.NDArray[numpy.int32]:
    """
    Days since 1970-01-01 of ISO texts.
    """
first_day: int = -25567
last_day: int = 47846
no_day: int = -2147483648
