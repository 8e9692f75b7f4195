"""Oracles: identities of the model (order, missing, extremes, horizon), the card as an identity, damage."""

from __future__ import annotations

import json
import math
import pickle
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backrisk as br

MODEL = br.literature_model()
FACTORS = {f["name"]: f for f in (MODEL.factors().row(i) for i in range(len(MODEL.factors())))}
CHILDREN = {"recency_days", "many_episodes"}
ADULT = 18  # below, and for a child without its parent, there is no score
FREE = sorted(FACTORS.keys() - CHILDREN - {"vertebral_fracture_women"})


def people(stretch: float = 0.0) -> st.SearchStrategy[dict[str, float]]:
    """Some of the factors with values in their range, or beyond it by `stretch` of its width."""

    def values(name: str) -> st.SearchStrategy[float]:
        low, high = FACTORS[name]["low"], FACTORS[name]["high"]
        reach = stretch * (high - low)
        least = ADULT if name == "age_years" else low - reach
        return st.floats(least, high + reach)

    chosen = st.lists(st.sampled_from(FREE), unique=True, max_size=12)
    return chosen.flatmap(lambda names: st.fixed_dictionaries({name: values(name) for name in names}))


@given(people(stretch=2.0), st.integers(1, 3650), st.floats(0.01, 0.99))
def test_every_answer_is_a_risk_inside_its_interval_and_adds_up(values, horizon, level):
    one = MODEL.assess_row(values, horizon_days=horizon, level=level)
    assert 0 <= one.low <= one.high <= 1
    assert 0 < one.risk <= 1 + 1e-12
    assert math.isclose(one.contributions["log_hazard"].sum(), one.log_hazard, abs_tol=1e-12)
    assert math.isclose(one.causes["log_hazard"].sum(), one.log_hazard, abs_tol=1e-12)
    assert math.isclose(one.hazard_ratio, math.exp(one.log_hazard), rel_tol=1e-12)
    assert -1e-12 <= one.coverage <= 1


@given(people(), st.randoms(use_true_random=False))
def test_the_order_of_the_names_does_not_matter(values, shuffler):
    names = list(values)
    shuffler.shuffle(names)
    assert MODEL.assess_row({name: values[name] for name in names}) == MODEL.assess_row(values)


@given(people(), st.sampled_from(FREE), st.sampled_from([None, float("nan"), np.float32("nan")]))
def test_none_nan_and_left_out_are_one_and_the_same(values, name, nothing):
    without = {key: value for key, value in values.items() if key != name}
    one, other = MODEL.assess_row({**without, name: nothing}), MODEL.assess_row(without)
    assert (one.risk, one.low, one.high, one.missing) == (other.risk, other.low, other.high, other.missing)
    assert name in one.missing


@given(people(stretch=3.0))
def test_beyond_the_range_the_end_is_used_and_flagged(values):
    one = MODEL.assess_row(values)
    ends = {n: min(max(v, FACTORS[n]["low"]), FACTORS[n]["high"]) for n, v in values.items()}
    assert one.risk == MODEL.assess_row(ends).risk
    assert len(one.flags) == sum(ends[n] != v for n, v in values.items())
    assert MODEL.assess_row(ends).flags == ()


@given(people(), st.integers(1, 1800))
def test_a_longer_horizon_is_never_safer(values, horizon):
    assert MODEL.assess_row(values, 2 * horizon).risk > MODEL.assess_row(values, horizon).risk


@given(people(), st.floats(0.1, 50), st.floats(20, 60))
def test_a_trigger_only_adds(values, occurrences, age):
    with_trigger = MODEL.assess_row(values, exposures=[("heavy_load", occurrences, age)])
    without = MODEL.assess_row(values)
    assert with_trigger.risk > without.risk
    assert with_trigger.log_hazard == without.log_hazard


def test_nothing_known_is_typical_and_not_healthy():
    nothing = MODEL.assess_row({})
    assert math.isclose(nothing.risk, nothing.typical, rel_tol=1e-12)
    assert nothing.reason == "not recorded"
    assert set(nothing.missing) == set(MODEL.factor_names)
    healthy = MODEL.assess_row({"previous_episode": 0, "depressive_symptoms": 0, "disc_herniation": 0})
    assert healthy.risk < nothing.risk
    assert healthy.variance < nothing.variance


