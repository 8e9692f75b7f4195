"""Validation measures beside scikit-learn and beside loops that follow the definitions."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_validate_resample import logistic

import backrisk as br
from backrisk import validate

metrics = pytest.importorskip("sklearn.metrics")

LEVELS = np.linspace(0.05, 0.95, 7)
ROW = st.tuples(
    st.sampled_from([0.0, 1.0]), st.sampled_from(LEVELS.tolist()), st.sampled_from([0.0, 1.0, 2.5])
)
SAMPLE = st.lists(ROW, min_size=6, max_size=40)


def columns(sample, n=3):
    """Columns of a drawn sample that begins with one event and one non-event of weight 1."""
    table = [(0.0, 0.5, 1.0), (1.0, 0.5, 1.0), (0.0, 0.35, 1.0), (1.0, 0.65, 1.0), *sample]
    return [np.array(c) for c in zip(*table, strict=True)][:n]


def auc_by_pairs(event, p, w):
    pairs = [(i, j) for i, j in itertools.product(range(len(p)), repeat=2) if event[i] == 1 and event[j] == 0]
    won = sum(w[i] * w[j] * ((p[i] > p[j]) + (p[i] == p[j]) / 2) for i, j in pairs)
    return won / sum(w[i] * w[j] for i, j in pairs)


@settings(max_examples=40)
@given(SAMPLE)
def test_against_scikit_learn_and_pairs_with_ties_and_weights(sample):
    event, p, w = columns(sample)
    np.testing.assert_allclose(validate.auc(event, p).value, metrics.roc_auc_score(event, p), rtol=1e-13)
    np.testing.assert_allclose(validate.auc(event, p, weights=w).value, auc_by_pairs(event, p, w), rtol=1e-13)
    for ours, theirs in (
        (validate.brier, metrics.brier_score_loss),
        (validate.log_loss, metrics.log_loss),
    ):
        wanted = theirs(event, p, sample_weight=w)
        np.testing.assert_allclose(ours(event, p, weights=w).value, wanted, rtol=1e-12)


@settings(max_examples=40)
@given(SAMPLE, st.floats(0.05, 1))
def test_partial_auc(sample, high):
    event, p = columns(sample, 2)
    theirs = metrics.roc_auc_score(event, p, max_fpr=high)
    ours = validate.partial_auc(event, p, 0, high)
    wanted = ours.area if high == 1 else ours.standardised
    np.testing.assert_allclose(wanted, theirs, rtol=1e-9)
    parts = [validate.partial_auc(event, p, *ends).area for ends in ((0, high / 2), (high / 2, high))]
    np.testing.assert_allclose(sum(parts), ours.area, rtol=1e-9, atol=1e-15)


def test_roc_curve_of_scikit_learn():
    random = np.random.default_rng(3)
    event, p = random.integers(0, 2, 200), random.integers(0, 30, 200)
    fpr, tpr, threshold = metrics.roc_curve(event, p, drop_intermediate=False)
    ours = validate.roc_curve(event, p)
    np.testing.assert_allclose(ours.false_positive_rate, fpr, rtol=1e-14)
    np.testing.assert_allclose(ours.sensitivity, tpr, rtol=1e-14)
    np.testing.assert_array_equal(ours.threshold, threshold)


MEASURES = (
    validate.auc,
    validate.brier,
    validate.scaled_brier,
    validate.log_loss,
)


@settings(max_examples=40)
@given(SAMPLE, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter_and_weight_zero_is_absence(sample, random):
    event, p, w = columns(sample)
    person = np.array([f"p{i % 5}" for i in range(len(p))])
    order = list(range(len(p)))
    random.shuffle(order)
    here = w > 0
    for measure in MEASURES:
        one = measure(event, p, weights=w, groups=person)
        for event_, p_, w_, g_ in (
            (event[order], p[order], w[order], person[order]),
            (event[here], p[here], w[here], person[here]),
        ):
            other = measure(event_, p_, weights=w_, groups=g_)
            np.testing.assert_allclose([other.value, other.se], [one.value, one.se], rtol=1e-9, atol=1e-12)


@given(SAMPLE)
def test_auc_knows_only_the_order_and_is_symmetric(sample):
    event, p = columns(sample, 2)
    one = validate.auc(event, p)
    stretched = validate.auc(event, 1e6 * np.exp(5 * p))
    mirrored = validate.auc(1 - event, p)
    # ties may be summed in another order: the last bit
    np.testing.assert_allclose([stretched.value, stretched.se], [one.value, one.se], rtol=1e-15, atol=0)
    np.testing.assert_allclose([1 - mirrored.value, mirrored.se], [one.value, one.se], rtol=1e-10, atol=1e-15)


@settings(max_examples=40)
@given(SAMPLE)
def test_each_row_its_own_person_is_no_clustering(sample):
    event, p = columns(sample, 2)
    for measure in MEASURES:
        plain, grouped = measure(event, p), measure(event, p, groups=np.arange(len(p)))
        np.testing.assert_allclose(
            [grouped.value, grouped.se], [plain.value, plain.se], rtol=1e-9, atol=1e-15
        )


def test_many_rows_are_ranked_as_few():
    """The radix sort works above 4096 rows; the twin is scikit-learn. Many keys share their high bits."""
    random = np.random.default_rng(1)
    event = random.integers(0, 2, 30_000)
    for p in (
        random.random(30_000),
        random.integers(-50, 50, 30_000) * 1e300,
        1 + random.integers(0, 9, 30_000) * 2.0**-52,
        np.r_[random.random(29_999) * 1e-300, 1.0],
    ):
        np.testing.assert_allclose(validate.auc(event, p).value, metrics.roc_auc_score(event, p), rtol=1e-12)
        weighted = validate.auc(event, p, weights=np.ones(30_000))
        plain = validate.auc(event, p)
        np.testing.assert_allclose([weighted.value, weighted.se], [plain.value, plain.se], rtol=1e-10)


def test_hard_cases_have_the_right_answer():
    same = validate.auc([0, 1, 1, 0], [0.3] * 4)
    assert same.value == 0.5
    assert "equal" in same.note
    perfect = validate.auc([0, 0, 1, 1], [0, 0.1, 0.8, 1])
    assert perfect.value == 1 and np.isnan([perfect.se, perfect.low, perfect.high]).all()
    assert "separate" in perfect.note
    assert validate.brier([0, 1], [0, 1]).value == 0
    impossible = validate.log_loss([0, 1], [0, 0])
    assert impossible.value == math.inf
    assert math.isnan(impossible.se)
    assert "probability of 0" in impossible.note
    assert validate.log_loss([0, 1], [0, 1]).value == 0
    flat = validate.calibration([0, 1, 1, 0, 1], [0.4] * 5)
    np.testing.assert_allclose(flat.in_the_large.value, math.log(1.5) - math.log(2 / 3), rtol=1e-12)
    assert math.isnan(flat.slope.value)
    assert "equal" in flat.slope.note
    one_person = validate.auc([0, 1, 1, 0], [0.2, 0.8, 0.1, 0.3], groups=["b", "a", "a", "c"])
    assert one_person.value == 0.5
    assert math.isnan(one_person.se)
    assert "one person" in one_person.note


ONE_CLASS = [[0, 0, 0], [1, 1, 1]]


@pytest.mark.parametrize("event", ONE_CLASS)
@pytest.mark.parametrize("measure", [validate.auc, validate.scaled_brier, validate.calibration])
def test_one_class_is_refused(measure, event):
    with pytest.raises(br.InvalidArgument, match=r"number of (non-)?events is 0, but must be 1 or more"):
        measure(event, [0.1, 0.2, 0.3])


@pytest.mark.parametrize(
    ("event", "p", "options", "text"),
    [
        ([0, 2], [0.1, 0.2], {}, r"event\[1\] is 2, but must be 0 or 1"),
        ([0, math.nan], [0.1, 0.2], {}, r"event\[1\] is nan"),
        ([0, 1], [0.1, math.nan], {}, r"predicted\[1\] is nan"),
        ([0, 1], [0.1], {}, r"predicted.size is 1, but must be 2"),
        ([0, 1], [0.1, 1.2], {}, r"predicted\[1\] is 1.2, but must be a probability"),
        ([0, 1], [0.1, 0.2], {"weights": [1, -1]}, r"weight\[1\] is -1"),
        ([0, 1], [0.1, 0.2], {"weights": [0, 0]}, "positive weight is 0"),
        ([0, 1], [0.1, 0.2], {"groups": ["a"]}, "groups: has 1 rows, but event has 2"),
        ([0, 1], [0.1, 0.2], {"level": 1.0}, "level is 1"),
        ([], [], {}, "number of rows with a positive weight is 0"),
    ],
)
def test_bad_columns_are_named(event, p, options, text):
    with pytest.raises(br.InvalidArgument, match=text):
        validate.brier(event, p, **options)


def test_certain_predictions_have_no_logit_unless_clipped():
    event, p = [0, 1, 1, 0, 1], [0, 0.6, 1, 0.7, 0.3]
    with pytest.raises(br.InvalidArgument, match=r"predicted\[0\] is 0, but must be between 0 and 1"):
        validate.calibration(event, p)
    clipped = validate.calibration(event, p, clip=1e-3)
    same = validate.calibration(event, np.clip(p, 1e-3, 1 - 1e-3))
    assert clipped.slope == same.slope
    for p in ([0.1, 0.2, 0.8, 0.9], [0.1, 0.5, 0.5, 0.9], [0.9, 0.5, 0.4, 0.1]):
        with pytest.raises(br.NumericError, match="separate"):
            validate.calibration([0, 0, 1, 1], p)


def test_true_probabilities_are_calibrated_and_distorted_ones_are_as_distorted():
    """Simulated truth: logit p = 1 + 2 times a prediction's logit gives intercept 1 and slope 2."""
    random = np.random.default_rng(5)
    logit = random.normal(-0.5, 0.7, 200_000)
    event = random.random(logit.size) < 1 / (1 + np.exp(-(1 + 2 * logit)))
    found = validate.calibration(event, 1 / (1 + np.exp(-logit)))
    assert abs(found.intercept.value - 1) < 4 * found.intercept.se < 0.1
    assert abs(found.slope.value - 2) < 4 * found.slope.se < 0.1
    honest = validate.calibration(event, 1 / (1 + np.exp(-(1 + 2 * logit))))
    assert honest.in_the_large.low < 0 < honest.in_the_large.high
    assert honest.slope.low < 1 < honest.slope.high
    assert honest.observed_expected.low < 1 < honest.observed_expected.high


