"""The whole of `Model.score` on a diary of loads, written plainly in pandas and numpy.

It knows the definitions and the published parts of a model (mean, covariance, centre, population), and
nothing of how backrisk computes. A test holds it beside backrisk; the benchmark times it.
"""

from __future__ import annotations

import math

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


def acting(model: br.Model, horizon_days: int) -> np.ndarray:
    """Share of the horizon's days on which a value of each column acts."""
    return np.minimum(1.0, model.factors()["persistence_days"] / horizon_days)


def score(model: br.Model, frame: pd.DataFrame, log_days: float, horizon_days: int = 28) -> pd.DataFrame:
    """Risk, 95 % interval and standing of each day; `log_days` is the log of the horizon's worth."""
    names = list(model.coefficients()["column"])
    known = [names.index(name) for name in KNOWN]
    rest = [k for k in range(len(names)) if k not in known]
    share = acting(model, horizon_days)
    today, beta = model.mean(), model.mean() * share
    doubt, spread = model.covariance() * np.outer(share, share), model.population_covariance()
    inner = spread[np.ix_(known, known)] + 1e-9 * np.diag(spread).mean() * np.eye(len(known))
    slope = np.linalg.solve(inner, spread[np.ix_(known, rest)])  # the rest, given what is known
    left = spread[np.ix_(rest, rest)] - spread[np.ix_(rest, known)] @ slope
    fill = np.zeros((len(names), len(known)))
    fill[known, range(len(known))] = 1
    fill[rest] = slope.T

    delta = columns(measures(frame)) - model.centre()[known, None]
    eta = beta @ fill @ delta
    unknown = beta[rest] @ left @ beta[rest]
    variance = ((fill.T @ doubt @ fill @ delta) * delta).sum(axis=0)
    variance += unknown + (doubt[np.ix_(rest, rest)] * left).sum()
    mu, sd = model.log_daily_hazard + eta + log_days, np.sqrt(variance)
    z = np.arange(-5.5, 7.25, 0.5)
    weight = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    risk = np.zeros_like(mu)
    for node, part in zip(z, weight, strict=True):  # over what is unknown of the person
        risk -= part * np.expm1(-np.exp(mu + node * np.sqrt(unknown)))
    out = {"risk": risk, "hazard_ratio": np.exp(today @ fill @ delta), "relative": np.exp(eta)}
    for name, side in (("low", -1), ("high", 1)):
        out[name] = -np.expm1(-np.exp(mu + side * 1.959963984540054 * sd))
        out[f"relative_{name}"] = np.exp(eta + side * 1.959963984540054 * sd)
    return pd.DataFrame({**out, "above_typical": ndtr(eta / sd)})


def log_days_of(low: float, high: float, relative: float, model: br.Model) -> float:
    """The worth of the horizon, from the ends of one interval: the middle of their log hazards is mu."""
    middle = np.mean(np.log(-np.log1p(-np.array([low, high]))))
    return float(middle - model.log_daily_hazard - np.log(relative))


def ndtr(x: np.ndarray) -> np.ndarray:
    """The standard normal distribution function."""
    return np.array([0.5 * math.erfc(-one / math.sqrt(2)) for one in x])
