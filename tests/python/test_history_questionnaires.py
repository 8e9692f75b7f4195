"""Questionnaires from Python: scalar and table forms, missing and impossible answers, sources."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backrisk import InvalidArgument, history

FORMS = {i.name: i for i in history.instruments()}
ANSWERS = {
    "start_back": [[0, 1]] * 8 + [[1, 2, 3, 4, 5]],
    "orebro_short": [list(range(1, 11))] + [list(range(11))] * 9,
    "oswestry": [list(range(6))] * 10,
    "roland_morris": [[0, 1]] * 24,
    "fabq": [list(range(7))] * 16,
    "tampa": [[1, 2, 3, 4]] * 17,
    "ostrc_o": [[0, 8, 17, 25], [0, 6, 13, 19, 25], [0, 6, 13, 19, 25], [0, 8, 17, 25]],
    "ostrc_o2": [[8, 17, 25]] + [[0, 8, 17, 25]] * 3,
}
tables = st.sampled_from(sorted(ANSWERS)).flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.lists(
            st.tuples(*[st.one_of(st.sampled_from(a), st.just(np.nan)) for a in ANSWERS[name]]),
            min_size=1,
            max_size=4,
        ),
    )
)


@settings(max_examples=150, deadline=None)
@given(tables)
def test_a_table_is_its_rows_and_scores_stay_in_range(case):
    name, rows = case
    form = getattr(history, name)
    table = form(np.array(rows, dtype=float))
    for i, row in enumerate(rows):
        one = form(list(row))
        assert (one.category, one.reason) == (table.category[i], table.reason[i])
        np.testing.assert_equal(one.score, table.score[i])
        assert one.reason or FORMS[name].low <= one.score <= FORMS[name].high
        assert bool(one.reason) == np.isnan(one.score)


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(10)), st.lists(st.integers(0, 5), min_size=10, max_size=10))
def test_sections_of_equal_weight_may_change_places(order, answers):
    shuffled = [answers[i] for i in order]
    assert history.oswestry(shuffled).score == history.oswestry(answers).score == 2 * sum(answers)


def test_worked_forms():
    assert history.orebro_short([4, 6, 7, 5, 3, 2, 6, 8, 5, 4]).category == "low"
    assert history.oswestry([2] * 8 + [0, 0]).score == 32
    assert history.fabq([3] * 16).second == 12
    assert history.tampa([2] * 17).category == "high"
    assert [history.ostrc_o(p).score for p in ([8, 6, 0, 8], [17, 13, 6, 17], [25] * 4)] == [22, 53, 100]
    assert history.ostrc_o2([0, None, None, None]).score == 0
    assert history.start_back_group(9, 5) == "high"


def test_impossible_answers_are_named_for_one_person_and_set_aside_in_a_table():
    with pytest.raises(
        InvalidArgument, match="oswestry: item 3 is 7, but must be a whole number from 0 to 5"
    ):
        history.oswestry([1, 1, 7, 1, 1, 1, 1, 1, 1, 1])
    table = history.oswestry([[1, 1, 7, 1, 1, 1, 1, 1, 1, 1], [1] * 10])
    assert table.reason.tolist() == ["outside the possible range", ""]
    assert table.category.tolist() == ["", "minimal"]
    with pytest.raises(InvalidArgument, match="oswestry: items in a row is 9"):
        history.oswestry(np.ones((2, 9)))
    with pytest.raises(InvalidArgument, match="total is 3"):
        history.start_back_group(3, 4)
    with pytest.raises(InvalidArgument, match="numbers"):
        history.tampa(["often"] * 17)


def test_a_half_answered_form_says_why():
    assert history.oswestry([1] * 7 + [None] * 3).reason == "not recorded"
    half = history.fabq([3] * 5 + [None] * 11)
    assert (half.second, half.reason) == (12, "not recorded")


def test_remembered_facts_are_marked():
    assert history.ostrc_o2([8, 8, 8, 8]).source.status == "unverified"
    assert history.pain_rating(4).cut_offs.status == "unverified"
    assert history.oswestry([1] * 10).source.status == "verified"
    assert all(i.licence and i.missing and i.answers for i in FORMS.values())


def test_pain_ratings_of_one_and_of_many():
    assert history.pain_rating(4).category == "moderate"
    assert history.pain_rating([1, None, 10]).category.tolist() == ["mild", "", "severe"]


def test_an_empty_equation_refuses_and_a_filled_one_can_be_recalibrated():
    with pytest.raises(InvalidArgument, match="pickup"):
        history.pickup().predict(np.ones((1, 5)))
    filled = history.pickup(-1.0, [0.1, 0.2, 0.3, 0.4, 0.5])
    rows = np.array([[5.0, 1, 0, 2, 3]])
    logit = lambda p: np.log(p / (1 - p))  # noqa: E731
    moved = filled.recalibrate(-0.55, 0.89).predict(rows).value
    np.testing.assert_allclose(logit(moved), -0.55 + 0.89 * logit(filled.predict(rows).value), rtol=1e-12)
    with pytest.raises(InvalidArgument, match="n x 5"):
        filled.predict(np.ones((2, 4)))


def test_the_catalogue_names_sources_and_tests():
    for m in history.measures():
        assert m.source and m.status and m.test, m.name
        assert hasattr(history, m.name.split(".")[1]) or m.name in {
            "history.episodes",
            "history.since_recovery",
            "history.days_in_episode",
            "history.other_pain",
            "history.probability",
        }
