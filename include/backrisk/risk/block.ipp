#pragma once
#include <algorithm>
#include <cmath>
#include <cstring>

#include "backrisk/core/cloglog.hpp"
#include "backrisk/core/mean_risk.hpp"
#include "backrisk/core/normal.hpp"
#include "backrisk/risk/block.hpp"

namespace backrisk::risk {

namespace kernel {

BACKRISK_INLINE BACKRISK_WIDE void mark_outside(std::size_t days, const double* __restrict x, double low,
                                                double high, factor::known_mask bit,
                                                factor::known_mask* __restrict marks) {
    for (std::size_t i = 0; i < days; ++i) marks[i] |= (x[i] < low) | (x[i] > high) ? bit : 0;
}
/// phi(x) - centre with x moved into its range; for `recency` the range has no upper end.
template <factor::shape Kind>
BACKRISK_WIDE void centred_column(std::size_t days, const factor::transform& phi, std::size_t part,
                                  const double* __restrict x, double low, double high, double centre,
                                  double* __restrict delta) {
    const factor::transform local = phi;
    for (std::size_t i = 0; i < days; ++i) {
        double inside = x[i] < low ? low : x[i];
        if constexpr (Kind != factor::shape::recency) inside = inside > high ? high : inside;
        delta[i] = local.column<Kind>(inside, part) - centre;
    }
}
BACKRISK_INLINE BACKRISK_WIDE void roots(std::size_t days, double* values) {
    for (std::size_t i = 0; i < days; ++i) values[i] = std::sqrt(values[i]);
}
BACKRISK_INLINE BACKRISK_WIDE void ratios(std::size_t days, double origin, const double* __restrict mu,
                                          double* __restrict ratio) {
    for (std::size_t i = 0; i < days; ++i) ratio[i] = exponential(mu[i] - origin);
}
BACKRISK_INLINE BACKRISK_WIDE void quantile(std::size_t days, double z, const double* __restrict mu,
                                            const double* __restrict sd, double* __restrict risk) {
    // `risk_of_log_hazard` in two sweeps: a processor looks ahead by operations, and sees more days so
    for (std::size_t i = 0; i < days; ++i) risk[i] = exponential(mu[i] + z * sd[i]);
    for (std::size_t i = 0; i < days; ++i) risk[i] = -exponential_minus_one(-risk[i]);
}
BACKRISK_INLINE BACKRISK_WIDE void mean(std::span<const double> mu, std::span<const double> sd,
                                        std::span<double> risk) {
    mean_risk(mu, sd, risk);
}

}  // namespace kernel

/// `Days` days from `from` on: mu and variance stay in registers while the terms are added.
template <std::size_t Days>
void block_scorer::predict_tile(std::size_t from) noexcept {
    std::array<double, Days> mu, variance, slope;
    mu.fill(base_);
    variance.fill(variance_);
    const double* weight = weights_.data();
    for (std::size_t f = 0; f < active_.size(); ++f) {
        const double* const delta = delta_.data() + f * capacity + from;
        const double mean_slope = slope_[f];
        slope.fill(linear_[f]);
        for (std::size_t g = f; g < active_.size(); ++g) {
            const double q = *weight++;
            const double* const other = delta_.data() + g * capacity + from;
            for (std::size_t i = 0; i < Days; ++i) slope[i] += q * other[i];
        }
        for (std::size_t i = 0; i < Days; ++i) mu[i] += mean_slope * delta[i];
        for (std::size_t i = 0; i < Days; ++i) variance[i] += slope[i] * delta[i];
    }
    for (std::size_t i = 0; i < Days; ++i) mu_[from + i] = mu[i];
    for (std::size_t i = 0; i < Days; ++i) sd_[from + i] = variance[i];
}
BACKRISK_INLINE BACKRISK_WIDE void block_scorer::predict(std::size_t days) {
    for (std::size_t from = 0; from < days; from += tile) predict_tile<tile>(from);
}

/// The contribution of factor k on `Days` days from `from` on.
template <std::size_t Days>
void block_scorer::share_tile(std::size_t k, std::size_t from, double* __restrict share) const noexcept {
    std::array<double, Days> sum;
    sum.fill(share_base_[k]);
    const double* weight = shares_.data() + k * active_.size();
    for (std::size_t f = 0; f < active_.size(); ++f) {
        const double slope = weight[f];
        const double* const delta = delta_.data() + f * capacity + from;
        for (std::size_t i = 0; i < Days; ++i) sum[i] += slope * delta[i];
    }
    for (std::size_t i = 0; i < Days; ++i) share[i] = sum[i];
}
BACKRISK_INLINE BACKRISK_WIDE void block_scorer::contribute(std::size_t k, std::size_t days, double* share) {
    std::array<double, capacity> sums;
    for (std::size_t from = 0; from < days; from += tile) share_tile<tile>(k, from, sums.data() + from);
    std::memcpy(share, sums.data(), days * sizeof(double));
}

BACKRISK_INLINE block_scorer::block_scorer(const model& of, factor::known_mask fast, int horizon_days,
                                           double level)
    : scorer_(of), fast_(fast), horizon_days_(horizon_days) {
    check_horizon("risk::block_scorer", horizon_days);
    check_argument(level > 0 && level < 1, "risk::block_scorer", "level", level, "inside (0, 1)");
    z_ = normal_quantile(0.5 + level / 2);
    log_horizon_ = std::log(static_cast<double>(horizon_days));
    unknown_log_horizon_ = scorer_.log_horizon(missing_value, horizon_days);
    const std::size_t columns = of.factors.columns();
    active_.reserve(columns);
    for (auto* v : {&slope_, &linear_, &centre_}) v->reserve(columns);
    weights_.reserve(columns * (columns + 1) / 2);
    share_base_.resize(of.factors.size());
    shares_.reserve(of.factors.size() * columns);
    phi_.resize(columns);
    row_.assign(of.factors.size(), missing_value);
    outside_ = of.factors.expand(row_, phi_).extrapolates;
    slow_.resize(of.mean.size());
    pull_.resize(of.mean.size());
    delta_.resize(columns * capacity, 0.0);
    mu_.resize(capacity, 0.0);
    sd_.resize(capacity, 0.0);
    const std::size_t recency = scorer_.recency_factor();
    recency_is_fast_ = recency < of.factors.size() && (fast >> recency & 1) != 0;
}

BACKRISK_INLINE void block_scorer::prepare(factor::known_mask known, std::span<const double> row) {
    const model& m = of();
    const auto& schema = m.factors;
    const pattern& at = scorer_.known(known);
    pattern_ = &at;
    shared_ = false;
    coverage_ = at.coverage;
    if (std::memcmp(row.data(), row_.data(), row.size_bytes()) != 0) {
        std::ranges::copy(row, row_.begin());
        outside_ = schema.expand(row, phi_).extrapolates;
    }
    slow_extrapolates_ = outside_ & known & ~fast_;
    slow_recency_ = scorer_.recency_factor() < schema.size() ? row[scorer_.recency_factor()] : missing_value;

    // delta of the slow known columns; fast and missing columns are 0 here
    slow_.setZero();
    pull_.setZero();
    active_.clear();
    centre_.clear();
    base_ = m.log_daily_hazard;
    for (std::size_t k = 0; k < schema.size(); ++k) {
        if ((known >> k & 1) == 0) continue;
        for (std::size_t part = 0; part < schema.width(k); ++part) {
            const auto column = static_cast<Eigen::Index>(schema.first_column(k) + part);
            if ((fast_ >> k & 1) != 0) {
                active_.push_back({k, schema.first_column(k) + part, part});
                centre_.push_back(m.centre[column]);
                continue;
            }
            slow_[column] = phi_[schema.first_column(k) + part] - m.centre[column];
            base_ += at.beta[column] * slow_[column];
            pull_ += slow_[column] * at.covariance.col(column);
        }
    }
    variance_ = at.extra_variance + slow_.dot(pull_) + at.cross.dot(slow_);
    slope_.clear();
    linear_.clear();
    weights_.clear();
    for (std::size_t f = 0; f < active_.size(); ++f) {
        const auto column = static_cast<Eigen::Index>(active_[f].column);
        slope_.push_back(at.beta[column]);
        linear_.push_back(2 * pull_[column] + at.cross[column]);
        for (std::size_t g = f; g < active_.size(); ++g) {
            const double q = at.covariance(column, static_cast<Eigen::Index>(active_[g].column));
            weights_.push_back(f == g ? q : 2 * q);
        }
    }
}

BACKRISK_INLINE void block_scorer::share() {
    const model& m = of();
    const auto& schema = m.factors;
    const Eigen::VectorXd completed = pattern_->completion * slow_;
    shares_.clear();
    for (std::size_t k = 0; k < schema.size(); ++k) {
        const auto first = static_cast<Eigen::Index>(schema.first_column(k));
        const auto width = static_cast<Eigen::Index>(schema.width(k));
        const auto beta = m.mean.segment(first, width);
        share_base_[k] = beta.dot(completed.segment(first, width));
        for (std::size_t f = 0; f < active_.size(); ++f) {
            const auto column = pattern_->completion.col(static_cast<Eigen::Index>(active_[f].column));
            shares_.push_back(beta.dot(column.segment(first, width)));
        }
    }
    shared_ = true;
}

BACKRISK_INLINE void block_scorer::add_horizon(std::size_t days, std::span<const double* const> x) {
    const std::size_t recency = scorer_.recency_factor();
    if (recency_is_fast_ && x[recency] != nullptr) {
        const double origin = of().factors.factors()[recency].phi.origin;
        for (std::size_t i = 0; i < days; ++i)
            mu_[i] +=
                x[recency][i] >= origin ? log_horizon_ : scorer_.log_horizon(x[recency][i], horizon_days_);
        return;
    }
    const double slow =
        std::isnan(slow_recency_) ? unknown_log_horizon_ : scorer_.log_horizon(slow_recency_, horizon_days_);
    for (std::size_t i = 0; i < days; ++i) mu_[i] += slow;
}

BACKRISK_INLINE void block_scorer::evaluate(std::size_t days, std::span<const double* const> x,
                                            const block_output& out) {
    const auto& schema = of().factors;
    if (out.extrapolates != nullptr) std::fill_n(out.extrapolates, days, slow_extrapolates_);
    for (std::size_t f = 0; f < active_.size(); ++f) {
        const factor::factor& one = schema.factors()[active_[f].factor];
        const double* x_of = x[active_[f].factor];
        if (active_[f].part == 0 && out.extrapolates != nullptr && one.phi.kind != factor::shape::recency)
            kernel::mark_outside(days, x_of, one.low, one.high, factor::known_mask{1} << active_[f].factor,
                                 out.extrapolates);
        double* delta = delta_.data() + f * capacity;
        one.phi.visit([&]<factor::shape Kind>() {
            kernel::centred_column<Kind>(days, one.phi, active_[f].part, x_of, one.low, one.high, centre_[f],
                                         delta);
        });
    }
    if (days < 8)  // the same operations in the same order
        for (std::size_t i = 0; i < days; ++i) predict_tile<1>(i);
    else
        predict(days);
    if (out.hazard_ratio != nullptr)
        kernel::ratios(days, of().log_daily_hazard, mu_.data(), out.hazard_ratio);
    if (!out.contributions.empty() && !shared_) share();
    for (std::size_t k = 0; k < out.contributions.size(); ++k)
        if (double* const share = out.contributions[k]; share != nullptr) {
            if (days < 8)
                for (std::size_t i = 0; i < days; ++i) share_tile<1>(k, i, share + i);
            else
                contribute(k, days, share);
        }
    add_horizon(days, x);
    kernel::roots(days, sd_.data());
    if (out.low != nullptr) kernel::quantile(days, -z_, mu_.data(), sd_.data(), out.low);
    if (out.high != nullptr) kernel::quantile(days, z_, mu_.data(), sd_.data(), out.high);
    if (out.risk != nullptr) kernel::mean({mu_.data(), days}, {sd_.data(), days}, {out.risk, days});
}

}  // namespace backrisk::risk
