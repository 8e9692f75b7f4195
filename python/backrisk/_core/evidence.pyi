"""
Area evidence: published effects and baselines, and their conversion to log hazard ratios.
"""
from __future__ import annotations
import backrisk._core.core
import collections.abc
import numpy
import numpy.typing
import typing
__all__: list[str] = ['Baseline', 'Effect', 'EffectRows', 'Incidence', 'IncidenceStudy', 'LiteratureCheck', 'LogEffect', 'Ratio', 'Synthesis', 'Weibull', 'baselines', 'concordance_from_sd', 'daily_hazard', 'default_level', 'derived_effects', 'effect_log_hazard_ratio', 'effects', 'heavy_load_odds_ratio', 'incidence_studies', 'incidences', 'literature_checks', 'measures', 'odds_ratio_2x2', 'random_effects', 'recalibrated_risk', 'risk_at_horizon', 'risk_from_hazard_ratio', 'risk_from_odds_ratio', 'risk_ratio_from_odds_ratio', 'sd_from_concordance', 'standard_error_of_null', 'to_log_hazard_ratio', 'weibull_from']
class Effect:
    """
    A published effect.
    """
    @staticmethod
    def _repr_html_(result: typing.Any) -> str:
        """
        The result as a part of a page.
        
            >>> import backrisk as br
            >>> page = html_of(br.evidence.random_effects([0.1, 0.5], [0.2, 0.2]))
            >>> "<table>" in page and "tau_squared" in page
            True
            
        """
    def __repr__(self) -> str:
        ...
    @property
    def certainty(self) -> str:
        ...
    @property
    def contrast(self) -> str:
        ...
    @property
    def doi(self) -> str:
        ...
    @property
    def factor(self) -> str:
        ...
    @property
    def high(self) -> float:
        ...
    @property
    def horizon(self) -> str:
        ...
    @property
    def id(self) -> str:
        ...
    @property
    def interval_level(self) -> float:
        ...
    @property
    def low(self) -> float:
        ...
    @property
    def may_ship(self) -> bool:
        ...
    @property
    def measure(self) -> str:
        ...
    @property
    def note(self) -> str:
        ...
    @property
    def outcome(self) -> str:
        ...
    @property
    def point(self) -> float:
        ...
    @property
    def population(self) -> str:
        ...
    @property
    def source(self) -> str:
        ...
    @property
    def status(self) -> str:
        ...
    @property
    def study_type(self) -> str:
        ...
    @property
    def unit(self) -> str:
        ...
    @property
    def use(self) -> str:
        ...
class Baseline:
    """
    A published level.
    """
    def __repr__(self) -> str:
        ...
    @property
    def doi(self) -> str:
        ...
    @property
    def high(self) -> float:
        ...
    @property
    def item(self) -> str:
        ...
    @property
    def low(self) -> float:
        ...
    @property
    def note(self) -> str:
        ...
    @property
    def population(self) -> str:
        ...
    @property
    def source(self) -> str:
        ...
    @property
    def status(self) -> str:
        ...
    @property
    def unit(self) -> str:
        ...
    @property
    def value(self) -> float:
        ...
class Incidence:
    """
    The yearly risk of an outcome in a setting.
    """
    def __repr__(self) -> str:
        ...
    @property
    def doi(self) -> str:
        ...
    @property
    def high(self) -> float:
        ...
    @property
    def low(self) -> float:
        ...
    @property
    def note(self) -> str:
        ...
    @property
    def outcome(self) -> str:
        ...
    @property
    def setting(self) -> str:
        ...
    @property
    def setting_sd(self) -> float:
        ...
    @property
    def source(self) -> str:
        ...
    @property
    def status(self) -> str:
        ...
    @property
    def yearly_risk(self) -> float:
        ...
class IncidenceStudy:
    """
    A study behind an incidence.
    """
    def __repr__(self) -> str:
        ...
    @property
    def doi(self) -> str:
        ...
    @property
    def log_hazard_error(self) -> float:
        ...
    @property
    def note(self) -> str:
        ...
    @property
    def outcome(self) -> str:
        ...
    @property
    def setting(self) -> str:
        ...
    @property
    def single_cohort(self) -> bool:
        ...
    @property
    def source(self) -> str:
        ...
    @property
    def status(self) -> str:
        ...
    @property
    def yearly_risk(self) -> float:
        ...
