"""Concordance of a Cox fit, numbers at risk, and their figures.

Oracles: all pairs by a loop; counting rows; the summary and the curve that are drawn.
"""

from __future__ import annotations

import math

import matplotlib as mpl
import numpy as np
import pytest

import backrisk as br

mpl.use("agg")

RNG = np.random.default_rng(4)
N = 120
X = RNG.normal(size=(N, 2))
TIME = np.ceil(10 * RNG.exponential(np.exp(-0.6 * X[:, 0])))
EVENT = (RNG.random(N) < 0.7).astype(float)
STRATA = np.array(list("abc") * (N // 3))


def pairs(score: np.ndarray, rows: np.ndarray) -> tuple[float, float]:
    """(concordant + half tied, all) over pairs of an event and somebody at risk after it."""
    good = every = 0.0
    for i in np.flatnonzero(rows & (EVENT == 1)):
        for j in np.flatnonzero(rows):
            if TIME[j] > TIME[i] or (TIME[j] == TIME[i] and EVENT[j] == 0):
                every += 1
                good += 1.0 if score[i] > score[j] else 0.5 if score[i] == score[j] else 0.0
    return good, every


def test_concordance_is_the_share_of_pairs() -> None:
    fit = br.fit.cox(X, TIME, EVENT)
    good, every = pairs(X @ fit.coef, np.ones(N, bool))
    assert fit.concordance() == pytest.approx(good / every, abs=1e-12)
    assert fit.concordance() == pytest.approx(
        br.validate.concordance(fit.linear_predictor(), TIME, EVENT, method="harrell").c.value, abs=1e-12
    )


def test_concordance_pairs_people_within_a_stratum() -> None:
    fit = br.fit.cox(X, TIME, EVENT, strata=STRATA)
    sums = [pairs(X @ fit.coef, one == STRATA) for one in "abc"]
    assert fit.concordance() == pytest.approx(sum(g for g, _ in sums) / sum(e for _, e in sums), abs=1e-12)


def test_numbers_at_risk_are_counts_of_rows() -> None:
    start = np.where(np.arange(N) % 3 == 0, np.minimum(2.0, TIME - 1), 0.0)
    curve = br.fit.kaplan_meier(TIME, EVENT, start=start, groups=STRATA)
    table = curve.number_at_risk([1, 3, 10])
    for row in (table.row(i) for i in range(len(table))):
        t = row["time"]
        assert row["at_risk"] == ((start < t) & (t <= TIME) & (row["group"] == STRATA)).sum()
    steps = curve.table()
    for row in (steps.row(i) for i in range(len(steps))):
        again = curve.number_at_risk(row["time"])
        assert row["at_risk"] == again["at_risk"][again["group"] == row["group"]][0]


def test_the_curve_that_is_drawn_is_the_curve() -> None:
    curve = br.fit.kaplan_meier(TIME, EVENT, groups=STRATA)
    ax = curve.plot(unit="days")
    table = br.plot.survival.data(curve)
    drawn = [line for line in ax.get_lines() if line.get_label() in "abc"]
    assert len(drawn) == 3
    for line in drawn:
        own = table.take((table["layer"] == "curve") & (table["group"] == line.get_label()))
        np.testing.assert_array_equal(line.get_ydata(), own["survival"])
    assert "Median of a" in ax.get_label() and "at risk" not in ax.get_title()
    median = curve.median()
    words = ax.get_label()
    for row in (median.row(i) for i in range(len(median))):
        assert f"{row['time']:.3g} days ({row['low']:.3g} to" in words
    counts = table.take(table["layer"] == "at risk")
    first = ax.get_xticklabels()[0].get_text().splitlines()
    assert first == ["0", *(f"{n:.0f}" for n in counts["at_risk"][counts["time"] == 0])]
    mpl.pyplot.close("all")


def test_coefficients_are_drawn_as_ratios_with_their_intervals() -> None:
    fit = br.fit.cox({"load": X[:, 0], "age": X[:, 1]}, TIME, EVENT)
    ax = fit.plot(level=0.9)
    table, summary = br.plot.coefficients.data(fit, level=0.9), fit.summary(0.9)
    np.testing.assert_array_equal(table["estimate"], summary["ratio"])
    np.testing.assert_array_equal(table["low"], summary["ratio_low"])
    dots = [line.get_xdata()[0] for line in ax.get_lines() if line.get_label() == "coefficient"]
    assert dots == pytest.approx(summary["ratio"].tolist())
    logistic = br.fit.glm({"load": X[:, 0]}, EVENT, family="binomial")
    assert br.plot.coefficients.data(logistic)["term"].tolist() == ["load"]
    assert math.isclose(br.plot.coefficients.data(logistic)["estimate"][0], math.exp(logistic.coef[-1]))
    mpl.pyplot.close("all")


def test_a_curve_says_what_it_is() -> None:
    assert repr(br.fit.kaplan_meier([2, 3], [1, 0])) == "SurvivalCurve(1 groups, 1 event times)"
