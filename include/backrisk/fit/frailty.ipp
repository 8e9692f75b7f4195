#pragma once
#include <Eigen/Cholesky>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "backrisk/core/error.hpp"
#include "backrisk/fit/frailty.hpp"
#include "backrisk/fit/internal/cox_parts.hpp"

namespace backrisk::fit {

namespace frailty_detail {

/// A row of a person that joins or leaves the risk set at a slot.
struct change {
    std::uint32_t slot, row;
    bool joins;
};

/// The rows of each person, and their changes in the order of slots.
struct people {
    std::vector<std::int64_t> label;
    std::vector<std::uint32_t> of_row;  ///< person of a row of the set
    std::vector<std::vector<change>> changes;
    std::vector<double> events;  ///< sum of the weights of the dead

    people(const risk_set& set, std::span<const std::int64_t> person) : label(person.begin(), person.end()) {
        check_argument(person.size() == set.rows(), "fit.frailty", "person.size", person.size(),
                       std::to_string(set.rows()) + ", the rows of stop");
        std::sort(label.begin(), label.end());
        label.erase(std::unique(label.begin(), label.end()), label.end());
        of_row.resize(set.rows());
        changes.resize(label.size());
        events.resize(label.size(), 0);
        for (std::uint32_t j = 0; j < set.rows(); ++j) {
            const auto at = std::lower_bound(label.begin(), label.end(), person[set.row[j]]) - label.begin();
            of_row[j] = static_cast<std::uint32_t>(at);
            auto& own = changes[of_row[j]];
            if (set.enter[j] < set.leave[j])
                own.push_back({set.enter[j], j, true}), own.push_back({set.leave[j], j, false});
            if (set.died(j)) events[of_row[j]] += set.weight[j];
        }
        for (auto& own : changes)
            std::stable_sort(own.begin(), own.end(), [](auto a, auto b) { return a.slot < b.slot; });
    }
    [[nodiscard]] Eigen::Index size() const { return static_cast<Eigen::Index>(label.size()); }
};

/// Sum over the terms of c p^2, with p a person's share of the risk set.
[[nodiscard]] inline double squared_share(const risk_set& set, const risk_sums& sums, tie_rule ties,
                                          std::span<const double> variance, const std::vector<change>& own) {
    double sum = 0, now = 0;
    int rows = 0;
    for (std::size_t k = 0; k < own.size();) {
        const std::uint32_t u = own[k].slot;
        double dead = 0;
        for (; k < own.size() && own[k].slot == u; ++k) {
            const double relative = sums.relative[own[k].row];
            now += own[k].joins ? relative : -relative;
            rows += own[k].joins ? 1 : -1;
            if (own[k].joins && set.died(own[k].row)) dead += relative;
        }
        if (rows == 0) now = 0;  // what rounding left
        if (k < own.size()) sum += now * now * (variance[u] - (rows > 0 ? variance[own[k].slot] : 0));
        if (dead > 0)
            for_each_term(set, sums, u, dead_weight(set, u), ties, [&](double share, double c, double s) {
                sum += c * share * dead * (share * dead - 2 * now) / (s * s);
            });
    }
    return sum;
}

/// The search for beta and omega at one variance, from where the last one ended.
class search {
  public:
    search(const risk_set& set, const people& who, const cox_options& options, frailty_law law,
           const cox_detail::beginning& from)
        : set_(set),
          who_(who),
          options_(options),
          law_(law),
          from_(from),
          beta(Eigen::VectorXd::Zero(set.columns)),
          omega(Eigen::VectorXd::Zero(who.size())) {}

    /// Newton until the decrement is below the tolerance.
    bool run(double theta) {
        penalised = value(beta, omega, theta);
        for (iterations = 0; iterations < 50 * options_.control.iterations; ++iterations) {
            step(theta);
            if (decrement <= options_.control.tolerance) return true;
            double length = 1, next = 0;
            for (int halving = 0; halving < newton_options{}.max_halvings; ++halving, length /= 2) {
                const Eigen::VectorXd b = beta + length * beta_step_;
                const Eigen::VectorXd o = centred(omega + length * omega_step_);
                next = value(b, o, theta);
                if (!(next >= penalised - 1e-13 * (1 + std::abs(penalised)))) continue;
                beta = b, omega = o, penalised = next;
                length = 0;
                break;
            }
            if (length != 0) return false;
        }
        return false;
    }

