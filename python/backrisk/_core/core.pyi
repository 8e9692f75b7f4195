"""
What every area shares.
"""
from __future__ import annotations
import numpy
import numpy.typing
import typing
__all__: list[str] = ['arrow_stream', 'first_day', 'last_day', 'no_day', 'read_days']
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
