"""The whole of `Model.score` on a diary of loads, written plainly in pandas and numpy.

It knows the definitions and the published parts of a model (mean, covariance, centre, population), and
nothing of how backrisk computes. A test holds it beside backrisk; the benchmark times it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

import backrisk as br

KNOWN = [
    "session_spike_10",
    "session_spike_30",
    "session_spike_100",
    "acute_chronic_ratio",
    "week_change",
    "monotony",
]


def measures(frame: pd.DataFrame) -> pd.DataFrame:
    """What each day of the diary says: spike of the week, ratio, change, monotony. NaN where not known."""
    by = frame.groupby("person", sort=False)["load"]
    rolling = by.rolling(7)
    mean, sd, total = rolling.mean().to_numpy(), rolling.std().to_numpy(), rolling.sum().to_numpy()
    week = pd.Series(total).groupby(frame["person"].to_numpy()).shift(7).to_numpy()
    before = by.rolling(30, min_periods=1).max().groupby(level=0).shift(1).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        rise = np.where(before > 0, frame["load"].to_numpy() / before - 1, np.nan)
        return pd.DataFrame(
            {
                "spike": pd.Series(rise)
                .groupby(frame["person"].to_numpy())
                .rolling(7, min_periods=1)
                .max()
                .to_numpy(),
                "ratio": by.ewm(span=7, adjust=False).mean().to_numpy()
                / by.ewm(span=28, adjust=False).mean().to_numpy(),
                "change": 100 * (total - week) / (total + week),
                "monotony": mean / sd,
            }
        )


def columns(found: pd.DataFrame) -> np.ndarray:
    """The transforms of the default factors, in the order of `KNOWN`."""
    spike = np.clip(found["spike"], -1, 10)
    with np.errstate(divide="ignore"):
        return np.stack(
            [
                (spike > 0.1) & (spike <= 0.3),
                (spike > 0.3) & (spike <= 1),
                spike > 1,
                np.log2(np.clip(found["ratio"], 0.25, 4)),
                np.clip(found["change"], -100, 100) / 50,
                np.log(np.clip(found["monotony"], 0.2, 5)),
            ]
        ).astype(float)


def score(model: br.Model, frame: pd.DataFrame, log_days: float) -> pd.DataFrame:
    """Risk, 95 % interval and hazard ratio of each day; `log_days` is the log of the horizon's worth."""
    names = list(model.coefficients()["column"])
    known = [names.index(name) for name in KNOWN]
    rest = [k for k in range(len(names)) if k not in known]
    beta, doubt, spread = model.mean(), model.covariance(), model.population_covariance()
    inner = spread[np.ix_(known, known)] + 1e-9 * np.diag(spread).mean() * np.eye(len(known))
    slope = np.linalg.solve(inner, spread[np.ix_(known, rest)])  # the rest, given what is known
    left = spread[np.ix_(rest, rest)] - spread[np.ix_(rest, known)] @ slope
    fill = np.zeros((len(names), len(known)))
    fill[known, range(len(known))] = 1
    fill[rest] = slope.T

    delta = columns(measures(frame)) - model.centre()[known, None]
    eta = beta @ fill @ delta
    variance = ((fill.T @ doubt @ fill @ delta) * delta).sum(axis=0)
    variance += (
        beta[rest] @ left @ beta[rest] + (doubt[np.ix_(rest, rest)] * left).sum() + model.setting_sd**2
    )
    mu, sd = model.log_daily_hazard + eta + log_days, np.sqrt(variance)
    z = np.arange(-5.5, 7.25, 0.5)
    weight = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    risk = np.zeros_like(mu)
    for node, share in zip(z, weight, strict=True):
        risk -= share * np.expm1(-np.exp(mu + node * sd))
    ends = {
        name: -np.expm1(-np.exp(mu + side * 1.959963984540054 * sd))
        for name, side in (("low", -1), ("high", 1))
    }
    return pd.DataFrame({"risk": risk, **ends, "hazard_ratio": np.exp(eta)})


def log_days_of(low: float, high: float, hazard_ratio: float, model: br.Model) -> float:
    """The worth of the horizon, from the ends of one interval: the middle of their log hazards is mu."""
    middle = np.mean(np.log(-np.log1p(-np.array([low, high]))))
    return float(middle - model.log_daily_hazard - np.log(hazard_ratio))
