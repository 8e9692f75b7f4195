#pragma once
/// Overall accuracy of probabilities: Brier score, log loss and the forms of R^2, with intervals.
///
/// Predictions are validated as they stand: nothing is refitted.
#include "backrisk/core/config.hpp"
#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

/// Mean of (predicted - event)^2, 0 at best (Brier 1950,
/// doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2).
/// @param of outcomes of 0 or 1, probabilities; persons keep their rows together
/// @param level of the interval
/// @return value, standard error, interval within [0, inf). Throws `invalid_argument` for a bad column
[[nodiscard]] estimate brier(const observed& of, double level = default_level);

/// Mean of -ln(probability of what happened), in nats; infinite, with a note, where something impossible
/// happened (Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x). Columns and errors as `brier`.
[[nodiscard]] estimate log_loss(const observed& of, double level = default_level);

/// 1 - Brier / (share (1 - share)), also called index of prediction accuracy: 1 at best, 0 for predicting
/// everybody the share of events, negative below that (Kattan & Gerds 2018, doi:10.1186/s41512-018-0029-2).
/// Columns as `brier`. Throws `invalid_argument` for one class only.
[[nodiscard]] estimate scaled_brier(const observed& of, double level = default_level);

/// Forms of R^2 of predictions as they stand, from the log likelihood l of the predictions and l0 of the
/// share of events: all 0 for no better than the share, negative below it.
struct r_squared_forms {
    double cox_snell;   ///< 1 - exp(2 (l0 - l) / n)
    double nagelkerke;  ///< the same, divided by its maximum 1 - exp(2 l0 / n) (1991,
                        ///< doi:10.1093/biomet/78.3.691)
    double mcfadden;    ///< 1 - l / l0
    double tjur;  ///< mean prediction of events - that of non-events (2009, doi:10.1198/tast.2009.08210)
};
/// Columns and errors as `scaled_brier`; persons are not used.
[[nodiscard]] r_squared_forms r_squared(const observed& of);

/// z of Spiegelhalter: the Brier score against what it would be if the predictions were true (1986,
/// doi:10.1002/sim.4780050506). Weights are not used. NaN when every prediction is 0, 0.5 or 1.
[[nodiscard]] double spiegelhalter_z(const observed& of);

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/accuracy.ipp"
#endif