class LiteratureCheck:
    """
    A published risk that a model is held against.
    """
    def __repr__(self) -> str:
        ...
    @property
    def check(self) -> str:
        ...
    @property
    def doi(self) -> str:
        ...
    @property
    def high(self) -> float:
        ...
    @property
    def low(self) -> float:
        ...
    @property
    def people(self) -> str:
        ...
    @property
    def source(self) -> str:
        ...
    @property
    def status(self) -> str:
        ...
    @property
    def unit(self) -> str:
        ...
    @property
    def value(self) -> float:
        ...
class LogEffect:
    """
    A log hazard ratio and its standard error.
    """
    def __repr__(self) -> str:
        ...
    @property
    def estimate(self) -> float:
        ...
    @property
    def standard_error(self) -> float:
        ...
class Weibull:
    """
    A Weibull curve of the time to recovery.
    """
    def __repr__(self) -> str:
        ...
    @property
    def scale_days(self) -> float:
        ...
    @property
    def shape(self) -> float:
        ...
class Ratio:
    """
    A ratio with its interval.
    """
    def __repr__(self) -> str:
        ...
    @property
    def high(self) -> float:
        ...
    @property
    def low(self) -> float:
        ...
    @property
    def point(self) -> float:
        ...
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
    def __repr__(self) -> str:
        ...
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
    def __repr__(self) -> str:
        ...
    def add(self, words: collections.abc.Mapping[str, str], numbers: collections.abc.Mapping[str, typing.SupportsFloat | typing.SupportsIndex]) -> None:
        ...
    def row(self, at: typing.SupportsInt | typing.SupportsIndex) -> Effect:
        ...
def baselines() -> list[Baseline]:
    """
    The baseline table.
    """
@typing.overload
def concordance_from_sd(sd: typing.SupportsFloat | typing.SupportsIndex) -> float:
    ...
@typing.overload
def concordance_from_sd(sd: typing.SupportsFloat | typing.SupportsIndex, mean_risk: typing.SupportsFloat | typing.SupportsIndex) -> float:
    ...
def daily_hazard(risk: typing.SupportsFloat | typing.SupportsIndex, horizon_days: typing.SupportsInt | typing.SupportsIndex) -> float:
    ...
def derived_effects() -> list[Effect]:
    """
    Effects that were computed from published incidences.
    """
def effect_log_hazard_ratio(id: str, p0: typing.SupportsFloat | typing.SupportsIndex) -> LogEffect:
    """
    The log hazard ratio of a row of the effect table.
    """
def effects() -> list[Effect]:
    """
    The effect table.
    """
def heavy_load_odds_ratio(age_years: typing.SupportsFloat | typing.SupportsIndex) -> float:
    ...
def incidence_studies() -> list[IncidenceStudy]:
    """
    The studies behind the incidences.
    """
def incidences() -> list[Incidence]:
    """
    The incidence table.
    """
def literature_checks() -> list[LiteratureCheck]:
    """
    Published risks that a model is held against.
    """
def measures() -> list[backrisk._core.core.MeasureInfo]:
    """
    Every public measure with formula, source, status and test.
    """
def odds_ratio_2x2(a: typing.SupportsFloat | typing.SupportsIndex, b: typing.SupportsFloat | typing.SupportsIndex, c: typing.SupportsFloat | typing.SupportsIndex, d: typing.SupportsFloat | typing.SupportsIndex, level: typing.SupportsFloat | typing.SupportsIndex = 0.95) -> Ratio:
    ...
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
def to_log_hazard_ratio(measure: str, value: typing.SupportsFloat | typing.SupportsIndex, low: typing.SupportsFloat | typing.SupportsIndex, high: typing.SupportsFloat | typing.SupportsIndex, p0: typing.SupportsFloat | typing.SupportsIndex, level: typing.SupportsFloat | typing.SupportsIndex = 0.95) -> LogEffect:
    """
    The log hazard ratio of a published ratio.
    """
def weibull_from(median_days: typing.SupportsInt | typing.SupportsIndex, later_days: typing.SupportsInt | typing.SupportsIndex, survival_at_later: typing.SupportsFloat | typing.SupportsIndex) -> Weibull:
    ...
default_level: float = 0.95
