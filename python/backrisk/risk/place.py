"""Where you are: the level of the hazard from numbers of one's own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Self

from backrisk import _core
from backrisk._shared.columns import as_number
from backrisk._shared.typing import CoreModel
from backrisk._shared.words import Language, say

__all__ = ["Place"]

_PERSON_YEARS = 50.0


class Place:
    """The part of `Model` that knows about places."""

    __slots__ = ()
    _core: CoreModel
    _cache: dict[str, object]

    if TYPE_CHECKING:

        def __init__(self, core: CoreModel) -> None: ...

    @property
    def anchored_on(self) -> str:
        """What the level of the hazard rests on: "setting", "yearly_risk", "count" or "cohort"."""
        if self._core.learned is not None:
            return "cohort"
        own = self._core.own_level
        if own is None:
            return "setting"
        return "count" if math.isnan(own.yearly_risk) else "yearly_risk"

    def anchored(
        self,
        yearly_risk: float | None = None,
        *,
        episodes: float | None = None,
        person_years: float | None = None,
    ) -> Self:
        """The same model at the level of your own place.

        Parameters
        ----------
        yearly_risk : float, optional
            Share of your people who have a new episode within a year, in (0, 1). The intercept is solved so
            that the mean risk over the model's population is this; nothing is left between places.
        episodes, person_years : float, optional
            New episodes that you counted, and the person-years at risk in which you counted them. With r the
            expected number of episodes a person-year of the setting and sigma the SD of the log hazard
            between places, the prior of the rate is Gamma with mean r and trigamma(shape) = sigma²; after y
            episodes in T person-years

                rate = (shape + y) / (shape / r + T),  SD of its logarithm = sqrt(trigamma(shape + y))

        Returns
        -------
        Model
            Whose `setting_sd` is what is left, and whose `baseline` says what was used.

        Raises
        ------
        InvalidArgument
            Unless either `yearly_risk` or both counts are given; for one out of range; for a model whose
            level a cohort has taught, and for counts where nothing is left between places.

        Examples
        --------
        >>> import backrisk as br
        >>> model = br.literature_model()
        >>> there = model.anchored(episodes=12, person_years=80)
        >>> there.setting_sd < model.setting_sd, there.anchored_on
        (True, 'count')
        """
        counted = episodes is not None or person_years is not None
        if (yearly_risk is not None) == counted or (episodes is None) != (person_years is None):
            given = f"yearly_risk {yearly_risk!r}, episodes {episodes!r}, person_years {person_years!r}"
            rule = "must be either yearly_risk, or episodes and person_years"
            raise _core.InvalidArgument(f"anchored: given is {given}, but {rule}")
        if yearly_risk is not None:
            return type(self)(_core.risk.anchored_at_risk(self._core, as_number("yearly_risk", yearly_risk)))
        count = as_number("episodes", episodes)
        years = as_number("person_years", person_years)
        return type(self)(_core.risk.anchored_by_count(self._core, count, years))

    def place_factors(self) -> tuple[float, ...]:
        """What the place leaves open: a factor up or down at .95, now, and after that many person-years of one's
        own: (now, after, person-years). Empty where the place is known.

        >>> import backrisk as br
        >>> now, after, years = br.literature_model().place_factors()
        >>> now > after > 1, years
        (True, 50.0)
        """
        if self.anchored_on != "setting" or not self._core.setting_sd > 0:
            return ()
        kept = self._cache.get("place_factors")
        if not isinstance(kept, tuple):
            left = _core.risk.setting_sd_after(self._core, _PERSON_YEARS)
            kept = (math.exp(1.96 * self._core.setting_sd), math.exp(1.96 * left), _PERSON_YEARS)
            self._cache["place_factors"] = kept
        return kept

    def place_note(self, language: Language = "en") -> str:
        """Which three numbers would narrow the range between places, and by how much, in one line.

        Empty where the place is known.

        >>> import backrisk as br
        >>> br.literature_model().anchored(yearly_risk=0.2).place_note()
        ''
        """
        if not (found := self.place_factors()):
            return ""
        before, after, years = found
        return say("place.note", language, before=f"{before:.2g}", after=f"{after:.2g}", years=f"{years:.0f}")
