#pragma once
#include <cmath>

#include "backrisk/validate/internal/losses.hpp"
#include "backrisk/validate/internal/ranking.hpp"
#include "backrisk/validate/internal/recalibration.hpp"
#include "backrisk/validate/internal/sampled_metrics.hpp"

namespace backrisk::validate {

BACKRISK_INLINE sampled_metrics::sampled_metrics(std::span<const double> event,
                                                 std::span<const double> predicted,
                                                 std::span<const double> logit,
                                                 std::span<const metric> wanted)
    : event_(event), logit_(logit) {
    for (const metric one : wanted) wanted_[static_cast<std::size_t>(one)] = true;
    if (wants(metric::auc)) sort(predicted);
    if (wants(metric::brier)) {
        squared_.resize(event.size());
        losses::squared(event.size(), predicted.data(), event.data(), squared_.data());
    }
    if (wants(metric::log_loss)) {
        loss_.resize(event.size());
        losses::surprise(event.size(), predicted.data(), event.data(), loss_.data());
    }
}

BACKRISK_INLINE sampled_metrics::sampled_metrics(std::span<const double> event, std::span<const double> logit)
    : event_(event), logit_(logit), squared_(event.size()), loss_(event.size()) {
    wanted_.fill(true);
    sort(logit);
    losses::of_logits(event.size(), logit.data(), event.data(), squared_.data(), loss_.data());
}

BACKRISK_INLINE void sampled_metrics::sort(std::span<const double> x) {
    const auto order = ranking::order(x);
    row_.resize(order.size());
    differs_.resize(order.size());
    for (std::size_t k = 0; k < order.size(); ++k) {
        row_[k] = order[k].row;
        differs_[k] = k == 0 || order[k].of != order[k - 1].of;
    }
}

BACKRISK_INLINE void sampled_metrics::start_at(const metric_values& found) noexcept {
    const double a = found[static_cast<std::size_t>(metric::intercept)];
    const double b = found[static_cast<std::size_t>(metric::slope)];
    if (std::isfinite(a) && std::isfinite(b)) start_ = {a, b};
}

/// Whole numbers all the way, so exact: twice the rank sum of the events, tie by tie.
BACKRISK_INLINE double sampled_metrics::area(std::span<const double> times, const totals& all) const {
    double events = 0, others = 0, below = 0, sum = 0;
    for (std::size_t k = 0; k < row_.size(); ++k) {
        if (differs_[k]) {
            sum += events * (2 * below + others);
            below += others;
            events = others = 0;
        }
        const double w = times[row_[k]], y = event_[row_[k]];
        events += w * y;
        others += w * (1 - y);
    }
    sum += events * (2 * below + others);
    return sum / (2 * all.event_weight * (all.weight - all.event_weight));
}

BACKRISK_INLINE calibration_line sampled_metrics::line(std::span<const double> times) const {
    if (const auto found = quick_line(logit_, event_, times, start_)) return *found;
    const auto careful = recalibration::slope_model("calibration", {event_, {}, times}, logit_);
    if (!careful) return {missing_value, missing_value};
    return {careful->coef[0], careful->coef[1]};
}

BACKRISK_INLINE metric_values sampled_metrics::operator()(std::span<const double> times) const {
    metric_values out;
    out.fill(missing_value);
    const auto set = [&](metric one, double value) { out[static_cast<std::size_t>(one)] = value; };
    const auto sum = [&](std::span<const double> values) {
        return losses::weighted_sum(times.size(), times.data(), values.data());
    };
    const double drawn = losses::sum(times.size(), times.data()), events = sum(event_);
    const totals all{static_cast<std::size_t>(drawn), static_cast<std::size_t>(events), drawn, events};
    if (wants(metric::auc)) {
        check::both_classes("auc", all);
        set(metric::auc, area(times, all));
    }
    if (wants(metric::brier)) set(metric::brier, sum(squared_) / drawn);
    if (wants(metric::log_loss)) set(metric::log_loss, sum(loss_) / drawn);
    if (wants(metric::intercept) || wants(metric::slope)) {
        check::both_classes("calibration", all);
        const auto [a, b] = line(times);
        set(metric::intercept, a);
        set(metric::slope, b);
    }
    return out;
}

}  // namespace backrisk::validate
