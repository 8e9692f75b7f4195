#pragma once
// Steps 5 to 8 of compose.hpp: what the population does to the coefficients.
#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "backrisk/core/cloglog.hpp"
#include "backrisk/evidence/composition.hpp"
#include "backrisk/factor/decay.hpp"
#include "backrisk/factor/draw.hpp"

namespace backrisk::evidence::composing {

/// People drawn from the target population: their rows, and their centred columns.
struct drawn {
    std::vector<double> rows;
    Eigen::MatrixXd phi;  ///< a column a person
};

/// The factor at whose root k hangs: factors of one family are estimated conditionally on each other.
[[nodiscard]] inline std::size_t family(const factor::schema& of, std::size_t k) {
    while (of.parent(k) != factor::schema::none) k = of.parent(k);
    return k;
}

/// Of each column, a number that columns share which are correlated in the population: factors of one group,
/// and of one family, directly or through others.
[[nodiscard]] inline std::vector<std::size_t> blocks(const factor::schema& of) {
    std::vector<std::size_t> block(of.size());
    for (std::size_t k = 0; k < of.size(); ++k) {
        block[k] = k;
        for (std::size_t other = 0; other < k; ++other) {
            const bool together =
                family(of, other) == family(of, k) ||
                (!of.factors()[k].group.empty() && of.factors()[other].group == of.factors()[k].group);
            if (!together || block[other] == block[k]) continue;
            const std::size_t from = block[k], to = block[other];
            for (std::size_t& one : block)
                if (one == from) one = to;
        }
    }
    std::vector<std::size_t> columns;
    for (std::size_t k = 0; k < of.size(); ++k) columns.insert(columns.end(), of.width(k), block[k]);
    return columns;
}

/// Draws, and sets the prior's centre and covariance of phi; columns that are independent in the population
/// have no covariance, whatever the people drawn have.
[[nodiscard]] inline drawn draw(const factor::schema& of, const compose_options& o, prior& out) {
    drawn people{factor::draw_population(of, o.draws, o.seed), {}};
    people.phi.resize(static_cast<Eigen::Index>(of.columns()), static_cast<Eigen::Index>(o.draws));
    for (std::size_t i = 0; i < o.draws; ++i)
        (void)of.expand({people.rows.data() + i * of.size(), of.size()},
                        {people.phi.col(static_cast<Eigen::Index>(i)).data(), of.columns()});
    out.centre = people.phi.rowwise().mean();
    people.phi.colwise() -= out.centre;
    out.population = people.phi * people.phi.transpose() / static_cast<double>(o.draws);
    const std::vector<std::size_t> block = blocks(of);
    for (std::size_t a = 0; a < block.size(); ++a)
        for (std::size_t b = 0; b < block.size(); ++b)
            if (block[a] != block[b])
                out.population(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b)) = 0;
    return people;
}

/// Step 5: the matrix A over all columns. Columns without evidence, without spread or alone in their group
/// stay as they are.
[[nodiscard]] inline Eigen::MatrixXd partial_effects(const factor::schema& of, const prior& out,
                                                     double adjusted_share) {
    const auto columns = static_cast<Eigen::Index>(of.columns());
    Eigen::MatrixXd whole = Eigen::MatrixXd::Identity(columns, columns);
    std::map<std::string, std::vector<std::pair<Eigen::Index, std::size_t>>> groups;
    for (std::size_t k = 0; k < of.size(); ++k)
        for (std::size_t j = of.first_column(k); j < of.first_column(k) + of.width(k); ++j) {
            const auto c = static_cast<Eigen::Index>(j);
            if (!of.factors()[k].group.empty() && out.columns[j].studies > 0 && out.population(c, c) > 0)
                groups[of.factors()[k].group].emplace_back(c, family(of, k));
        }
    for (const auto& [name, members] : groups) {
        const auto n = static_cast<Eigen::Index>(members.size());
        Eigen::MatrixXd within = Eigen::MatrixXd::Zero(n, n), joint = within;
        for (Eigen::Index i = 0; i < n; ++i)
            for (Eigen::Index j = 0; j < n; ++j) {
                const auto& [a, family_a] = members[static_cast<std::size_t>(i)];
                const auto& [b, family_b] = members[static_cast<std::size_t>(j)];
                const double covariance = out.population(a, b);
                within(i, j) = family_a == family_b ? covariance : 0;
                joint(i, j) = family_a == family_b ? covariance : (1 - adjusted_share) * covariance;
            }
        // columns that add up to one keep what they say together
        const Eigen::VectorXd ridge = 1e-9 * within.diagonal();
        within.diagonal() += ridge;
        joint.diagonal() += ridge;
        const Eigen::MatrixXd partial = joint.ldlt().solve(within);
        for (Eigen::Index i = 0; i < n; ++i)
            for (Eigen::Index j = 0; j < n; ++j)
                whole(members[static_cast<std::size_t>(i)].first,
                      members[static_cast<std::size_t>(j)].first) = partial(i, j);
    }
    return whole;
}