@pytest.mark.parametrize("method", ["loess", "spline"])
def test_curve_of_true_probabilities_is_the_diagonal_and_its_band_holds_it(method):
    random = np.random.default_rng(2)
    p = random.beta(2, 5, 4000)
    curve = validate.calibration_curve(random.random(4000) < p, p, method)
    assert curve.ici < 0.02
    assert curve.ici <= curve.e90 <= curve.emax
    inner = (curve.predicted > 0.05) & (curve.predicted < 0.6)
    held = (curve.low <= curve.predicted) & (curve.predicted <= curve.high)
    assert held[inner].mean() > 0.8
    assert (curve.low <= curve.share).all()
    assert (curve.share <= curve.high).all()


def test_rows_of_one_person_repeated_widen_nothing_when_kept_together():
    """Each row three times over: plain standard errors shrink by sqrt 3, those by person do not."""
    random = np.random.default_rng(8)
    p = random.random(300)
    event = random.random(300) < p
    thrice = [np.repeat(column, 3) for column in (event, p, np.arange(300))]
    for measure in MEASURES:
        once, kept = measure(event, p), measure(thrice[0], thrice[1], groups=thrice[2])
        np.testing.assert_allclose([kept.value, kept.se], [once.value, once.se], rtol=1e-9)
        assert measure(thrice[0], thrice[1]).se < 0.6 * once.se


