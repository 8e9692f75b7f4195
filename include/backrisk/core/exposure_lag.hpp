#pragma once
/// The surface of a distributed lag non-linear model: what an exposure x does l days later.
///
/// s(x, l) = sum over v, m of b_v(x) c_m(l) eta_vm, two one-dimensional bases crossed. Coefficients run
/// with m fastest: v1.l1, v1.l2, ... Sources: Gasparrini, Armstrong & Kenward 2010 Stat Med 29:2224,
/// 10.1002/sim.3940; Gasparrini 2014 Stat Med 33:881, 10.1002/sim.5963.
#include <Eigen/Core>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "backrisk/core/basis.hpp"

namespace backrisk {

/// Lags first ... last, in days; a negative lag looks ahead.
struct lag_range {
    int first = 0;
    int last = 0;
    [[nodiscard]] int size() const noexcept { return last - first + 1; }
    /// first, first + step, ... up to last.
    [[nodiscard]] std::vector<double> days(double step = 1) const {
        std::vector<double> out;
        for (int k = 0; first + k * step <= last + 1e-9; ++k) out.push_back(first + k * step);
        return out;
    }
};

/// Two placed bases over a range of lags.
struct exposure_lag {
    basis exposure;
    basis lag;
    lag_range lags;
};

/// Places the exposure's basis on x and the lag's on the whole lags; with a single lag the latter is a
/// constant. The lag's basis should have an intercept, the exposure's none. Throws `invalid_argument`.
[[nodiscard]] exposure_lag placed(basis exposure, basis lag, lag_range lags, std::span<const double> x);

/// One row a pair (x_i, l_i): b(x_i) - b(centre), crossed with c(l_i). Without a centre b(x_i) alone.
[[nodiscard]] Eigen::MatrixXd surface_rows(const exposure_lag& surface, std::span<const double> x,
                                           std::span<const double> lags, std::optional<double> centre);

}  // namespace backrisk

#ifndef BACKRISK_COMPILED
#include "backrisk/core/exposure_lag.ipp"
#endif
