"""Subgroups beside each metric on its own rows, and published intervals of differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backrisk as br
from backrisk import validate

METRICS = ("observed_expected", "in_the_large", "slope", "auc", "brier", "scaled_brier", "log_loss")


@pytest.fixture(scope="module")
def sample():
    """1200 rows of 300 persons, each with rows at home and away; sex is a person's."""
    random = np.random.default_rng(8)
    person = np.repeat(np.arange(300), 4)
    p = 1 / (1 + np.exp(-random.normal(-0.6, 1, 300)[person] - random.normal(0, 0.4, 1200)))
    place = np.tile(["home", "home", "away", "away"], 300)
    sex = np.where(np.arange(300) % 3 == 0, "f", "m")[person]
    return (random.random(1200) < p).astype(float), p, person, place, sex


def counts(yes, size, other_yes, other_size):
    """Predictions that act on `yes` of `size` events in one group, and so on."""
    flag = np.r_[np.ones(yes), np.zeros(size - yes), np.ones(other_yes), np.zeros(other_size - other_yes)]
    return np.where(flag == 1, 0.8, 0.2), np.repeat(["a", "b"], [size, other_size])


def test_difference_of_newcombe():
    """56/70 - 48/80, 9/10 - 3/10 and 10/10 - 0/20 of Newcombe 1998, table II, method 10."""
    for given_, printed in (
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((10, 10, 0, 20), (0.6791, 1.0)),
    ):
        p, group = counts(*given_)
        row = validate.subgroups(np.ones(len(p)), p, by=group, metrics=["sensitivity"], threshold=0.5).row(0)
        assert [round(row["difference_low"], 4), round(row["difference_high"], 4)] == list(printed)


def test_difference_of_statsmodels():
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    for given_ in ((3, 40, 9, 35), (17, 20, 0, 50), (1, 300, 2, 290)):
        p, group = counts(*given_)
        row = validate.subgroups(np.ones(len(p)), p, by=group, metrics=["flagged"], threshold=0.5).row(0)
        wanted = proportion.confint_proportions_2indep(*given_, method="newcomb")
        np.testing.assert_allclose([row["difference_low"], row["difference_high"]], wanted, rtol=1e-10)


def test_each_metric_is_that_of_the_rows_of_the_group(sample):
    event, p, person, _, sex = sample
    for clusters in (None, person):
        table = validate.subgroups(event, p, by=sex, metrics=METRICS, clusters=clusters)
        for k in range(len(table)):
            row = table.row(k)
            own = sex == row["group"]
            inside = None if clusters is None else clusters[own]
            if row["metric"] in ("observed_expected", "in_the_large", "slope"):
                alone = getattr(validate.calibration(event[own], p[own], groups=inside), row["metric"])
            else:
                alone = getattr(validate, row["metric"])(event[own], p[own], groups=inside)
            found = [row["value"], row["low"], row["high"]]
            np.testing.assert_allclose(found, [alone.value, alone.low, alone.high], rtol=1e-12)
            people = own.sum() if clusters is None else own.sum() // 4
            assert (row["rows"], row["people"], row["events"]) == (own.sum(), people, event[own].sum())


def test_difference_of_areas_is_that_of_two_samples(sample):
    event, p, _, _, sex = sample
    row = validate.subgroups(event, p, by=sex, metrics=["auc"]).row(0)
    own = sex == "f"
    test = validate.auc_test(event[own], p[own], p[~own], other_event=event[~own])
    found = [row["difference"], row["difference_low"], row["difference_high"]]
    wanted = [test.difference.value, test.difference.low, test.difference.high]
    np.testing.assert_allclose(found, wanted, rtol=1e-12)


def test_persons_on_both_sides_are_known(sample):
    """Each person has as many rows on either side: the difference is a mean over persons."""
    event, p, person, place, _ = sample
    row = validate.subgroups(event, p, by=place, metrics=["brier"], clusters=person).row(0)
    signed = np.where(place == "away", 1, -1) * (p - event) ** 2 / 2
    own = np.bincount(person, signed)
    reach = 1.959963984540054 * own.std(ddof=1) / np.sqrt(len(own))
    wanted = [own.mean() - reach, own.mean() + reach]
    np.testing.assert_allclose([row["difference_low"], row["difference_high"]], wanted, rtol=1e-10)


