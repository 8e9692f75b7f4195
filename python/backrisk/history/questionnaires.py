"""Questionnaires by the numbers of their answers.

Public through `backrisk.history`. No item wording is here: get the forms from their owners, whose terms
`instruments()` names. Every scoring function takes one person (a column of answers) or many (one row a
person) and leaves NaN where a question was left open.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from backrisk import _core
from backrisk._shared.columns import REASONS, as_column, as_number
from backrisk._shared.design import as_matrix, is_matrix
from backrisk._shared.raw import is_scalar
from backrisk.history.answers import AnswersLike, Score

_h = _core.history


Instrument: TypeAlias = _core.history.Instrument


def instruments() -> list[Instrument]:
    """Facts of every questionnaire: items, numbering of answers, range, categories, rule for open questions,
    licence, LOINC code, and the sources of scoring, cut-offs and missing rule with how far each was checked.

    >>> next(i.licence for i in instruments() if i.name == "roland_morris")
    'free for use'
    """
    return _h.instruments()


def _score(name: str, items: AnswersLike, **options: float) -> Score:
    read = as_matrix(items, f"{name}: items")[0] if is_matrix(items) else as_column(items, f"{name}: items")
    answers = np.ascontiguousarray(read)
    out = getattr(_h, name)(answers, **options)
    about = next(one for one in instruments() if one.name == name)
    words = {
        "category": np.array([*about.categories, ""])[
            np.minimum(out.category_code, len(about.categories))
        ],
        "second_category": np.array([*about.second_categories, ""])[
            np.minimum(out.second_category_code, len(about.second_categories))
        ],
        "reason": np.asarray(REASONS)[out.reason_code],
        "second_reason": np.asarray(REASONS)[out.second_reason_code],
        "score": out.score,
        "second": out.second,
    }
    if answers.ndim == 1:
        words = {key: value[0].item() for key, value in words.items()}
    return Score(instrument=name, source=about.scoring, cut_offs=about.cut_offs, **words)


def start_back(items: AnswersLike) -> Score:
    """STarT Back, 9 items, for people with current low back pain.

    Total (0 to 9) = agreed items 1 to 8 + 1 when item 9 is 4 or 5. Low up to 3; above, high with a distress
    (items 5 to 9) of 4 or more, else medium.

    Parameters
    ----------
    items : 9 answers, or n x 9
        0 or 1; item 9 the position of the ticked option, 1 to 5.

    Returns
    -------
    Score
        `score` the total, `second` the distress; "low", "medium" or "high". An open question gives no score.

    Raises
    ------
    InvalidArgument
        For an impossible answer of one person; in a table that row is NaN with its reason.

    Notes
    -----
    Source: Hill 2008 Arthritis Rheum 59:632.

    Examples
    --------
    >>> s = start_back([1, 1, 0, 0, 1, 1, 0, 1, 5])
    >>> s.score, s.second, s.category
    (6.0, 4.0, 'high')
    """
    return _score("start_back", items)


def start_back_group(total: int, distress: int) -> str:
    """Group of STarT Back scores that were added up elsewhere.

    Parameters
    ----------
    total, distress : whole numbers, 0 to 9 and 0 to 5
        As `start_back` adds them up.

    Returns
    -------
    str
        "low", "medium" or "high".

    Raises
    ------
    InvalidArgument
        For a pair that no form can give (distress <= total <= distress + 4).

    Notes
    -----
    Source: Hill 2008 Arthritis Rheum 59:632.

    Examples
    --------
    >>> start_back_group(3, 3), start_back_group(4, 3), start_back_group(5, 4)
    ('low', 'medium', 'high')
    """
    return str(_h.start_back_group(total, distress))


def orebro_short(items: AnswersLike) -> Score:
    """Örebro short form, 10 items: 1 to 100; low, or high from 50.

    Sum of the answers as ticked with items 3, 4 and 8 as 10 - x.

    Parameters
    ----------
    items : 10 answers, or n x 10
        0 to 10; item 1: 1 to 10.

    Returns
    -------
    Score
        An open question gives no score.

    Raises
    ------
    InvalidArgument
        For an impossible answer of one person; in a table that row is NaN with its reason.

    Notes
    -----
    Source: Linton 2011, doi:10.1097/BRS.0b013e3181f8f775. Not verified: that items 9 and 10 keep their
    direction, and that 50 itself is high.

    Examples
    --------
    >>> orebro_short([4, 6, 7, 5, 3, 2, 6, 8, 5, 4]).score
    40.0
    """
    return _score("orebro_short", items)


def oswestry(items: AnswersLike) -> Score:
    """Oswestry Disability Index 2.1a: 100 sum / (5 answered), percent.

    Minimal to 20, moderate to 40, severe to 60, crippled to 80, bed_bound above.

    Parameters
    ----------
    items : 10 answers, or n x 10
        0 to 5.

    Returns
    -------
    Score
        One open section leaves the denominator (published), two as well (a choice of this library), more give
        no score.

    Raises
    ------
    InvalidArgument
        For an impossible answer of one person; in a table that row is NaN with its reason.

    Notes
    -----
    The instrument needs a licence. Source: Fairbank 2000 Spine 25:2940.

    Examples
    --------
    >>> oswestry([2, 2, 2, 2, 2, 2, 2, 2, 0, None]).score.__round__(1)
    35.6
    """
    return _score("oswestry", items)


def roland_morris(items: AnswersLike) -> Score:
    """Roland-Morris, 24 items: number of ticks, 0 to 24; the category says if a change can be read.

    Parameters
    ----------
    items : 24 answers, or n x 24
        0 or 1; missing is not ticked, as the instrument says, unless the whole form is empty.

    Returns
    -------
    Score

    Raises
    ------
    InvalidArgument
        For an impossible answer of one person; in a table that row is NaN with its reason.

    Notes
    -----
    Source: Roland & Morris 1983 Spine 8:141.

    Examples
    --------
    >>> roland_morris([1] * 5 + [0] * 19).score
    5.0
    """
    return _score("roland_morris", items)


def pain_rating(items: AnswersLike) -> Score:
    """Numeric pain rating 0 to 10: none, mild (1 to 3), moderate (4 to 6), severe.

    Parameters
    ----------
    items : one number, or a column of n
        One a person.

    Returns
    -------
    Score
        Missing gives no score.

    Raises
    ------
    InvalidArgument
        For an impossible single rating.

    Notes
    -----
    These limits vary and are unverified. Source of the scale: LOINC 72514-3.

    Examples
    --------
    >>> pain_rating([0, 5, 11]).category.tolist()
    ['none', 'moderate', '']
    """
    if is_scalar(items):
        return _score("pain_rating", [as_number("pain_rating: items", items)])
    return _score("pain_rating", as_column(items, "pain_rating: items").reshape(-1, 1))


def fabq(items: AnswersLike, *, work_above: float = 29, activity_above: float = 14) -> Score:
    """Fear-Avoidance Beliefs: work and physical activity, each low or high.

    Parameters
    ----------
    items : 16 answers, or n x 16
        0 to 6.
    work_above : 29
        High above it; 22 is published too.
    activity_above : 14
        High above it.

    Returns
    -------
    Score
        `score` work (items 6, 7, 9 to 12, 15; 0 to 42), `second` physical activity (items 2 to 5; 0 to 24).
        An open question of a subscale leaves that subscale without a score.

    Raises
    ------
    InvalidArgument
        For an impossible answer of one person; in a table that row is NaN with its reason.

    Notes
    -----
    Cut-offs vary between studies. Source: Waddell 1993 Pain 52:157.

    Examples
    --------
    >>> s = fabq([3] * 16)
    >>> s.score, s.second
    (21.0, 12.0)
    """
    return _score("fabq", items, work_above=work_above, activity_above=activity_above)


def tampa(items: AnswersLike) -> Score:
    """Tampa Scale of Kinesiophobia, 17 items: 17 to 68 with items 4, 8, 12, 16 as 5 - x; high above 37.

    Parameters
    ----------
    items : 17 answers, or n x 17
        1 to 4.

    Returns
    -------
    Score
        An open question gives no score.

    Raises
    ------
    InvalidArgument
        For an impossible answer of one person; in a table that row is NaN with its reason.

    Notes
    -----
    Source: Vlaeyen 1995, doi:10.1016/0304-3959(94)00279-N (rules read in a secondary source).

    Examples
    --------
    >>> tampa([2] * 17).score
    38.0
    """
    return _score("tampa", items)


def ostrc_o(items: AnswersLike) -> Score:
    """OSTRC overuse questionnaire of 2013: severity 0 to 100; no_problem, problem, substantial.

    Sum of the points; substantial: question 1 = 25, or question 2 or 3 >= 13.

    Parameters
    ----------
    items : 4 points, or n x 4
        0, 8, 17, 25 (questions 1 and 4), 0, 6, 13, 19, 25 (2 and 3).

    Returns
    -------
    Score
        An open question gives no score.

    Raises
    ------
    InvalidArgument
        For impossible points of one person; in a table that row is NaN with its reason.

    Notes
    -----
    The points of the options are unverified. Source: Clarsen 2013, doi:10.1136/bjsports-2012-091524.

    Examples
    --------
    >>> s = ostrc_o([17, 13, 6, 17])
    >>> s.score, s.category
    (53.0, 'substantial')
    """
    return _score("ostrc_o", items)


def ostrc_o2(items: AnswersLike) -> Score:
    """OSTRC overuse questionnaire of 2020: four questions, the first of them a gate.

    Question 1 = 0 ends with severity 0, 25 with 100; else the sum. Substantial: question 1 = 25, or question
    2 or 3 >= 17.

    Parameters
    ----------
    items : 4 points, or n x 4
        0, 8, 17, 25. Open questions are allowed behind the gate only.

    Returns
    -------
    Score

    Raises
    ------
    InvalidArgument
        For impossible points of one person, and for points after "no problem", which contradict it; in a
        table that row is NaN with its reason.

    Notes
    -----
    Points, gate and limit are unverified. Source: Clarsen 2020 Br J Sports Med 54:390.

    Examples
    --------
    >>> ostrc_o2([[0, None, None, None], [8, 17, 8, 8]]).score.tolist()
    [0.0, 41.0]
    """
    return _score("ostrc_o2", items)
