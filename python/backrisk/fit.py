"""Estimation from your own data."""

from __future__ import annotations

__all__: list[str] = []
