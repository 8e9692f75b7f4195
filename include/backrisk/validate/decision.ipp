#pragma once
#include <cmath>
#include <string_view>

#include "backrisk/core/ties.hpp"
#include "backrisk/validate/decision.hpp"
#include "backrisk/validate/internal/checks.hpp"
#include "backrisk/validate/internal/interval.hpp"
#include "backrisk/validate/internal/ratio.hpp"

namespace backrisk::validate {

namespace decision {

/// What an event or a non-event that is acted on counts, and the shares behind it.
class scale {
  public:
    scale(std::string_view function, const observed& of, const decision_options& options)
        : of_(of), all_(check::probabilities(function, of)), known_(!std::isnan(options.prevalence)) {
        check_level(options.level);
        check_argument(all_.events > 0, function, "number of events", all_.events, "1 or more");
        if (known_) {
            check_argument(options.prevalence > 0 && options.prevalence < 1, function, "prevalence",
                           options.prevalence, "between 0 and 1, ends excluded");
            check::both_classes(function, all_);
        }
        prevalence_ = known_ ? options.prevalence : all_.share();
    }
    [[nodiscard]] double prevalence() const noexcept { return prevalence_; }
    [[nodiscard]] bool known() const noexcept { return known_; }

    /// Net benefit of a rule, with the influence of each row.
    struct benefit {
        double value = 0;
        std::vector<double> psi;
    };
    template <class Flag>
    [[nodiscard]] benefit operator()(double threshold, Flag&& flagged) const {
        const double harm = threshold / (1 - threshold);
        benefit out{0, std::vector<double>(of_.size())};
        if (!known_) {
            for (std::size_t i = 0; i < of_.size(); ++i) {
                out.psi[i] = flagged(i) ? (of_.event[i] == 1 ? 1 : -harm) : 0;
                out.value += of_.w(i) * out.psi[i] / all_.weight;
            }
            for (std::size_t i = 0; i < of_.size(); ++i)
                out.psi[i] = of_.w(i) * (out.psi[i] - out.value) / all_.weight;
            return out;
        }
        double sensitivity = 0, alarms = 0;
        const double events = all_.event_weight, others = all_.weight - all_.event_weight;
        for (std::size_t i = 0; i < of_.size(); ++i)
            if (flagged(i)) (of_.event[i] == 1 ? sensitivity : alarms) += of_.w(i);
        sensitivity /= events;
        alarms /= others;
        out.value = sensitivity * prevalence_ - alarms * (1 - prevalence_) * harm;
        for (std::size_t i = 0; i < of_.size(); ++i) {
            const double flag = flagged(i) ? 1 : 0;
            out.psi[i] = of_.event[i] == 1 ? of_.w(i) * prevalence_ * (flag - sensitivity) / events
                                           : -of_.w(i) * (1 - prevalence_) * harm * (flag - alarms) / others;
        }
        return out;
    }
    /// Influence of a row on the share of events.
    [[nodiscard]] double on_share(std::size_t i) const noexcept {
        return known_ ? 0 : of_.w(i) * (of_.event[i] - prevalence_) / all_.weight;
    }
    [[nodiscard]] estimate interval(double value, std::span<const double> psi, double level) const {
        return wald(value, standard_error(psi, of_.weight, of_.person, prevalence_), level);
    }

