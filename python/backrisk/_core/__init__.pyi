"""
Compiled core of backrisk; use the package `backrisk`, which documents every function.
"""
from __future__ import annotations
from . import core
from . import load
from . import spine
from . import balance
from . import preparation
from . import history
from . import factor
from . import evidence
from . import risk
from . import fit
from . import advise
from . import cohort
from . import validate
from . import io
__all__: list[str] = ['DataError', 'InvalidArgument', 'NumericError', 'advise', 'balance', 'cohort', 'core', 'evidence', 'factor', 'fit', 'history', 'io', 'load', 'preparation', 'reason_names', 'risk', 'spine', 'validate']
class InvalidArgument(ValueError):
    pass
class DataError(ValueError):
    pass
class NumericError(ValueError):
    pass
def reason_names() -> list[str]:
    """
    Words of the reason codes, by code.
    """
__version__: str = '0.2.0'