def test_without_an_earlier_episode_its_details_follow():
    one = MODEL.assess_row({"previous_episode": 0})
    assert not CHILDREN & set(one.missing)
    assert "never" not in MODEL.assess_row({}).to_text()
    with pytest.raises(br.InvalidArgument, match="recency_days is 30"):
        MODEL.assess_row({"previous_episode": 0, "recency_days": 30})


@pytest.mark.parametrize(
    ("values", "options", "words"),
    [
        ({"previous_episod": 1}, {}, "nearest: previous_episode"),
        ({"bmi": "30"}, {}, "bmi is '30', but must be a number"),
        ({"bmi": [30]}, {}, "bmi is"),
        ({"bmi": math.inf}, {}, "bmi is inf"),
        ({"recency_days": -math.inf}, {}, "recency_days is -inf"),
        ({}, {"horizon_days": 0}, "horizon is 0"),
        ({}, {"horizon_days": 3651}, "horizon is 3651"),
        ({}, {"level": 1.0}, "level is 1"),
        ({}, {"level": math.nan}, "level is nan"),
        ({}, {"exposures": [("juggling", 1, 30)]}, "'juggling'"),
        ({}, {"exposures": [("heavy_load", 1)]}, "age_years is nan"),
        ({}, {"exposures": [("heavy_load", -1, 30)]}, "occurrences is -1"),
    ],
)
def test_bad_input_is_named(values, options, words):
    with pytest.raises(br.InvalidArgument) as error:
        MODEL.assess_row(values, **options)
    assert words in str(error.value)


def test_an_exposure_takes_the_age_of_the_row():
    row = {"age_years": 30}
    assert MODEL.assess_row(row, exposures=[("heavy_load", 2)]) == MODEL.assess_row(
        row, exposures=[("heavy_load", 2, 30)]
    )


def test_unpublished_incidences_are_refused_unless_given():
    with pytest.raises(br.InvalidArgument, match="athletes/any_episode"):
        br.literature_model(outcome="care_seeking")
    with pytest.raises(br.InvalidArgument, match="any_episode"):
        br.literature_model(outcome="pain")
    own = br.literature_model(outcome="care_seeking", yearly_risk=0.1)
    assert own.setting_sd == 0
    assert "given by the user" in own.baseline
    assert math.isclose(own.assess_row({}, 365).typical, 0.1, rel_tol=0.02)  # Gaussian population, no decay
    for wrong in (0, 1, -0.1, "0.1", math.nan):
        with pytest.raises(br.InvalidArgument):
            br.literature_model(yearly_risk=wrong)


def test_words_always_carry_status_and_intended_use():
    one = MODEL.assess_row({"previous_episode": 1, "recency_days": 20, "bmi": 70, "activity_min_week": 200})
    for words in (one.to_text(), one._repr_html_()):
        assert "literature-composed, not externally validated" in words
        assert "not a diagnosis and not a clearance" in words or "not a diagnosis" in words
        assert "explains the score and is not a cause" in words
        assert "lies outside 14 to 50 kg/m2" in words
        assert "of 100 people like this, against about" in words
    assert "prefers-color-scheme" in one._repr_html_()
    assert "an earlier low-back episode: yes" in one.to_text()
    assert one.advice == ()


def test_texts_of_a_card_are_escaped_in_html():
    from_json = MODEL.__reduce__()[0]
    with pytest.raises(br.DataError, match="what follows from its results"):  # a status is no free text
        from_json(MODEL.to_json().replace("not externally validated", "<script>alert(1)</script>", 1))
    card = json.loads(MODEL.to_json())
    card["baseline"]["source"] = "<script>alert(1)</script>"
    card["factors"][0]["label"] = "<script>alert(2)</script>"
    hostile = from_json(json.dumps(card))
    for page in (hostile.assess_row({"previous_episode": 1}), hostile):
        assert "<script>" not in page._repr_html_()
    assert "&lt;script&gt;alert(1)" in hostile.to_html()
    assert "<script>" not in hostile.compare_rows({"previous_episode": 1}, {})._repr_html_()


