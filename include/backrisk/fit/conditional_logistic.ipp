#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>

#include "backrisk/fit/conditional_logistic.hpp"
#include "backrisk/fit/internal/glm_check.hpp"
#include "backrisk/fit/internal/subset_sum.hpp"

namespace backrisk::fit {

namespace matched {

inline constexpr const char* function = "fit.conditional_logistic";

/// One informative stratum: standardised rows, cases first.
struct matched_set {
    Eigen::MatrixXd z;
    Eigen::VectorXd offset;
    Eigen::Index cases = 0;

    void add_to(const Eigen::VectorXd& b, set_likelihood method, derivatives& out) const {
        const Eigen::Index p = z.cols();
        const Eigen::VectorXd eta = z * b + offset;
        out.value += eta.head(cases).sum();
        out.gradient += z.topRows(cases).colwise().sum().transpose();
        if (method == set_likelihood::exact) return subtract_log_of_sets(z, eta, cases, out);
        const double top = eta.maxCoeff();
        out.value -= static_cast<double>(cases) * top;
        weighted_sum one(p);
        one.value = 1;
        weighted_sum all(p), tied(p);
        for (Eigen::Index i = 0; i < z.rows(); ++i) {
            all.add_product(std::exp(eta[i] - top), z.row(i), one);
            if (i < cases) tied.add_product(std::exp(eta[i] - top), z.row(i), one);
        }
        if (method == set_likelihood::breslow) return all.subtract_log(static_cast<double>(cases), out);
        for (Eigen::Index l = 0; l < cases; ++l) {
            weighted_sum part = all;
            const double share = static_cast<double>(l) / static_cast<double>(cases);
            part.value -= share * tied.value;
            part.gradient -= share * tied.gradient;
            part.second -= share * tied.second;
            part.subtract_log(1, out);
        }
    }
    /// How far a control stands above a case along a direction, and how far a case above a control.
    void order(const Eigen::VectorXd& direction, double& against, double& along) const {
        const Eigen::VectorXd s = z * direction;
        const auto in = s.head(cases), out = s.tail(z.rows() - cases);
        against = std::max(against, out.maxCoeff() - in.minCoeff());
        along = std::max(along, in.maxCoeff() - out.minCoeff());
    }
};

inline void check_rows(const conditional_rows& rows, const fit::prior& prior) {
    check_argument(rows.x.columns > 0, function, "X.columns", rows.x.columns, "1 or more");
    check_argument(rows.y.size() == rows.x.rows, function, "y.size", rows.y.size(), show(rows.x.rows));
    check_same_size(function, "strata", rows.strata, rows.y);
    if (!rows.offset.empty()) check_same_size(function, "offset", rows.offset, rows.y);
    for (std::size_t i = 0; i < rows.y.size(); ++i) {
        check_argument(rows.y[i] == 0 || rows.y[i] == 1, function, check::at_row("y", i), rows.y[i],
                       "0 (control) or 1 (case)");
        if (!rows.offset.empty())
            check_argument(std::isfinite(rows.offset[i]), function, check::at_row("offset", i),
                           rows.offset[i], "a finite number");
    }
    check_prior(function, prior, static_cast<Eigen::Index>(rows.x.columns));
}

/// Strata with a case and a control; the others are counted.
[[nodiscard]] inline std::vector<matched_set> sets(const conditional_rows& rows,
                                                   const standard_columns& columns, conditional_result& out) {
    std::vector<std::size_t> order(rows.y.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        if (rows.strata[a] != rows.strata[b]) return rows.strata[a] < rows.strata[b];
        return rows.y[a] != rows.y[b] ? rows.y[a] > rows.y[b] : a < b;
    });
    const glm_rows matrix{rows.x, rows.y, rows.offset, {}};
    const row_reader reader{matrix, columns};
    std::vector<matched_set> found;
    Eigen::VectorXd z(columns.size());
    for (std::size_t from = 0, to = 0; from < order.size(); from = to) {
        Eigen::Index cases = 0;
        for (to = from; to < order.size() && rows.strata[order[to]] == rows.strata[order[from]]; ++to)
            cases += rows.y[order[to]] == 1;
        const auto size = static_cast<Eigen::Index>(to - from);
        out.n_events += static_cast<std::size_t>(cases);
        if (cases == 0 || cases == size) {
            ++out.n_empty_strata;
            continue;
        }
        matched_set one{Eigen::MatrixXd(size, columns.size()), Eigen::VectorXd::Zero(size), cases};
        for (Eigen::Index i = 0; i < size; ++i) {
            const std::size_t row = order[from + static_cast<std::size_t>(i)];
            reader.read(row, z);
            one.z.row(i) = z;
            if (!rows.offset.empty()) one.offset[i] = rows.offset[row];
        }
        found.push_back(std::move(one));
    }
    return found;
}

/// Columns without variation of their own within strata, which no prior holds either.
[[nodiscard]] inline std::vector<Eigen::Index> without_variation(Eigen::MatrixXd information,
                                                                 const fit::prior& prior, std::size_t cases) {
    std::vector<Eigen::Index> lacking;
    // Against the spread of the whole column: what does not vary within strata has none left here.
    const double least = 1e-20 * static_cast<double>(cases);
    for (Eigen::Index k = 0; k < information.rows(); ++k)
        if (information(k, k) <= least && (prior.none() || prior.precision(k, k) == 0)) lacking.push_back(k);
    if (!prior.none()) information += prior.precision;
    return lacking.empty() ? dependent_columns(information) : lacking;
}

}  // namespace matched

