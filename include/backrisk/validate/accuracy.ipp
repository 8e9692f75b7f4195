#pragma once
#include <vector>

#include "backrisk/core/column.hpp"
#include "backrisk/validate/accuracy.hpp"
#include "backrisk/validate/internal/checks.hpp"
#include "backrisk/validate/internal/interval.hpp"
#include "backrisk/validate/internal/loss.hpp"
#include "backrisk/validate/internal/losses.hpp"

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
        return {value, missing_value, missing_value, missing_value, estimate_note::impossible};
    if (of.weight.empty() && of.person.empty()) {
        const double variance = losses::squares_about(rows, psi.data(), value) / (all.weight - 1);
        return wald(value, of_units(std::sqrt(variance / all.weight), rows, value), level, 0);
    }
    for (std::size_t i = 0; i < rows; ++i)
        psi[i] = of.w(i) == 0 ? 0 : of.w(i) * (psi[i] - value) / all.weight;
    return wald(value, standard_error(psi, of.weight, of.person, value), level, 0);
}

}  // namespace accuracy

BACKRISK_INLINE estimate brier(const observed& of, double level) {
    const totals all = check::probabilities("brier", of);
    return accuracy::mean(of, all, level, losses::squared);
}

BACKRISK_INLINE estimate log_loss(const observed& of, double level) {
    const totals all = check::probabilities("log_loss", of);
    return accuracy::mean(of, all, level, losses::surprise);
}

BACKRISK_INLINE estimate scaled_brier(const observed& of, double level) {
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
    return wald(1 - ratio, standard_error(psi, of.weight, of.person, 1), level, -HUGE_VAL, 1);
}

BACKRISK_INLINE r_squared_forms r_squared(const observed& of) {
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

BACKRISK_INLINE double spiegelhalter_z(const observed& of) {
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
