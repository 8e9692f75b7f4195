"""What a metric adds: beside statsmodels, in worlds whose answer is known, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backrisk as br
from backrisk import _core, load, validate

sm = pytest.importorskip("statsmodels.api")


@pytest.fixture(scope="module")
def sample():
    random = np.random.default_rng(9)
    x, new = random.normal(size=(600, 2)), random.normal(size=(600, 2))
    eta = x @ [0.8, -0.4] + new @ [0.5, 0] - 0.7
    return (random.random(600) < 1 / (1 + np.exp(-eta))).astype(float), x, new, np.arange(600) // 4


def logit(y, columns, **options):
    model = sm.GLM(y, sm.add_constant(columns), family=sm.families.Binomial())
    return model.fit(tol=1e-13, **options)


def test_likelihood_ratio_and_wald_of_statsmodels(sample):
    y, x, new, person = sample
    found = validate.added_value(y, x, new, replicates=0)
    small, large = logit(y, x), logit(y, np.column_stack([x, new]))
    np.testing.assert_allclose(found.likelihood_ratio, 2 * (large.llf - small.llf), rtol=1e-9)
    share = (2 * large.llf - 2 * small.llf) / (2 * large.llf - 2 * large.llnull)
    np.testing.assert_allclose(found.new_information, share, rtol=1e-9)
    stats = pytest.importorskip("scipy.stats")
    assert found.p == pytest.approx(stats.chi2.sf(found.likelihood_ratio, 2), rel=1e-12)
    test = large.wald_test(np.eye(5)[3:], scalar=True, use_f=False)
    np.testing.assert_allclose([found.wald, found.wald_p], [test.statistic, test.pvalue], rtol=1e-8)
    clustered = validate.added_value(y, x, new, groups=person, replicates=0)
    kind = {"cov_type": "cluster", "cov_kwds": {"groups": person, "use_correction": False}}
    robust = logit(y, np.column_stack([x, new]), **kind).wald_test(np.eye(5)[3:], scalar=True, use_f=False)
    np.testing.assert_allclose(clustered.wald, robust.statistic, rtol=1e-8)
    assert clustered.likelihood_ratio == found.likelihood_ratio and "wald_p" in clustered.note
    assert np.isnan(found.corrected["auc"])


def test_differences_are_those_of_the_two_predictions(sample):
    y, x, new, person = sample
    found = validate.added_value(y, x, new, groups=person, replicates=0)
    p0, p1 = logit(y, x).fittedvalues, logit(y, np.column_stack([x, new])).fittedvalues
    test = validate.auc_test(y, p1, p0, groups=person)
    for ours, theirs in zip(found.auc, (test.second, test.first, test.difference), strict=True):
        np.testing.assert_allclose([ours.value, ours.se], [theirs.value, theirs.se], rtol=1e-9)
    scores = [validate.scaled_brier(y, p, groups=person) for p in (p0, p1)]
    base, with_new, gap = found.scaled_brier
    np.testing.assert_allclose([base.value, base.se], [scores[0].value, scores[0].se], rtol=1e-9)
    np.testing.assert_allclose(gap.value, with_new.value - base.value, rtol=1e-12)

    def difference(event, a, b):
        return validate.scaled_brier(event, b).value - validate.scaled_brier(event, a).value

    drawn = validate.bootstrap(difference, y, p0, p1, groups=person, replicates=600, seed=1)
    assert abs(gap.se / drawn.se - 1) < 0.1  # 600 samples know a standard error to 3 %


@settings(max_examples=30)
@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=30))
def test_paired_scaled_brier_is_antisymmetric_and_knows_the_share(drawn):
    y, a, b = (np.array(c, dtype=float) for c in zip((0, 0.2, 0.3), (1, 0.4, 0.9), *drawn, strict=True))
    none, people = np.empty(0), np.empty(0, dtype=np.uintp)
    there = _core.validate.scaled_brier_paired(y, a, b, none, people).difference
    back = _core.validate.scaled_brier_paired(y, b, a, none, people).difference
    np.testing.assert_allclose([there.value, there.se], [-back.value, back.se], rtol=1e-9, atol=1e-12)
    share = np.full(len(y), y.mean())
    found = _core.validate.scaled_brier_paired(y, share, a, none, people).difference
    np.testing.assert_allclose(found.value, validate.scaled_brier(y, a).value, rtol=1e-9, atol=1e-12)


def test_the_optimism_is_that_of_refitting_both(sample):
    y, x, new, person = sample
    found = validate.added_value(y, x, new, groups=person, replicates=5, seed=7)
    both = np.column_stack([x, new])
    gaps = []
    for rows in validate.bootstrap_rows(len(y), 5, groups=person, seed=7):
        small, large = logit(y[rows], x[rows]), logit(y[rows], both[rows])

        def gain(at, small=small, large=large):
            areas = [
                validate.auc(y[at], fit.predict(sm.add_constant(columns[at]))).value
                for fit, columns in ((large, both), (small, x))
            ]
            return areas[0] - areas[1]

        gaps.append(gain(rows) - gain(np.arange(len(y))))
    np.testing.assert_allclose(found.corrected["auc"], found.auc[2].value - np.mean(gaps), rtol=1e-9)
    assert found.table()["corrected"][0] == found.corrected["auc"]


def test_noise_adds_nothing_and_signal_does():
    """Of 60 columns of noise about 3 have p < 0.05; corrected gains are around 0, apparent ones above."""
    random = np.random.default_rng(11)
    p, apparent, corrected = [], [], []
    for _ in range(60):
        x, noise = random.normal(size=(2, 250))
        y = (random.random(250) < 1 / (1 + np.exp(-x))).astype(float)
        found = validate.added_value(y, x[:, None], noise, replicates=10)
        p.append(found.p)
        apparent.append(found.scaled_brier[2].value)
        corrected.append(found.corrected["scaled_brier"])
    assert 0 <= np.sum(np.array(p) < 0.05) <= 8 and 0.35 < np.mean(p) < 0.65
    assert np.mean(apparent) > 0.002 and np.mean(corrected) < np.mean(apparent) / 4
    y = (random.random(250) < 1 / (1 + np.exp(-x - 2 * noise))).astype(float)
    assert validate.added_value(y, x[:, None], noise, replicates=10).p < 1e-6


def test_probabilities_of_a_model_are_refitted_first(sample):
    y, x, new, _ = sample
    p = 1 / (1 + np.exp(-(x @ [0.8, -0.4])))
    bent = 1 / (1 + np.exp(-(2 - 3 * np.log((1 - p) / p))))
    one, other = (validate.added_value(y, q, new, replicates=0) for q in (p, bent))
    np.testing.assert_allclose(other.likelihood_ratio, one.likelihood_ratio, rtol=1e-9)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"base": [1.5] * 8}, br.InvalidArgument, "probabilities"),
        ({"new": np.zeros((3, 1))}, br.InvalidArgument, "must have 8"),
        ({"new": np.zeros((8, 1))}, br.NumericError, "determine"),
        ({"event": [0] * 8}, br.NumericError, "outcome"),
    ],
)
def test_bad_input_is_named(change, error, words):
    random = np.random.default_rng(0)
    call = {"event": [0, 1] * 4, "base": random.normal(size=(8, 1)), "new": random.normal(size=(8, 1))}
    with pytest.raises(error, match=words):
        validate.added_value(**(call | change), replicates=0)


@pytest.fixture(scope="module")
def diary():
    """80 persons, 120 days: the week's load and what they are used to."""
    random = np.random.default_rng(12)
    person = np.repeat(np.arange(80), 120)
    x = random.gamma(2, 150, 80 * 120) * np.repeat(random.uniform(0.4, 1.6, 80), 120)
    acute, chronic = (load.rolling_mean(x, w, groups=person).value for w in (7, 28))
    return random, person, x, acute, chronic


