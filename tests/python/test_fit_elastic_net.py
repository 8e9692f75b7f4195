"""Lasso and elastic net: minima solved exactly elsewhere, glmnet, the conditions for a minimum, loss by hand."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fit_reference import columns, expected, lung, values

import backrisk as br
from backrisk import fit


def vertebrae(shared: Path) -> tuple[dict[str, Any], Any]:
    data = columns(shared, "back_uci_vertebral")
    return {name: data[name] for name in list(data)[:6]}, (data["class"] == "AB").astype(float)


@pytest.mark.parametrize("alpha", [1, 0.5])
def test_logistic_paths_solved_exactly(shared: Path, alpha: float) -> None:
    x, y = vertebrae(shared)
    want = expected(shared, "ridge_enet_vertebral")
    scale = want["standardisation"]
    points = want[f"elastic_net_alpha{alpha}"]["path"]
    ours = fit.elastic_net(x, y, alpha=alpha, lambdas=[point["lambda"] for point in points])
    for point, b in zip(points, ours.coef, strict=True):
        own = np.r_[b[0] + b[1:] @ values(scale["mean"]), b[1:] * values(scale["sd_n"])]
        np.testing.assert_allclose(own, values(point["coef"]), rtol=1e-8, atol=1e-9)
        assert (own == 0).tolist() == (values(point["coef"]) == 0).tolist()
    assert ours.kkt.max() < 1e-11


@pytest.mark.parametrize(("name", "alpha"), [("enet", 0.5), ("lasso", 1.0)])
def test_cox_paths_solved_exactly(shared: Path, name: str, alpha: float) -> None:
    data, want = lung(shared), expected(shared, "ridge_enet_cox_lung")
    x = {key: data[key] for key in ("age", "sex", "ph.ecog")}
    points = want[name]["path"]
    ours = fit.elastic_net(
        x, data["time"], family="cox", event=data["event"], alpha=alpha, lambdas=[p["lambda"] for p in points]
    )
    for point, b in zip(points, ours.coef, strict=True):
        np.testing.assert_allclose(b * values(want["standardisation"]["sd_n"]), values(point["coef"]), atol=1e-11)


def test_weights_and_factors_as_glmnet(shared: Path) -> None:
    """glmnet(X, y, binomial, lambda = c(.05, .01), weights = 1 + 0:309 %% 3, penalty.factor = pf / sum(pf) * 6,
    alpha = .7, thresh = 1e-20), and the first lambdas of its own path, glmnet 4.1-6."""
    x, y = vertebrae(shared)
    factor = np.array([1, 0, 1, 2, 1, 0.5])
    ours = fit.elastic_net(
        x,
        y,
        alpha=0.7,
        lambdas=[0.05, 0.01],
        weights=1.0 + np.arange(310) % 3,
        penalty_factor=factor / factor.sum() * 6,
    )
    want = [
        [2.9969140840533215, 0, 0.0579451064651458, 0, 0, -0.0331975892724247, 0.0503209012670684],
        [9.868043763541449, -0.0517712412530184, 0.1170396096474711, -0.0128546024689047, 0, -0.0739813750303894,
         0.1102473336315703],
    ]  # fmt: skip
    np.testing.assert_allclose(ours.coef, want, rtol=1e-8, atol=1e-12)
    path = fit.elastic_net(x, y)
    np.testing.assert_allclose(
        path.lambdas[:3], [0.207405279309144, 0.188979965928222, 0.17219150660577], rtol=1e-12
    )
    assert len(path.lambdas) == 100
    assert path.selected[0] == 0


def test_a_measurement_as_glmnet(shared: Path) -> None:
    """glmnet(X[, 1:5], X[, 6], gaussian, lambda = c(2, .5), thresh = 1e-20), glmnet 4.1-6."""
    x, _ = vertebrae(shared)
    y = x.pop("degree_spondylolisthesis")
    ours = fit.elastic_net(x, y, family="gaussian", lambdas=[2, 0.5])
    want = [
        [-73.269424178522669, 1.13054000543018, 0, 0.228458843792452, 0, 0.163741106057339],
        [-100.746025333509806, 1.152667442945738, 0, 0.249123185515787, 0.127401161567311, 0.329890960941774],
    ]
    np.testing.assert_allclose(ours.coef, want, rtol=1e-8)


def test_cross_validation_as_glmnet(shared: Path) -> None:
    """cv.glmnet(X, y, binomial, lambda = ..., foldid = 0:309 %% 7 + 1, thresh = 1e-20): cvm, cvsd, lambda.1se."""
    x, y = vertebrae(shared)
    ours = fit.elastic_net(x, y, lambdas=[0.1, 0.05, 0.02, 0.01, 0.005], folds=np.arange(310) % 7)
    found = ours.validation
    assert found is not None
    loss = [0.971195424964952, 0.816473947822297, 0.678949531389985, 0.629170594851669, 0.616550915540078]
    error = [0.012766218874156, 0.0184083979128554, 0.0347584701359922, 0.0499374842400697, 0.061552140819284]
    np.testing.assert_allclose(found.loss, loss, atol=1e-6)
    np.testing.assert_allclose(found.standard_error, error, atol=1e-6)
    assert (found.best, found.one_se, found.folds) == (4, 3, 7)
    assert ours.place("best") == 4
    assert ours.place(0.021) == 2


def breslow(eta: Any, time: Any, event: Any) -> float:
    """The log partial likelihood less the largest it could be, row by row."""
    total = 0.0
    for t in np.unique(time[event == 1]):
        dead = (time == t) & (event == 1)
        total += (
            eta[dead].sum() - dead.sum() * np.log(np.exp(eta[time >= t]).sum()) + dead.sum() * np.log(dead.sum())
        )
    return float(total)


def test_cross_validated_partial_likelihood_by_hand(shared: Path) -> None:
    """Exact by hand; cv.glmnet's own loss (10.0427762787225 at 0.2) is 1e-4 off, since its Cox coefficients are."""
    data = lung(shared)
    x = np.column_stack([data[key] for key in ("age", "sex", "ph.ecog")])
    time, event, fold = data["time"], data["event"], np.arange(len(x)) % 5
    lambdas = [0.2, 0.1, 0.05, 0.02, 0.005]
    ours = fit.elastic_net(x, time, family="cox", event=event, lambdas=lambdas, folds=fold)
    raw, size = [], []
    for one in range(5):
        rest = fold != one
        part = fit.elastic_net(x[rest], time[rest], family="cox", event=event[rest], lambdas=lambdas)
        gain = [breslow(x @ b, time, event) - breslow(x[rest] @ b, time[rest], event[rest]) for b in part.coef]
        size.append(event[~rest].sum())
        raw.append(-2 * np.array(gain) / size[-1])
    loss = np.average(raw, axis=0, weights=size)
    error = np.sqrt(np.average((np.array(raw) - loss) ** 2, axis=0, weights=size) / 4)
    assert ours.validation is not None
    np.testing.assert_allclose(ours.validation.loss, loss, rtol=1e-10)
    np.testing.assert_allclose(ours.validation.standard_error, error, rtol=1e-8)
    assert ours.validation.loss[0] == pytest.approx(10.0427762787225, abs=2e-4)


