"""
Area spine.
"""
from __future__ import annotations
import backrisk._core.core
import collections.abc
import numpy
import numpy.typing
import typing
__all__: list[str] = ['DamageRiskCurve', 'DoseOptions', 'Exercise', 'FatigueOptions', 'FlexionFatigue', 'Lift', 'LiftingColumns', 'LiftingOptions', 'LoadLimit', 'LumbarColumns', 'LumbarOptions', 'PatternRepetitions', 'PublishedLoad', 'SetDoses', 'SetWindowOptions', 'SetWindows', 'StrengthColumns', 'TechniqueTradeoff', 'composite', 'compressive_strength', 'couplings', 'cycles_to_failure', 'daily_dose', 'damage_probability', 'default_strength_model', 'effective_duration', 'estimated_horizontal', 'exercise_index', 'exercises', 'fatigue_damage', 'flexion_damage_factor', 'intermittent_frequency', 'lifting_manual', 'lifting_sequential_source', 'lifting_variable_source', 'load_limits', 'lumbar_load', 'measures', 'niosh', 'out_of_scope', 'patterns', 'published', 'remembered_damage_risk', 'remembered_flexion_fatigue', 'repetitions_by_pattern', 'sequential', 'set_dose', 'sexes', 'stoop_minus_squat', 'technique_score', 'variable']
class LiftingColumns:
    def __repr__(self) -> str:
        ...
    @property
    def am(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def cm(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def dm(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def fili(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def firwl(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def fm(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def hm(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def li(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def reason_code(self) -> numpy.typing.NDArray[numpy.uint8]:
        ...
    @property
    def rwl(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def stli(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def strwl(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def vm(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
class Lift:
    """
    A lifting task; only what has a default is shown.
    """
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
    @property
    def asymmetry(self) -> float:
        ...
    @property
    def coupling(self) -> str:
        ...
    @property
    def hours(self) -> float:
        ...
    @property
    def per_minute(self) -> float:
        ...
class LiftingOptions:
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
    @property
    def rounding(self) -> str:
        ...
    @property
    def units(self) -> str:
        ...
class LumbarOptions:
    """
    The muscle model of L5/S1, and what it leaves open.
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
    def __init__(self, *, model: str = 'lever_arm', lever_arm_m: typing.SupportsFloat | typing.SupportsIndex = 0.06, muscle_angle_deg: typing.SupportsFloat | typing.SupportsIndex = 5.0, lumbosacral_share: typing.SupportsFloat | typing.SupportsIndex = 0.7, force_uncertainty: typing.SupportsFloat | typing.SupportsIndex = 0.5, moment_uncertainty: typing.SupportsFloat | typing.SupportsIndex = 0.12) -> None:
        ...
    def __repr__(self) -> str:
        ...
    @property
    def force_uncertainty(self) -> float:
        ...
    @property
    def lever_arm_m(self) -> float:
        ...
    @property
    def lumbosacral_share(self) -> float:
        ...
    @property
    def model(self) -> str:
        ...
    @property
    def moment_uncertainty(self) -> float:
        ...
    @property
    def muscle_angle_deg(self) -> float:
        ...
class LumbarColumns:
    def __repr__(self) -> str:
        ...
    @property
    def compression(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def compression_high(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def compression_low(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def moment(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def moment_high(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def moment_low(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def reason_code(self) -> numpy.typing.NDArray[numpy.uint8]:
        ...
    @property
    def shear(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def shear_high(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def shear_low(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def source(self) -> backrisk._core.core.Source:
        ...
class StrengthColumns:
    def __repr__(self) -> str:
        ...
    @property
    def high(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def low(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def reason_code(self) -> numpy.typing.NDArray[numpy.uint8]:
        ...
    @property
    def source(self) -> backrisk._core.core.Source:
        ...
    @property
    def strength(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
class FatigueOptions:
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
    @property
    def cycles_at_zero(self) -> float:
        ...
    @property
    def decay(self) -> float:
        ...
    @property
    def ultimate_n(self) -> float:
        ...
class DoseOptions:
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
    @property
    def exponent(self) -> float:
        ...
    @property
    def reference_hours(self) -> float:
        ...
    @property
    def threshold_n(self) -> float:
        ...
class DamageRiskCurve:
    """
    A logistic curve over log10 of the daily damage: intercept, slope, source.
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
    def intercept(self) -> float:
        ...
    @property
    def slope(self) -> float:
        ...
    @property
    def source(self) -> backrisk._core.core.Source:
        ...
class LoadLimit:
    """
    A limit of spine load that is quoted in the literature.
    """
    def __repr__(self) -> str:
        ...
    @property
    def limit(self) -> str:
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
class Exercise:
    """
    An exercise with the published compression of the low back.
    """
    def __repr__(self) -> str:
        ...
    @property
    def at_mass_kg(self) -> float:
        ...
    @property
    def compression_n(self) -> float:
        ...
    @property
    def enters_dose(self) -> bool:
        ...
    @property
    def exercise(self) -> str:
        ...
    @property
    def held(self) -> str:
        ...
    @property
    def high_n(self) -> float:
        ...
    @property
    def low_n(self) -> float:
        ...
    @property
    def pattern(self) -> str:
        ...
    @property
    def people(self) -> str:
        ...
    @property
    def reason(self) -> str:
        ...
    @property
    def source(self) -> str:
        ...
    @property
    def status(self) -> str:
        ...
class PublishedLoad:
    """
    A published spine load.
    """
    def __repr__(self) -> str:
        ...
    @property
    def doi(self) -> str:
        ...
    @property
    def measure(self) -> str:
        ...
    @property
    def source(self) -> str:
        ...
    @property
    def status(self) -> str:
        ...
    @property
    def task(self) -> str:
        ...
    @property
    def unit(self) -> str:
        ...
    @property
    def value(self) -> float:
        ...
class SetDoses:
    """
    Compression and dose of each set.
    """
    def __repr__(self) -> str:
        ...
    @property
    def compression_n(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def dose(self) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def reason_code(self) -> numpy.typing.NDArray[numpy.uint8]:
        ...
class PatternRepetitions:
    """
    Repetitions of each of `patterns`.
    """
    def __repr__(self) -> str:
        ...
    @property
    def repetitions(self) -> list[float]:
        ...
    @property
    def unknown(self) -> int:
        ...
class SetWindowOptions:
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
    @property
    def min_coverage(self) -> float:
        ...
    @property
    def window_days(self) -> int:
        ...
class FlexionFatigue:
    """
    Mean cycles to failure at three angles.
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
    def angle_deg(self) -> typing.Annotated[list[float], "FixedSize(3)"]:
        ...
    @property
    def cycles(self) -> typing.Annotated[list[float], "FixedSize(3)"]:
        ...
    @property
    def source(self) -> backrisk._core.core.Source:
        ...
class TechniqueTradeoff:
    """
    From squat to stoop, in multiples of body weight.
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
    def compression_high(self) -> float:
        ...
    @property
    def compression_low(self) -> float:
        ...
    @property
    def lumbosacral_shear_high(self) -> float:
        ...
    @property
    def lumbosacral_shear_low(self) -> float:
        ...
    @property
    def shear_high(self) -> float:
        ...
    @property
    def shear_low(self) -> float:
        ...
    @property
    def source(self) -> backrisk._core.core.Source:
        ...
class SetWindows:
    def __init__(self, arg0: typing.Annotated[numpy.typing.ArrayLike, numpy.int32], arg1: typing.Annotated[numpy.typing.ArrayLike, numpy.int32], arg2: typing.Annotated[numpy.typing.ArrayLike, numpy.uint64], arg3: typing.Annotated[numpy.typing.ArrayLike, numpy.uint64], arg4: typing.SupportsInt | typing.SupportsIndex, arg5: typing.SupportsFloat | typing.SupportsIndex, arg6: typing.SupportsInt | typing.SupportsIndex | None) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def heaviest_lift(self, arg0: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> backrisk._core.core.MeasuredColumn:
        ...
    def lifting_flexion(self, arg0: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], arg1: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], arg2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> backrisk._core.core.MeasuredColumn:
        ...
    def lifts_per_day(self, arg0: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], arg1: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> backrisk._core.core.MeasuredColumn:
        ...
    def spine_dose(self, arg0: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> backrisk._core.core.MeasuredColumn:
        ...
def composite(tasks: collections.abc.Mapping[str, numpy.ndarray], starts: typing.Annotated[numpy.typing.ArrayLike, numpy.uint64], units: str, rounding: str, strict: bool) -> backrisk._core.core.MeasuredColumn:
    ...
def compressive_strength(arg0: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], arg1: typing.Annotated[numpy.typing.ArrayLike, numpy.uint8], arg2: str, arg3: bool) -> StrengthColumns:
    ...
def cycles_to_failure(arg0: typing.SupportsFloat | typing.SupportsIndex, arg1: typing.SupportsFloat | typing.SupportsIndex, arg2: typing.SupportsFloat | typing.SupportsIndex, arg3: typing.SupportsFloat | typing.SupportsIndex) -> float:
    ...
def daily_dose(arg0: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], arg1: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], arg2: typing.SupportsFloat | typing.SupportsIndex, arg3: typing.SupportsFloat | typing.SupportsIndex, arg4: typing.SupportsFloat | typing.SupportsIndex) -> backrisk._core.core.MeasuredValue:
    ...
def damage_probability(arg0: typing.SupportsFloat | typing.SupportsIndex, arg1: typing.SupportsFloat | typing.SupportsIndex, arg2: typing.SupportsFloat | typing.SupportsIndex) -> float:
    ...
def effective_duration(arg0: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], arg1: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> float:
    ...
def estimated_horizontal(arg0: typing.SupportsFloat | typing.SupportsIndex, arg1: typing.SupportsFloat | typing.SupportsIndex, arg2: str) -> float:
    ...
def exercise_index(arg0: str) -> int:
    ...
def exercises() -> list[Exercise]:
    ...
def fatigue_damage(arg0: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], arg1: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], arg2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], arg3: typing.SupportsFloat | typing.SupportsIndex, arg4: typing.SupportsFloat | typing.SupportsIndex, arg5: bool) -> backrisk._core.core.MeasuredColumn:
    ...
def flexion_damage_factor(arg0: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], arg1: typing.Annotated[collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], "FixedSize(3)"], arg2: typing.Annotated[collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], "FixedSize(3)"]) -> backrisk._core.core.MeasuredColumn:
    ...
def intermittent_frequency(arg0: typing.SupportsFloat | typing.SupportsIndex, arg1: typing.SupportsFloat | typing.SupportsIndex) -> float:
    ...
def load_limits() -> list[LoadLimit]:
    ...
def lumbar_load(mass_kg: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], height_m: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], sex: typing.Annotated[numpy.typing.ArrayLike, numpy.uint8], trunk: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], upper_arm: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], elbow: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], load_kg: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], held: str, options: LumbarOptions, strict: bool) -> LumbarColumns:
    ...
