"""Instability and .632+ beside loops that follow the papers, and in worlds whose answer is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_validate_resample import logistic

import backrisk as br
from backrisk import validate


@pytest.fixture(scope="module")
def sample():
    random = np.random.default_rng(2)
    x = random.normal(size=(120, 3))
    return x, (random.random(120) < 1 / (1 + np.exp(-x[:, 0]))).astype(float), np.arange(120) // 3


def one_nearest(x, y):
    """The model of Efron & Tibshirani's section on overfitting: 0 apparent error."""

    def predict(new):
        return y[np.abs(new[:, None, 0] - x[None, :, 0]).argmin(axis=1)]

    return predict


def test_instability_is_that_of_models_of_the_samples(sample):
    x, y, person = sample
    found = validate.instability(logistic, x, y, groups=person, replicates=12, seed=3)
    for k, rows in enumerate(validate.bootstrap_rows(len(y), 12, groups=person, seed=3)):
        np.testing.assert_allclose(found.replicates[k], logistic(x[rows], y[rows])(x), rtol=1e-12)
    np.testing.assert_allclose(found.predicted, logistic(x, y)(x), rtol=1e-12)
    apart = [np.mean([abs(one[i] - found.predicted[i]) for one in found.replicates]) for i in range(len(y))]
    np.testing.assert_allclose(found.mape, apart, rtol=1e-12)
    table = found.by_row(threshold=0.5)
    for i in (0, 50):
        values = found.replicates[:, i]
        assert table.row(i)["low"] == pytest.approx(np.quantile(values, 0.025), rel=1e-12)
        flips = np.mean([(v >= 0.5) != (found.predicted[i] >= 0.5) for v in values])
        assert table.row(i)["flips"] == flips
    tidy = found.tidy()
    assert len(tidy) == 12 * len(y)
    assert tidy["replicate"][tidy["row"] == 7].tolist() == found.replicates[:, 7].tolist()


def test_more_people_make_predictions_more_stable():
    random = np.random.default_rng(4)
    x = random.normal(size=(1600, 2))
    y = (random.random(1600) < 1 / (1 + np.exp(-x[:, 0]))).astype(float)
    few, many = (validate.instability(logistic, x[:n], y[:n], replicates=40).mape.mean() for n in (100, 1600))
    assert 3 < few / many < 5.5  # about 4: the error falls with the square root of the number of people


def by_definition(build, x, y, samples, loss):
    """Efron & Tibshirani 1997, equations (17) to (32), row by row."""
    p = build(x, y)(x)
    apparent = np.mean([loss(a, b) for a, b in zip(y, p, strict=True)])
    gamma = np.mean([loss(a, b) for a in y for b in p])
    rows = []
    for i in range(len(y)):
        losses = [loss(y[i], build(x[s], y[s])(x[i : i + 1])[0]) for s in samples if i not in s]
        rows.append(np.mean(losses))
    outside = min(np.mean(rows), gamma)
    rate = (outside - apparent) / (gamma - apparent) if outside > apparent and gamma > apparent else 0
    weight = 0.632 / (1 - 0.368 * rate)
    return (1 - weight) * apparent + weight * outside


@pytest.mark.parametrize(
    ("build", "loss"), [(logistic, "brier"), (logistic, "log_loss"), (one_nearest, "brier")]
)
def test_632_by_its_definition(sample, build, loss):
    x, y, _ = (column[:40] for column in sample)
    samples = list(validate.bootstrap_rows(40, 15, seed=6))
    losses = {
        "brier": lambda a, b: (a - b) ** 2,
        "log_loss": lambda a, b: -np.log(b) if a == 1 else -np.log(1 - b),
    }
    found = validate.bootstrap_632(build, x, y, loss=loss, samples=samples)
    np.testing.assert_allclose(found.estimate, by_definition(build, x, y, samples, losses[loss]), rtol=1e-10)
    again = validate.bootstrap_632(build, x, y, loss=loss, replicates=15, seed=6)
    assert again == found


def test_a_model_that_only_remembers_has_no_better_error_than_chance():
    """Outcomes are coin flips: apparent error 0, true error 0.5; plain .632 would say 0.316 of it."""
    found = []
    for seed in range(12):
        random = np.random.default_rng(seed)
        x, y = random.normal(size=(200, 1)), random.integers(0, 2, 200).astype(float)
        found.append(validate.bootstrap_632(one_nearest, x, y, replicates=40))
    assert {one.apparent for one in found} == {0}
    plain = [0.632 * one.out_of_bag for one in found]
    estimate = np.mean([one.estimate for one in found])
    assert np.mean(plain) < 0.33 and 0.45 < estimate <= 0.505  # 12 samples know it to about 0.01


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_632_lies_between_its_ends(seed):
    random = np.random.default_rng(seed)
    x, y = random.normal(size=(30, 1)), random.integers(0, 2, 30).astype(float)
    y[:2] = 0, 1
    found = validate.bootstrap_632(one_nearest, x, y, replicates=40, seed=seed)
    low, high = sorted((found.apparent, found.out_of_bag))
    assert low - 1e-12 <= found.estimate <= high + 1e-12 and 0 <= found.overfitting <= 1
    assert 0.632 - 1e-12 <= found.weight <= 1 + 1e-12


def test_a_person_is_never_inside_and_outside(sample):
    x, y, person = sample
    seen = []

    def build(inside, outcome):
        model = logistic(inside, outcome)

        def predict(new):
            seen.append((set(inside[:, 0].tolist()), set(new[:, 0].tolist())))
            return model(new)

        return predict

    validate.bootstrap_632(build, x, y, groups=person, replicates=30)
    who = dict(zip(x[:, 0].tolist(), person.tolist(), strict=True))
    for inside, outside in seen[1:]:
        assert not {who[v] for v in inside} & {who[v] for v in outside}


def test_samples_without_a_model_are_counted_and_bad_input_is_named(sample):
    x, y, _ = sample

    def fussy(inside, outcome):
        if len(set(inside[:, 0].tolist())) < 3:
            raise br.NumericError("too few")
        return logistic(inside, outcome)

    rows = list(range(120))
    found = validate.instability(fussy, x, y, samples=[rows, [0, 1] * 60])
    assert found.lost == 1 and found.replicates.shape == (1, 120)
    np.testing.assert_allclose(found.mape, 0, atol=1e-14)
    for call, words in (
        (lambda: validate.instability(fussy, x, y, samples=[[0, 1] * 60]), "0 of 1"),
        (lambda: validate.instability(fussy, x, y[:5]), "event has 5"),
        (lambda: found.by_row(level=2), "level"),
        (lambda: validate.bootstrap_632(logistic, x, y, loss="auc"), "loss"),
        (lambda: validate.bootstrap_632(logistic, x, y, samples=[rows]), "draw more"),
    ):
        with pytest.raises(br.InvalidArgument, match=words):
            call()