def conditions(x: Any, y: Any, b: Any, lam: float, alpha: float) -> Any:
    """Violations of the conditions for a minimum of a logistic model, column by column."""
    sd = x.std(axis=0)
    slope = x.T @ (y - 1 / (1 + np.exp(-b[0] - x @ b[1:]))) / len(y) / sd
    own = b[1:] * sd
    slope -= lam * (1 - alpha) * own
    return np.where(
        own == 0, np.maximum(np.abs(slope) - lam * alpha, 0), np.abs(slope - lam * alpha * np.sign(own))
    )


def test_more_columns_than_rows_meets_the_conditions() -> None:
    r = np.random.default_rng(3)
    x = r.normal(size=(60, 150)) * r.uniform(0.1, 10, 150)
    y = (r.random(60) < 1 / (1 + np.exp(-x[:, 0] / x[:, 0].std() * 2))).astype(float)
    for alpha in (1.0, 0.3):
        ours = fit.elastic_net(x, y, alpha=alpha)
        for k in (0, len(ours.lambdas) // 2, -1):
            assert conditions(x, y, ours.coef[k], ours.lambdas[k], alpha).max() < 1e-8
        assert ours.explained.max() > 0.5


def test_no_penalty_is_a_glm_and_ridge_a_ridge() -> None:
    r = np.random.default_rng(5)
    x, y = r.normal(size=(200, 4)) * [1, 5, 0.2, 1], (r.random(200) < 0.5).astype(float)
    free = fit.elastic_net(x, y, lambdas=[0.01, 0.0])
    np.testing.assert_allclose(free.coef[1], fit.glm(x, y).coef, rtol=1e-7)
    ridge = fit.elastic_net(x, y, alpha=0, lambdas=[0.1])
    precision = np.diag(0.1 * 200 * x.std(axis=0) ** 2)
    np.testing.assert_allclose(ridge.coef[0], fit.glm(x, y, prior=br.fit.Prior(0.0, precision)).coef, rtol=1e-7)
    counts = r.poisson(np.exp(x[:, 0] / 2))
    path = fit.elastic_net(x, counts, family="poisson", lambdas=[0.0], offset=np.full(200, 0.3))
    np.testing.assert_allclose(
        path.coef[0], fit.glm(x, counts, family="poisson", offset=np.full(200, 0.3)).coef, rtol=1e-7
    )
    time = r.exponential(size=200)
    cox = fit.elastic_net(x, time, family="cox", event=y, ties="efron", lambdas=[0.0])
    np.testing.assert_allclose(cox.coef[0], fit.cox(x, time, y).coef, rtol=1e-7)


def test_a_person_is_left_out_whole() -> None:
    r = np.random.default_rng(6)
    person, x = np.repeat(np.arange(30), 5), r.normal(size=(150, 3))
    y = (r.random(150) < 0.5).astype(float)
    one = fit.elastic_net(x, y, folds=6, clusters=person, seed=4, lambdas=[0.1, 0.01])
    fold = fit.elastic_net.__globals__["_by_person"](6, person, 150, 4)
    assert all(len(np.unique(fold[person == who])) == 1 for who in range(30))
    assert np.bincount(fold).tolist() == [25] * 6
    same = fit.elastic_net(x, y, folds=fold, clusters=person, lambdas=[0.1, 0.01])
    assert one.validation is not None
    assert same.validation is not None
    np.testing.assert_array_equal(one.validation.loss, same.validation.loss)
    with pytest.raises(
        br.InvalidArgument, match=r"folds, row 2 \(person '0'\): must be that of the person's other"
    ):
        fit.elastic_net(x, y, folds=np.arange(150) % 5, clusters=person)


def test_predictions_tables_and_figure() -> None:
    r = np.random.default_rng(7)
    x = {"load": r.normal(size=120), "noise": r.normal(size=120)}
    y = (r.random(120) < 1 / (1 + np.exp(-2 * x["load"]))).astype(float)
    ours = fit.elastic_net(x, y, folds=5)
    k = ours.place("one_se")
    b = ours.coef[k]
    by_hand = 1 / (1 + np.exp(-(b[0] + b[1] * x["load"] + b[2] * x["noise"])))
    np.testing.assert_allclose(ours.predict(x), by_hand, rtol=1e-12)
    assert "load" in ours.coefficients().to_dict()["term"] if hasattr(ours.coefficients(), "to_dict") else True
    assert ours.coefficients()["term"].tolist()[:2] == ["intercept", "load"]
    assert ours.path().columns == ("lambda", "selected", "explained", "loss", "standard_error")
    drawn = br.plot.coefficient_path.data(ours)
    own = drawn.filter((drawn["layer"] == "coefficient") & (drawn["term"] == "load"))
    np.testing.assert_allclose(own["value"].astype(float), ours.coef[:, 1] / np.abs(ours.coef[:, 1]).max())
    assert drawn["term"].tolist()[-2:] == ["least loss", "within one error"]
    axes = ours.plot()
    assert len(axes.lines) == 2 + 1 + 2


BAD: list[tuple[dict[str, Any], str]] = [
    ({"alpha": 1.5}, "alpha is 1.5, but must be 0 to 1"),
    (
        {"lambdas": [0.1, 0.2]},
        "lambda, entry 2 is 0.2, but must be finite, not negative and less than the one before",
    ),
    ({"penalty_factor": [1.0]}, "factor.size is 1, but must be 2"),
    ({"penalty_factor": [0.0, 0.0]}, "the largest factor is 0, but must be positive"),
    ({"penalty_factor": [1.0, -1.0]}, "factor, entry 2 is -1, but must be finite and not negative"),
    ({"folds": 2}, "folds is 2, but must be 3 or more"),
    ({"folds": 0}, "folds is 0, but must be 3 or more"),
    ({"family": "cox"}, "event must be given exactly where family is 'cox'"),
    ({"event": [1.0] * 12}, "event must be given exactly where family is 'cox'"),
    ({"X": [[float("nan"), 1.0]] + [[1.0, 2.0]] * 11}, "X, row 1, 'x1' is nan"),
    ({"surprise": 1}, "has no option 'surprise'"),
]


@pytest.mark.parametrize(("change", "says"), BAD)
def test_bad_input_is_named(change: dict[str, Any], says: str) -> None:
    right = {"X": [[float(k % 5), float(k % 3)] for k in range(12)], "y": [0, 1, 1, 0] * 3, "lambdas": [0.2, 0.1]}
    assert fit.elastic_net(**right).coef.shape == (2, 3)
    with pytest.raises(br.InvalidArgument, match=says):
        fit.elastic_net(**(right | change))


def test_a_word_needs_folds_and_a_column_that_does_not_vary_stays_out() -> None:
    x = np.column_stack([np.arange(12.0), np.full(12, 3.0)])
    ours = fit.elastic_net(x, [0, 1] * 6, lambdas=[0.001])
    assert ours.coef[0, 2] == 0
    with pytest.raises(br.InvalidArgument, match="at is 'best', but must be a lambda, or with `folds`"):
        ours.coefficients("best")


def test_a_copy_keeps_the_path() -> None:
    x, y = [[float(k % 5), float(k % 3)] for k in range(12)], [0, 1, 1, 0] * 3
    path = fit.elastic_net(x, y, folds=3)
    again = pickle.loads(pickle.dumps(path))
    np.testing.assert_array_equal(again.predict(x), path.predict(x))
    assert again.path() == path.path() and repr(again) == repr(path)
