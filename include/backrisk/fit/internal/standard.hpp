#pragma once
/// Columns on one scale: fits run on (x - centre) / scale, so that units and offsets of columns cannot spoil
/// the arithmetic, and the answers are mapped back exactly linearly.
///
/// With an intercept, coefficient 0, the centre is near each column's mean; without one it is zero. A prior
/// on the columns' own scale is mapped too, so nothing that a caller sees depends on this.
#include <Eigen/Core>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "backrisk/core/config.hpp"
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
[[nodiscard]] standard_columns standardise(const char* function, const matrix_view& x, bool intercept,
                                           const std::vector<std::string>& names, int threads);

/// (p, 2) Sums of w (x - origin) and of w (x - origin)^2; `weights` may be empty: 1.
[[nodiscard]] Eigen::MatrixXd moments(const matrix_view& x, std::span<const double> weights,
                                      const std::vector<double>& origin, int threads);

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

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/internal/standard.ipp"
#endif
