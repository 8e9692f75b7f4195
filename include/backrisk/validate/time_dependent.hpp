#pragma once
/// Accuracy of a predicted risk by time t, when some people were not watched that long.
///
/// Who had the event by t weighs 1 / G(T-), who was still watched after t weighs 1 / G(t), who was lost
/// before weighs nothing; G is the Kaplan-Meier curve of censoring. Then
///
///     Brier(t)  mean of W (event by t - risk)^2
///     AUC(t)    weighted AUC of events by t against survivors
///     O:E       (1 - Kaplan-Meier(t)) / mean risk
///
/// (Graf 1999, doi:10.1002/(SICI)1097-0258(19990915/30)18:17/18<2529::AID-SIM274>3.0.CO;2-5; Uno 2007,
/// doi:10.1198/016214507000000149.)
///
/// Where another event can come first (`competing`), who had it by t had no event by t, and weighs 1 / G(T-);
/// instead of 1 - Kaplan-Meier stands the cumulative incidence, the sum of S(s-) d(s) / n(s) with S free of
/// either (Aalen & Johansen 1978; Blanche 2013, doi:10.1002/sim.5958, its second definition of the AUC).
///
/// Standard errors hold for G as estimated: the influence of a row has the term of the censoring curve's
/// martingale (Blanche 2015, doi:10.1111/biom.12232).
#include <span>

#include "backrisk/core/config.hpp"
#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

struct time_point {
    double time = missing_value;
    estimate brier{};
    double null_brier = missing_value;    ///< of the observed risk for everybody
    double scaled_brier = missing_value;  ///< 1 - brier / null_brier
    estimate auc{};
    double mean_predicted = missing_value;
    double observed = missing_value;  ///< 1 - Kaplan-Meier at t, or the cumulative incidence
    double observed_expected = missing_value;
    double events = 0, censored = 0,
           survivors = 0;  ///< weight of events by t, lost before t, and watched past t
    double others = 0;     ///< of those whom another event ended by t
};

/// `risk` of an event by `time`, n probabilities. One row a person from time 0: `of.start` must be empty.
/// `competing` (n of 0 or 1, or empty): another event ended the row, whose `event` is then 0.
/// Throws `invalid_argument`; where nobody is watched past `time`, or there is no event, the AUC is NaN and
/// its note says so.
[[nodiscard]] time_point time_dependent(const survival_rows& of, std::span<const double> risk, double time,
                                        double level = default_level, std::span<const double> competing = {});

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/time_dependent.ipp"
#endif
