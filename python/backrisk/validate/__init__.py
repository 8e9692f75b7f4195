"""Validation: are predicted probabilities right, and are decisions better with them?

What to use when:

- everything at once, as a page, a text or a table: `report`; straight from a cohort: `Model.validate`, or
  `cohort_outcomes` for its rows; outcomes when some were lost before: `at_horizon`; imputed tables: `report`
  for each, then `pool_imputed`
- does the order of predictions hold? `auc`; of two models: `auc_test`; of several: `auc_covariance`
- are the probabilities right? `calibration` (in the large, slope, O:E), then `calibration_curve` and
  `calibration_groups` for where they are not
- wrong, and by how much to correct them? `recalibrate`; of a risk model: `Model.recalibrated`
- one number for both: `brier` or `scaled_brier`; `log_loss` where small probabilities matter; `r_squared`
- when, not whether? `concordance` for the order; `time_dependent` for the risk by a time,
  `integrate` over times
- is acting on it worth it? `decision_curve` (with your own `prevalence`, where it is another); of two models
  `net_benefit_difference`; what a threshold means for people: `threshold_table`, where to put it:
  `threshold_of_costs`
- does a new metric add anything? `added_value`; of a load ratio: `denominator_check`, `window_sensitivity`
- does it hold for each kind of person? `subgroups`, with `age_bands` for ages
- validated in the data it was fitted to? `optimism`, or `cross_validate` with `folds`, `leave_one_out` or
  `temporal_split`, or `bootstrap_632`; an interval for anything else: `bootstrap`
- would another sample have given another model? `instability`; how many people is one prediction worth?
  `effective_sample_size`
- does it stay right? `drift`; in another clinic? `across_clinics` of a model that exists,
  `internal_external` of one that you build; where rows may not leave them: `pack` in each, `pool` the packs
- how many people? `sample_size` to develop (`sample_size_survival` where time counts),
  `sample_size_validation` to validate; one measure of many sites: `pool`

The columns are `event` (0 or 1) and `predicted`. Rows of one person are not independent: give `groups` (one
label a row) and the intervals keep them together. A row of weight 0 counts as absent. NaN is refused: decide
what a missing outcome or prediction means before validating.

Every answer is an `Estimate` (value, se, low, high) or holds some. Where no interval can be had, it is NaN
and `note` says why.
"""

from __future__ import annotations

from backrisk import _core
from backrisk._shared.records import MeasureInfo
from backrisk.validate.accuracy import brier, log_loss, r_squared, scaled_brier, spiegelhalter_z
from backrisk.validate.calibrations import (
    Calibration,
    CalibrationCurve,
    calibration,
    calibration_curve,
    calibration_groups,
)
from backrisk.validate.censoring import at_horizon
from backrisk.validate.clinics import AcrossClinics, Pooled, across_clinics, internal_external, pool
from backrisk.validate.decisions import (
    decision_curve,
    net_benefit_difference,
    threshold_of_costs,
    threshold_table,
)
from backrisk.validate.discrimination import (
    AucTest,
    PartialAuc,
    RocCurve,
    auc,
    auc_covariance,
    auc_test,
    partial_auc,
    roc_curve,
)
from backrisk.validate.effective import effective_sample_size
from backrisk.validate.fairness import age_bands, subgroups
from backrisk.validate.federated import Pack, PooledPacks, pack, read_pack
from backrisk.validate.imputation import pool_imputed
from backrisk.validate.incremental import AddedValue, added_value
from backrisk.validate.landmarks import CohortOutcomes, cohort_outcomes
from backrisk.validate.load_ratio import denominator_check, holm, window_sensitivity
from backrisk.validate.over_time import Drift, drift
from backrisk.validate.recalibration import Recalibration, recalibrate
from backrisk.validate.report_rows import ReportOptions
from backrisk.validate.reporting import report
from backrisk.validate.resampling import (
    Optimism,
    bootstrap,
    bootstrap_rows,
    default_metrics,
    optimism,
)
from backrisk.validate.rows import Estimate
from backrisk.validate.splits import cross_validate, folds, leave_one_out, temporal_split
from backrisk.validate.stability import Bootstrap632, Instability, bootstrap_632, instability
from backrisk.validate.study_size import sample_size, sample_size_survival, sample_size_validation
from backrisk.validate.survival import Concordance, TimePoint, concordance, integrate, time_dependent
from backrisk.validate.tripod import markdown as _markdown  # noqa: F401  (offers a view)
from backrisk.validate.validation_report import ValidationReport

__all__ = [
    "AcrossClinics",
    "AddedValue",
    "AucTest",
    "Bootstrap632",
    "Calibration",
    "CalibrationCurve",
    "CohortOutcomes",
    "Concordance",
    "Drift",
    "Estimate",
    "Instability",
    "Optimism",
    "Pack",
    "PartialAuc",
    "Pooled",
    "PooledPacks",
    "Recalibration",
    "ReportOptions",
    "RocCurve",
    "TimePoint",
    "ValidationReport",
    "across_clinics",
    "added_value",
    "age_bands",
    "at_horizon",
    "auc",
    "auc_covariance",
    "auc_test",
    "bootstrap",
    "bootstrap_632",
    "bootstrap_rows",
    "brier",
    "calibration",
    "calibration_curve",
    "calibration_groups",
    "cohort_outcomes",
    "concordance",
    "cross_validate",
    "decision_curve",
    "default_metrics",
    "denominator_check",
    "drift",
    "effective_sample_size",
    "folds",
    "holm",
    "instability",
    "integrate",
    "internal_external",
    "leave_one_out",
    "log_loss",
    "measures",
    "net_benefit_difference",
    "optimism",
    "pack",
    "partial_auc",
    "pool",
    "pool_imputed",
    "r_squared",
    "read_pack",
    "recalibrate",
    "report",
    "roc_curve",
    "sample_size",
    "sample_size_survival",
    "sample_size_validation",
    "scaled_brier",
    "spiegelhalter_z",
    "subgroups",
    "temporal_split",
    "threshold_of_costs",
    "threshold_table",
    "time_dependent",
    "window_sensitivity",
]


def measures() -> list[MeasureInfo]:
    """Every measure of this area with formula, source, status and the test that reproduces it.

    Returns
    -------
    list of MeasureInfo
        name, unit, formula, source, doi, status, test.

    Examples
    --------
    >>> measures()[0].name
    'validate.auc'
    """
    return _core.validate.measures()
