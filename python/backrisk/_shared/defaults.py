"""Defaults that many signatures share, read once from the core."""

from __future__ import annotations

from backrisk import _core

HORIZON_DAYS: int = _core.risk.default_horizon_days
"""Days over which a risk is stated unless another horizon is asked for."""

LEVEL: float = _core.risk.default_level
"""Level of an interval unless another is asked for."""