@pytest.mark.parametrize("metric", ["auc", "slope", "observed_expected", "scaled_brier", "in_the_large"])
def test_interval_with_persons_on_both_sides_is_that_of_the_bootstrap(sample, metric):
    event, p, person, place, _ = sample
    table = validate.subgroups(event, p, by=place, metrics=[metric], clusters=person)
    row = table.row(0)

    def gap(y, q, where):
        return validate.subgroups(y, q, by=where, metrics=[metric])["difference"][0]

    drawn = validate.bootstrap(gap, event, p, place, groups=person, replicates=400, seed=2)
    se = (row["difference_high"] - row["difference_low"]) / (2 * 1.959963984540054)
    assert abs(se / drawn.se - 1) < 0.12  # 400 samples know a standard error to 3.5 %


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_order_of_rows_and_absent_rows_do_not_matter(sample, seed):
    event, p, person, place, _ = (column[:200] for column in sample)
    random = np.random.default_rng(seed)
    weight, order = random.choice([0.0, 1.0, 2.5], 200), random.permutation(200)
    order = order[weight[order] > 0]
    names = ["share", "auc", "brier", "in_the_large", "sensitivity"]
    options = {"metrics": names, "threshold": 0.3}
    one = validate.subgroups(event, p, by=place, weights=weight, clusters=person, **options)
    other = validate.subgroups(
        event[order], p[order], by=place[order], weights=weight[order], clusters=person[order], **options
    )
    for name in ("value", "low", "high", "difference", "difference_low", "difference_high"):
        np.testing.assert_allclose(other[name], one[name], rtol=1e-8, atol=1e-12)


def test_small_and_impossible_cells_say_so():
    event = np.r_[np.zeros(150), np.ones(150), np.ones(4), 0, 1]
    p = np.r_[np.linspace(0.1, 0.6, 150), np.linspace(0.3, 0.9, 150), 0.5, 0.6, 0.7, 0.8, 0.2, 0.9]
    group = np.array(["many"] * 300 + ["events only"] * 4 + ["two"] * 2)
    found = validate.subgroups(event, p, by=group, metrics=["auc", "slope"])
    said = {(r["group"], r["metric"]): r for r in map(found.row, range(len(found)))}
    assert said["many", "auc"]["warning"] == "no difference: the rest has no interval"
    assert np.isnan(said["many", "auc"]["difference_low"]) and said["many", "auc"]["difference"] < 0
    assert np.isnan(said["events only", "auc"]["value"])
    assert said["events only", "auc"]["warning"].startswith("fewer than 10 events")
    assert said["events only", "auc"]["warning"].endswith("no non-events")
    assert "separate" in said["two", "slope"]["warning"]
    one = validate.subgroups(event, p, by=["x"] * len(p), metrics=["brier"]).row(0)
    assert np.isnan(one["difference"]) and "the rest" in one["warning"]
    certain = validate.subgroups([0, 1, 1, 0], [0, 1, 1, 0], by=list("aabb"), metrics=["share", "log_loss"])
    assert certain["value"].tolist() == [0.5, 0.0, 0.5, 0.0]


def test_unknown_labels_are_a_group_and_bands_are_in_order():
    age = [17, 22, None, 9, 41, 60, 35, 30]
    bands = validate.age_bands(age, cuts=[10, 18, 35, 50])
    event, p = [0, 1, 0, 1, 0, 1, 1, 0], np.linspace(0.1, 0.8, 8)
    table = validate.subgroups(
        event, p, by={"age": bands, "sex": ["f", "m", None, "f"] * 2}, metrics=["share"]
    )
    assert table["group"].tolist() == [
        *("under 10", "10-17", "18-34", "35-49", "50 and over", "unknown"),
        *("f", "m", "unknown"),
    ]
    assert table["rows"][table["by"] == "sex"].tolist() == [4, 2, 2]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"by": [0.5, 1.5, 2.5, 3.5]}, "age_bands"),
        ({"by": ["a", "b"]}, "shape"),
        ({"metrics": ["accuracy"]}, "metric is 'accuracy'"),
        ({"metrics": ["sensitivity"]}, "threshold"),
        ({"predicted": [0.1, 1.2, 0.3, 0.4]}, "predicted"),
        ({"predicted": [0.1, 1.0, 0.3, 0.4], "metrics": ["slope"]}, "clip"),
        ({"level": 1.0}, "level"),
        ({"clusters": [1, 2]}, "clusters: has 2 rows"),
    ],
)
def test_bad_input_is_named(change, words):
    call = {"event": [0, 1, 0, 1], "predicted": [0.1, 0.6, 0.3, 0.4], "by": list("aabb"), "metrics": ["auc"]}
    with pytest.raises(br.InvalidArgument, match=words):
        validate.subgroups(**(call | change))


@pytest.mark.parametrize("cuts", [[], [18, 18], [18.5]])
def test_bad_bands_are_named(cuts):
    with pytest.raises(br.InvalidArgument, match="cuts"):
        validate.age_bands([20, 30], cuts)
    with pytest.raises(br.InvalidArgument, match="age"):
        validate.age_bands([-1], [18])
