#pragma once
#include <cmath>
#include <limits>

#include "backrisk/fit/internal/glm_problem.hpp"
#include "backrisk/fit/profile.hpp"

namespace backrisk::fit {

namespace glm {

/// The signed root of twice the fall of the objective with coefficient `k` held at `value`.
class profile_root {
  public:
    profile_root(const problem& p, Eigen::Index k, Eigen::VectorXd maximum)
        : problem_(p), k_(k), maximum_(std::move(maximum)), last_(maximum_), top_(at(maximum_[k])) {}

    [[nodiscard]] double operator()(double value) {
        const double root = std::sqrt(std::max(0.0, 2 * (top_ - at(value))));
        return value < maximum_[k_] ? -root : root;
    }

  private:
    [[nodiscard]] double at(double value) {
        newton_options newton{problem_.options.control};
        newton.held = k_;
        Eigen::VectorXd start = last_;
        start[k_] = value;
        const auto evaluate = [&](const Eigen::VectorXd& b, derivatives& out) {
            problem_.evaluate_penalised(b, out);
        };
        const newton_result found = maximise(evaluate, start, problem_.prior, newton);
        if (!std::isfinite(found.objective)) return -std::numeric_limits<double>::infinity();
        last_ = found.coefficients;
        return found.objective;
    }
    const problem& problem_;
    Eigen::Index k_;
    Eigen::VectorXd maximum_, last_;
    double top_;
};

/// Where the root is `target`, starting from `guess` on its side of the maximum. The root is nearly linear,
/// so secants inside a bracket meet it in a few steps.
[[nodiscard]] inline double find_root(profile_root& root, double maximum, double guess, double target) {
    double near = maximum, near_root = 0, far = guess, far_root = root(far);
    for (int k = 0; std::abs(far_root) < std::abs(target); ++k) {
        if (k == 30) return std::copysign(std::numeric_limits<double>::infinity(), target);
        near = far, near_root = far_root;
        far = maximum + 2 * (far - maximum);
        far_root = root(far);
    }
    for (int k = 0; k < 60; ++k) {
        double share = (target - near_root) / (far_root - near_root);
        if (!(share > 0.02 && share < 0.98) || k % 6 == 5) share = std::clamp(share, 0.02, 0.98);
        if (!std::isfinite(far_root)) share = 0.5;
        const double middle = near + share * (far - near), middle_root = root(middle);
        if (std::abs(middle_root - target) <= 1e-9 || std::abs(far - near) <= 1e-12 * std::abs(far - maximum))
            return middle;
        const bool inside = std::abs(middle_root) < std::abs(target);
        (inside ? near : far) = middle;
        (inside ? near_root : far_root) = middle_root;
    }
    return near + (far - near) * (target - near_root) / (far_root - near_root);
}

}  // namespace glm

BACKRISK_INLINE Eigen::MatrixXd profile_intervals(const glm_rows& rows, const glm_options& options,
                                                  const glm_result& at, double level) {
    constexpr const char* function = "fit.interval";
    check_argument(options.kind.of != family::gaussian, function, "family", std::string_view("gaussian"),
                   "'binomial' or 'poisson'; the Wald interval is exact for a Gaussian outcome");
    check_argument(level > 0 && level < 1, function, "level", level, "between 0 and 1, ends excluded");
    const double target = normal_quantile(0.5 + level / 2);
    standard_columns columns =
        standardise(function, rows.x, options.intercept, options.names, options.control.threads);
    Eigen::MatrixXd out(at.coefficients.size(), 2);
    for (Eigen::Index k = 0; k < out.rows(); ++k) {
        standard_columns own = columns;
        if (k < columns.first()) own.centre.setZero();  // then the intercept is the caller's own
        const glm::problem p{rows, options, own, own.to_standard(options.prior)};
        const Eigen::VectorXd maximum = own.to_standard(at.coefficients);
        const double scale = k < own.first() ? 1.0 : own.factor(k - own.first());
        const double error = std::sqrt(at.naive_covariance(k, k)) * scale;
        for (const int side : {-1, 1}) {
            glm::profile_root root(p, k, maximum);
            out(k, side < 0 ? 0 : 1) =
                glm::find_root(root, maximum[k], maximum[k] + side * target * error, side * target) / scale;
        }
    }
    return out;
}

}  // namespace backrisk::fit
