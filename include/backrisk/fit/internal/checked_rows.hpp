#pragma once
/// What estimators beside `fit_glm` ask of their rows, and the rows in the order of their clusters.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/fit/glm_options.hpp"
#include "backrisk/fit/internal/standard.hpp"

namespace backrisk::fit::checked {

/// Throws `invalid_argument` naming column and row unless every value of `column` is in [low, high]; an empty
/// column is absent where `may_lack`.
inline void values(const char* function, const char* name, std::span<const double> column, std::size_t rows,
                   std::pair<double, double> range, const char* rule, bool may_lack = true) {
    if (column.empty() && may_lack && rows > 0) return;
    check_argument(column.size() == rows && rows > 0, function, std::string(name) + ".size", column.size(),
                   show(rows) + ", the rows of X, 1 or more");
    for (std::size_t i = 0; i < rows; ++i)
        check_argument(column[i] >= range.first && column[i] <= range.second, function,
                       std::string(name) + ", row " + show(i + 1), column[i], rule);
}

/// Outcome, offset and weights by the rules of `fit_glm`.
inline void columns(const char* function, const glm_rows& data, const model_kind& kind) {
    constexpr double most = std::numeric_limits<double>::max();
    const std::size_t n = data.x.rows;
    if (kind.of == family::binomial)
        values(function, "y", data.y, n, {0, 1}, "0, 1 or a share between them", false);
    else if (kind.of == family::poisson)
        values(function, "y", data.y, n, {0, most}, "a count: finite and not negative", false);
    else
        values(function, "y", data.y, n, {-most, most}, "a finite number", false);
    values(function, "offset", data.offset, n, {-most, most}, "a finite number");
    values(function, "weights", data.weights, n, {0, most}, "finite and not negative");
    const double sum = std::accumulate(data.weights.begin(), data.weights.end(), 0.0);
    check_argument(data.weights.empty() || sum > 0, function, "the sum of the weights", sum, "positive");
}

/// The rows of weight, standardised, cluster after cluster.
struct clustered_rows {
    standard_columns columns;
    Eigen::MatrixXd z;  ///< rows by coefficients, the intercept first
    Eigen::VectorXd y, offset, weight;
    std::vector<Eigen::Index> from;   ///< first row of each cluster, and the end
    std::vector<std::int64_t> label;  ///< of each cluster, ascending

    [[nodiscard]] std::size_t clusters() const noexcept { return label.size(); }
    [[nodiscard]] Eigen::Index size(std::size_t g) const noexcept { return from[g + 1] - from[g]; }
};

/// Sorts and standardises. Throws `invalid_argument` as `columns`, for a value of X that is not finite, and
/// unless there is a cluster's code a row.
[[nodiscard]] inline clustered_rows by_cluster(const char* function, const glm_rows& data,
                                               const glm_options& options) {
    columns(function, data, options.kind);
    const std::vector<std::int64_t>& code = options.cluster;
    check_argument(code.size() == data.x.rows, function, "clusters.size", code.size(),
                   show(data.x.rows) + ", the rows of X");
    check_control(function, options.control);
    clustered_rows out;
    out.columns = standardise(function, data.x, options.intercept, options.names, options.control.threads);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < code.size(); ++i)
        if (data.weights.empty() || data.weights[i] > 0) order.push_back(i);
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return code[i]; });
    const auto n = static_cast<Eigen::Index>(order.size());
    const Eigen::Index first = out.columns.first();
    out.z = Eigen::MatrixXd::Ones(n, out.columns.size());
    out.y.resize(n), out.offset = Eigen::VectorXd::Zero(n), out.weight = Eigen::VectorXd::Ones(n);
    for (Eigen::Index k = 0; k < n; ++k) {
        const std::size_t i = order[static_cast<std::size_t>(k)];
        for (Eigen::Index j = 0; j < out.columns.centre.size(); ++j)
            out.z(k, first + j) =
                (data.x(i, static_cast<std::size_t>(j)) - out.columns.centre[j]) / out.columns.factor(j);
        out.y[k] = data.y[i];
        if (!data.offset.empty()) out.offset[k] = data.offset[i];
        if (!data.weights.empty()) out.weight[k] = data.weights[i];
        if (out.label.empty() || out.label.back() != code[i]) {
            out.label.push_back(code[i]);
            out.from.push_back(k);
        }
    }
    out.from.push_back(n);
    return out;
}

}  // namespace backrisk::fit::checked
