"""Resampling: R's optimism on fixed samples, closed forms, and that nobody is on both sides of a split."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_validate_published import agree, numbers, reference, table

import backrisk as br
from backrisk import validate


def logistic(x, y):
    """Maximum likelihood by Newton's method, intercept first."""

    def with_one(rows):
        return np.column_stack([np.ones(len(rows)), rows])

    design = with_one(x)
    b = np.zeros(design.shape[1])
    for _ in range(25):
        mu = 1 / (1 + np.exp(-design @ b))
        b += np.linalg.solve(design.T @ (design * (mu * (1 - mu))[:, None]), design.T @ (y - mu))
    return lambda new: 1 / (1 + np.exp(-with_one(new) @ b))


def test_optimism_of_vertebral(shared):
    """Logistic model of the UCI vertebral column data, 200 fixed samples; R's glm and pROC."""
    expected = reference(shared, "bootstrap_optimism_vertebral")
    rows = table(shared, "back_uci_vertebral")
    names = ("pelvic_incidence", "pelvic_tilt", "lumbar_lordosis_angle", "pelvic_radius")
    x = np.column_stack([numbers(rows[name]) for name in names])
    path = shared / "data" / "stats" / "bootidx_vertebral_200x310.csv"
    samples = np.loadtxt(path, delimiter=",", dtype=int) - 1
    agree_with_r(validate.optimism(logistic, x, numbers(rows["abnormal"]), samples=samples), expected)
    agree_with_r(validate.optimism("logistic", x, numbers(rows["abnormal"]), samples=samples), expected)


def agree_with_r(found, expected):
    result, tolerance = expected["result"], expected["tolerance_rel"]
    assert found.replicates == result["B"]
    for ours, theirs in (("auc", "auc"), ("brier", "brier"), ("log_loss", "logloss"), ("slope", "slope")):
        agree(found.apparent[ours], result["apparent"][theirs], tolerance)
        agree(found.optimism[ours], result["optimism"][theirs], tolerance)
        agree(found.corrected[ours], result["corrected"][theirs], tolerance)
    agree(found.corrected["intercept"], result["corrected"]["intercept"], tolerance)
    np.testing.assert_allclose(found.apparent["intercept"], 0, atol=1e-10)


def test_bootstrap_of_a_mean():
    """Closed form: the standard error of a mean is sd / sqrt(n); of persons, that of their means."""
    x = np.random.default_rng(1).normal(size=60)
    answer = validate.bootstrap(np.mean, x, replicates=4000, seed=2)
    np.testing.assert_allclose(answer.se, x.std() / np.sqrt(60), rtol=0.05)  # 4 SE of an SD of 4000 draws
    person = np.repeat(np.arange(20), 3)
    means = x.reshape(20, 3).mean(axis=1)
    kept = validate.bootstrap(np.mean, x, groups=person, replicates=4000, seed=2)
    np.testing.assert_allclose(kept.se, means.std() / np.sqrt(20), rtol=0.05)
    again = validate.bootstrap(np.mean, x, groups=person, replicates=4000, seed=2)
    assert again == kept


