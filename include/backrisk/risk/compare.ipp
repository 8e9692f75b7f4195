#pragma once
#include <algorithm>
#include <cmath>
#include <limits>

#include "backrisk/core/normal.hpp"
#include "backrisk/risk/compare.hpp"

namespace backrisk::risk {

namespace comparing {

/// One side: completed columns, the pattern of what is known, the decay.
struct side {
    Eigen::VectorXd z;
    factor::known_mask known = 0;
    double log_horizon = 0;
};

[[nodiscard]] inline side of_row(scorer& with, std::span<const double> given, std::string_view name) {
    const model& m = with.of();
    check_argument(given.size() == m.factors.size(), "risk::compare", name, given.size(),
                   std::to_string(m.factors.size()) + " values, one a factor");
    const std::vector<double> row = m.factors.filled(given);
    std::vector<double> phi(m.factors.columns());
    side out;
    out.known = m.factors.expand(row, phi).known;
    const Eigen::Map<const Eigen::VectorXd> columns(phi.data(), static_cast<Eigen::Index>(phi.size()));
    out.z = with.known(out.known).completion * (columns - m.centre);
    const std::size_t recency = with.recency_factor();
    out.log_horizon =
        with.log_horizon(recency < row.size() ? row[recency] : missing_value, with.horizon_days());
    return out;
}

/// Square root of the share of a factor's variance that is the same on both days, a column each; 0 where
/// known.
[[nodiscard]] inline Eigen::VectorXd shared(const factor::schema& of, int days_apart) {
    Eigen::VectorXd out(static_cast<Eigen::Index>(of.columns()));
    for (std::size_t k = 0; k < of.size(); ++k)
        for (std::size_t j = 0; j < of.width(k); ++j)
            out[static_cast<Eigen::Index>(of.first_column(k) + j)] =
                std::sqrt(std::max(0.0, 1 - days_apart / of.factors()[k].persistence_days));
    return out;
}

[[nodiscard]] inline std::vector<difference_part> parts(const scorer& with, std::span<const double> a,
                                                        std::span<const double> b, const Eigen::VectorXd& d,
                                                        double decay) {
    const model& m = with.of();
    std::vector<difference_part> all;
    for (std::size_t k = 0; k < m.factors.size(); ++k) {
        const factor::factor& f = m.factors.factors()[k];
        const auto first = static_cast<Eigen::Index>(m.factors.first_column(k));
        const auto width = static_cast<Eigen::Index>(f.phi.width);
        const auto part = d.segment(first, width);
        difference_part one{f.name, f.label, f.unit, f.of, a[k], b[k], 0, 0};
        one.log_hazard = part.dot(with.acting_mean().segment(first, width));
        if (k == with.recency_factor()) one.log_hazard += decay;
        one.spread = std::sqrt(
            std::max(0.0, part.dot(with.acting_covariance().block(first, first, width, width) * part)));
        const bool same = a[k] == b[k] || (std::isnan(a[k]) && std::isnan(b[k]));
        if (!same || one.log_hazard != 0) all.push_back(std::move(one));
    }
    std::ranges::stable_sort(all, std::greater{},
                             [](const difference_part& p) { return std::abs(p.log_hazard); });
    return all;
}

/// `overlap`: square root of the shared share of what is unknown on both sides, a column each.
[[nodiscard]] inline comparison compare(scorer& with, std::span<const double> a, std::span<const double> b,
                                        const Eigen::VectorXd* overlap, const compare_options& options) {
    check_horizon("risk::compare", options.horizon.count());
    check_argument(options.level > 0 && options.level < 1, "risk::compare", "level", options.level,
                   "inside (0, 1)");
    with.set_horizon(static_cast<int>(options.horizon.count()));
    const side one = of_row(with, a, "a"), other = of_row(with, b, "b");
    const Eigen::VectorXd d = one.z - other.z;
    Eigen::MatrixXd unknown = with.known(one.known).spread + with.known(other.known).spread;
    if (overlap != nullptr)
        unknown -=
            2 * overlap->asDiagonal() * with.known(one.known | other.known).spread * overlap->asDiagonal();
    const Eigen::VectorXd& mean = with.acting_mean();
    const Eigen::MatrixXd& covariance = with.acting_covariance();
    comparison out;
    out.level = options.level;
    out.horizon_days = with.horizon_days();
    const double decay = one.log_horizon - other.log_horizon;
    out.log_hazard = mean.dot(d) + decay;
    out.unknown_variance = std::max(0.0, mean.dot(unknown * mean));
    out.variance = std::max(0.0, d.dot(covariance * d)) + out.unknown_variance +
                   std::max(0.0, covariance.cwiseProduct(unknown).sum());
    const double sd = std::sqrt(out.variance), z = normal_quantile(0.5 + options.level / 2);
    out.hazard_ratio = {std::exp(out.log_hazard), std::exp(out.log_hazard - z * sd),
                        std::exp(out.log_hazard + z * sd)};
    out.higher = normal_cdf(out.log_hazard / std::max(sd, std::numeric_limits<double>::min()));
    out.differs = parts(with, a, b, d, decay);
    return out;
}

}  // namespace comparing

BACKRISK_INLINE comparison compare(scorer& with, std::span<const double> a, std::span<const double> b,
                                   const compare_options& options) {
    return comparing::compare(with, a, b, nullptr, options);
}

BACKRISK_INLINE comparison change(scorer& with, std::span<const double> now, std::span<const double> before,
                                  int days_apart, const compare_options& options) {
    check_argument(days_apart >= 1, "risk::change", "days_apart", days_apart, "1 or more");
    const Eigen::VectorXd overlap = comparing::shared(with.of().factors, days_apart);
    return comparing::compare(with, now, before, &overlap, options);
}

}  // namespace backrisk::risk
