#pragma once
/// Overall accuracy of probabilities: Brier score, log loss and the forms of R^2, with intervals.
///
/// Predictions are validated as they stand: nothing is refitted.
#include <algorithm>
#include <cmath>
#include <vector>

#include "backrisk/core/column.hpp"
#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/losses.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

namespace accuracy {

/// Weighted mean of the losses that `fill(rows, predicted, event, out)` works out, and its interval.
template <class Fill>
[[nodiscard]] estimate mean(const observed& of, const totals& all, double level, Fill&& fill) {
    const std::size_t rows = of.size();
    long_column<double> psi(rows);
    fill(rows, of.predicted.data(), of.event.data(), psi.data());
    const double sum = of.weight.empty() ? losses::sum(rows, psi.data())
                                         : losses::weighted_sum(rows, of.weight.data(), psi.data());
    const double value = sum / all.weight;
    if (!std::isfinite(value))
        return {value, missing_value, missing_value, missing_value,
                "a probability of 0 for an event, or of 1 for a non-event"};
    if (of.weight.empty() && of.person.empty()) {
        const double variance = losses::squares_about(rows, psi.data(), value) / (all.weight - 1);
        return wald(value, rows > 1 ? std::sqrt(variance / all.weight) : missing_value, level, 0);
    }
    for (std::size_t i = 0; i < rows; ++i)
        psi[i] = of.w(i) == 0 ? 0 : of.w(i) * (psi[i] - value) / all.weight;
    return wald(value, standard_error(psi, of.weight, of.person), level, 0);
}

[[nodiscard]] inline double squared(double x) noexcept { return x * x; }

/// -ln of the probability given to what happened.
[[nodiscard]] inline double surprise(double event, double p) noexcept {
    return event == 1 ? -std::log(p) : -std::log1p(-p);
}

/// Weighted mean surprise of a constant prediction: the event's share.
[[nodiscard]] inline double null_surprise(double share) noexcept {
    const auto part = [](double q) { return q > 0 ? -q * std::log(q) : 0; };
    return part(share) + part(1 - share);
}

}  // namespace accuracy

/// Mean of (predicted - event)^2, 0 at best (Brier 1950,
/// doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2).
[[nodiscard]] inline estimate brier(const observed& of, double level = 0.95) {
    const totals all = check::probabilities("brier", of);
    return accuracy::mean(of, all, level, losses::squared);
}

/// Mean of -ln(probability of what happened); infinite where something impossible happened.
[[nodiscard]] inline estimate log_loss(const observed& of, double level = 0.95) {
    const totals all = check::probabilities("log_loss", of);
    return accuracy::mean(of, all, level, losses::surprise);
}

/// 1 - Brier / (share (1 - share)), also called index of prediction accuracy: 1 at best, 0 for predicting
/// everybody the share of events, negative below that (Kattan & Gerds 2018, doi:10.1186/s41512-018-0029-2).
/// Throws `invalid_argument` for one class only.
[[nodiscard]] inline estimate scaled_brier(const observed& of, double level = 0.95) {
    const totals all = check::probabilities("scaled_brier", of);
    check::both_classes("scaled_brier", all);
    const double share = all.share(), null = share * (1 - share);
    const double score = brier(of).value, ratio = score / null;
    std::vector<double> psi(of.size());
    for (std::size_t i = 0; i < of.size(); ++i) {
        const double own = accuracy::squared(of.predicted[i] - of.event[i]) - score;
        const double of_null = (1 - 2 * share) * (of.event[i] - share);
        psi[i] = -of.w(i) * (own - ratio * of_null) / (null * all.weight);
    }
    return wald(1 - ratio, standard_error(psi, of.weight, of.person), level, -HUGE_VAL, 1);
}

/// Forms of R^2 of predictions as they stand, from the log likelihood l of the predictions and l0 of the
/// share of events: all 0 for no better than the share, negative below it.
struct r_squared_forms {
    double cox_snell;   ///< 1 - exp(2 (l0 - l) / n)
    double nagelkerke;  ///< the same, divided by its maximum 1 - exp(2 l0 / n) (1991,
                        ///< doi:10.1093/biomet/78.3.691)
    double mcfadden;    ///< 1 - l / l0
    double tjur;  ///< mean prediction of events - that of non-events (2009, doi:10.1198/tast.2009.08210)
};

[[nodiscard]] inline r_squared_forms r_squared(const observed& of) {
    const totals all = check::probabilities("r_squared", of);
    check::both_classes("r_squared", all);
    const double loss = log_loss(of).value, null = accuracy::null_surprise(all.share());
    const double cox_snell = -std::expm1(2 * (loss - null));
    double events = 0, everybody = 0;
    for (std::size_t i = 0; i < of.size(); ++i) {
        events += of.w(i) * of.event[i] * of.predicted[i];
        everybody += of.w(i) * of.predicted[i];
    }
    return {cox_snell, cox_snell / -std::expm1(-2 * null), 1 - loss / null,
            events / all.event_weight - (everybody - events) / (all.weight - all.event_weight)};
}

/// z of Spiegelhalter: the Brier score against what it would be if the predictions were true (1986,
/// doi:10.1002/sim.4780050506). Weights are not used.
[[nodiscard]] inline double spiegelhalter_z(const observed& of) {
    (void)check::probabilities("spiegelhalter_z", of);
    double above = 0, variance = 0;
    for (std::size_t i = 0; i < of.size(); ++i) {
        const double p = of.predicted[i];
        above += (of.event[i] - p) * (1 - 2 * p);
        variance += accuracy::squared(1 - 2 * p) * p * (1 - p);
    }
    return variance > 0 ? above / std::sqrt(variance) : missing_value;
}

}  // namespace backrisk::validate
