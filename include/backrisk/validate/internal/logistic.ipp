#pragma once
#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>

#include "backrisk/core/exponential.hpp"
#include "backrisk/validate/internal/interval.hpp"
#include "backrisk/validate/internal/logistic.hpp"

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

inline constexpr std::size_t block = 256, lanes = 8;  ///< rows at a time; partial sums

/// `terms` of a block of rows on the logit scale, weighted; a row of weight 0 adds 0. An empty `w` is all
/// ones.
BACKRISK_INLINE BACKRISK_WIDE void logit_terms(std::size_t rows, const double* __restrict eta,
                                               const double* __restrict y, const double* __restrict w,
                                               double* __restrict loss, double* __restrict score,
                                               double* __restrict information) {
    // exponential and logarithm in loops of their own: together they do not vectorise
    for (std::size_t i = 0; i < rows; ++i) {
        const double small = exponential(-std::abs(eta[i])), share = 1 / (1 + small);
        const double top = eta[i] < 0 ? small : 1.0;
        loss[i] = small;
        score[i] = y[i] - top * share;
        information[i] = small * share * share;
    }
    for (std::size_t i = 0; i < rows; ++i) {
        const double positive = eta[i] > 0 ? eta[i] : 0.0;
        loss[i] = positive + logarithm(1 + loss[i]) - y[i] * eta[i];
    }
    if (w == nullptr) return;
    for (std::size_t i = 0; i < rows; ++i) {
        loss[i] = w[i] == 0 ? 0 : w[i] * loss[i];
        score[i] = w[i] == 0 ? 0 : w[i] * score[i];
        information[i] = w[i] == 0 ? 0 : w[i] * information[i];
    }
}

/// sum of a_i b_i c_i in partial sums; `rows` is a multiple of `lanes`.
BACKRISK_INLINE BACKRISK_WIDE double triple_product(std::size_t rows, const double* __restrict a,
                                                    const double* __restrict b, const double* __restrict c) {
    double part[lanes] = {};
    for (std::size_t i = 0; i < rows; i += lanes)
        for (std::size_t k = 0; k < lanes; ++k) part[k] += a[i + k] * b[i + k] * c[i + k];
    return ((part[0] + part[4]) + (part[1] + part[5])) + ((part[2] + part[6]) + (part[3] + part[7]));
}

/// What a block of rows adds, columns padded with zeros to a full block.
struct block_terms {
    std::array<double, block> loss{}, score{}, information{}, ones{}, first{}, second{};

    void fill(const observed& of, const double* eta, std::size_t from, std::size_t rows, link scale) {
        if (scale == link::logit) {
            logit_terms(rows, eta, of.event.data() + from,
                        of.weight.empty() ? nullptr : of.weight.data() + from, loss.data(), score.data(),
                        information.data());
        } else {
            for (std::size_t i = 0; i < rows; ++i) {
                const double w = of.w(from + i);
                const row_terms one = w == 0 ? row_terms{} : terms(scale, of.event[from + i], eta[i]);
                loss[i] = w * one.loss;
                score[i] = w * one.score;
                information[i] = w * one.information;
            }
        }
        for (auto* column : {&loss, &score, &information})
            std::fill(column->begin() + static_cast<std::ptrdiff_t>(rows), column->end(), 0.0);
        ones.fill(1);
    }
    /// sum of `values` x_a x_c over the rows of the block; a null pointer stands for ones.
    [[nodiscard]] double sum(const std::array<double, block>& values, std::size_t rows, const double* a,
                             const double* c) {
        const auto padded = [&](const double* x, std::array<double, block>& into) {
            if (x == nullptr) return static_cast<const double*>(ones.data());
            if (rows == block) return x;
            into.fill(0);
            std::copy_n(x, rows, into.begin());
            return static_cast<const double*>(into.data());
        };
        return triple_product(block, values.data(), padded(a, first), padded(c, second));
    }
};

BACKRISK_INLINE sums sweep(const observed& of, const Eigen::MatrixXd& x, const Eigen::VectorXd& offset,
                           const Eigen::VectorXd& b, link scale) {
    sums out{0, Eigen::VectorXd::Zero(b.size()), Eigen::MatrixXd::Zero(b.size(), b.size())};
    const Eigen::VectorXd eta = offset + x * b;
    block_terms here;
    for (std::size_t from = 0; from < of.size(); from += block) {
        const std::size_t rows = std::min(block, of.size() - from);
        here.fill(of, eta.data() + from, from, rows, scale);
        out.deviance += 2 * here.sum(here.loss, rows, nullptr, nullptr);
        for (Eigen::Index a = 0; a < b.size(); ++a) {
            const double* column = x.col(a).data() + from;
            out.score[a] += here.sum(here.score, rows, column, nullptr);
            for (Eigen::Index c = 0; c <= a; ++c)
                out.information(a, c) += here.sum(here.information, rows, column, x.col(c).data() + from);
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
                                          link scale, std::span<const double> start) {
    constexpr int most_steps = 100, most_halvings = 30;
    constexpr double tolerance = 1e-18;  ///< of the decrement, which is the square of the error left
    constexpr double slack = 1e-12;
    const auto fail = [&](const char* why) { throw numeric_error(std::string(function) + ": " + why); };
    logistic_fit out;
    out.coef = Eigen::VectorXd::Zero(columns.cols());
    for (std::size_t k = 0; k < start.size(); ++k) out.coef[static_cast<Eigen::Index>(k)] = start[k];
    auto at = newton::sweep(of, columns, offset, out.coef, scale);
    out.start_deviance = at.deviance;
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