@pytest.mark.parametrize("knots", [3, 4, 5])
def test_spline_curve_is_a_logistic_model_of_harrells_basis(knots):
    """Twin: the truncated power basis (Harrell 2015, doi:10.1007/978-3-319-19425-7, 2.4.5) and Newton."""
    random = np.random.default_rng(12)
    p = random.beta(2, 3, 500)
    event = (random.random(500) < p**1.5).astype(float)
    shares = {3: [0.1, 0.5, 0.9], 4: [0.05, 0.35, 0.65, 0.95], 5: [0.05, 0.275, 0.5, 0.725, 0.95]}[knots]
    t = np.quantile(np.log(p / (1 - p)), shares)

    def basis(q):
        x = np.log(q / (1 - q))
        cube = [np.maximum(x - knot, 0) ** 3 for knot in t]
        columns = [
            cube[j]
            - cube[-2] * (t[-1] - t[j]) / (t[-1] - t[-2])
            + cube[-1] * (t[-2] - t[j]) / (t[-1] - t[-2])
            for j in range(knots - 2)
        ]
        return np.column_stack([x, *columns])

    predict = logistic(basis(p), event)
    curve = validate.calibration_curve(event, p, "spline", knots=knots)
    np.testing.assert_allclose(curve.share, predict(basis(curve.predicted)), rtol=1e-6)
    apart = np.abs(predict(basis(p)) - p)
    measured = [curve.ici, curve.e50, curve.e90, curve.emax]
    wanted = [apart.mean(), *np.quantile(apart, [0.5, 0.9]), apart.max()]
    np.testing.assert_allclose(measured, wanted, rtol=1e-6)


