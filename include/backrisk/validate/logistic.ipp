#pragma once
#include <Eigen/Cholesky>
#include <cmath>
#include <string>

#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/logistic.hpp"

namespace backrisk::validate {

namespace newton {

/// What one row adds: half its deviance, d log likelihood / d eta, and its expected information.
struct row_terms {
    double loss, score, information;
};

[[nodiscard]] inline row_terms terms(link scale, double y, double eta) noexcept {
    if (scale == link::logit) {
        const double mu = 1 / (1 + std::exp(-eta));
        return {softplus(eta) - y * eta, y - mu, mu * (1 - mu)};
    }
    const double hazard = std::exp(eta), mu = -std::expm1(-hazard), by_event = hazard * (1 - mu) / mu;
    return {y == 1 ? -std::log(mu) : hazard, y == 1 ? by_event : -hazard, hazard * by_event};
}

/// Deviance, score and information of the rows, in one sweep.
struct sums {
    double deviance = 0;
    Eigen::VectorXd score;
    Eigen::MatrixXd information;
};

[[nodiscard]] inline sums sweep(const observed& of, const Eigen::MatrixXd& x, const Eigen::VectorXd& offset,
                                const Eigen::VectorXd& b, link scale = link::logit) {
    sums out{0, Eigen::VectorXd::Zero(b.size()), Eigen::MatrixXd::Zero(b.size(), b.size())};
    const Eigen::VectorXd eta = offset + x * b;
    for (Eigen::Index i = 0; i < eta.size(); ++i) {
        const auto row = static_cast<std::size_t>(i);
        const double w = of.w(row), y = of.event[row];
        if (w == 0) continue;
        const row_terms one = terms(scale, y, eta[i]);
        out.deviance += 2 * w * one.loss;
        for (Eigen::Index a = 0; a < b.size(); ++a) {
            out.score[a] += w * one.score * x(i, a);
            for (Eigen::Index c = 0; c <= a; ++c)
                out.information(a, c) += w * one.information * x(i, a) * x(i, c);
        }
    }
    out.information = out.information.selfadjointView<Eigen::Lower>();
    return out;
}

/// B M B with B the inverse information and M the sum over persons of their scores' outer products,
/// times G / (G - 1).
[[nodiscard]] inline Eigen::MatrixXd sandwich(const observed& of, const Eigen::MatrixXd& x,
                                              const Eigen::VectorXd& eta, const Eigen::MatrixXd& bread,
                                              link scale) {
    std::vector<std::vector<double>> scores;
    for (Eigen::Index a = 0; a < x.cols(); ++a) {
        std::vector<double> own(of.size());
        for (std::size_t i = 0; i < own.size(); ++i) {
            const auto row = static_cast<Eigen::Index>(i);
            own[i] = of.w(i) * terms(scale, of.event[i], eta[row]).score * x(row, a);
        }
        scores.push_back(person_sums(own, of.person));
    }
    Eigen::MatrixXd meat = Eigen::MatrixXd::Zero(x.cols(), x.cols());
    for (std::size_t a = 0; a < scores.size(); ++a)
        for (std::size_t c = 0; c < scores.size(); ++c)
            for (std::size_t g = 0; g < scores[a].size(); ++g)
                meat(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(c)) +=
                    scores[a][g] * scores[c][g];
    const auto units = static_cast<double>(count_units(of.size(), of.weight, of.person));
    return bread * meat * bread * (units / (units - 1));
}

}  // namespace newton

BACKRISK_INLINE logistic_fit fit_logistic(std::string_view function, const observed& of,
                                          const Eigen::MatrixXd& columns, const Eigen::VectorXd& offset,
                                          link scale) {
    constexpr int most_steps = 100, most_halvings = 30;
    constexpr double tolerance = 1e-18;  ///< of the decrement, which is the square of the error left
    constexpr double slack = 1e-12;
    const auto fail = [&](const char* why) { throw numeric_error(std::string(function) + ": " + why); };
    logistic_fit out;
    out.coef = Eigen::VectorXd::Zero(columns.cols());
    auto at = newton::sweep(of, columns, offset, out.coef, scale);
    for (int step = 0;; ++step) {
        const Eigen::LDLT<Eigen::MatrixXd> solver(at.information);
        const auto pivots = solver.vectorD();
        if (!(pivots.minCoeff() > 1e-13 * pivots.maxCoeff()) || at.deviance < 1e-9)
            fail("the recalibration has no solution: predictions separate the events, or do not vary");
        const Eigen::VectorXd move = solver.solve(at.score);
        out.deviance = at.deviance;
        out.covariance = solver.solve(Eigen::MatrixXd::Identity(columns.cols(), columns.cols()));
        if (at.score.dot(move) < tolerance * (at.deviance + 1e-3)) {
            out.coef += move;
            break;
        }
        if (step == most_steps) fail("the recalibration did not converge: predictions separate the events");
        double length = 1;
        auto next = newton::sweep(of, columns, offset, out.coef + move, scale);
        for (int half = 0; !(next.deviance <= at.deviance * (1 + slack)) && half < most_halvings; ++half) {
            length /= 2;
            next = newton::sweep(of, columns, offset, out.coef + length * move, scale);
        }
        out.coef += length * move;
        at = std::move(next);
    }
    if (!of.weight.empty() || !of.person.empty())
        out.covariance = newton::sandwich(of, columns, offset + columns * out.coef, out.covariance, scale);
    return out;
}

}  // namespace backrisk::validate
