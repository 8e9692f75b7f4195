#pragma once
/// Fatigue failure: cycles to failure at a compression, damage by Miner's rule, and doses over time.
///
///     S = 100 C / UT       N_f = 902416 exp(-0.162 S)       D = sum_i n_i / N_f(C_i)
///
/// Source: the Lifting Fatigue Failure Tool (LiFFT, Gallagher et al. 2017); constants read in a public
/// implementation (pyergo). LiFFT's own step from lifted moment to compression is not published in
/// what could be read, so the lever arm is an argument here, never hidden.
#include <algorithm>
#include <cmath>
#include <span>

#include "backrisk/core/error.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/quantity.hpp"
#include "backrisk/core/source.hpp"

namespace backrisk::spine {

struct fatigue_options {
    newtons ultimate{10000};         ///< UT
    double cycles_at_zero = 902416;  ///< N_f of no load
    double decay = 0.162;            ///< per percent of the ultimate strength
};
inline constexpr source fatigue_source{
    "LiFFT, Gallagher et al. 2017; constants read in an open implementation (pyergo)", "",
    verification::partial};

/// One repetition's damage exp(decay S) / cycles_at_zero as exp(rate C + offset).
struct damage_constants {
    double rate, scale;
    explicit damage_constants(const fatigue_options& how = {})
        : rate(100 * how.decay / how.ultimate.value()), scale(1 / how.cycles_at_zero) {
        check_positive("spine::fatigue_damage", "ultimate", how.ultimate.value());
        check_positive("spine::fatigue_damage", "cycles_at_zero", how.cycles_at_zero);
        check_positive("spine::fatigue_damage", "decay", how.decay);
    }
    [[nodiscard]] double per_cycle(double compression_n) const noexcept {
        return scale * std::exp(rate * compression_n);
    }
};

/// Damage of one row of a column: NaN `not_recorded` when unknown, `out_of_range` when negative or infinite.
[[nodiscard]] inline measured damage_kernel(const damage_constants& k, double compression_n,
                                            double cycles) noexcept {
    if (std::isnan(compression_n + cycles)) return measured{reason::not_recorded};
    if (!(compression_n >= 0 && cycles >= 0 && std::isfinite(compression_n + cycles)))
        return measured{reason::out_of_range};
    return {cycles * k.per_cycle(compression_n), reason::none};
}

/// The same for a row with an ultimate strength of its own: `not_recorded` when that is unknown,
/// `out_of_range` when it is not positive.
[[nodiscard]] inline measured damage_kernel(const fatigue_options& how, double ultimate_n,
                                            double compression_n, double cycles) {
    if (std::isnan(ultimate_n)) return measured{reason::not_recorded};
    if (!(ultimate_n > 0 && std::isfinite(ultimate_n))) return measured{reason::out_of_range};
    return damage_kernel(damage_constants({newtons{ultimate_n}, how.cycles_at_zero, how.decay}),
                         compression_n, cycles);
}

/// N_f. Throws `invalid_argument` for a compression that is negative or not finite.
[[nodiscard]] inline double cycles_to_failure(newtons compression, const fatigue_options& how = {}) {
    check_non_negative("spine::cycles_to_failure", "compression", compression.value());
    return 1 / damage_constants(how).per_cycle(compression.value());
}

/// D of `cycles` repetitions at one compression. Throws `invalid_argument` as above.
[[nodiscard]] inline double fatigue_damage(newtons compression, double cycles,
                                           const fatigue_options& how = {}) {
    check_non_negative("spine::fatigue_damage", "compression", compression.value());
    check_non_negative("spine::fatigue_damage", "cycles", cycles);
    return cycles * damage_constants(how).per_cycle(compression.value());
}

/// Miner's sum of columns; NaN when a row is unknown. Throws `invalid_argument` on unequal sizes.
[[nodiscard]] inline measured miner_sum(std::span<const double> compression_n, std::span<const double> cycles,
                                        const fatigue_options& how = {}) {
    check_same_size("spine::miner_sum", "cycles", cycles, compression_n);
    const damage_constants k(how);
    double sum = 0;
    for (std::size_t i = 0; i < cycles.size(); ++i) {
        const auto one = damage_kernel(k, compression_n[i], cycles[i]);
        if (one.reason != reason::none) return one;
        sum += one.value;
    }
    return {sum, reason::none};
}

/// C = M / r with an explicit lever arm. Throws `invalid_argument`.
[[nodiscard]] inline newtons compression_of_moment(newton_metres moment, metres lever_arm) {
    check_non_negative("spine::compression_of_moment", "moment", moment.value());
    check_positive("spine::compression_of_moment", "lever_arm", lever_arm.value());
    return newtons{moment.value() / lever_arm.value()};
}

/// P(job of high risk) = 1 / (1 + exp(-(intercept + slope log10 D))).
struct damage_risk_curve {
    double intercept, slope;
    source from{"given by the caller", "", verification::assumption};
};
/// As remembered from LiFFT; a job of high risk has 12 or more injuries in 200,000 hours. Never a default.
inline constexpr damage_risk_curve remembered_damage_risk{
    1.72, 1.03, {"LiFFT, Gallagher et al. 2017; coefficients remembered", "", verification::unverified}};

/// Throws `invalid_argument` for negative damage. No damage gives 0 for a positive slope.
[[nodiscard]] inline double damage_probability(double damage, const damage_risk_curve& curve) {
    check_non_negative("spine::damage_probability", "damage", damage);
    check_positive("spine::damage_probability", "slope", curve.slope);
    check_argument(std::isfinite(curve.intercept), "spine::damage_probability", "intercept", curve.intercept,
                   "finite");
    return 1 / (1 + std::exp(-(curve.intercept + curve.slope * std::log10(damage))));
}

/// Weighted dose of forces over one day.
struct dose_options {
    double exponent = 2;   ///< 1 linear, 2 Mainz-Dortmund, 10 as compared by Coenen 2014
    hours reference{8};    ///< the day's length T
    newtons threshold{0};  ///< smaller forces do not count
};
inline constexpr source dose_source{
    "Mainz-Dortmund dose: squared weighting of the whole force, DGUV FF-FB 0155A; "
    "form of the daily dose remembered",
    "", verification::partial};

/// D = T (sum_i F_i^p t_i / T)^(1/p) in N h. For p = 1 the plain cumulative load, for p = 2 the
/// Mainz-Dortmund daily dose. Forces in N, durations in h. NaN when a row is unknown; throws
/// `invalid_argument` on unequal sizes and options that are not positive.
[[nodiscard]] inline measured daily_dose(std::span<const double> force_n, std::span<const double> hours_held,
                                         const dose_options& how = {}) {
    constexpr std::string_view here = "spine::daily_dose";
    check_same_size(here, "hours_held", hours_held, force_n);
    check_positive(here, "exponent", how.exponent);
    check_positive(here, "reference", how.reference.count());
    check_non_negative(here, "threshold", how.threshold.value());
    double largest = 0;
    for (std::size_t i = 0; i < force_n.size(); ++i) {
        if (std::isnan(force_n[i] + hours_held[i])) return measured{reason::not_recorded};
        if (!(force_n[i] >= 0 && hours_held[i] >= 0 && std::isfinite(force_n[i] + hours_held[i])))
            return measured{reason::out_of_range};
        largest = std::max(largest, force_n[i]);
    }
    if (largest == 0) return {0.0, reason::none};
    const auto weighted = [p = how.exponent](double x) {
        return p == 2 ? x * x : p == 1 ? x : std::pow(x, p);
    };
    double sum = 0;  // relative to the largest force, so that a tenth power does not overflow
    for (std::size_t i = 0; i < force_n.size(); ++i)
        if (force_n[i] >= how.threshold.value())
            sum += weighted(force_n[i] / largest) * (hours_held[i] / how.reference.count());
    return {how.reference.count() * largest * std::pow(sum, 1 / how.exponent), reason::none};
}

}  // namespace backrisk::spine
