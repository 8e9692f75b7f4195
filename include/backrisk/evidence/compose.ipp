#pragma once
#include "backrisk/evidence/compose.hpp"
#include "backrisk/evidence/internal/compose_columns.hpp"
#include "backrisk/evidence/internal/compose_population.hpp"

namespace backrisk::evidence {

namespace composing {

inline void check(const compose_options& o) {
    constexpr std::string_view here = "evidence::compose";
    check_argument(o.anchor.yearly_risk > 0 && o.anchor.yearly_risk < 1, here, "anchor.yearly_risk",
                   o.anchor.yearly_risk, "between 0 and 1, ends excluded");
    check_non_negative(here, "anchor.setting_sd", o.anchor.setting_sd);
    for (const double sd : {o.prior_sd, o.zero_sd, o.cap_overall, o.cap_within_history})
        check_positive(here, "prior_sd, zero_sd, cap_overall, cap_within_history", sd);
    check_between(here, "adjusted_share", o.adjusted_share, 0, 1);
    check_argument(o.draws >= 256, here, "draws", o.draws, "256 or more");
    check_left_out(o);
}

/// Steps 1 to 4 for every column. What a factor without evidence may do is one SD for the whole factor,
/// however many columns it has.
inline void fill_columns(const factor::schema& of, const compose_options& o, prior& out) {
    for (std::size_t k = 0; k < of.size(); ++k) {
        const factor::factor& f = of.factors()[k];
        for (std::size_t part = 0; part < f.terms.size(); ++part) {
            const auto c = static_cast<Eigen::Index>(of.first_column(k) + part);
            const double sd = std::sqrt(out.population(c, c));
            const double zero_sd =
                sd > 0 ? o.zero_sd / (sd * std::sqrt(static_cast<double>(f.terms.size()))) : 0;
            out.columns.push_back(one_column(f.terms[part], zero_sd, o, out.ledger));
        }
    }
}

/// Steps 5 to 7.
inline void fill_coefficients(const factor::schema& of, const drawn& people, const compose_options& o,
                              prior& out) {
    const auto columns = static_cast<Eigen::Index>(of.columns());
    Eigen::VectorXd mean(columns), variance(columns);
    for (Eigen::Index j = 0; j < columns; ++j) {
        const column_prior& column = out.columns[static_cast<std::size_t>(j)];
        mean[j] = column.mean;
        variance[j] = column.sd * column.sd;
    }
    const Eigen::MatrixXd partial = partial_effects(of, out, o.adjusted_share);
    const Eigen::VectorXd overlapped = partial * mean;
    for (Eigen::Index j = 0; j < columns; ++j)
        out.columns[static_cast<std::size_t>(j)].overlap_share = mean[j] == 0 ? 1 : overlapped[j] / mean[j];
    const std::vector<lineage> families = lineages(of, people.phi, out.centre);
    out.cap_factor = cap_factor(of, people, families, o, overlapped);
    Eigen::MatrixXd jacobian;
    out.mean = normalise(families, out.cap_factor * overlapped, &jacobian);
    const Eigen::MatrixXd root = out.cap_factor * jacobian * partial * variance.cwiseSqrt().asDiagonal();
    out.covariance = root * root.transpose();
    for (Eigen::Index j = 0; j < columns; ++j) {
        column_prior& column = out.columns[static_cast<std::size_t>(j)];
        column.mean = out.mean[j];
        column.sd = std::sqrt(out.covariance(j, j));
    }
    const Eigen::VectorXd eta = people.phi.transpose() * out.mean;
    out.spread = spread(eta);
    out.spread_within_history = spread_within_history(of, people.phi, eta);
}

}  // namespace composing

BACKRISK_INLINE prior compose(const factor::schema& of, const compose_options& o) {
    composing::check(o);
    prior out;
    out.setting_sd = o.anchor.setting_sd;
    const composing::drawn people = composing::draw(of, o, out);
    composing::fill_columns(of, o, out);
    composing::complete_ledger(o, out.ledger);
    composing::fill_coefficients(of, people, o, out);

    const std::vector<double> shares = of.acting_shares(365);
    const Eigen::VectorXd acting =
        out.mean.cwiseProduct(Eigen::Map<const Eigen::VectorXd>(shares.data(), out.mean.size()));
    const Eigen::VectorXd eta =
        people.phi.transpose() * acting + composing::log_year(of, people.rows, out.mean);
    out.log_yearly_hazard = composing::solve_intercept(eta, o.anchor.yearly_risk);
    return out;
}

}  // namespace backrisk::evidence
