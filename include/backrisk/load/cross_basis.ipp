#pragma once
#include "backrisk/core/parallel.hpp"
#include "backrisk/core/people.hpp"
#include "backrisk/load/cross_basis.hpp"

namespace backrisk::load {

namespace lagged {

/// Row i of the answer is window' x weights, its window the `weights.rows()` rows of `exposure` from
/// `window_of(i)` on; missing where that is negative or a value of the window is missing.
template <class Window>
[[nodiscard]] design_matrix crossed(Eigen::Index rows, const design_matrix& exposure,
                                    const Eigen::MatrixXd& weights, int threads, const Window& window_of) {
    constexpr std::size_t block = 2048;
    design_matrix out(rows, exposure.cols() * weights.cols());
    for_each_block(static_cast<std::size_t>(rows), block, threads, [&](std::size_t from, std::size_t to) {
        for (auto i = static_cast<Eigen::Index>(from); i < static_cast<Eigen::Index>(to); ++i) {
            const Eigen::Index first = window_of(i);
            if (first < 0 || exposure.middleRows(first, weights.rows()).hasNaN()) {
                out.row(i).setConstant(missing_value);
                continue;
            }
            Eigen::Map<design_matrix> row(out.row(i).data(), exposure.cols(), weights.cols());
            row.noalias() = exposure.middleRows(first, weights.rows()).transpose() * weights;
        }
    });
    return out;
}

/// For each row the first row of its window, -1 where that would leave the person's days.
[[nodiscard]] inline std::vector<Eigen::Index> windows(std::size_t size, group_starts starts,
                                                       lag_range lags) {
    std::vector<Eigen::Index> out(size, -1);
    for_each_person(size, starts, [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) {
            const auto oldest = static_cast<Eigen::Index>(i) - lags.last;
            const auto newest = static_cast<Eigen::Index>(i) - lags.first;
            if (oldest >= static_cast<Eigen::Index>(from) && newest < static_cast<Eigen::Index>(to))
                out[i] = oldest;
        }
    });
    return out;
}

}  // namespace lagged

BACKRISK_INLINE design_matrix cross_basis(std::span<const double> daily, const exposure_lag& surface,
                                          group_starts starts, int threads) {
    check::groups("cross_basis", starts, daily.size());
    const design_matrix exposure = basis_columns(surface.exposure, daily);
    const Eigen::MatrixXd oldest_first = basis_columns(surface.lag, surface.lags.days()).colwise().reverse();
    const std::vector<Eigen::Index> first = lagged::windows(daily.size(), starts, surface.lags);
    return lagged::crossed(exposure.rows(), exposure, oldest_first, threads,
                           [&](Eigen::Index i) { return first[static_cast<std::size_t>(i)]; });
}

BACKRISK_INLINE design_matrix cross_basis_histories(const Eigen::Ref<const design_matrix>& histories,
                                                    const exposure_lag& surface, int threads) {
    const Eigen::Index lags = surface.lags.size();
    check_argument(histories.cols() == lags, "cross_basis", "columns of x", histories.cols(),
                   show(lags) + ", one a lag");
    const design_matrix together = histories;  // one history after the other
    const design_matrix exposure =
        basis_columns(surface.exposure, {together.data(), static_cast<std::size_t>(together.size())});
    return lagged::crossed(histories.rows(), exposure, basis_columns(surface.lag, surface.lags.days()),
                           threads, [&](Eigen::Index i) { return i * lags; });
}

}  // namespace backrisk::load
