#pragma once
#include <Eigen/Eigenvalues>
#include <cmath>

#include "backrisk/core/error.hpp"
#include "backrisk/core/spline_basis.hpp"
#include "backrisk/fit/lag_effect.hpp"

namespace backrisk::fit {

namespace lag_effects {

constexpr const char* function = "predict_lags";

/// How many columns each basis has.
struct shape {
    Eigen::Index exposure, lag;
    explicit shape(const exposure_lag& surface) {
        const double one[1] = {surface.exposure.kind == basis_kind::integer ? surface.exposure.knots.front()
                                                                            : 0.0};
        exposure = basis_columns(surface.exposure, one).cols();
        lag = basis_columns(surface.lag, std::vector{static_cast<double>(surface.lags.first)}).cols();
    }
};

inline void check_size(const exposure_lag& surface, const lag_coefficients& of) {
    const shape columns(surface);
    const Eigen::Index size = columns.exposure * columns.lag;
    check_argument(of.value.size() == size, function, "coefficients", of.value.size(),
                   show(size) + ", one a column of the cross-basis");
    check_argument(of.covariance.rows() == size && of.covariance.cols() == size, function, "covariance.rows",
                   of.covariance.rows(), show(size) + " x " + show(size));
}

[[nodiscard]] inline Eigen::VectorXd error_of(const Eigen::MatrixXd& rows, const lag_coefficients& of) {
    return (rows * of.covariance).cwiseProduct(rows).rowwise().sum().cwiseMax(0).cwiseSqrt();
}

/// The rows of all exposures at one lag.
[[nodiscard]] inline Eigen::MatrixXd rows_at(const exposure_lag& surface, std::span<const double> x,
                                             double lag, std::optional<double> centre) {
    Eigen::MatrixXd rows = surface_rows(surface, x, std::vector<double>(x.size(), lag), centre);
    for (std::size_t i = 0; i < x.size(); ++i)
        check_argument(
            rows.row(static_cast<Eigen::Index>(i)).allFinite(), function, "at", x[i],
            "finite and a value that the basis knows, as must be the lag " + show(lag) + " and the centre");
    return rows;
}

/// Columns of sums up to each whole lag; `exposure_of(l)` gives the exposures l columns from the first.
template <class Exposure>
void add_up(const exposure_lag& surface, const lag_coefficients& of, Eigen::Index size,
            std::optional<double> centre, lag_effect& out, const Exposure& exposure_of) {
    const std::vector<double> whole = surface.lags.days();
    const auto count = static_cast<Eigen::Index>(whole.size());
    out.sum.resize(size, count);
    out.sum_error.resize(size, count);
    Eigen::MatrixXd total = Eigen::MatrixXd::Zero(size, of.value.size());
    for (Eigen::Index l = 0; l < count; ++l) {
        total += rows_at(surface, exposure_of(l), whole[static_cast<std::size_t>(l)], centre);
        out.sum.col(l) = total * of.value;
        out.sum_error.col(l) = error_of(total, of);
    }
    out.overall = out.sum.col(count - 1);
    out.overall_error = out.sum_error.col(count - 1);
}

template <class Exposure>
void each_lag(const exposure_lag& surface, const lag_coefficients& of, Eigen::Index size,
              std::optional<double> centre, lag_effect& out, const Exposure& exposure_of) {
    const auto count = static_cast<Eigen::Index>(out.lags.size());
    out.fit.resize(size, count);
    out.error.resize(size, count);
    for (Eigen::Index l = 0; l < count; ++l) {
        const Eigen::MatrixXd rows =
            rows_at(surface, exposure_of(l), out.lags[static_cast<std::size_t>(l)], centre);
        out.fit.col(l) = rows * of.value;
        out.error.col(l) = error_of(rows, of);
    }
}

/// a (x) b.
[[nodiscard]] inline Eigen::MatrixXd crossed(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
    Eigen::MatrixXd out(a.rows() * b.rows(), a.cols() * b.cols());
    for (Eigen::Index i = 0; i < a.rows(); ++i)
        for (Eigen::Index j = 0; j < a.cols(); ++j)
            out.block(i * b.rows(), j * b.cols(), b.rows(), b.cols()) = a(i, j) * b;
    return out;
}

/// D'D of a ps basis with a largest eigenvalue of 1.
[[nodiscard]] inline Eigen::MatrixXd scaled_roughness(const basis& of, Eigen::Index size,
                                                      const char* argument) {
    check_argument(of.kind == basis_kind::ps, "lag_precision", argument,
                   basis_names[static_cast<std::size_t>(of.kind)], "the weight of a basis 'ps'");
    const Eigen::Index absent = of.intercept ? 0 : 1;  // the differences know the column that was left out
    const Eigen::MatrixXd all =
        difference_precision(size + absent, of.difference).bottomRightCorner(size, size);
    return all / Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(all).eigenvalues().maxCoeff();
}

}  // namespace lag_effects

BACKRISK_INLINE lag_effect predict_lags(const exposure_lag& surface, const lag_coefficients& of,
                                        std::span<const double> at, const lag_prediction& how) {
    lag_effects::check_size(surface, of);
    check_positive(lag_effects::function, "step", how.step);
    const auto size = static_cast<Eigen::Index>(at.size());
    const auto same = [&](Eigen::Index) { return at; };
    lag_effect out;
    out.lags = surface.lags.days(how.step);
    lag_effects::each_lag(surface, of, size, how.centre, out, same);
    lag_effects::add_up(surface, of, size, how.centre, out, same);
    return out;
}

BACKRISK_INLINE lag_effect predict_histories(const exposure_lag& surface, const lag_coefficients& of,
                                             const Eigen::MatrixXd& histories, std::optional<double> centre) {
    lag_effects::check_size(surface, of);
    check_argument(histories.cols() == surface.lags.size(), lag_effects::function, "columns of at",
                   histories.cols(), show(surface.lags.size()) + ", one a lag");
    const auto size = static_cast<std::size_t>(histories.rows());
    const auto column = [&](Eigen::Index l) {
        return std::span<const double>(histories.col(l).data(), size);
    };
    lag_effect out;
    out.lags = surface.lags.days();
    lag_effects::each_lag(surface, of, histories.rows(), centre, out, column);
    lag_effects::add_up(surface, of, histories.rows(), centre, out, column);
    return out;
}

BACKRISK_INLINE lag_coefficients reduce(const exposure_lag& surface, const lag_coefficients& of, reduction to,
                                        double value, std::optional<double> centre) {
    lag_effects::check_size(surface, of);
    const lag_effects::shape columns(surface);
    const double one[1] = {value};
    Eigen::MatrixXd m;
    if (to == reduction::exposure) {
        Eigen::MatrixXd row = basis_columns(surface.exposure, one);
        if (centre) row -= basis_columns(surface.exposure, std::vector{*centre});
        m = lag_effects::crossed(row, Eigen::MatrixXd::Identity(columns.lag, columns.lag));
    } else {
        Eigen::MatrixXd row;
        if (to == reduction::lag) {
            check_between("reduce", "value", value, surface.lags.first, surface.lags.last);
            row = basis_columns(surface.lag, one);
        } else {
            row = basis_columns(surface.lag, surface.lags.days()).colwise().sum();
        }
        m = lag_effects::crossed(Eigen::MatrixXd::Identity(columns.exposure, columns.exposure), row);
    }
    check_argument(m.allFinite(), "reduce", "value", value, "finite and a value that the basis knows");
    return {m * of.value, m * of.covariance * m.transpose()};
}

BACKRISK_INLINE Eigen::MatrixXd lag_precision(const exposure_lag& surface, const lag_penalty& how) {
    constexpr const char* function = "lag_precision";
    check_non_negative(function, "exposure", how.exposure);
    check_non_negative(function, "lag", how.lag);
    check_non_negative(function, "curve", how.curve);
    for (const double weight : how.ridge) check_non_negative(function, "ridge", weight);
    const lag_effects::shape columns(surface);
    const Eigen::Index v = columns.exposure, m = columns.lag;
    check_argument(how.ridge.empty() || static_cast<Eigen::Index>(how.ridge.size()) == m, function,
                   "ridge.size", how.ridge.size(), show(m) + ", one a column of the lag's basis");
    Eigen::MatrixXd of_lag = Eigen::MatrixXd::Zero(m, m);
    if (how.lag > 0) of_lag += how.lag * lag_effects::scaled_roughness(surface.lag, m, "lag");
    if (how.curve > 0) {
        const Eigen::MatrixXd curve = basis_columns(surface.lag, surface.lags.days());
        of_lag += how.curve * curve.transpose() * difference_precision(curve.rows(), how.curve_order) * curve;
    }
    if (!how.ridge.empty()) of_lag.diagonal() += Eigen::Map<const Eigen::VectorXd>(how.ridge.data(), m);
    Eigen::MatrixXd out = lag_effects::crossed(Eigen::MatrixXd::Identity(v, v), of_lag);
    if (how.exposure > 0)
        out += how.exposure *
               lag_effects::crossed(lag_effects::scaled_roughness(surface.exposure, v, "exposure"),
                                    Eigen::MatrixXd::Identity(m, m));
    return (out + out.transpose()) / 2;
}

}  // namespace backrisk::fit
