"""Estimation from your own data."""

from __future__ import annotations

from backrisk._cox import CoxFit, SurvivalPrediction, cox

__all__ = ["CoxFit", "SurvivalPrediction", "cox"]
