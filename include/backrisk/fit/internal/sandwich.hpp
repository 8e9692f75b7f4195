#pragma once
/// The middle of a cluster-robust covariance: sum over clusters of u_g u_g', u_g = sum of w_i s_i z_i.
#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

#include "backrisk/core/parallel.hpp"
#include "backrisk/fit/internal/glm_pass.hpp"
#include "backrisk/fit/row_terms.hpp"

namespace backrisk::fit {

/// Rows of the standardised matrix one at a time, with their linear predictor.
struct row_reader {
    const glm_rows& data;
    const standard_columns& columns;

    void read(std::size_t row, Eigen::VectorXd& z) const {
        if (columns.intercept) z[0] = 1;
        for (std::size_t j = 0; j < data.x.columns; ++j) {
            const auto column = static_cast<Eigen::Index>(j);
            z[columns.first() + column] = (data.x(row, j) - columns.centre[column]) / columns.factor(column);
        }
    }
    [[nodiscard]] double weight(std::size_t row) const {
        return data.weights.empty() ? 1.0 : data.weights[row];
    }
    [[nodiscard]] double eta(std::size_t row, const Eigen::VectorXd& z, const Eigen::VectorXd& b) const {
        return z.dot(b) + (data.offset.empty() ? 0.0 : data.offset[row]);
    }
};

struct cluster_sum {
    Eigen::MatrixXd middle;
    std::size_t clusters = 0;
};

/// Codes may come in any order; needs 8 bytes a row of memory. The blocks of clusters are summed in order.
[[nodiscard]] inline cluster_sum cluster_middle(const row_reader& rows, const model_kind& kind,
                                                const Eigen::VectorXd& b, std::span<const std::int64_t> codes,
                                                int threads) {
    std::vector<std::size_t> order(codes.size()), starts;
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (!std::ranges::is_sorted(codes))
        std::ranges::stable_sort(order, {}, [&](std::size_t i) { return codes[i]; });
    for (std::size_t k = 0; k < order.size(); ++k)
        if (k == 0 || codes[order[k]] != codes[order[k - 1]]) starts.push_back(k);
    const std::size_t clusters = starts.size();
    starts.push_back(order.size());
    constexpr std::size_t block = 2048;
    std::vector<Eigen::MatrixXd> sums((clusters + block - 1) / block);
    for_each_block(clusters, block, threads, [&](std::size_t from, std::size_t to) {
        Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(b.size(), b.size());
        Eigen::VectorXd z(b.size()), u(b.size());
        for (std::size_t g = from; g < to; ++g) {
            u.setZero();
            for (std::size_t k = starts[g]; k < starts[g + 1]; ++k) {
                const std::size_t i = order[k];
                if (rows.weight(i) == 0) continue;
                rows.read(i, z);
                u += rows.weight(i) * row_of(kind, rows.eta(i, z, b), rows.data.y[i]).score * z;
            }
            sum.noalias() += u * u.transpose();
        }
        sums[from / block] = std::move(sum);
    });
    cluster_sum out{Eigen::MatrixXd::Zero(b.size(), b.size()), clusters};
    for (const Eigen::MatrixXd& one : sums) out.middle += one;
    return out;
}

}  // namespace backrisk::fit
