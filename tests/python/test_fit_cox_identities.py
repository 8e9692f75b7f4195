"""Cox regression: what must not matter, what bad input says, and what cannot be estimated."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backrisk as br


def simulated(seed: int, n: int = 60, grid: float = 0.25) -> dict[str, Any]:
    """Late entry, two strata, weights, an offset and many ties."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(n, 2))
    start = np.floor(random.exponential(0.5, n) / grid) * grid
    stop = start + np.ceil(random.exponential(np.exp(-0.5 * x[:, 0])) / grid) * grid
    return {
        "X": x,
        "stop": stop,
        "event": (random.random(n) < 0.7).astype(float),
        "start": start,
        "strata": random.integers(0, 2, n),
        "weights": random.uniform(0.5, 2, n),
        "offset": random.normal(size=n) / 3,
    }


def same(a: br.fit.CoxFit, b: br.fit.CoxFit, tolerance: float = 1e-9) -> None:
    assert a.converged
    assert b.converged
    scale = np.sqrt(np.diag(a.covariance))
    np.testing.assert_allclose(a.coef / scale, b.coef / scale, rtol=0, atol=tolerance)
    np.testing.assert_allclose(
        a.covariance / np.outer(scale, scale), b.covariance / np.outer(scale, scale), rtol=0, atol=tolerance
    )
    np.testing.assert_allclose(a.log_likelihood, b.log_likelihood, rtol=1e-11, atol=1e-11)


TIES = st.sampled_from(["efron", "breslow"])
SEEDS = st.integers(0, 10**6)


@settings(max_examples=20)
@given(SEEDS, TIES)
def test_order_of_rows_does_not_matter(seed: int, ties: str) -> None:
    data = simulated(seed)
    order = np.random.default_rng(seed + 1).permutation(len(data["stop"]))
    fit, other = (
        br.fit.cox(**data, ties=ties),
        br.fit.cox(**{k: v[order] for k, v in data.items()}, ties=ties),
    )
    same(fit, other)
    np.testing.assert_allclose(fit.martingale_residuals()[order], other.martingale_residuals(), atol=1e-9)
    np.testing.assert_allclose(fit.dfbeta()[order], other.dfbeta(), atol=1e-9)


@settings(max_examples=20)
@given(SEEDS, TIES, st.floats(0.05, 0.95))
def test_a_split_row_is_one_row(seed: int, ties: str, at: float) -> None:
    data = simulated(seed)
    middle = data["start"] + at * (data["stop"] - data["start"])
    twice = {name: np.r_[column, column] for name, column in data.items()}
    twice["start"], twice["stop"] = np.r_[data["start"], middle], np.r_[middle, data["stop"]]
    twice["event"] = np.r_[0 * data["event"], data["event"]]
    same(br.fit.cox(**data, ties=ties), br.fit.cox(**twice, ties=ties))


