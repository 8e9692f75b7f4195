"""Questionnaires by the numbers of their answers, and a slot for published logistic models.

Public through `backrisk.history`. No item wording is here: get the forms from their owners, whose terms
`instruments()` names. Every scoring function takes one person (a column of answers) or many (one row a
person) and leaves NaN where a question was left open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from backrisk import _core
from backrisk._shared.columns import REASONS, FloatColumn, Measured, as_column, as_number
from backrisk._shared.design import as_matrix, is_matrix
from backrisk._shared.raw import is_scalar
from backrisk._shared.records import Source
from backrisk._shared.typing import MatrixLike, NumbersLike

_h = _core.history


WordColumn: TypeAlias = npt.NDArray[np.str_]

AnswersLike: TypeAlias = NumbersLike | MatrixLike
"""Answers by number: of one person a column, of many a row each."""


@dataclass(frozen=True)
class Score:
    """One questionnaire: numbers and words for one person, arrays for many.

    `score` and `second` (a subscale, where the instrument has one) are NaN where `reason` or
    `second_reason` says why; `category` and `second_category` are then empty. `source` holds the citation,
    doi and status of the scoring, `cut_offs` those of the categories; the status "unverified" means
    remembered, not read.
    """

    instrument: str
    score: float | FloatColumn
    second: float | FloatColumn
    category: str | WordColumn
    second_category: str | WordColumn
    reason: str | WordColumn
    second_reason: str | WordColumn
    source: Source
    cut_offs: Source


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
    """STarT Back, 9 items: total 0 to 9; `second` = distress (items 5 to 9); low, medium, high.

    Total = agreed items 1 to 8 (0 or 1) + 1 when item 9 (position of the ticked option, 1 to 5) is 4 or 5.
    Low up to 3; above, high with a distress of 4 or more, else medium. `items`: 9 answers or n x 9. An open
    question gives no score. For people with current low back pain. Raises `InvalidArgument` for an
    impossible answer of one person; in a table that row is NaN with its reason. Source: Hill 2008 Arthritis
    Rheum 59:632.

    >>> s = start_back([1, 1, 0, 0, 1, 1, 0, 1, 5])
    >>> s.score, s.second, s.category
    (6.0, 4.0, 'high')
    """
    return _score("start_back", items)


def start_back_group(total: int, distress: int) -> str:
    """Group of STarT Back scores that were added up elsewhere: "low", "medium" or "high".

    Raises `InvalidArgument` for a pair that no form can give (distress <= total <= distress + 4). Source:
    Hill 2008 Arthritis Rheum 59:632.

    >>> start_back_group(3, 3), start_back_group(4, 3), start_back_group(5, 4)
    ('low', 'medium', 'high')
    """
    return str(_h.start_back_group(total, distress))


def orebro_short(items: AnswersLike) -> Score:
    """Örebro short form, 10 items: 1 to 100; low, or high from 50.

    Sum of the answers as ticked (0 to 10; item 1: 1 to 10) with items 3, 4 and 8 as 10 - x. `items`: 10
    answers or n x 10. An open question gives no score. Not verified: that items 9 and 10 keep their
    direction, and that 50 itself is high. Raises `InvalidArgument` for an impossible answer of one person.
    Source: Linton 2011, 10.1097/BRS.0b013e3181f8f775.

    >>> orebro_short([4, 6, 7, 5, 3, 2, 6, 8, 5, 4]).score
    40.0
    """
    return _score("orebro_short", items)


def oswestry(items: AnswersLike) -> Score:
    """Oswestry Disability Index 2.1a: 100 sum / (5 answered), percent; minimal to 20, moderate 40, severe 60,
    crippled 80, bed_bound above.

    `items`: 10 answers from 0 to 5, or n x 10. One open section leaves the denominator (published), two as
    well (a choice of this library), more give no score. The instrument needs a licence. Raises
    `InvalidArgument` for an impossible answer of one person. Source: Fairbank 2000 Spine 25:2940.

    >>> oswestry([2, 2, 2, 2, 2, 2, 2, 2, 0, None]).score.__round__(1)
    35.6
    """
    return _score("oswestry", items)


def roland_morris(items: AnswersLike) -> Score:
    """Roland-Morris, 24 items: number of ticks, 0 to 24; the category says if a change can be read.

    `items`: 24 of 0 or 1, or n x 24; missing is not ticked, as the instrument says, unless the whole form
    is empty. Raises `InvalidArgument` for an impossible answer of one person. Source: Roland & Morris 1983
    Spine 8:141.

    >>> roland_morris([1] * 5 + [0] * 19).score
    5.0
    """
    return _score("roland_morris", items)


def pain_rating(items: AnswersLike) -> Score:
    """Numeric pain rating 0 to 10: none, mild (1 to 3), moderate (4 to 6), severe; these limits vary and are
    unverified.

    `items`: one number, or a column of them, one a person. Missing gives no score. Raises `InvalidArgument`
    for an impossible single rating. Source of the scale: LOINC 72514-3.

    >>> pain_rating([0, 5, 11]).category.tolist()
    ['none', 'moderate', '']
    """
    if is_scalar(items):
        return _score("pain_rating", [as_number("pain_rating: items", items)])
    return _score("pain_rating", as_column(items, "pain_rating: items").reshape(-1, 1))


def fabq(items: AnswersLike, *, work_above: float = 29, activity_above: float = 14) -> Score:
    """Fear-Avoidance Beliefs: `score` = work (items 6, 7, 9 to 12, 15; 0 to 42), `second` = physical activity
    (items 2 to 5; 0 to 24); each low or high.

    `items`: 16 answers from 0 to 6, or n x 16. An open question of a subscale leaves that subscale without
    a score. Cut-offs vary between studies: high is above `work_above` (29; 22 is published too) and above
    `activity_above`. Raises `InvalidArgument` for an impossible answer of one person. Source: Waddell 1993
    Pain 52:157.

    >>> s = fabq([3] * 16)
    >>> s.score, s.second
    (21.0, 12.0)
    """
    return _score("fabq", items, work_above=work_above, activity_above=activity_above)


def tampa(items: AnswersLike) -> Score:
    """Tampa Scale of Kinesiophobia, 17 items: 17 to 68 with items 4, 8, 12, 16 as 5 - x; high above 37.

    `items`: 17 answers from 1 to 4, or n x 17. An open question gives no score. Raises `InvalidArgument`
    for an impossible answer of one person. Source: Vlaeyen 1995, 10.1016/0304-3959(94)00279-N (rules read
    in a secondary source).

    >>> tampa([2] * 17).score
    38.0
    """
    return _score("tampa", items)


def ostrc_o(items: AnswersLike) -> Score:
    """OSTRC overuse questionnaire of 2013: severity 0 to 100; no_problem, problem, substantial.

    Sum of the points of four answers: 0, 8, 17, 25 (questions 1 and 4), 0, 6, 13, 19, 25 (2 and 3).
    Substantial: question 1 = 25, or question 2 or 3 >= 13. `items`: 4 points or n x 4. An open question
    gives no score. The points of the options are unverified. Raises `InvalidArgument` for impossible points
    of one person. Source: Clarsen 2013, 10.1136/bjsports-2012-091524.

    >>> s = ostrc_o([17, 13, 6, 17])
    >>> s.score, s.category
    (53.0, 'substantial')
    """
    return _score("ostrc_o", items)


def ostrc_o2(items: AnswersLike) -> Score:
    """OSTRC overuse questionnaire of 2020: points 0, 8, 17, 25 on four questions, the first of them a gate.

    Question 1 = 0 ends with severity 0, 25 with 100; else the sum. Substantial: question 1 = 25, or
    question 2 or 3 >= 17. `items`: 4 points or n x 4. Open questions are allowed behind the gate only;
    points after "no problem" contradict it (error for one person, NaN with a reason in a table). Points,
    gate and limit are unverified. Source: Clarsen 2020 Br J Sports Med 54:390.

    >>> ostrc_o2([[0, None, None, None], [8, 17, 8, 8]]).score.tolist()
    [0.0, 41.0]
    """
    return _score("ostrc_o2", items)


@dataclass(frozen=True)
class LogisticEquation:
    """A published logistic model: p = 1 / (1 + exp(-(intercept + sum of coefficient * predictor))).

    It refuses to predict until somebody who read the paper fills in `intercept` and `coefficients`.
    `source` says which paper that was.

    >>> e = LogisticEquation("example", ("a",), intercept=0.0, coefficients=(1.0,))
    >>> e.predict([[0.0], [np.nan]]).value.tolist()
    [0.5, nan]
    """

    name: str
    names: tuple[str, ...]
    intercept: float = np.nan
    coefficients: tuple[float, ...] = ()
    outcome: str = ""
    source: str = ""

    def predict(self, rows: MatrixLike) -> Measured:
        """Probability of `outcome` for rows of predictors (n x len(names)); a missing predictor gives NaN.

        Raises `InvalidArgument` while coefficients are missing or the width differs.
        """
        table = np.ascontiguousarray(as_matrix(rows, "predict: rows")[0])
        if table.shape[1] != len(self.names):
            raise _core.InvalidArgument(
                f"predict: rows has shape {table.shape}, but must be n x {len(self.names)}"
            )
        return Measured.of(
            _h.probability(self.name, list(self.names), self.intercept, list(self.coefficients), table)
        )

    def recalibrate(self, shift: float, slope: float = 1.0) -> LogisticEquation:
        """The equation with lp' = shift + slope * lp; `shift` alone is calibration in the large."""
        moved = _h.recalibrated(self.intercept, list(self.coefficients), shift, slope)
        return replace(self, intercept=moved.intercept, coefficients=tuple(moved.coefficients))


def pickup(intercept: float = np.nan, coefficients: Sequence[float] = ()) -> LogisticEquation:
    """PICKUP (Traeger 2016, 10.1371/journal.pmed.1002019): chronic pain 3 months after an acute episode.

    An empty slot: the published coefficients were not read, so pass yours, in the order of `.names`.
    External AUC 0.66 (0.63 to 0.69).

    >>> pickup().names[:2]
    ('pain_intensity', 'leg_pain')
    """
    slot = _h.pickup()
    return LogisticEquation(
        name=slot.name,
        names=tuple(slot.names),
        intercept=intercept,
        coefficients=tuple(coefficients),
        outcome=slot.outcome,
        source=f"{slot.citation}, {slot.doi}",
    )