BACKRISK_INLINE conditional_result fit_conditional_logistic(const conditional_rows& rows,
                                                            const conditional_options& options) {
    using namespace matched;
    check_control(function, options.control);
    check_rows(rows, options.prior);
    standard_columns columns = standardise(function, rows.x, true, options.names, 1);
    columns.intercept = false;  // a shift of a column cancels within strata
    const fit::prior prior = columns.to_standard(options.prior);
    conditional_result out;
    const std::vector<matched_set> all = sets(rows, columns, out);
    out.n_rows = rows.y.size();
    out.n_strata = all.size();
    check_argument(!all.empty(), function, "strata with a case and a control", all.size(), "1 or more");
    const Eigen::Index p = columns.size();
    const auto evaluate = [&](const Eigen::VectorXd& b, derivatives& at) {
        at = {0.0, Eigen::VectorXd::Zero(p), Eigen::MatrixXd::Zero(p, p)};
        for (const matched_set& one : all) one.add_to(b, options.method, at);
    };
    const auto fail = [&](const char* what, const std::vector<Eigen::Index>& which, const char* remedy) {
        throw numeric_error(std::string(function) + ": " + what + " " +
                            check::titles(which, columns, options.names) + "; " + remedy);
    };
    derivatives null;
    evaluate(Eigen::VectorXd::Zero(p), null);
    const std::vector<Eigen::Index> lacking = without_variation(null.information, prior, out.n_events);
    if (!lacking.empty())
        fail("within strata, there is no variation of their own in", lacking, "leave them out");
    const auto separated = [&](const newton_result& now) {
        if (now.iterations < 4 || now.iterations % 2 != 0) return false;
        double against = 0, along = 0;
        for (const matched_set& one : all) one.order(now.step, against, along);
        const bool free =
            prior.none() || now.step.dot(prior.precision * now.step) <= 1e-12 * now.step.squaredNorm();
        if (free && along > 0 && against <= 1e-4 * along)
            fail("the cases are separated from their controls along", check::runaways(now.step),
                 "use a prior");
        return false;
    };
    const newton_result found =
        maximise(evaluate, Eigen::VectorXd::Zero(p), prior, newton_options{options.control}, separated);
    if (!found.converged && !(found.decrement <= 1e-6))
        throw numeric_error(std::string(function) + ": no maximum after " + show(found.iterations) +
                            " iterations; the last one was " + show(found.decrement) +
                            " standard errors away");
    const Eigen::MatrixXd map = columns.to_own();
    const Eigen::MatrixXd inverse = climb_matrix(found.curvature, Eigen::MatrixXd::Identity(p, p));
    out.coefficients = map * found.coefficients;
    out.covariance = map * inverse * map.transpose();
    out.log_likelihood = found.at.value;
    out.null_log_likelihood = null.value;
    out.log_prior = log_kernel(prior, found.coefficients);
    out.effective_parameters = inverse.cwiseProduct(found.at.information).sum();
    out.score_test = null.gradient.dot(climb_matrix(null.information, null.gradient).col(0));
    out.wald_test = found.coefficients.dot(found.curvature * found.coefficients);
    out.decrement = found.decrement;
    out.iterations = found.iterations;
    out.converged = found.converged;
    return out;
}

}  // namespace backrisk::fit