@settings(max_examples=20)
@given(SEEDS, TIES, st.sampled_from([0.5, 4.0, 1024.0]), st.sampled_from([1e-8, 1e-3, 1e3, 1e8]))
def test_units_do_not_matter(seed: int, ties: str, hours: float, scale: float) -> None:
    """Time in another unit changes nothing, a covariate in another unit its coefficient exactly."""
    data = simulated(seed)
    fit = br.fit.cox(**data, ties=ties)
    scaled = data | {"start": hours * data["start"], "stop": hours * data["stop"]}
    same(fit, br.fit.cox(**scaled, ties=ties))
    other = br.fit.cox(**(data | {"X": data["X"] * [scale, 1]}), ties=ties)
    np.testing.assert_allclose(other.coef * [scale, 1], fit.coef, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(other.log_likelihood, fit.log_likelihood, rtol=1e-12)


@settings(max_examples=10)
@given(SEEDS, TIES)
def test_weight_two_is_the_row_twice_under_breslow(seed: int, ties: str) -> None:
    data = simulated(seed)
    data["weights"] = np.ones(len(data["stop"]))
    twice = {name: np.r_[column, column] for name, column in data.items()}
    double = br.fit.cox(**(data | {"weights": 2 * data["weights"]}), ties="breslow")
    same(double, br.fit.cox(**twice, ties="breslow"))
    dropped = data | {"weights": np.where(np.arange(60) < 50, data["weights"], 0)}
    same(br.fit.cox(**dropped, ties=ties), br.fit.cox(**{k: v[:50] for k, v in data.items()}, ties=ties))


def test_dfbeta_is_the_derivative_by_the_weight() -> None:
    """Exactly so under Breslow's ties; the robust covariance sums its squares over the clusters."""
    data = simulated(5, n=80)
    people = np.arange(80) // 4
    fit = br.fit.cox(**data, clusters=people, ties="breslow")
    dfbeta, moves = fit.dfbeta(), np.zeros((20, 2))
    np.add.at(moves, people, data["weights"][:, None] * dfbeta)
    np.testing.assert_allclose(fit.covariance, moves.T @ moves, rtol=1e-10)
    for row in range(8):
        up, down = (data["weights"] + np.where(np.arange(80) == row, step, 0) for step in (1e-4, -1e-4))
        ends = [br.fit.cox(**(data | {"weights": w}), ties="breslow").coef for w in (up, down)]
        np.testing.assert_allclose((ends[0] - ends[1]) / 2e-4, dfbeta[row], rtol=1e-5, atol=1e-7)


def test_prior_pulls_from_the_data_to_its_mean() -> None:
    data = simulated(7)
    free, mean = br.fit.cox(**data).coef, np.array([0.3, -0.2])
    weak, strong = (br.fit.cox(**data, prior=(mean, p)) for p in (1e-9, 1e9))
    np.testing.assert_allclose(weak.coef, free, atol=1e-8)
    np.testing.assert_allclose(strong.coef, mean, atol=1e-6)


def test_separation_is_an_error_and_a_prior_ends_it() -> None:
    time = np.arange(1.0, 31)
    x = {"early": (time < 10).astype(float), "other": np.cos(time)}
    with pytest.raises(br.NumericError, match="separated") as failure:
        br.fit.cox(x, time, np.ones(30))
    assert "early" in str(failure.value)
    assert "other" not in str(failure.value)
    held = br.fit.cox(x, time, np.ones(30), prior=1.0)
    assert held.converged
    assert 0 < held.coef[0] < 10


def test_columns_that_others_determine_are_an_error() -> None:
    data = simulated(9)
    a, b = data["X"].T
    columns = {"a": a, "b": b, "sum": a + b, "one": np.ones(60)}
    with pytest.raises(br.NumericError, match="determine 'sum', 'one'"):
        br.fit.cox(**(data | {"X": columns}))
    held = br.fit.cox(**(data | {"X": columns}), prior=1e-6)
    free = br.fit.cox(**data)
    sums = held.coef[:2] + held.coef[2]
    np.testing.assert_allclose(sums, free.coef, rtol=1e-4)


def test_extremes() -> None:
    with pytest.raises(br.NumericError, match="separated"):  # the first dies, and x is largest there
        br.fit.cox({"x": [1.0, 0.0, 0.3]}, [1, 2, 1], [1, 0, 0])
    tied = br.fit.cox({"x": np.arange(20.0)}, np.ones(20), np.ones(20))  # everybody at one time
    assert tied.converged
    assert abs(tied.coef[0]) < 1e-12
    with pytest.raises(br.NumericError, match="determine 'x'"):  # nobody to compare with
        br.fit.cox({"x": np.arange(4.0)}, [1, 2, 3, 4], np.ones(4), strata=[0, 1, 2, 3])
    empty = br.fit.cox({"x": [1.0, 0, 1, 0, 5]}, [1, 2, 3, 4, 9], [1, 1, 1, 0, 0], strata=[0, 0, 0, 0, 7])
    same(empty, br.fit.cox({"x": [1.0, 0, 1, 0]}, [1, 2, 3, 4], [1, 1, 1, 0]))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"X": {"load": [1, float("nan"), 3]}}, ["load", "row 2", "nan", "finite"]),
        ({"start": [0, 2, 0]}, ["start", "row 2", "before its stop"]),
        ({"stop": [1, 2, float("inf")]}, ["stop", "row 3", "finite"]),
        ({"event": [0, 2, 1]}, ["event", "row 2", "0 or 1"]),
        ({"event": [0, 0, 0]}, ["event", "1 in at least one row"]),
        ({"weights": [1, -1, 1]}, ["weights", "row 2", "not negative"]),
        ({"offset": [1, 1]}, ["offset", "2", "3"]),
        ({"clusters": [1, 1]}, ["clusters", "2", "3"]),
        ({"strata": ["a", None, "b"]}, ["strata", "row 2", "missing"]),
        ({"ties": "approximate"}, ["ties", "approximate", "efron"]),
        ({"ties": "exact", "weights": [1, 2, 1]}, ["weights", "row 2", "exact"]),
        ({"ties": "exact", "clusters": [1, 2, 3]}, ["clusters", "exact"]),
        ({"ties": "exact", "frailty": [1, 2, 3]}, ["ties", "exact", "efron"]),
        ({"prior": (0.0, [1.0, 2.0])}, ["prior", "(2,)"]),
        ({"frailty": [1, 2, 3], "frailty_law": "normal"}, ["law", "normal", "gamma"]),
        ({"frailty": [1, 2, 3], "frailty_variance": -1.0}, ["variance", "-1", "not negative"]),
        ({"frailty": [1, 2, 3], "clusters": [1, 2, 3]}, ["clusters", "frailty"]),
    ],
)
def test_bad_input_names_itself(changes: dict[str, Any], words: list[str]) -> None:
    call = {"X": {"load": [1.0, 2.0, 0.5]}, "stop": [1, 2, 3], "event": [1, 1, 0]} | changes
    with pytest.raises(br.InvalidArgument) as failure:
        br.fit.cox(**call)
    for word in words:
        assert word in str(failure.value)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_names_of_clusters_do_not_matter(ties: str) -> None:
    random = np.random.default_rng(8)
    x, stop = random.normal(size=(300, 2)), np.ceil(8 * random.random(300))
    event, who = (random.random(300) < 0.6).astype(float), random.integers(0, 40, 300)
    plain = br.fit.cox(x, stop, event, clusters=who, ties=ties)
    for labels in (who - 17, who * 10**15 - 2**62, np.char.add("p", who.astype(str))):
        named = br.fit.cox(x, stop, event, clusters=labels, ties=ties)
        np.testing.assert_allclose(named.covariance, plain.covariance, rtol=1e-12)
    sums = np.zeros((40, 2))
    np.add.at(sums, who, plain.score_residuals())
    naive = plain.naive_covariance @ sums.T @ sums @ plain.naive_covariance
    np.testing.assert_allclose(plain.covariance, naive, rtol=1e-10)
