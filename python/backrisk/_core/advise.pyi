"""
Area advise: what can be done with an assessment; see `backrisk.advise`.
"""
from __future__ import annotations
import typing
__all__: list[str] = ['measures']
def measures() -> list[typing.Any]:
    ...