def same_bootstrap(name, event, predicted, **options):
    """By name, on two threads, and by the function itself."""
    named = validate.bootstrap(name, event, predicted, threads=2, **options)
    own = validate.bootstrap(validate.default_metrics()[name], event, predicted, **options)
    assert named.note == own.note
    numbers_of = [(one.value, one.se, one.low, one.high) for one in (named, own)]
    np.testing.assert_allclose(*numbers_of, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("name", list(validate.default_metrics()))
def test_bootstrap_by_name_is_that_of_the_function(name):
    """With ties, predictions that are too extreme, persons, and so few rows that samples have no answer."""
    random = np.random.default_rng(6)
    for rows, scale, digits in ((300, 1, 6), (300, 5, 6), (500, 1, 1), (12, 1, 3)):
        logit = random.normal(size=rows).round(digits)
        event = (random.random(rows) < 1 / (1 + np.exp(-logit))).astype(float)
        predicted = 1 / (1 + np.exp(-scale * logit))
        same_bootstrap(name, event, predicted, replicates=60, seed=rows)
        same_bootstrap(name, event, predicted, replicates=60, groups=np.arange(rows) // 3)
    names = [str(one) for one in br._core.validate.metric_names()]
    assert names == list(validate.default_metrics())


def test_samples_of_a_name_without_an_answer_are_counted():
    """One event; separated; one value that repeats: each with samples that have no slope."""
    p = np.linspace(0.9, 0.1, 10)
    for event, predicted in (
        (np.r_[1.0, np.zeros(9)], np.r_[0.35, p[1:]]),
        (np.r_[0.0, np.ones(4), 0, np.zeros(4)], p),
        (np.array([1.0, 0, 1, 0, 0, 0]), np.array([0.4, 0.4, 0.3, 0.4, 0.4, 0.2])),
    ):
        for name in ("auc", "slope"):
            same_bootstrap(name, event, predicted, replicates=80)
    for text, columns in (
        ("number of columns is 1", (p,)),
        ("one of auc, brier", (p, p)),
        ("excluded", (p > 0.5, np.r_[1, p[1:]])),
    ):
        name = "slopes" if "one of" in text else "slope"
        with pytest.raises(br.InvalidArgument, match=text):
            validate.bootstrap(name, *columns)


def logistic_sample(rows, columns, seed, scale=1.0):
    random = np.random.default_rng(seed)
    x = random.normal(size=(rows, columns)) * scale
    y = (random.random(rows) < 1 / (1 + np.exp(0.5 - (x / scale)[:, 0]))).astype(float)
    return x, y


def both_paths(x, y, **options):
    """The native optimism of the logistic model; refits in Python, with metrics of the core and of Python."""

    def build(rows, event):
        coef = br.fit.glm(rows, event).coef
        return lambda new: 1 / (1 + np.exp(-(coef[0] + new @ coef[1:])))

    found = validate.optimism("logistic", x, y, threads=2, **options)
    for own in ({}, {"metrics": validate.default_metrics()}):
        slow = validate.optimism(build, x, y, **own, **options)
        assert found.replicates == slow.replicates
        for side in ("apparent", "optimism", "corrected"):
            mine, theirs = getattr(found, side), getattr(slow, side)
            assert list(mine) == list(theirs)
            np.testing.assert_allclose(list(mine.values()), list(theirs.values()), rtol=1e-10, atol=1e-10)
    assert found == validate.optimism("logistic", x, y, **options)  # bits, on one thread
    named = validate.optimism("logistic", x, y, metrics={"auc": validate.default_metrics()["auc"]}, **options)
    np.testing.assert_allclose(named.corrected["auc"], found.corrected["auc"], rtol=1e-12)
    return found


def test_native_optimism_is_that_of_refits():
    scales = np.array([1, 1e8, 1e-8, 1])
    for x, y in (logistic_sample(400, 3, 1), logistic_sample(900, 4, 2, scales), logistic_sample(150, 8, 3)):
        found = both_paths(x, y, replicates=12, seed=4)
        both_paths(np.asfortranarray(x), y, replicates=6, groups=np.arange(len(y)) // 4)
        order = np.random.default_rng(5).permutation(len(y))
        samples = [np.argsort(order)[rows] for rows in validate.bootstrap_rows(len(y), 12, seed=4)]
        moved = validate.optimism("logistic", x[order], y[order], samples=samples)
        for name, value in found.corrected.items():
            np.testing.assert_allclose(moved.corrected[name], value, rtol=1e-9, atol=1e-9)


def test_native_optimism_says_what_is_wrong():
    x, y = logistic_sample(60, 2, 7)
    with pytest.raises(br.NumericError, match="separated"):
        validate.optimism("logistic", y[:, None], y, replicates=3)
    with pytest.raises(br.NumericError, match="determine"):
        validate.optimism("logistic", np.column_stack([x, x[:, 0]]), y, replicates=3)
    with pytest.raises(br.InvalidArgument, match="replicates is 0, but must be from 1 to 1000000"):
        validate.optimism("logistic", x, y, samples=[])
    with pytest.raises(br.InvalidArgument, match="samples, row 1: is 60, but must be a position from 0 to 59"):
        validate.optimism("logistic", x, y, samples=[[60]])
    with pytest.raises(br.InvalidArgument, match="fit is 'probit'"):
        validate.optimism("probit", x, y)
    with pytest.raises(br.InvalidArgument, match="column 2"):
        validate.optimism("logistic", np.where(np.arange(2) == 1, np.nan, x), y, replicates=2)
    with pytest.raises(br.InvalidArgument, match="threads is 0"):
        validate.optimism("logistic", x, y, replicates=2, threads=0)


def test_bootstrap_counts_samples_without_an_answer():
    event, p = np.r_[1.0, np.zeros(9)], np.linspace(0.9, 0.1, 10)
    answer = validate.bootstrap(lambda y, q: validate.auc(y, q).value, event, p, replicates=300)
    share = int(answer.note.split()[3]) / 300
    assert abs(share - 0.9**10) < 0.12  # samples without the one event
    with pytest.raises(br.InvalidArgument, match="exists in 0 of 50 samples"):
        validate.bootstrap(lambda y: validate.auc(y, y).value, np.zeros(4), replicates=50)
    with pytest.raises(br.InvalidArgument, match="one length"):
        validate.bootstrap(np.mean, [1, 2], [1])


def test_draws_are_even_and_depend_on_seed_and_replicate_alone():
    rows = np.concatenate(list(validate.bootstrap_rows(7, 3000, seed=5)))
    counts = np.bincount(rows, minlength=7)
    assert ((counts - 3000) ** 2 / 3000).sum() < 22.5  # chi-square, 6 df, p = 0.001
    five = [r.tolist() for r in validate.bootstrap_rows(9, 5, seed=1)]
    assert five == [r.tolist() for r in validate.bootstrap_rows(9, 8, seed=1)][:5]
    assert five != [r.tolist() for r in validate.bootstrap_rows(9, 5, seed=2)]


PEOPLE = st.lists(st.integers(0, 12), min_size=8, max_size=60).filter(lambda g: len(set(g)) >= 4)


@given(PEOPLE, st.integers(2, 4), st.integers(0, 99))
def test_folds_partition_the_rows_and_keep_people_together(groups, k, seed):
    splits = validate.folds(len(groups), k, groups=groups, seed=seed)
    label = np.array(groups)
    assert len(splits) == k
    assert sorted(np.concatenate([test for _, test in splits]).tolist()) == list(range(len(groups)))
    for train, test in splits:
        assert not set(label[train]) & set(label[test])
        assert len(train) + len(test) == len(groups)


def test_strata_are_dealt_out_evenly():
    event = np.r_[np.ones(20), np.zeros(80)]
    for _, test in validate.folds(100, 5, strata=event, seed=4):
        assert (len(test), event[test].sum()) == (20, 4)


def test_leave_one_site_out_and_time():
    sites = ["x", "y", "x", "z"]
    assert [test.tolist() for _, test in validate.leave_one_out(sites)] == [[0, 2], [1], [3]]
    with pytest.raises(br.InvalidArgument, match="number of sites is 1"):
        validate.leave_one_out(["x", "x"])
    dates = ["2025-05-01", "2026-01-01", "2026-01-02"]
    before, after = validate.temporal_split(dates, "2026-01-01")
    assert (before.tolist(), after.tolist()) == ([0], [1, 2])
    with pytest.raises(br.InvalidArgument, match="no rows on one side"):
        validate.temporal_split(dates, "2027-01-01")


def test_cross_validation_never_sees_its_own_row():
    """Leave-one-out of a mean, in closed form: (n mean - y_i) / (n - 1)."""
    y = np.array([0.0, 1, 1, 0, 1])

    def mean(_, event):
        return lambda new: np.full(len(new), event.mean())

    out = validate.cross_validate(mean, np.zeros((5, 1)), y, validate.leave_one_out(range(5)))
    np.testing.assert_allclose(out, (y.sum() - y) / 4, rtol=1e-14)
    twice = [(np.array([0]), np.array([1, 2])), (np.array([0]), np.array([2]))]
    with pytest.raises(br.InvalidArgument, match="row 2 is tested more than once"):
        validate.cross_validate(mean, np.zeros((5, 1)), y, twice)


@pytest.mark.parametrize(
    ("size", "k", "options", "text"),
    [
        (5, 1, {}, "k is 1"),
        (5, 6, {}, "folds is 6, but must be 2 or more, and at most the number of people, 5"),
        (5, 2, {"groups": [1, 2]}, "groups: has 2 rows, but size has 5"),
        (5, 2, {"strata": [1, 2]}, "strata: has 2 rows, but size has 5"),
    ],
)
def test_impossible_folds_are_refused(size, k, options, text):
    with pytest.raises(br.InvalidArgument, match=text):
        validate.folds(size, k, **options)
