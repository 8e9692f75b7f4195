#pragma once
/// Two predictions of the same rows: does the second one know more?
#include <boost/math/special_functions/gamma.hpp>
#include <vector>

#include "backrisk/validate/accuracy.hpp"

namespace backrisk::validate {

struct paired_estimate {
    estimate first{}, second{};
    estimate difference{};  ///< second - first
};

/// Scaled Brier scores (Kattan & Gerds 2018, doi:10.1186/s41512-018-0029-2) of `of.predicted` and of `other`,
/// and their difference by the influence of each row, a person's rows together. The predictions are taken as
/// given: that a model was fitted to these rows is not in the interval.
[[nodiscard]] inline paired_estimate scaled_brier_paired(const observed& of, std::span<const double> other,
                                                         double level = 0.95) {
    observed second = of;
    second.predicted = other;
    paired_estimate out{scaled_brier(of, level), scaled_brier(second, level)};
    const totals all = check::rows("scaled_brier_paired", of);
    const double share = all.share(), null = share * (1 - share);
    const double gain = out.second.value - out.first.value;
    std::vector<double> psi(of.size());
    for (std::size_t i = 0; i < of.size(); ++i) {
        const double less =
            accuracy::squared(of.predicted[i] - of.event[i]) - accuracy::squared(other[i] - of.event[i]);
        const double of_null = (1 - 2 * share) * (of.event[i] - share);
        psi[i] = of.w(i) * (less - gain * (null + of_null)) / (null * all.weight);
    }
    out.difference = wald(gain, standard_error(psi, of.weight, of.person), level);
    return out;
}

/// P(chi-square with `df` degrees of freedom > `statistic`); 1 for a statistic of 0 or less.
[[nodiscard]] inline double chi_square_tail(double statistic, double df) {
    check_positive("chi_square_tail", "df", df);
    return statistic > 0 ? boost::math::gamma_q(df / 2, statistic / 2) : 1;
}

}  // namespace backrisk::validate
