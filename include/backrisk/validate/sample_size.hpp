#pragma once
/// How many people a model needs: to be developed without much overfitting, and to be validated precisely.
///
/// Development with p candidate parameters (Riley 2020, doi:10.1136/bmj.m441; Riley 2019,
/// doi:10.1002/sim.7992):
///
///     risk        n = (1.96 / margin)^2 phi (1 - phi)                          overall risk is precise
///     error       ln n = (-0.508 + 0.259 ln phi + 0.504 ln p - ln e) / 0.544   mean absolute error e
///     shrinkage   n = p / ((S - 1) ln(1 - R2 / S))                             shrinkage S or better
///     optimism    the same with S = R2 / (R2 + d max R2)                       Nagelkerke's R2 within d
///
/// R2 is the anticipated Cox-Snell R2 and max R2 = 1 - (phi^phi (1 - phi)^(1 - phi))^2.
namespace backrisk::validate {

struct development_options {
    double shrinkage = 0.9;
    double optimism = 0.05;        ///< of Nagelkerke's R2
    double margin = 0.05;          ///< of the overall risk, half the width of its 95 % interval
    double absolute_error = 0.05;  ///< mean of |predicted - true risk|; studied for up to 30 parameters
};

/// People needed by each criterion, rounded up, and by all of them.
struct development_size {
    double risk, error, shrinkage, optimism;
    double people, events, events_per_parameter;
    double max_cox_snell;
};

/// @param share of events, in (0, 1)
/// @param parameters of the model before any selection, 1 or more
/// @param cox_snell the R2 to be expected, below its maximum for this share
/// @return people for each criterion and for all. Throws `invalid_argument`
[[nodiscard]] development_size sample_size_development(double share, double parameters, double cox_snell,
                                                       const development_options& options = {});

struct validation_options {
    double observed_expected_width = 0.2;  ///< of the 95 % interval of O:E around 1
    double slope_width = 0.4;              ///< of the calibration slope around 1
    double auc_width = 0.1;                ///< of the AUC
};

struct validation_size {
    double observed_expected, slope, auc;
    double people, events;
};

/// Validation of a model whose logit p is normal(`logit_mean`, `logit_sd`) in the new people (Riley 2021,
/// doi:10.1002/sim.9025): O:E, n = (1 - phi) / (phi se^2); slope, n = I_aa / (se^2 (I_aa I_bb - I_ab^2));
/// AUC, the smallest n for which Newcombe's standard error is small enough.
/// @return people for each criterion and for all. Throws `invalid_argument`
[[nodiscard]] validation_size sample_size_validation(double share, double auc, double logit_mean,
                                                     double logit_sd, const validation_options& options = {});

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/sample_size.ipp"
#endif