def test_a_curve_needs_enough_distinct_predictions():
    with pytest.raises(br.NumericError, match="all predictions are equal"):
        validate.calibration_curve([0, 1, 1, 0], [0.3] * 4)
    with pytest.raises(br.NumericError, match="too few distinct"):
        validate.calibration_curve([0, 1] * 10, [0.2, 0.7] * 10)
    with pytest.raises(br.NumericError, match="too few distinct values for 5 knots"):
        validate.calibration_curve([0, 1] * 10, [0.2, 0.7] * 10, "spline")
    with pytest.raises(br.InvalidArgument, match="knots is 7, but must be a whole number from 3 to 5"):
        validate.calibration_curve([0, 1] * 10, np.linspace(0.1, 0.9, 20), "spline", knots=7)
    with pytest.raises(br.InvalidArgument, match="method is 'lowess', but must be one of loess, spline"):
        validate.calibration_curve([0, 1], [0.1, 0.2], "lowess")


def test_curve_of_many_rows_is_that_of_few_fits():
    """Above 2000 distinct predictions the curve is fitted at 2000 of them: same ICI to the fourth digit."""
    random = np.random.default_rng(2)
    p = random.random(2400)
    event = random.random(2400) < p**1.2
    some = validate.calibration_curve(event, p)
    at = np.interp(p, some.predicted, some.share)
    np.testing.assert_allclose(some.ici, np.abs(at - p).mean(), atol=1e-4)


def test_variance_by_person_is_that_of_the_bootstrap_of_people():
    """People with both kinds of rows: the cross term of Obuchowski's variance matters."""
    random = np.random.default_rng(21)
    person = np.repeat(np.arange(120), 5)
    shift = np.repeat(random.normal(0, 1.5, 120), 5)
    x, other = (shift + random.normal(0, 1, 600) for _ in range(2))
    event = (random.random(600) < 1 / (1 + np.exp(-0.8 * x - 0.8 * shift))).astype(float)
    ours = validate.auc_test(event, x, other, groups=person)
    draws = np.array(
        [
            [validate.auc(event[i], x[i]).value, validate.auc(event[i], other[i]).value]
            for i in validate.bootstrap_rows(600, 2000, groups=person, seed=3)
        ]
    )
    sd = draws.std(axis=0)
    np.testing.assert_allclose([ours.first.se, ours.second.se], sd, rtol=0.08)  # 4 SE of an SD is 6 %
    np.testing.assert_allclose(ours.difference.se, (draws[:, 0] - draws[:, 1]).std(), rtol=0.08)
    plain = validate.auc(event, x)
    assert ours.first.se > 1.2 * plain.se