/// A parent and its children, in the drawn people who have it.
struct lineage {
    Eigen::Index parent;
    std::vector<Eigen::Index> children;
    Eigen::MatrixXd phi;  ///< of the children, a column a person
};
[[nodiscard]] inline std::vector<lineage> lineages(const factor::schema& of, const Eigen::MatrixXd& phi,
                                                   const Eigen::VectorXd& centre) {
    std::vector<lineage> all;
    for (std::size_t p = 0; p < of.size(); ++p) {
        lineage one{static_cast<Eigen::Index>(of.first_column(p)), {}, {}};
        for (std::size_t k = p + 1; k < of.size(); ++k)
            if (of.parent(k) == p)
                for (std::size_t j = 0; j < of.width(k); ++j)
                    one.children.push_back(static_cast<Eigen::Index>(of.first_column(k) + j));
        if (one.children.empty() || of.factors()[p].phi.kind != factor::shape::indicator) continue;
        std::vector<Eigen::Index> people;
        for (Eigen::Index i = 0; i < phi.cols(); ++i)
            if (phi(one.parent, i) + centre[one.parent] > 0.5) people.push_back(i);
        if (people.empty()) continue;
        one.phi = phi(one.children, people).colwise() + centre(one.children);
        all.push_back(std::move(one));
    }
    return all;
}

/// Step 7: the coefficients with their parents normalised; `jacobian`, where given, receives the derivatives.
[[nodiscard]] inline Eigen::VectorXd normalise(const std::vector<lineage>& all, const Eigen::VectorXd& beta,
                                               Eigen::MatrixXd* jacobian = nullptr) {
    Eigen::VectorXd out = beta;
    if (jacobian != nullptr) *jacobian = Eigen::MatrixXd::Identity(beta.size(), beta.size());
    for (const lineage& one : all) {
        const Eigen::ArrayXd worth = (one.phi.transpose() * beta(one.children)).array().exp();
        out[one.parent] -= std::log(worth.mean());
        if (jacobian == nullptr) continue;
        const Eigen::VectorXd slope = one.phi * worth.matrix() / worth.sum();
        for (std::size_t c = 0; c < one.children.size(); ++c)
            (*jacobian)(one.parent, one.children[c]) = -slope[static_cast<Eigen::Index>(c)];
    }
    return out;
}

[[nodiscard]] inline double spread(const Eigen::VectorXd& eta) {
    return std::sqrt((eta.array() - eta.mean()).square().mean());
}

/// SD of eta among people who are alike in `previous_episode`; 0 when the schema has no such factor.
[[nodiscard]] inline double spread_within_history(const factor::schema& of, const Eigen::MatrixXd& phi,
                                                  const Eigen::VectorXd& eta) {
    const std::size_t k = of.index_or("previous_episode", of.size());
    if (k == of.size()) return 0;
    const Eigen::ArrayXd column = phi.row(static_cast<Eigen::Index>(of.first_column(k))).transpose();
    double squares = 0;
    for (const bool with : {false, true}) {
        const Eigen::ArrayXd in =
            with ? (column > 0).cast<double>().eval() : (column <= 0).cast<double>().eval();
        if (in.sum() == 0) continue;
        const double mean = (in * eta.array()).sum() / in.sum();
        squares += (in * (eta.array() - mean).square()).sum();
    }
    return std::sqrt(squares / static_cast<double>(eta.size()));
}

/// Step 6: the largest factor, up to 1, at which both spreads stay under their caps.
[[nodiscard]] inline double cap_factor(const factor::schema& of, const drawn& people,
                                       const std::vector<lineage>& families, const compose_options& o,
                                       const Eigen::VectorXd& beta) {
    const Eigen::VectorXd linear = people.phi.transpose() * beta;
    const auto excess = [&](double share) {
        const Eigen::VectorXd shift = normalise(families, share * beta) - share * beta;
        Eigen::VectorXd eta = share * linear;
        for (const lineage& one : families) eta += shift[one.parent] * people.phi.row(one.parent).transpose();
        return std::max(spread(eta) / o.cap_overall,
                        spread_within_history(of, people.phi, eta) / o.cap_within_history) -
               1;
    };
    if (excess(1) <= 0) return 1;
    double low = 0, high = 1;
    while (high - low > 1e-12) {
        const double middle = (low + high) / 2;
        (excess(middle) <= 0 ? low : high) = middle;
    }
    return low;
}

/// ln of the share of a year at today's hazard that the coming year is worth, for each person: below zero in
/// who recovered lately.
[[nodiscard]] inline Eigen::VectorXd log_year(const factor::schema& of, const std::vector<double>& people,
                                              const Eigen::VectorXd& beta) {
    constexpr int year = 365;
    const auto count = static_cast<Eigen::Index>(people.size() / of.size());
    const std::size_t k = of.recency_factor();
    if (k == of.size()) return Eigen::VectorXd::Zero(count);
    const factor::horizon_decay decay(of.factors()[k].phi,
                                      beta[static_cast<Eigen::Index>(of.first_column(k))], year);
    Eigen::VectorXd worth(count);
    for (Eigen::Index i = 0; i < count; ++i)
        worth[i] = decay.log_days(people[static_cast<std::size_t>(i) * of.size() + k], year) - std::log(year);
    return worth;
}

/// Step 8: solves mean over people of 1 - exp(-exp(a + eta)) = yearly risk for a.
[[nodiscard]] inline double solve_intercept(const Eigen::VectorXd& eta, double risk) {
    const auto excess = [&](double a) {
        double sum = 0;
        for (Eigen::Index i = 0; i < eta.size(); ++i) sum += risk_of_log_hazard(a + eta[i]);
        return sum / static_cast<double>(eta.size()) - risk;
    };
    const double middle = log_hazard_of_risk(risk);
    std::uintmax_t steps = 60;
    const auto [low, high] = boost::math::tools::toms748_solve(
        excess, middle - 8, middle + 8, boost::math::tools::eps_tolerance<double>(48), steps);
    return (low + high) / 2;
}

}  // namespace backrisk::evidence::composing