def occurs(random, x):
    """Events whose log odds rise with `x`; NaN where it is not known."""
    z = (x - np.nanmean(x)) / np.nanstd(x)
    return np.where(np.isnan(z), np.nan, random.random(len(z)) < 1 / (1 + np.exp(3 - 0.6 * z)))


def test_denominator_that_does_nothing_and_one_that_does(diary):
    random, person, _, acute, chronic = diary
    by_acute = validate.denominator_check(occurs(random, acute), acute, chronic, groups=person, shuffles=30)
    assert by_acute["auc"][1] > by_acute["auc"][0] and by_acute["chi_square"][1] > by_acute["chi_square"][0]
    by_ratio = validate.denominator_check(occurs(random, acute / chronic), acute, chronic, shuffles=30)
    assert by_ratio["auc"].argmax() == 0 and by_ratio["at_least_as_good"][2] == pytest.approx(1 / 31)
    assert by_ratio["rows"][0] == np.isfinite(chronic).sum()


def test_one_column_is_that_of_statsmodels_and_shuffles_stay_within_a_person(diary):
    random, person, _, acute, chronic = diary
    y = occurs(random, acute)
    found = validate.denominator_check(y, acute, chronic, groups=person, shuffles=3)
    here = np.isfinite(chronic)
    for k, x in enumerate((acute / chronic, acute)):
        fit = logit(y[here], x[here])
        np.testing.assert_allclose(found["chi_square"][k], fit.null_deviance - fit.deviance, rtol=1e-8)
        area = validate.auc(y[here], x[here], groups=person[here])
        assert (found["auc"][k], found["low"][k], found["high"][k]) == (area.value, area.low, area.high)
    own = np.repeat(
        np.arange(80.0) + 1, 120
    )  # within a person all denominators are equal: nothing to shuffle
    same = validate.denominator_check(y, acute, own, within=person, shuffles=3)
    np.testing.assert_allclose(same["auc"][2], same["auc"][0], rtol=1e-12)
    assert same["at_least_as_good"][2] == 1


