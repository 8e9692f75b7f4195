#pragma once
/// Columns on one scale: fits run on (x - centre) / scale, so that units and offsets of columns cannot spoil
/// the arithmetic, and the answers are mapped back exactly linearly.
///
/// With an intercept, coefficient 0, the centre is near each column's mean; without one it is zero. A prior
/// on the columns' own scale is mapped too, so nothing that a caller sees depends on this.
#include <Eigen/Core>
#include <cmath>

#include "backrisk/core/parallel.hpp"
#include "backrisk/fit/matrix.hpp"
#include "backrisk/fit/prior.hpp"

namespace backrisk::fit {

struct standard_columns {
    bool intercept = true;
    Eigen::VectorXd centre, scale;  ///< one a column; scale 0: the column is constant

    [[nodiscard]] Eigen::Index size() const noexcept { return centre.size() + (intercept ? 1 : 0); }
    [[nodiscard]] Eigen::Index first() const noexcept { return intercept ? 1 : 0; }
    [[nodiscard]] double factor(Eigen::Index column) const noexcept {
        return scale[column] > 0 ? scale[column] : 1.0;
    }

    /// T with own coefficients = T standard coefficients.
    [[nodiscard]] Eigen::MatrixXd to_own() const {
        Eigen::MatrixXd map = Eigen::MatrixXd::Identity(size(), size());
        for (Eigen::Index j = 0; j < centre.size(); ++j) {
            map(first() + j, first() + j) = 1 / factor(j);
            if (intercept) map(0, first() + j) = -centre[j] / factor(j);
        }
        return map;
    }
    [[nodiscard]] Eigen::VectorXd to_standard(const Eigen::VectorXd& own) const {
        Eigen::VectorXd out = own;
        for (Eigen::Index j = 0; j < centre.size(); ++j) {
            out[first() + j] = own[first() + j] * factor(j);
            if (intercept) out[0] += centre[j] * own[first() + j];
        }
        return out;
    }
    [[nodiscard]] prior to_standard(const prior& own) const {
        if (own.none()) return {};
        const Eigen::MatrixXd map = to_own();
        return {to_standard(own.mean), map.transpose() * own.precision * map};
    }
};

/// Centre and scale of the columns of `x`. Throws `invalid_argument` at the first value that is not finite,
/// with its row and column.
[[nodiscard]] inline standard_columns standardise(const char* function, const matrix_view& x, bool intercept,
                                                  const std::vector<std::string>& names, int threads) {
    constexpr std::size_t block = 16384;
    const auto p = static_cast<Eigen::Index>(x.columns);
    const std::size_t blocks = (x.rows + block - 1) / block;
    Eigen::VectorXd origin = Eigen::VectorXd::Zero(p);
    if (intercept && x.rows > 0)
        for (Eigen::Index j = 0; j < p; ++j) origin[j] = x(0, static_cast<std::size_t>(j));
    std::vector<Eigen::MatrixXd> sums(blocks, Eigen::MatrixXd::Zero(p, 2));
    for_each_block(x.rows, block, threads, [&](std::size_t from, std::size_t to) {
        double* sum = sums[from / block].data();
        double* square = sum + x.columns;
        const auto add = [&](double value, std::size_t column) {
            const double d = value - origin.data()[column];
            sum[column] += d;
            square[column] += d * d;
        };
        if (x.column_step == 1)
            for (std::size_t row = from; row < to; ++row) {
                const double* values = x.at(row, 0);
                for (std::size_t column = 0; column < x.columns; ++column) add(values[column], column);
            }
        else
            for (std::size_t column = 0; column < x.columns; ++column)
                for (std::size_t row = from; row < to; ++row) add(x(row, column), column);
    });
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(p, 2);
    for (const Eigen::MatrixXd& one : sums) sum += one;
    if (!sum.allFinite())
        for (std::size_t row = 0; row < x.rows; ++row)
            for (std::size_t column = 0; column < x.columns; ++column)
                check_argument(std::isfinite(x(row, column)), function,
                               "X, row " + show(row + 1) + ", " + column_title(names, column), x(row, column),
                               "a finite number; missing=\"drop\" leaves such rows out and says so");
    standard_columns out{intercept, Eigen::VectorXd::Zero(p), Eigen::VectorXd::Zero(p)};
    const double n = static_cast<double>(std::max<std::size_t>(x.rows, 1));
    for (Eigen::Index j = 0; j < p; ++j) {
        const double mean = sum(j, 0) / n;
        out.centre[j] = intercept ? origin[j] + mean : 0.0;
        const double variance = std::max(0.0, sum(j, 1) / n - (intercept ? mean * mean : 0.0));
        // Below this, the spread is rounding of the values themselves.
        const double floor = intercept ? 1e-15 * std::abs(out.centre[j]) : 0.0;
        out.scale[j] = std::sqrt(variance) > floor ? std::sqrt(variance) : 0.0;
    }
    return out;
}

/// Columns that the columns before them determine, in the standardised information matrix `a`, by
/// elimination from left to right. `tolerance` is of the share of a column that the others do not explain.
[[nodiscard]] inline std::vector<Eigen::Index> dependent_columns(Eigen::MatrixXd a,
                                                                 double tolerance = 1e-11) {
    std::vector<Eigen::Index> found;
    const Eigen::VectorXd whole = a.diagonal();
    for (Eigen::Index k = 0; k < a.rows(); ++k) {
        if (!(a(k, k) > tolerance * whole[k])) {
            found.push_back(k);
            continue;
        }
        const Eigen::VectorXd column = a.col(k) / a(k, k);
        for (Eigen::Index j = k + 1; j < a.rows(); ++j)
            for (Eigen::Index i = k + 1; i < a.rows(); ++i) a(i, j) -= column[i] * a(k, j);
    }
    return found;
}

}  // namespace backrisk::fit
