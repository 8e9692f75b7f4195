"""What a questionnaire takes and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from backrisk._shared.columns import FloatColumn
from backrisk._shared.records import Source
from backrisk._shared.typing import MatrixLike, NumbersLike

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