def test_windows_in_the_same_rows_with_their_multiplicity(diary):
    random, person, x, acute, chronic = diary
    y = occurs(random, acute / chronic)
    y[person == 3] = np.nan
    found = validate.window_sensitivity(
        y, x, groups=person, acute=(7, 14), chronic=(14, 28), methods=("coupled",)
    )
    assert [(r["acute"], r["chronic"]) for r in map(found.row, range(3))] == [(7, 14), (7, 28), (14, 28)]
    ratio = load.acwr(x, 7, 28, "coupled", groups=person).value
    here = np.isfinite(ratio) & ~np.isnan(y)
    assert set(found["rows"].tolist()) == {int(here.sum())}
    z = (ratio[here] - ratio[here].mean()) / ratio[here].std()
    kind = {"cov_type": "cluster", "cov_kwds": {"groups": person[here], "use_correction": False}}
    fit = logit(y[here], z, **kind)
    row = found.row(1)
    wanted = np.exp([fit.params[1], *fit.conf_int()[1]])
    np.testing.assert_allclose([row["odds_ratio"], row["low"], row["high"]], wanted, rtol=1e-7)
    np.testing.assert_allclose(row["p"], fit.pvalues[1], rtol=1e-5)


@settings(max_examples=30)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_of_statsmodels(p):
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    wanted = multitest.multipletests(p, method="holm")[1]
    np.testing.assert_allclose(validate.holm(p), wanted, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: validate.denominator_check([0, 1], [1, 2], [1]), "denominator 1"),
        (lambda: validate.denominator_check([0, 1], [1, -2], [1, 1]), "negative"),
        (lambda: validate.denominator_check([0, 1], [1, 2], [1, 1], shuffles=0), "shuffles"),
        (lambda: validate.window_sensitivity([0, 1], [1, 2], acute=[28], chronic=[7]), "acute"),
        (lambda: validate.window_sensitivity([0, 1], [1, 2]), "shorten"),
        (lambda: validate.window_sensitivity([0, 1], [1, 2, 3]), "load has 3"),
        (lambda: validate.holm([0.5, np.nan]), "between 0 and 1"),
    ],
)
def test_bad_ratios_are_named(call, words):
    with pytest.raises(br.InvalidArgument, match=words):
        call()
