"""The restricted likelihood of a penalised model as a function of its penalties, and its maximum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from backrisk._shared.columns import FloatColumn
from backrisk._shared.design import FloatMatrix
from backrisk._shared.prior import Prior
from backrisk.fit.glm_fit import GlmFit

__all__ = ["GaussianCriterion", "RestrictedLikelihood", "highest"]

_STEP, _WIDEST = 1e-3, 4.0
RANGE = 16.0
"""How far ln of a penalty may go from where it and the data weigh the same: beyond, nothing changes."""


@dataclass(frozen=True)
class _Look:
    """The criterion at some penalties: its value, the penalised coefficients, their covariance, the dispersion."""

    value: float
    coef: FloatColumn
    covariance: FloatMatrix
    dispersion: float


class RestrictedLikelihood:
    """The log restricted likelihood as a function of ln of the penalties."""

    def __init__(self, matrices: list[FloatMatrix], fit: Callable[[Prior], GlmFit] | None) -> None:
        self.matrices, self.fit = matrices, fit
        values, vectors = np.linalg.eigh(sum(m / np.trace(m) for m in matrices))
        self.range = vectors[:, values > 1e-9 * values.max()]

    def precision(self, log_penalty: FloatColumn) -> FloatMatrix:
        return np.asarray(sum(np.exp(r) * m for r, m in zip(log_penalty, self.matrices, strict=True)))

    def determinants(self, raw: FloatMatrix, covariance: FloatMatrix) -> float:
        """(ln|S|+ + ln|V| + the number of free directions times ln 2 pi) / 2."""
        within = np.linalg.slogdet(self.range.T @ raw @ self.range)[1]
        flat = len(covariance) - self.range.shape[1]
        return float((within + np.linalg.slogdet(covariance)[1] + flat * np.log(2 * np.pi)) / 2)

    def at(self, log_penalty: FloatColumn) -> _Look:
        assert self.fit is not None
        raw, size = self.precision(log_penalty), len(self.matrices[0])
        model = self.fit(Prior(0.0, raw))
        v = model.naive_covariance
        value = model.log_likelihood + model.log_prior + self.determinants(raw, v)
        return _Look(float(value), model.coef[-size:], v[-size:, -size:], 1.0)


class GaussianCriterion(RestrictedLikelihood):
    """The same of a Gaussian outcome, whose variance is where the criterion is largest: in closed form."""

    def __init__(self, matrices: list[FloatMatrix], x: FloatMatrix, y: FloatColumn, weights: FloatColumn) -> None:
        super().__init__(matrices, None)
        self.x, self.y, self.weights = np.column_stack([np.ones(len(x)), x]), y, weights
        self.gram = self.x.T @ (weights[:, None] * self.x)
        self.moments = self.x.T @ (weights * y)

    def solve(self, raw: FloatMatrix) -> tuple[FloatColumn, FloatMatrix, float]:
        """Coefficients with the intercept, (X'WX + S)^-1, and the weighted sum of squares."""
        inverse = np.asarray(np.linalg.inv(self.gram + np.pad(raw, (1, 0))), dtype=np.float64)
        b = inverse @ self.moments
        return b, inverse, float(self.weights @ (self.y - self.x @ b) ** 2)

    def at(self, log_penalty: FloatColumn) -> _Look:
        raw = self.precision(log_penalty)
        b, inverse, squares = self.solve(raw)
        n, flat = int((self.weights > 0).sum()), len(b) - self.range.shape[1]
        bent = float(b[1:] @ raw @ b[1:])
        variance = (squares + bent) / (n - flat)
        likelihood = np.log(self.weights[self.weights > 0]).sum() - n * np.log(2 * np.pi * variance)
        value = (likelihood - (squares + bent) / variance) / 2
        value += self.determinants(raw / variance, inverse * variance)
        return _Look(float(value), b[1:], inverse[1:, 1:] * variance, variance)

    def residual_variance(self, log_penalty: FloatColumn) -> float:
        """Sum of squares over rows less effective parameters: what `glm` finds at its own estimate."""
        raw = self.precision(log_penalty)
        _, inverse, squares = self.solve(raw)
        return squares / (int((self.weights > 0).sum()) - float(np.trace(inverse @ self.gram)))


def _first_steps(criterion: RestrictedLikelihood, log_penalty: FloatColumn) -> FloatColumn:
    """Fellner and Schall's steps: near the maximum from anywhere, and not quite there."""
    start = log_penalty
    for _ in range(30):
        look = criterion.at(log_penalty)
        inverse = np.linalg.pinv(criterion.precision(log_penalty), rcond=1e-13, hermitian=True)
        step = np.zeros_like(log_penalty)
        for j, matrix in enumerate(criterion.matrices):
            explained = look.dispersion * np.trace(inverse @ matrix) - np.trace(look.covariance @ matrix)
            bent = float(look.coef @ matrix @ look.coef)
            step[j] = np.log(explained / bent) if explained > 0 and bent > 0 else _WIDEST
        to = np.clip(log_penalty + np.clip(step, -_WIDEST, _WIDEST), start - RANGE, start + RANGE)
        if np.abs(to - log_penalty).max() < 0.05:
            return to
        log_penalty = to
    return log_penalty


def _differences(criterion: RestrictedLikelihood, at: FloatColumn) -> tuple[float, FloatColumn, FloatMatrix]:
    """Value, gradient and second derivatives by central differences."""
    size, step = len(at), np.eye(len(at)) * _STEP
    middle = criterion.at(at).value
    up, down = ([criterion.at(at + s * one).value for one in step] for s in (1, -1))
    gradient = np.array([(a - b) / (2 * _STEP) for a, b in zip(up, down, strict=True)])
    second = np.diag([(a + b - 2 * middle) / _STEP**2 for a, b in zip(up, down, strict=True)])
    for i in range(size):
        for j in range(i):
            both = criterion.at(at + step[i] + step[j]).value
            second[i, j] = second[j, i] = (both - up[i] - up[j] + middle) / _STEP**2
    return middle, gradient, second


def _climb(criterion: RestrictedLikelihood, start: FloatColumn, low: FloatColumn, high: FloatColumn) -> FloatColumn:
    """Newton's method on the log penalties, with step-halving, inside its bounds."""
    at = start
    for _ in range(30):
        value, gradient, second = _differences(criterion, at)
        free = ~(((at >= high) & (gradient > 0)) | ((at <= low) & (gradient < 0)))
        if not free.any() or np.abs(gradient[free]).max() < 1e-6:
            break
        roots, axes = np.linalg.eigh(-second[np.ix_(free, free)])
        step = np.zeros_like(at)
        step[free] = axes @ ((axes.T @ gradient[free]) / np.maximum(np.abs(roots), 1e-4))
        step *= min(1.0, _WIDEST / np.abs(step).max())
        for _ in range(12):
            there = np.clip(at + step, low, high)
            if criterion.at(there).value >= value - 1e-12 * abs(value):
                break
            step = step / 2
        else:
            break
        if np.abs(there - at).max() < 1e-7:
            break
        at = there
    return at


def highest(
    criterion: RestrictedLikelihood, start: FloatColumn, low: FloatColumn, high: FloatColumn
) -> FloatColumn:
    """The best maximum found from Fellner and Schall's steps and from the best of a grid: there may be several."""
    moves = np.array([-12.0, -6.0, 0.0, 6.0, 12.0])
    size = len(start)
    grid = np.stack(np.meshgrid(*[moves] * size), axis=-1).reshape(-1, size) if size < 4 else moves[:, None]
    best = max((start + move for move in grid), key=lambda at: criterion.at(at).value)
    ends = [_climb(criterion, at, low, high) for at in (_first_steps(criterion, start), best)]
    return max(ends, key=lambda at: criterion.at(at).value)