def measures() -> list[backrisk._core.core.MeasureInfo]:
    ...
def niosh(tasks: collections.abc.Mapping[str, numpy.ndarray], units: str, rounding: str, strict: bool) -> LiftingColumns:
    ...
def out_of_scope(arg0: bool, arg1: bool, arg2: bool, arg3: bool, arg4: bool, arg5: bool, arg6: typing.SupportsFloat | typing.SupportsIndex, arg7: typing.SupportsFloat | typing.SupportsIndex, arg8: typing.SupportsFloat | typing.SupportsIndex, arg9: typing.SupportsFloat | typing.SupportsIndex, arg10: typing.SupportsFloat | typing.SupportsIndex) -> list[str]:
    ...
def published() -> list[PublishedLoad]:
    ...
def repetitions_by_pattern(arg0: typing.Annotated[numpy.typing.ArrayLike, numpy.int64], arg1: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> PatternRepetitions:
    ...
def sequential(tasks: collections.abc.Mapping[str, numpy.ndarray], starts: typing.Annotated[numpy.typing.ArrayLike, numpy.uint64], units: str, rounding: str, strict: bool, minutes_worked: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> backrisk._core.core.MeasuredColumn:
    ...
def set_dose(arg0: typing.Annotated[numpy.typing.ArrayLike, numpy.int64], arg1: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], arg2: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], arg3: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], arg4: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], arg5: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], arg6: typing.Annotated[numpy.typing.ArrayLike, numpy.uint8], arg7: LumbarOptions, arg8: typing.SupportsFloat | typing.SupportsIndex, arg9: str) -> SetDoses:
    ...
def technique_score(arg0: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> backrisk._core.core.MeasuredColumn:
    ...
def variable(tasks: collections.abc.Mapping[str, numpy.ndarray], starts: typing.Annotated[numpy.typing.ArrayLike, numpy.uint64], units: str, rounding: str, strict: bool, rule: str, categories: typing.SupportsInt | typing.SupportsIndex) -> backrisk._core.core.MeasuredColumn:
    ...
couplings: list[typing.Any] = ['good', 'fair', 'poor']
default_strength_model: str = 'pooled'
lifting_manual: backrisk._core.core.Source
lifting_sequential_source: backrisk._core.core.Source
lifting_variable_source: backrisk._core.core.Source
patterns: list[typing.Any] = ['hinge', 'squat', 'lunge', 'push', 'pull', 'carry', 'flexion', 'extension', 'lateral_flexion', 'rotation', 'anti_extension', 'anti_lateral_flexion', 'anti_rotation', 'locomotion', 'jump', 'mobility']
remembered_damage_risk: DamageRiskCurve
remembered_flexion_fatigue: FlexionFatigue
sexes: list[typing.Any] = ['female', 'male', 'unspecified']
stoop_minus_squat: TechniqueTradeoff
