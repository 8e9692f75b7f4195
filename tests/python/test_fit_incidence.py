"""Competing ends and the log-rank test against R, statsmodels and what they must equal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fit_reference import columns, expected
from hypothesis import example, given, settings
from hypothesis import strategies as st

import backrisk as br
from backrisk import fit


def simulated(seed: int, n: int = 40, late: bool = False) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    stop = random.integers(2, 12, n).astype(float)
    start = random.integers(-3, 4, n).astype(float)
    cause = random.integers(0, 3, n)
    cause[:2] = 1, 2
    return {"stop": stop, "cause": cause, "start": np.minimum(start, stop - 1) if late else None}


def test_mgus(shared: Path) -> None:
    data, want = columns(shared, "surv_mgus2"), expected(shared, "aalen_johansen_mgus2")
    progressed = data["pstat"] == 1
    stop = np.where(progressed, data["ptime"], data["futime"])
    cause = np.where(progressed, "pcm", np.where(data["death"] == 1, "death", ""))
    found = fit.cumulative_incidence(stop, cause, censored="").at(want["times"])
    survival, *each = np.array(want["pstate"]).T
    _, *errors = np.array(want["std_err"]).T
    np.testing.assert_allclose(found["survival"][:4], survival, rtol=1e-8)
    for name, value, error in zip(want["states"][1:], each, errors, strict=True):
        rows = found.take(found["cause"] == name)
        np.testing.assert_allclose(rows["incidence"], value, rtol=1e-8)
        np.testing.assert_allclose(rows["standard_error"], error, rtol=1e-8)


def twin(stop: Any, cause: Any, start: Any, until: float, k: int) -> tuple[float, float]:
    """Incidence by its sum; variance by the influence of the increments, the multinomial covariance of each.

    F is a function of the shares a_k(s); its variance is the sum over event times of its gradient's square.
    """
    begin = np.full(len(stop), -np.inf) if start is None else start
    times = np.unique(stop[(cause > 0) & (stop <= until)])
    if len(times) == 0:
        return 0.0, 0.0
    n = np.array([((begin < t) & (stop >= t)).sum() for t in times], dtype=float)
    shares = np.array([[((stop == t) & (cause == c)).sum() for c in (1, 2)] for t in times]) / n[:, None]

    def incidence(of: Any) -> float:
        before = np.r_[1.0, np.cumprod(1 - of.sum(axis=1))[:-1]]
        return float(before @ of[:, k - 1])

    variance = 0.0
    for row in range(len(times)):
        gradient = np.zeros(2)
        for c in range(2):  # F is linear in each share: the difference is the derivative
            up = shares.copy()
            up[row, c] += 1.0
            gradient[c] = incidence(up) - incidence(shares)
        covariance = (np.diag(shares[row]) - np.outer(shares[row], shares[row])) / n[row]
        variance += gradient @ covariance @ gradient
    return incidence(shares), variance


@settings(max_examples=20)
@example(7242, False)  # nobody has an event by the first time
@given(st.integers(0, 10**6), st.booleans())
def test_against_a_naive_twin(seed: int, late: bool) -> None:
    data = simulated(seed, late=late)
    found = fit.cumulative_incidence(**data).at([3.0, 6, 20])
    for row in map(found.row, range(len(found))):
        if row["time"] > np.max(data["stop"]):  # beyond the follow-up nobody knows, unless all had an event
            assert np.isnan(row["incidence"]) or row["survival"] == 0
            continue
        value, variance = twin(data["stop"], data["cause"], data["start"], row["time"], row["cause"])
        np.testing.assert_allclose(row["incidence"], value, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(row["standard_error"] ** 2, variance, rtol=1e-9, atol=1e-15)


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.booleans(), st.sampled_from([0.25, 8.0]))
def test_identities(seed: int, late: bool, unit: float) -> None:
    data = simulated(seed, late=late)
    times = np.arange(1.0, 13)
    found = fit.cumulative_incidence(**data).at(times)
    survival = fit.kaplan_meier(data["stop"], data["cause"] > 0, start=data["start"]).at(times)["survival"]
    np.testing.assert_allclose(found["incidence"].reshape(2, -1).sum(axis=0), 1 - survival, atol=1e-12)
    np.testing.assert_allclose(found["survival"][:12], survival, atol=1e-12)
    inside = np.isfinite(found["low"])
    for low, high in (("low", "incidence"), ("incidence", "high")):
        assert (found[low][inside] <= found[high][inside] + 1e-12).all()
    order = np.random.default_rng(seed).permutation(len(data["stop"]))
    other = {name: None if v is None else v[order] * (unit if name != "cause" else 1) for name, v in data.items()}
    again = fit.cumulative_incidence(**other).at(unit * times)
    for name in ("incidence", "standard_error", "low", "high"):
        np.testing.assert_allclose(again[name], found[name], rtol=1e-12, atol=1e-15)


def test_one_cause_is_kaplan_meier_and_greenwood() -> None:
    data = simulated(3, late=True)
    event = (data["cause"] > 0).astype(float)
    times = [2.0, 4, 7]
    ours = fit.cumulative_incidence(data["stop"], event, start=data["start"]).at(times, scale="log")
    theirs = fit.kaplan_meier(data["stop"], event, start=data["start"]).at(times)
    np.testing.assert_allclose(1 - ours["incidence"], theirs["survival"], rtol=1e-12)
    np.testing.assert_allclose(ours["standard_error"], theirs["standard_error"], rtol=1e-12)
    np.testing.assert_allclose(1 - ours["high"], theirs["low"], rtol=1e-12)


def test_groups_are_apart_and_the_table_ends_where_the_curve_does() -> None:
    data, site = simulated(4), np.array(["b", "a"])[np.arange(40) % 2]
    both = fit.cumulative_incidence(data["stop"], data["cause"], groups=site)
    assert repr(both).startswith("IncidenceCurve(2 causes, 2 groups")
    alone = fit.cumulative_incidence(data["stop"][site == "b"], data["cause"][site == "b"]).table()
    table = both.table()
    mine = table.take(table["group"] == "b")
    for name in ("time", "at_risk", "cause", "events", "incidence", "standard_error"):
        np.testing.assert_array_equal(mine[name], alone[name])


def test_log_rank_of_r(shared: Path) -> None:
    data, want = columns(shared, "surv_lung"), expected(shared, "km_lung_by_sex")
    for rho, name in ((0, "logrank_chisq"), (1, "peto_peto_rho1_chisq")):
        found = fit.log_rank(data["time"], data["status"] == 2, data["sex"], rho=rho)
        np.testing.assert_allclose(found.chi_square, want[name], rtol=1e-8)
    assert found.degrees == 1 and found.groups.columns == ("group", "observed", "expected")


@pytest.mark.parametrize("strata", [False, True])
def test_log_rank_of_statsmodels(shared: Path, strata: bool) -> None:
    survival = pytest.importorskip("statsmodels.duration.survfunc", reason="statsmodels is not installed")
    data = columns(shared, "surv_lung")
    known = np.isfinite(data["ph.ecog"])
    data = {name: column[known] for name, column in data.items()}
    died, within = data["status"] == 2, data["sex"] if strata else None
    ours = fit.log_rank(data["time"], died, data["ph.ecog"], strata=within)
    chi_square, p = survival.survdiff(data["time"], died, data["ph.ecog"], strata=within)
    np.testing.assert_allclose(ours.chi_square, chi_square, rtol=1e-9)
    np.testing.assert_allclose(ours.p, p, rtol=1e-9)


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.booleans(), st.booleans())
def test_without_ties_it_is_the_score_test_of_cox(seed: int, late: bool, strata: bool) -> None:
    random = np.random.default_rng(seed)
    stop, group = random.exponential(size=30), random.integers(0, 3, 30)
    start = np.minimum(random.exponential(size=30) - 1, stop - 1e-3) if late else None
    event = (random.random(30) < 0.7).astype(float)
    event[0], group[:6] = 1, (0, 0, 1, 1, 2, 2)
    site = random.integers(0, 2, 30) if strata else None
    ours = fit.log_rank(stop, event, group, start=start, strata=site)
    cox = fit.cox(fit.indicators(group), stop, event, start=start, strata=site, control=fit.Control(tolerance=1e9))
    np.testing.assert_allclose(ours.chi_square, cox.score_test, rtol=1e-9)
    np.testing.assert_allclose(ours.groups["observed"].sum(), ours.groups["expected"].sum(), rtol=1e-12)


def test_groups_never_at_risk_together_cannot_be_compared() -> None:
    stop, event = [1.0, 2, 3, 4], np.ones(4)
    found = fit.log_rank(stop, event, ["a", "a", "b", "b"], strata=[0, 0, 1, 1])
    assert found.degrees == 0 and np.isnan(found.p)


def test_bad_input() -> None:
    with pytest.raises(br.InvalidArgument, match="groups is 1"):
        fit.log_rank([1, 2], [1, 1], [0, 0])
    with pytest.raises(br.InvalidArgument, match="groups is None"):
        fit.log_rank([1, 2], [1, 1], None)
    with pytest.raises(br.InvalidArgument, match="rho is nan"):
        fit.log_rank([1, 2], [1, 1], [0, 1], rho=float("nan"))
    with pytest.raises(br.InvalidArgument, match="rho is -1"):
        fit.log_rank([1, 2], [1, 1], [0, 1], rho=-1)
    with pytest.raises(br.InvalidArgument, match="groups, row 2: is missing"):
        fit.log_rank([1, 2], [1, 1], ["a", None])
    with pytest.raises(br.InvalidArgument, match="cause, row 1: is missing"):
        fit.cumulative_incidence([1, 2], [np.nan, 1])
    with pytest.raises(br.InvalidArgument, match="stop, row 2 is nan"):
        fit.cumulative_incidence([1, np.nan], [1, 2])
    with pytest.raises(br.InvalidArgument, match="no event"):
        fit.cumulative_incidence([1, 2], [0, 0])
    with pytest.raises(br.InvalidArgument, match="scale"):
        fit.cumulative_incidence([1, 2], [1, 2]).at(1, scale="logit")
