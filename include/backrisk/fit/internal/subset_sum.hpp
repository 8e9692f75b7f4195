#pragma once
/// The sum over all sets of d out of n rows of exp(sum of eta), with its derivatives: the denominator of the
/// exact conditional likelihood, of matched sets as of tied event times.
///
/// Sums over sets of m of the first i rows follow from those of the first i - 1 (Gail, Lubin & Rubinstein
/// 1981 Biometrika 68:703, 10.1093/biomet/68.3.703): n d steps instead of n choose d.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/fit/newton.hpp"

namespace backrisk::fit {

/// A sum of exponentials with its gradient and second derivative.
struct weighted_sum {
    double value = 0;
    Eigen::VectorXd gradient;
    Eigen::MatrixXd second;

    explicit weighted_sum(Eigen::Index p)
        : gradient(Eigen::VectorXd::Zero(p)), second(Eigen::MatrixXd::Zero(p, p)) {}

    /// += r (other, times e^eta with derivative z)
    void add_product(double r, const Eigen::VectorXd& z, const weighted_sum& other) {
        second += r * (other.second + z * other.gradient.transpose() + other.gradient * z.transpose() +
                       other.value * z * z.transpose());
        gradient += r * (other.gradient + other.value * z);
        value += r * other.value;
    }
    /// out += share ln(this)
    void subtract_log(double share, derivatives& out) const {
        out.value -= share * std::log(value);
        out.gradient -= share * gradient / value;
        out.information += share * (second / value - gradient * gradient.transpose() / (value * value));
    }
};

/// out -= ln of the sum over all sets of `size` rows of z; eta has a value a row. Sums over sets of m rows
/// are kept times m!/(sum of all)^m, which is at most 1 (Maclaurin's inequality), so that thousands of rows
/// do not overflow. Columns are taken from the first row: one that is the same in all rows has no
/// information, not a rounded one. Throws `numeric_error` where the sum is below what a double holds.
inline void subtract_log_of_sets(const Eigen::MatrixXd& z, const Eigen::VectorXd& eta, Eigen::Index size,
                                 derivatives& out) {
    const double top = eta.maxCoeff();
    const Eigen::VectorXd relative = (eta.array() - top).exp();
    const double chosen = static_cast<double>(size), all = relative.sum();
    const Eigen::RowVectorXd origin = z.row(0);
    std::vector<weighted_sum> sums(static_cast<std::size_t>(size) + 1, weighted_sum(z.cols()));
    sums[0].value = 1;
    for (Eigen::Index i = 0; i < z.rows(); ++i) {
        const Eigen::Index remaining = z.rows() - 1 - i;
        const Eigen::Index least = std::max<Eigen::Index>(1, size - remaining);
        const Eigen::VectorXd row = z.row(i) - origin;
        for (Eigen::Index m = std::min(i + 1, size); m >= least; --m)
            sums[static_cast<std::size_t>(m)].add_product(static_cast<double>(m) * relative[i] / all, row,
                                                          sums[static_cast<std::size_t>(m) - 1]);
    }
    if (!(sums.back().value > 1e-280))
        throw numeric_error("fit: the sum over all sets of " + show(size) + " of " + show(z.rows()) +
                            " rows is below what a number holds; use Efron's approximation (\"efron\")");
    out.value -= chosen * (top + std::log(all)) - std::lgamma(chosen + 1);
    out.gradient -= chosen * origin.transpose();
    sums.back().subtract_log(1, out);
}

}  // namespace backrisk::fit
