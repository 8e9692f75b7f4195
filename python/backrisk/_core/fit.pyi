"""
Generalised linear models, priors, survival, matched studies, splines.
"""
from __future__ import annotations
__all__: list[str] = list()
