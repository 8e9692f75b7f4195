#pragma once
/// Ordinal and multinomial logistic models, row by row: probabilities, and what a row adds to a likelihood.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>

#include "backrisk/fit/categories.hpp"

namespace backrisk::fit::category_detail {

using Eigen::Index;

[[nodiscard]] inline const char* function_of(category_model model) {
    return model == category_model::ordinal ? "fit.ordinal" : "fit.multinomial";
}

[[nodiscard]] inline double logistic(double u) {
    const double e = std::exp(-std::abs(u));
    return u > 0 ? 1 / (1 + e) : e / (1 + e);
}
[[nodiscard]] inline double log_logistic(double u) {
    return std::min(u, 0.0) - std::log1p(std::exp(-std::abs(u)));
}

/// What one row adds, on q coefficients.
struct row_part {
    double value = 0;
    Eigen::VectorXd score;
    Eigen::MatrixXd information;

    explicit row_part(Index q) : score(q), information(q, q) {}
};

/// A model at one row: coefficients, log probability of the category with derivatives, and all probabilities
/// with their slopes, (K, q).
struct model_at {
    category_model model;
    Index columns, categories;

    [[nodiscard]] Index size() const {
        return model == category_model::ordinal ? columns + categories - 1 : (categories - 1) * (columns + 1);
    }

    /// ln(F(u) - F(l)) = ln F(u) + ln(1 - F(l)) + ln(1 - e^(l - u)), which does not cancel.
    void add_ordinal(const Eigen::VectorXd& z, double offset, Index k, const Eigen::VectorXd& b,
                     row_part& out) const {
        const double eta = z.dot(b.head(columns)) + offset;
        const bool above = k + 1 < categories, below = k > 0;
        const double u = above ? b[columns + k] - eta : 0, l = below ? b[columns + k - 1] - eta : 0;
        double du = 0, dl = 0, uu = 0, ll = 0, ul = 0;
        out.value = 0;
        if (above) {
            out.value += log_logistic(u);
            du += 1 - logistic(u), uu -= logistic(u) * (1 - logistic(u));
        }
        if (below) {
            out.value += log_logistic(-l);
            dl -= logistic(l), ll -= logistic(l) * (1 - logistic(l));
        }
        if (above && below) {
            if (!(u > l)) {
                out.value = -std::numeric_limits<double>::infinity();
                return;
            }
            const double r = 1 / std::expm1(u - l), bend = r * (1 + r);
            out.value += std::log(-std::expm1(l - u));
            du += r, dl -= r, uu -= bend, ll -= bend, ul += bend;
        }
        out.score.setZero(), out.information.setZero();
        out.score.head(columns) = -(du + dl) * z;
        out.information.topLeftCorner(columns, columns) = -(uu + 2 * ul + ll) * z * z.transpose();
        const auto threshold = [&](Index at, double slope, double bend) {
            out.score[at] = slope;
            out.information.col(at).head(columns) = bend * z;
            out.information.row(at).head(columns) = bend * z.transpose();
        };
        if (above) threshold(columns + k, du, uu + ul), out.information(columns + k, columns + k) = -uu;
        if (below)
            threshold(columns + k - 1, dl, ll + ul), out.information(columns + k - 1, columns + k - 1) = -ll;
        if (above && below)
            out.information(columns + k, columns + k - 1) = out.information(columns + k - 1, columns + k) =
                -ul;
    }
    /// Probabilities 1 to K - 1 of the multinomial, and ln of the sum of exp(eta).
    [[nodiscard]] Eigen::VectorXd shares(const Eigen::VectorXd& z, const Eigen::VectorXd& b, double& log_sum,
                                         Eigen::VectorXd& eta) const {
        const Index step = columns + 1;
        eta.setZero(categories);
        for (Index k = 1; k < categories; ++k)
            eta[k] = b[(k - 1) * step] + z.dot(b.segment((k - 1) * step + 1, columns));
        const double top = eta.maxCoeff();
        log_sum = top + std::log((eta.array() - top).exp().sum());
        return (eta.array() - log_sum).exp();
    }
    void add_multinomial(const Eigen::VectorXd& z, Index k, const Eigen::VectorXd& b, row_part& out) const {
        const Index step = columns + 1;
        double log_sum = 0;
        Eigen::VectorXd eta, whole(step);
        const Eigen::VectorXd p = shares(z, b, log_sum, eta);
        whole << 1, z;
        const Eigen::MatrixXd square = whole * whole.transpose();
        out.value = eta[k] - log_sum;
        for (Index i = 1; i < categories; ++i) {
            out.score.segment((i - 1) * step, step) = ((i == k ? 1 : 0) - p[i]) * whole;
            for (Index j = 1; j < categories; ++j)
                out.information.block((i - 1) * step, (j - 1) * step, step, step) =
                    p[i] * ((i == j ? 1 : 0) - p[j]) * square;
        }
    }
    void add(const Eigen::VectorXd& z, double offset, Index k, const Eigen::VectorXd& b,
             row_part& out) const {
        if (model == category_model::ordinal) return add_ordinal(z, offset, k, b, out);
        add_multinomial(z, k, b, out);
    }
    /// Probabilities and their slopes.
    void predict(const Eigen::VectorXd& z, double offset, const Eigen::VectorXd& b, Eigen::VectorXd& p,
                 Eigen::MatrixXd& slope) const {
        p.setZero(categories), slope.setZero(categories, size());
        if (model == category_model::multinomial) {
            const Index step = columns + 1;
            double log_sum = 0;
            Eigen::VectorXd eta, whole(step);
            p = shares(z, b, log_sum, eta);
            whole << 1, z;
            for (Index k = 0; k < categories; ++k)
                for (Index j = 1; j < categories; ++j)
                    slope.row(k).segment((j - 1) * step, step) =
                        p[k] * ((k == j ? 1 : 0) - p[j]) * whole.transpose();
            return;
        }
        const double eta = z.dot(b.head(columns)) + offset;
        for (Index k = 0; k + 1 < categories; ++k) {
            const double F = logistic(b[columns + k] - eta), f = F * (1 - F);
            p[k] += F, p[k + 1] -= F;
            for (const auto& [row, sign] : {std::pair{k, 1.0}, std::pair{k + 1, -1.0}}) {
                slope.row(row).head(columns) -= sign * f * z.transpose();
                slope(row, columns + k) += sign * f;
            }
        }
        p[categories - 1] += 1;
    }
};

}  // namespace backrisk::fit::category_detail
