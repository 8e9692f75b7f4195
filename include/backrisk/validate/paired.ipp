#pragma once
#include <boost/math/special_functions/gamma.hpp>
#include <vector>

#include "backrisk/validate/accuracy.hpp"
#include "backrisk/validate/internal/checks.hpp"
#include "backrisk/validate/internal/interval.hpp"
#include "backrisk/validate/internal/loss.hpp"
#include "backrisk/validate/paired.hpp"

namespace backrisk::validate {

BACKRISK_INLINE paired_estimate scaled_brier_paired(const observed& of, std::span<const double> other,
                                                    double level) {
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
    out.difference = wald(gain, standard_error(psi, of.weight, of.person, 1), level);
    return out;
}

BACKRISK_INLINE double chi_square_tail(double statistic, double df) {
    check_positive("chi_square_tail", "df", df);
    return statistic > 0 ? boost::math::gamma_q(df / 2, statistic / 2) : 1;
}

}  // namespace backrisk::validate