    /// Gamma: what integrating omega out adds to the penalised likelihood.
    [[nodiscard]] double integrated(double theta) const {
        double sum = penalised;
        const double nu = 1 / theta;
        for (const double d : who_.events)
            sum +=
                d + std::lgamma(nu + d) - std::lgamma(nu) + nu * std::log(nu) - (nu + d) * std::log(nu + d);
        return sum;
    }
    /// Gaussian: mean of omega^2 plus its posterior variance.
    [[nodiscard]] double mean_square() const {
        return (omega.squaredNorm() + omega_variance) / static_cast<double>(who_.size());
    }

  private:
    const risk_set& set_;
    const people& who_;
    const cox_options& options_;
    frailty_law law_;
    const cox_detail::beginning& from_;
    Eigen::VectorXd beta_step_, omega_step_;

  public:
    Eigen::VectorXd beta, omega;
    Eigen::MatrixXd information, curvature;  ///< of beta with omega profiled out; the latter with its prior
    double penalised = 0, decrement = 0, omega_variance = 0;
    int iterations = 0;
    risk_sums sums;

  private:
    /// omega moved to the level its penalty prefers; the partial likelihood does not see a level.
    [[nodiscard]] Eigen::VectorXd centred(Eigen::VectorXd values) const {
        values.array() -= law_ == frailty_law::gamma ? std::log(values.array().exp().mean()) : values.mean();
        return values;
    }
    [[nodiscard]] std::vector<double> extra(const Eigen::VectorXd& values) const {
        std::vector<double> rows(set_.rows());
        for (std::size_t j = 0; j < rows.size(); ++j) rows[j] = values[who_.of_row[j]];
        return rows;
    }
    [[nodiscard]] double value(const Eigen::VectorXd& b, const Eigen::VectorXd& o, double theta) {
        sum_risk_sets(set_, b, extra(o), options_.ties, options_.control.threads, sums);
        const double penalty = law_ == frailty_law::gamma ? (o.array() - (o.array().exp() - 1)).sum() / theta
                                                          : -o.squaredNorm() / (2 * theta);
        return sums.log_likelihood + log_kernel(from_.prior, b) + penalty;
    }
    /// Score, diagonal curvature and mixed curvature of omega, (q), (q), (q, k).
    void differentiate_omega(double theta, std::span<const double> hazard, Eigen::VectorXd& slope,
                             Eigen::VectorXd& diagonal, Eigen::MatrixXd& mixed) const {
        const Eigen::Index q = who_.size();
        slope = Eigen::Map<const Eigen::VectorXd>(who_.events.data(), q);
        diagonal = Eigen::VectorXd::Zero(q);
        row_matrix all = row_matrix::Zero(q, set_.columns);
        const slot_means means = means_at_slots(set_, sums, options_.ties, options_.control.threads);
        const row_matrix scores = row_scores(set_, sums, means, options_.control.threads);
        for (std::size_t j = 0; j < set_.rows(); ++j) {
            const Eigen::Index g = who_.of_row[j], at = static_cast<Eigen::Index>(j);
            slope[g] -= hazard[j];
            diagonal[g] += hazard[j];
            all.row(g) -= set_.weight[j] * scores.row(at);
            if (set_.died(j)) all.row(g) += set_.weight[j] * (set_.x.row(at) - means.mean.row(set_.enter[j]));
        }
        mixed = all;
        const auto variance = cumulate(set_, sums.variance);
        for (Eigen::Index g = 0; g < q; ++g) {
            diagonal[g] -=
                squared_share(set_, sums, options_.ties, variance, who_.changes[static_cast<std::size_t>(g)]);
            const double u = std::exp(omega[g]);
            slope[g] += law_ == frailty_law::gamma ? (1 - u) / theta : -omega[g] / theta;
            diagonal[g] += law_ == frailty_law::gamma ? u / theta : 1 / theta;
        }
    }
    void step(double theta) {
        const auto hazard = row_hazards(set_, sums);
        const slopes at = differentiate(set_, sums, hazard, options_.ties, options_.control.threads);
        Eigen::VectorXd slope = at.score;
        curvature = at.information;
        if (!from_.prior.none()) {
            slope -= from_.prior.precision * (beta - from_.prior.mean);
            curvature += from_.prior.precision;
        }
        Eigen::VectorXd omega_slope, diagonal;
        Eigen::MatrixXd mixed;
        differentiate_omega(theta, hazard, omega_slope, diagonal, mixed);
        const Eigen::MatrixXd scaled = diagonal.cwiseInverse().asDiagonal() * mixed;
        const Eigen::MatrixXd shared = mixed.transpose() * scaled;
        information = at.information - shared;
        curvature -= shared;
        const Eigen::LLT<Eigen::MatrixXd> factor(curvature);
        beta_step_ = factor.solve(slope - scaled.transpose() * omega_slope);
        omega_step_ = (omega_slope - mixed * beta_step_).cwiseQuotient(diagonal);
        decrement = std::sqrt(std::max(0.0, slope.dot(beta_step_) + omega_slope.dot(omega_step_)));
        omega_variance = diagonal.cwiseInverse().sum() + (scaled * factor.solve(scaled.transpose())).trace();
    }
};

/// theta of the largest integrated likelihood, or 0.
[[nodiscard]] inline double estimate_gamma(search& at, double without, double greatest) {
    const auto lost = [&](double log_theta) {
        at.run(std::exp(log_theta));
        return -at.integrated(std::exp(log_theta));
    };
    const auto best = boost::math::tools::brent_find_minima(lost, std::log(1e-4), std::log(greatest), 24);
    return -best.second > without ? std::exp(best.first) : 0;
}

/// theta that is its own mean square, by bisection on the log scale; 0 where none is above 1e-4.
[[nodiscard]] inline double estimate_gaussian(search& at, double greatest) {
    const auto excess = [&](double log_theta) {
        at.run(std::exp(log_theta));
        return at.mean_square() - std::exp(log_theta);
    };
    double low = std::log(1e-4), high = std::log(greatest);
    if (excess(low) < 0) return 0;
    for (int k = 0; k < 40; ++k) (excess((low + high) / 2) > 0 ? low : high) = (low + high) / 2;
    return std::exp((low + high) / 2);
}

}  // namespace frailty_detail

BACKRISK_INLINE frailty_law parse_frailty(std::string_view name) {
    if (name == "gamma") return frailty_law::gamma;
    check_argument(name == "gaussian", "fit.frailty", "law", name, "'gamma' or 'gaussian'");
    return frailty_law::gaussian;
}

BACKRISK_INLINE frailty_fit fit_frailty(const risk_set& set, std::span<const std::int64_t> person,
                                        const cox_options& options, const frailty_options& frailty) {
    namespace own = frailty_detail;
    const bool known = !std::isnan(frailty.variance);
    if (known) check_non_negative("fit.frailty", "variance", frailty.variance);
    check_positive("fit.frailty", "greatest", frailty.greatest);
    check_argument(options.ties != tie_rule::exact, "fit.frailty", "ties", to_string(options.ties),
                   "'efron' or 'breslow'");
    const own::people who(set, person);
    frailty_fit out{fit_cox(set, options), 0, who.label, std::vector<double>(who.label.size(), 0)};
    out.penalised = out.integrated = out.cox.log_posterior;
    cox_fit fresh;
    const auto from = cox_detail::begin(set, options, fresh);
    own::search at(set, who, options, frailty.law, from);
    const bool gamma = frailty.law == frailty_law::gamma;
    out.variance = known   ? frailty.variance
                   : gamma ? own::estimate_gamma(at, out.penalised, frailty.greatest)
                           : own::estimate_gaussian(at, frailty.greatest);
    if (!gamma) out.integrated = missing_value;
    if (out.variance == 0) return out;
    fresh.converged = at.run(out.variance);
    if (!fresh.converged && !(at.decrement <= 1e-6))
        throw numeric_error("fit.frailty: no maximum after " + show(at.iterations) +
                            " iterations; the last one was " + show(at.decrement) + " standard errors away");
    fresh.iterations = at.iterations;
    fresh.decrement = at.decrement;
    fresh.standardised = at.beta;
    fresh.sums = at.sums;
    fresh.log_likelihood = at.sums.log_likelihood;
    fresh.log_posterior = fresh.log_likelihood + log_kernel(from.prior, at.beta);
    cox_detail::finish(set, at.information, at.curvature, {}, options, fresh);
    out.cox = std::move(fresh);
    out.log_frailty.assign(at.omega.data(), at.omega.data() + at.omega.size());
    out.penalised = at.penalised;
    if (gamma) out.integrated = at.integrated(out.variance);
    return out;
}

}  // namespace backrisk::fit
