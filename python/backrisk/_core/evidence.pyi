"""
Area evidence: published effects and baselines, and their conversion to log hazard ratios.
"""
from __future__ import annotations
import collections.abc
import numpy
import numpy.typing
import typing
__all__: list[str] = ['EffectRows', 'Synthesis', 'baselines', 'concordance_from_sd', 'daily_hazard', 'default_level', 'derived_effects', 'effect_log_hazard_ratio', 'effects', 'heavy_load_odds_ratio', 'incidence_studies', 'incidences', 'literature_checks', 'measures', 'odds_ratio_2x2', 'random_effects', 'recalibrated_risk', 'risk_at_horizon', 'risk_from_hazard_ratio', 'risk_from_odds_ratio', 'risk_ratio_from_odds_ratio', 'sd_from_concordance', 'standard_error_of_null', 'to_log_hazard_ratio', 'weibull_from']
class Synthesis:
    @staticmethod
    def _repr_html_(result: typing.Any) -> str:
        """
        The result as a part of a page.
        
            >>> import backrisk as br
            >>> page = html_of(br.evidence.random_effects([0.1, 0.5], [0.2, 0.2]))
            >>> "<table>" in page and "tau_squared" in page
            True
            
        """
    @property
    def estimate(self) -> float:
        ...
    @property
    def i_squared(self) -> float:
        ...
    @property
    def n_studies(self) -> int:
        ...
    @property
    def predictive_sd(self) -> float:
        ...
    @property
    def q(self) -> float:
        ...
    @property
    def standard_error(self) -> float:
        ...
    @property
    def tau_squared(self) -> float:
        ...
class EffectRows:
    """
    Effects of one's own.
    """
    def __init__(self) -> None:
        ...
    def __len__(self) -> int:
        ...
    def add(self, words: collections.abc.Mapping[str, str], numbers: collections.abc.Mapping[str, typing.SupportsFloat | typing.SupportsIndex]) -> None:
        ...
    def columns(self) -> dict[typing.Any, typing.Any]:
        ...
def baselines() -> dict[typing.Any, typing.Any]:
    """
    Columns of the baseline table.
    """
@typing.overload
def concordance_from_sd(sd: typing.SupportsFloat | typing.SupportsIndex) -> float:
    ...
@typing.overload
def concordance_from_sd(sd: typing.SupportsFloat | typing.SupportsIndex, mean_risk: typing.SupportsFloat | typing.SupportsIndex) -> float:
    ...
def daily_hazard(risk: typing.SupportsFloat | typing.SupportsIndex, horizon_days: typing.SupportsInt | typing.SupportsIndex) -> float:
    ...
def derived_effects() -> dict[typing.Any, typing.Any]:
    """
    Columns of the effects that were computed from published incidences.
    """
def effect_log_hazard_ratio(id: str, p0: typing.SupportsFloat | typing.SupportsIndex) -> tuple[typing.Any, ...]:
    """
    (estimate, standard error) of a row of the effect table.
    """
def effects() -> dict[typing.Any, typing.Any]:
    """
    Columns of the effect table.
    """
def heavy_load_odds_ratio(age_years: typing.SupportsFloat | typing.SupportsIndex) -> float:
    ...
def incidence_studies() -> dict[typing.Any, typing.Any]:
    """
    Columns of the studies behind the incidences.
    """
def incidences() -> dict[typing.Any, typing.Any]:
    """
    Columns of the incidence table.
    """
def literature_checks() -> dict[typing.Any, typing.Any]:
    """
    Published risks that a model is held against.
    """
def measures() -> list[typing.Any]:
    """
    Every public measure with formula, source, status and test.
    """
def odds_ratio_2x2(a: typing.SupportsFloat | typing.SupportsIndex, b: typing.SupportsFloat | typing.SupportsIndex, c: typing.SupportsFloat | typing.SupportsIndex, d: typing.SupportsFloat | typing.SupportsIndex, level: typing.SupportsFloat | typing.SupportsIndex = 0.95) -> tuple[float, float, float]:
    """
    (point, low, high).
    """
def random_effects(estimates: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], standard_errors: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], least_tau: typing.SupportsFloat | typing.SupportsIndex = 0.0) -> Synthesis:
    ...
def recalibrated_risk(risk: typing.SupportsFloat | typing.SupportsIndex, intercept: typing.SupportsFloat | typing.SupportsIndex, slope: typing.SupportsFloat | typing.SupportsIndex) -> float:
    ...
def risk_at_horizon(hazard_per_day: typing.SupportsFloat | typing.SupportsIndex, horizon_days: typing.SupportsInt | typing.SupportsIndex) -> float:
    ...
def risk_from_hazard_ratio(hazard_ratio: typing.SupportsFloat | typing.SupportsIndex, p0: typing.SupportsFloat | typing.SupportsIndex) -> float:
    ...
def risk_from_odds_ratio(odds_ratio: typing.SupportsFloat | typing.SupportsIndex, p0: typing.SupportsFloat | typing.SupportsIndex) -> float:
    ...
def risk_ratio_from_odds_ratio(odds_ratio: typing.SupportsFloat | typing.SupportsIndex, p0: typing.SupportsFloat | typing.SupportsIndex) -> float:
    ...
def sd_from_concordance(concordance: typing.SupportsFloat | typing.SupportsIndex) -> float:
    ...
def standard_error_of_null(events: typing.SupportsFloat | typing.SupportsIndex, share: typing.SupportsFloat | typing.SupportsIndex) -> float:
    ...
def to_log_hazard_ratio(measure: str, value: typing.SupportsFloat | typing.SupportsIndex, low: typing.SupportsFloat | typing.SupportsIndex, high: typing.SupportsFloat | typing.SupportsIndex, p0: typing.SupportsFloat | typing.SupportsIndex, level: typing.SupportsFloat | typing.SupportsIndex = 0.95) -> tuple[typing.Any, ...]:
    """
    (estimate, standard error) of a published ratio.
    """
def weibull_from(median_days: typing.SupportsInt | typing.SupportsIndex, later_days: typing.SupportsInt | typing.SupportsIndex, survival_at_later: typing.SupportsFloat | typing.SupportsIndex) -> tuple[float, float]:
    ...
default_level: float = 0.95