  private:
    const observed& of_;
    totals all_;
    bool known_;
    double prevalence_ = 0;
};

inline void check_thresholds(std::string_view function, std::span<const double> thresholds) {
    check::column(function, "thresholds", thresholds, "between 0 and 1, ends excluded",
                  [](double t) { return (t > 0) & (t < 1); });
}

}  // namespace decision

BACKRISK_INLINE std::vector<decision_point> decision_curve(const observed& of,
                                                           std::span<const double> thresholds,
                                                           const decision_options& options) {
    constexpr auto name = "decision_curve";
    const decision::scale benefit(name, of, options);
    decision::check_thresholds(name, thresholds);
    std::vector<decision_point> out;
    for (const double t : thresholds) {
        const auto model = benefit(t, [&](std::size_t i) { return at_least(of.predicted[i], t); });
        const auto everybody = benefit(t, [](std::size_t) { return true; });
        const double share = benefit.prevalence(), gain = model.value - everybody.value;
        std::vector<double> standard(of.size()), over(of.size());
        for (std::size_t i = 0; i < of.size(); ++i) {
            standard[i] = (model.psi[i] - model.value / share * benefit.on_share(i)) / share;
            over[i] = model.psi[i] - everybody.psi[i];
        }
        out.push_back({t, benefit.interval(model.value, model.psi, options.level),
                       benefit.interval(model.value / share, standard, options.level), everybody.value,
                       benefit.interval(gain, over, options.level), 100 * gain * (1 - t) / t});
    }
    return out;
}

BACKRISK_INLINE std::vector<decision_difference> net_benefit_difference(const observed& of,
                                                                        std::span<const double> other,
                                                                        std::span<const double> thresholds,
                                                                        const decision_options& options) {
    constexpr auto name = "net_benefit_difference";
    const decision::scale benefit(name, of, options);
    observed second = of;
    second.predicted = other;
    (void)check::probabilities(name, second);
    decision::check_thresholds(name, thresholds);
    std::vector<decision_difference> out;
    for (const double t : thresholds) {
        const auto a = benefit(t, [&](std::size_t i) { return at_least(of.predicted[i], t); });
        const auto b = benefit(t, [&](std::size_t i) { return at_least(other[i], t); });
        std::vector<double> psi(of.size());
        for (std::size_t i = 0; i < of.size(); ++i) psi[i] = b.psi[i] - a.psi[i];
        decision_difference one{t, a.value, b.value, benefit.interval(b.value - a.value, psi, options.level)};
        one.p = two_sided(one.difference.value / one.difference.se);
        out.push_back(one);
    }
    return out;
}

BACKRISK_INLINE double threshold_of_costs(double unneeded, double missed) {
    check_positive("threshold_of_costs", "unneeded", unneeded);
    check_positive("threshold_of_costs", "missed", missed);
    return unneeded / (unneeded + missed);
}

BACKRISK_INLINE std::vector<threshold_row> threshold_table(const observed& of,
                                                           std::span<const double> thresholds,
                                                           const threshold_options& options) {
    constexpr auto name = "threshold_table";
    const totals all = check::probabilities(name, of);
    check_level(options.level);
    check_argument(options.people >= 1 && std::isfinite(options.people), name, "people", options.people,
                   "1 or more");
    decision::check_thresholds(name, thresholds);
    const double each = options.people / all.weight;
    std::vector<threshold_row> out;
    for (const double t : thresholds) {
        const auto flag = [&](std::size_t i) -> double { return at_least(of.predicted[i], t); };
        const auto y = [&](std::size_t i) { return of.event[i]; };
        const auto share = [&](auto&& above, auto&& below) {
            return subgroup::ratio(of, options.level, true, above, below).found;
        };
        threshold_row row{.threshold = t};
        double flagged = 0, found = 0;
        for (std::size_t i = 0; i < of.size(); ++i) {
            flagged += of.w(i) * flag(i);
            found += of.w(i) * flag(i) * y(i);
        }
        row.flagged = flagged * each;
        row.true_positives = found * each;
        row.false_positives = (flagged - found) * each;
        row.missed = (all.event_weight - found) * each;
        row.spared = (all.weight - all.event_weight - (flagged - found)) * each;
        row.sensitivity = share([&](std::size_t i) { return flag(i) * y(i); }, y);
        row.specificity = share([&](std::size_t i) { return (1 - flag(i)) * (1 - y(i)); },
                                [&](std::size_t i) { return 1 - y(i); });
        row.positive_value = share([&](std::size_t i) { return flag(i) * y(i); }, flag);
        row.negative_value = share([&](std::size_t i) { return (1 - flag(i)) * (1 - y(i)); },
                                   [&](std::size_t i) { return 1 - flag(i); });
        if (found > 0) row.flagged_per_event = flagged / found;
        out.push_back(row);
    }
    return out;
}

}  // namespace backrisk::validate
