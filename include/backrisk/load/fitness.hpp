#pragma once
/// Fitness and fatigue as two decaying sums of the load.
///
///     g_t = g_{t-1} exp(-1 / tau_fitness) + w_t
///     h_t = h_{t-1} exp(-1 / tau_fatigue) + w_t,            g_0 = h_0 = 0
///     p_t = baseline + gain_fitness g_t - gain_fatigue h_t
///
/// Banister's impulse response in the form of Clarke & Skiba 2013, doi:10.1152/advan.00078.2011. The load of
/// the first day counts on the first day (one other tool drops it). The five parameters belong to one person
/// and one measure of performance: none has a default, and a free fit of all five is hardly identifiable.
///
/// The performance-management form is the same thing as averages:
///
///     CTL, ATL = EWMA with alpha = 1 - exp(-1 / tau), from zero;      TSB_t = CTL_t - ATL_t
///
/// with both averages after the day's training (some tools show yesterday's balance).
/// A missing day holds both sums. The coverage is that of an EWMA with the same time constant.
#include <algorithm>
#include <cmath>

#include "backrisk/load/ewma.hpp"

namespace backrisk::load {

struct fitness_fatigue_options {
    double tau_fitness_days = missing_value;  ///< no default
    double tau_fatigue_days = missing_value;  ///< no default
    double baseline = 0;                      ///< p0, in the unit of performance
    double gain_fitness = 1;                  ///< k1
    double gain_fatigue = 1;                  ///< k2
    double min_coverage = default_min_coverage;
};

struct fitness_fatigue_series {
    measured_series fitness;      ///< g, in the unit of the load
    measured_series fatigue;      ///< h
    measured_series performance;  ///< p
};

/// A decaying sum of loads.
class impulse_state {
  public:
    impulse_state(double tau_days, double min_coverage)
        : decay_(std::exp(-1 / tau_days)),
          observed_(smoothing::time_constant(tau_days), ewma_start::zero(), min_coverage) {}

    void update(double x) noexcept {
        observed_.update(x);
        if (!std::isnan(x)) level_ = level_ * decay_ + x;
    }
    [[nodiscard]] double coverage() const noexcept { return observed_.coverage(); }
    [[nodiscard]] measured value() const noexcept {
        return observed_.value().known() ? measured(level_) : measured(reason::low_coverage);
    }

  private:
    double decay_;
    double level_ = 0;
    ewma_state observed_;
};

/// Fitness, fatigue and performance after each day. Throws `invalid_argument`.
[[nodiscard]] inline fitness_fatigue_series fitness_fatigue(std::span<const double> daily,
                                                            const fitness_fatigue_options& options,
                                                            group_starts starts = {}) {
    constexpr auto name = "fitness_fatigue";
    check_positive(name, "tau_fitness", options.tau_fitness_days);
    check_positive(name, "tau_fatigue", options.tau_fatigue_days);
    for (const double one : {options.baseline, options.gain_fitness, options.gain_fatigue})
        check_argument(std::isfinite(one), name, "baseline or gain", one, "finite");
    check::share(name, "min_coverage", options.min_coverage);
    fitness_fatigue_series out{
        run(name, daily, starts, impulse_state(options.tau_fitness_days, options.min_coverage)),
        run(name, daily, starts, impulse_state(options.tau_fatigue_days, options.min_coverage)),
        measured_series(daily.size())};
    for (std::size_t t = 0; t < daily.size(); ++t) {
        const measured g = out.fitness[t], h = out.fatigue[t];
        const double p = options.baseline + options.gain_fitness * g.value - options.gain_fatigue * h.value;
        out.performance.set(t, {p, g.known() ? h.reason : g.reason},
                            std::min(out.fitness.coverage[t], out.fatigue.coverage[t]));
    }
    return out;
}

struct performance_management_options {
    double tau_chronic_days = 42;  ///< the customary defaults of the form, fitted to nobody
    double tau_acute_days = 7;
    double min_coverage = default_min_coverage;
};

struct performance_management_series {
    measured_series chronic;  ///< chronic training load, CTL
    measured_series acute;    ///< acute training load, ATL
    measured_series balance;  ///< training stress balance, CTL - ATL
};

/// Chronic and acute load and their balance after each day, in the unit of the load. Throws
/// `invalid_argument`.
[[nodiscard]] inline performance_management_series performance_management(
    std::span<const double> daily, const performance_management_options& options = {},
    group_starts starts = {}) {
    const ewma_options from_zero{ewma_start::zero(), options.min_coverage};
    performance_management_series out{
        ewma(daily, smoothing::time_constant(options.tau_chronic_days), from_zero, starts),
        ewma(daily, smoothing::time_constant(options.tau_acute_days), from_zero, starts),
        measured_series(daily.size())};
    for (std::size_t t = 0; t < daily.size(); ++t) {
        const measured c = out.chronic[t], a = out.acute[t];
        out.balance.set(t, {c.value - a.value, c.known() ? a.reason : c.reason},
                        std::min(out.chronic.coverage[t], out.acute.coverage[t]));
    }
    return out;
}

}  // namespace backrisk::load