def test_cards_pickles_and_files_are_the_same_model(tmp_path: Path):
    MODEL.save(tmp_path / "model.json")
    for twin in (br.load_model(tmp_path / "model.json"), pickle.loads(pickle.dumps(MODEL))):
        assert twin == MODEL
        assert twin.to_json() == MODEL.to_json()
        assert twin.assess_row({"bmi": 31}) == MODEL.assess_row({"bmi": 31})
    assert br.literature_model(setting="workers") != MODEL
    with pytest.raises(br.DataError, match="nowhere"):
        br.load_model(tmp_path / "nowhere.json")


def test_the_card_is_plain_json_that_python_reads_to_the_same_numbers():
    card = json.loads(MODEL.to_json())
    assert [c["log_hazard_ratio"] for c in card["coefficients"]] == MODEL.mean().tolist()
    assert card["coefficient_covariance"] == MODEL.covariance().tolist()
    assert len({entry["row"] for entry in card["ledger"]}) == 150  # and the derived effect of sex


def leaves(node, path=()):
    """Paths of every value of a JSON document."""
    yield path
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield from leaves(value, (*path, key))


CARD = json.loads(MODEL.to_json())
PATHS = [p for p in leaves(CARD) if p and "covariance" not in str(p[0])] + [("coefficient_covariance", 0, 0)]
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just([]), st.just({})
)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(PATHS), JUNK, st.booleans())
def test_a_damaged_card_is_refused_or_answers(path, junk, drop):
    card = json.loads(MODEL.to_json())
    node = card
    for key in path[:-1]:
        node = node[key]
    if drop:
        del node[path[-1]]
    else:
        node[path[-1]] = junk
    from_json = MODEL.__reduce__()[0]
    try:
        model = from_json(json.dumps(card))
    except br.DataError as error:
        assert "model card" in str(error)
        return
    assert from_json(model.to_json()) == model
    assert 0 <= model.assess_row({}).risk <= 1 + 1e-12


@pytest.mark.parametrize("document", [b'{"a": "\x9c\xff"}', b"\xff\xfe{}", b'{"\xc3": 1', b'{"a": \x00}'])
def test_a_card_that_is_no_text_is_refused_in_text(tmp_path: Path, document: bytes):
    """What the parser quotes of a broken document is not UTF-8, and the error still is."""
    card = tmp_path / "card.json"
    card.write_bytes(document)
    with pytest.raises(br.DataError, match=r"card\.json: model card: is no JSON document \(") as error:
        br.load_model(card)
    assert str(error.value).isascii() and "json.exception" not in str(error.value)


def test_random_bytes_are_no_card():
    rng = random.Random(3)
    from_json = MODEL.__reduce__()[0]
    for _ in range(50):
        text = "".join(chr(rng.randrange(32, 127)) for _ in range(rng.randrange(200)))
        with pytest.raises(br.DataError):
            from_json(text)


def test_tables_agree_with_the_arrays():
    factors = MODEL.factors()
    assert factors["coefficient"].tolist() == MODEL.mean().tolist()
    assert np.allclose(factors["sd"] ** 2, np.diag(MODEL.covariance()), rtol=1e-12)
    assert set(factors["cause"]) == {"preparation", "technique", "balance", "load", "history", "context"}
    assert MODEL.coefficients()["mean"].tolist() == MODEL.mean().tolist()
    assert set(MODEL.ledger()["action"]) == {"used", "stated", "centred on zero", "set apart", "dropped"}
    assert MODEL.triggers()["name"].tolist() == ["heavy_load"]
    omega = MODEL.population_covariance()
    assert np.linalg.eigvalsh(omega).min() > -1e-9


def test_choices_of_the_composition_are_honoured_and_checked():
    assert br.risk.compose() == MODEL
    apart = br.risk.compose(adjusted_share=1.0)
    assert np.allclose(apart.coefficients()["overlap_share"], 1, rtol=1e-9)
    wide = br.risk.compose(indirect_sd=5.0)
    assert wide.coefficients()["shrinkage"].sum() < MODEL.coefficients()["shrinkage"].sum()
    with pytest.raises(br.InvalidArgument, match="prior_sd"):
        br.risk.compose(prior_d=1.0)
    for bad in ({"prior_sd": 0.0}, {"adjusted_share": 1.5}, {"cap_overall": math.nan}):
        with pytest.raises(br.InvalidArgument):
            br.risk.compose(**bad)
