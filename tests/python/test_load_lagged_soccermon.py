"""Lagged load of two elite women's football squads: real diaries, real injury reports.

Data: SoccerMon, Midoglu et al. 2024 Sci Data, doi:10.5281/zenodo.10033832. The event is the first report of
an injury anywhere after 28 days without one: a stand-in, for there are few reports of the back. There are 26
of them, enough for two or three coefficients. A player is at risk from her first session to her last, but for
the 28 days after a report. Oracles: the weekly load that the data set ships, models that contain each other,
a column a player.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backrisk import fit, load

OTHER_RULES = ("TeamA-5cd7a61b", "TeamA-4051bba7", "TeamA-32fed4b3")  # shipped by another rule
STEP = load.basis("strata", breaks=[7], reference=0)


def wide(folder: Path, name: str) -> tuple[list[str], list[str], Any]:
    with open(folder / f"training-load__{name}.csv", newline="") as file:
        rows = list(csv.reader(file))
    values = np.array([[float(cell or "nan") for cell in row[1:]] for row in rows[1:]])
    return [row[0] for row in rows[1:]], rows[0][1:], values


@pytest.fixture(scope="module")
def squad(shared: Path) -> dict[str, Any]:
    """Person-days, players one after the other."""
    folder = shared / "data" / "soccermon"
    dates, players, daily = wide(folder, "daily_load")
    day_of = {date: k for k, date in enumerate(dates)}
    reports: dict[str, list[int]] = {player: [] for player in players}
    with open(folder / "injury__injury.csv", newline="") as file:
        for row in csv.DictReader(file):
            if row["player_name"] in reports and row["timestamp"] in day_of:
                reports[row["player_name"]].append(day_of[row["timestamp"]])
    at_risk, event = np.zeros(daily.T.shape, bool), np.zeros(daily.T.shape)
    for k, player in enumerate(players):
        trained = np.flatnonzero(daily[:, k] > 0)
        if trained.size:
            at_risk[k, trained[0] : trained[-1] + 1] = True
        for day in sorted(set(reports[player])):
            event[k, day] = at_risk[k, day]
            at_risk[k, day + 1 : day + 29] = False
    return {
        "x": daily.T.ravel(),
        "player": np.repeat(np.arange(len(players)), len(dates)),
        "shipped": wide(folder, "weekly_load")[2].T.ravel(),
        "same_rule": np.repeat([not one.startswith(OTHER_RULES) for one in players], len(dates)),
        "not_zeroed": np.tile([date != "07.08.2021" for date in dates], len(players)),
        "at_risk": at_risk.ravel(),
        "event": event.ravel(),
    }


def test_a_week_of_lags_is_the_weekly_load_that_was_shipped(squad: dict[str, Any]) -> None:
    week = load.cross_basis(
        squad["x"], lags=6, var="lin", lag=load.basis("strata", df=1), groups=squad["player"]
    ).matrix[:, 0]
    rows = squad["same_rule"] & squad["not_zeroed"] & ~np.isnan(week)
    assert rows.sum() > 30_000
    np.testing.assert_allclose(week[rows], squad["shipped"][rows], rtol=0, atol=0.005001)


def fits(
    squad: dict[str, Any], *columns: dict[str, Any], prior: fit.Prior | None = None, **how: Any
) -> fit.GlmFit:
    """Person-days at risk with a whole window of lags, so that every model sees the same rows."""
    whole = load.cross_basis(squad["x"], lags=27, var="lin", lag=STEP, groups=squad["player"]).matrix[:, 0]
    rows = squad["at_risk"] & ~np.isnan(whole)
    joined = {name: values[rows] for part in columns for name, values in part.items()}
    given = {name: values[rows] for name, values in how.items()}
    return fit.glm(joined, squad["event"][rows], family="binomial", link="cloglog", prior=prior, **given)


def test_models_that_contain_each_other(squad: dict[str, Any]) -> None:
    """Acute and chronic sums stand inside a curve with the same step, and beside a smooth lag curve."""
    x, player = squad["x"] / 100, squad["player"]
    two = load.cross_basis(x, lags=27, var="lin", lag=STEP, groups=player)
    curve = load.cross_basis(x, lags=27, var=load.basis("poly", degree=2, scale=1), lag=STEP, groups=player)
    free = load.cross_basis(x, lags=27, var="lin", lag="integer", groups=player)
    sums, bent = (fits(squad, cb.columns(), clusters=player) for cb in (two, curve))
    smooth = fits(squad, free.columns(), prior=free.penalty(curve=1e6))
    assert squad["event"].sum() == 26
    assert all(one.converged for one in (sums, bent, smooth)) and sums.n_clusters > 30
    assert sums.null_log_likelihood < sums.log_likelihood < bent.log_likelihood
    assert sums.log_likelihood - sums.null_log_likelihood < 10  # loads say little here, and less is claimed
    effects = two.predict(sums, at=[5.0])
    np.testing.assert_allclose(effects.fit[0, [0, 6]], 5 * sums.coef[1], rtol=1e-10)
    np.testing.assert_allclose(effects.fit[0, [7, 27]], 5 * sums.coef[2], rtol=1e-10)
    line = load.cross_basis(x, lags=27, var="lin", lag=load.basis("poly", degree=1), groups=player)
    straight = fits(squad, line.columns())
    assert 3 <= smooth.effective_parameters < 6
    assert smooth.log_likelihood >= straight.log_likelihood - 1e-6 * abs(straight.log_likelihood)


def test_a_player_is_a_stratum(squad: dict[str, Any]) -> None:
    two = load.cross_basis(squad["x"] / 100, lags=27, var="lin", lag=STEP, groups=squad["player"])
    strata = fits(squad, two.columns(), strata=squad["player"])
    assert strata.strata is not None and strata.strata.n_empty > 0
    vary = strata.strata.label[np.isfinite(strata.strata.effect)]
    some = dict(squad)
    some["at_risk"] = squad["at_risk"] & np.isin(squad["player"], vary)
    columns = fits(some, two.columns(), {str(one): (squad["player"] == one) * 1.0 for one in vary[1:]})
    np.testing.assert_allclose(strata.coef, columns.coef[1:3], rtol=1e-7)
    np.testing.assert_allclose(strata.covariance, columns.covariance[1:3, 1:3], rtol=1e-6)
    assert strata.log_likelihood == pytest.approx(columns.log_likelihood, rel=1e-10)
