#pragma once
#include <algorithm>
#include <cmath>
#include <cstring>

#include "backrisk/core/cloglog.hpp"
#include "backrisk/core/mean_risk.hpp"
#include "backrisk/core/normal.hpp"
#include "backrisk/core/normal_column.hpp"
#include "backrisk/risk/block.hpp"

namespace backrisk::risk {

namespace kernel {

BACKRISK_INLINE BACKRISK_WIDE void mark_outside(std::size_t days, const double* __restrict x, double low,
                                                double high, factor::known_mask bit,
                                                factor::known_mask* __restrict marks) {
    for (std::size_t i = 0; i < days; ++i) {
        const auto all = -static_cast<std::uint64_t>((x[i] < low) | (x[i] > high));
        marks[i].low |= bit.low & all;
        marks[i].high |= bit.high & all;
    }
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
    for (std::size_t i = 0; i < days; ++i) values[i] = std::sqrt(values[i] < 0 ? 0 : values[i]);
}
BACKRISK_INLINE BACKRISK_WIDE void ratios(std::size_t days, double origin, const double* __restrict mu,
                                          double* __restrict ratio) {
    for (std::size_t i = 0; i < days; ++i) ratio[i] = exponential(mu[i] - origin);
}
BACKRISK_INLINE BACKRISK_WIDE void scaled(std::size_t days, double by, const double* __restrict x,
                                          double* __restrict out) {
    for (std::size_t i = 0; i < days; ++i) out[i] = by * x[i];
}
/// exp(mu - z sd) and exp(mu + z sd) from `hazard` = exp(mu). In sweeps: a processor looks ahead by
/// operations, so that it works on more days at once when each takes fewer.
BACKRISK_INLINE BACKRISK_WIDE void ends(std::size_t days, double z, const double* __restrict hazard,
                                        const double* __restrict sd, double* __restrict low,
                                        double* __restrict high) {
    for (std::size_t i = 0; i < days; ++i) high[i] = exponential(z * sd[i]);
    for (std::size_t i = 0; i < days; ++i) {
        const double factor = high[i];
        low[i] = hazard[i] / factor;
        high[i] = hazard[i] * factor;
    }
}
/// 1 - exp(-hazard).
BACKRISK_INLINE BACKRISK_WIDE void risks(std::size_t days, double* hazard) {
    for (std::size_t i = 0; i < days; ++i) hazard[i] = -exponential_minus_one(-hazard[i]);
}
BACKRISK_INLINE BACKRISK_WIDE void mean(std::span<const double> mu, double sd, std::span<double> risk) {
    mean_risk(mu, sd, risk);
}
/// Phi((mu - typical) / sd); where nothing is uncertain 0, 0.5 or 1.
BACKRISK_INLINE BACKRISK_WIDE void above(std::span<const double> mu, double typical, const double* sd,
                                         std::span<double> out) {
    for (std::size_t i = 0; i < mu.size(); ++i)
        out[i] = (mu[i] - typical) / (sd[i] > 0x1p-1000 ? sd[i] : 0x1p-1000);
    normal_cdf(out, out);
}

}  // namespace kernel

/// `Days` days from `from` on: sums stay in registers while the terms are added.
template <std::size_t Days>
void block_scorer::predict_tile(std::size_t from) noexcept {
    std::array<double, Days> mu, today, variance, slope;
    mu.fill(base_);
    today.fill(today_base_);
    variance.fill(variance_);
    const double* weight = weights_.data();
    for (std::size_t f = 0; f < active_.size(); ++f) {
        const double* const delta = delta_.data() + f * capacity + from;
        const double mean_slope = slope_[f], today_slope = today_slope_[f];
        slope.fill(linear_[f]);
        for (std::size_t g = f; g < active_.size(); ++g) {
            const double q = *weight++;
            const double* const other = delta_.data() + g * capacity + from;
            for (std::size_t i = 0; i < Days; ++i) slope[i] += q * other[i];
        }
        for (std::size_t i = 0; i < Days; ++i) mu[i] += mean_slope * delta[i];
        for (std::size_t i = 0; i < Days; ++i) today[i] += today_slope * delta[i];
        for (std::size_t i = 0; i < Days; ++i) variance[i] += slope[i] * delta[i];
    }
    for (std::size_t i = 0; i < Days; ++i) mu_[from + i] = mu[i];
    for (std::size_t i = 0; i < Days; ++i) today_[from + i] = today[i];
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
BACKRISK_INLINE BACKRISK_WIDE void block_scorer::share_column(std::size_t k, std::size_t rows) {
    for (std::size_t from = 0; from < rows; from += tile) share_tile<tile>(k, from, x_.data() + from);
}

BACKRISK_INLINE block_scorer::block_scorer(scorer ready, factor::known_mask fast, int horizon_days,
                                           double level)
    : scorer_(std::move(ready)), fast_(fast), horizon_days_(horizon_days) {
    const model& of = scorer_.of();
    check_horizon("risk::block_scorer", horizon_days);
    scorer_.set_horizon(horizon_days);
    check_argument(level > 0 && level < 1, "risk::block_scorer", "level", level, "inside (0, 1)");
    z_ = normal_quantile(0.5 + level / 2);
    log_horizon_ = std::log(static_cast<double>(horizon_days));
    unknown_log_horizon_ = scorer_.log_horizon(missing_value, horizon_days);
    typical_ = scorer_.typical_log_hazard();
    acts_always_ =
        std::ranges::all_of(of.factors.acting_shares(horizon_days), [](double s) { return s == 1; });
    const std::size_t columns = of.factors.columns();
    active_.reserve(columns);
    for (auto* v : {&slope_, &today_slope_, &linear_, &centre_, &level_}) v->reserve(columns);
    weights_.reserve(columns * (columns + 1) / 2);
    share_base_.resize(of.factors.size());
    shares_.reserve(of.factors.size() * columns);
    phi_.resize(columns);
    row_.assign(of.factors.size(), missing_value);
    filled_ = row_;
    outside_ = of.factors.expand(row_, phi_).extrapolates;
    slow_.resize(of.mean.size());
    pull_.resize(of.mean.size());
    completed_.resize(of.mean.size());
    delta_.resize(columns * capacity, 0.0);
    for (auto* one : {&x_, &mu_, &today_, &sd_, &level_sd_, &low_, &high_, &wide_})
        one->resize(capacity, 0.0);
    marks_.resize(capacity, 0);
    const std::size_t recency = scorer_.recency_factor();
    recency_is_fast_ = recency < of.factors.size() && (fast >> recency & 1) != 0;
}

BACKRISK_INLINE void block_scorer::prepare(factor::known_mask known, std::span<const double> given) {
    const model& m = of();
    const auto& schema = m.factors;
    const factor::known_mask fast = fast_ & known;  // what is implied stays for all the days
    std::ranges::copy(given, filled_.begin());
    known = schema.imply(filled_, known & ~fast) | fast;
    const std::span<const double> row = filled_;
    const pattern& at = scorer_.known(known);
    pattern_ = &at;
    shared_ = false;
    coverage_ = at.coverage;
    if (std::memcmp(row.data(), row_.data(), row.size_bytes()) != 0) {
        std::ranges::copy(row, row_.begin());
        outside_ = schema.expand(row, phi_).extrapolates;
    }
    slow_extrapolates_ = outside_ & known & ~fast;
    slow_recency_ = scorer_.recency_factor() < schema.size() ? row[scorer_.recency_factor()] : missing_value;

    // delta of the slow known columns; fast and missing columns are 0 here
    slow_.setZero();
    pull_.setZero();
    active_.clear();
    centre_.clear();
    base_ = today_base_ = 0;
    for (std::size_t k = 0; k < schema.size(); ++k) {
        if ((known >> k & 1) == 0) continue;
        for (std::size_t part = 0; part < schema.width(k); ++part) {
            const auto column = static_cast<Eigen::Index>(schema.first_column(k) + part);
            if ((fast >> k & 1) != 0) {
                active_.push_back({k, schema.first_column(k) + part, part});
                centre_.push_back(m.centre[column]);
                continue;
            }
            slow_[column] = phi_[schema.first_column(k) + part] - m.centre[column];
            base_ += at.beta[column] * slow_[column];
            today_base_ += at.today[column] * slow_[column];
            pull_ += slow_[column] * at.covariance.col(column);
        }
    }
    variance_ = at.doubt + at.unknown + slow_.dot(pull_);
    unknown_sd_ = std::sqrt(at.unknown);
    level_variance_ = m.from_cohort ? m.setting_sd * m.setting_sd + at.cross.dot(slow_) : 0;
    for (auto* all : {&slope_, &today_slope_, &linear_, &level_, &weights_}) all->clear();
    for (std::size_t f = 0; f < active_.size(); ++f) {
        const auto column = static_cast<Eigen::Index>(active_[f].column);
        slope_.push_back(at.beta[column]);
        today_slope_.push_back(at.today[column]);
        level_.push_back(at.cross[column]);
        linear_.push_back(2 * pull_[column]);
        for (std::size_t g = f; g < active_.size(); ++g) {
            const double q = at.covariance(column, static_cast<Eigen::Index>(active_[g].column));
            weights_.push_back(f == g ? q : 2 * q);
        }
    }
}

BACKRISK_INLINE void block_scorer::share() {
    const model& m = of();
    const auto& schema = m.factors;
    const auto part = [&](std::size_t k, const auto& completed) {
        const auto first = static_cast<Eigen::Index>(schema.first_column(k));
        const auto width = static_cast<Eigen::Index>(schema.width(k));
        return m.mean.segment(first, width).dot(completed.segment(first, width));
    };
    if (weighed_ != pattern_) {
        weighed_ = pattern_;
        shares_.clear();
        for (std::size_t k = 0; k < schema.size(); ++k)
            for (const active& f : active_)
                shares_.push_back(part(k, pattern_->completion.col(static_cast<Eigen::Index>(f.column))));
    }
    completed_.setZero();
    for (Eigen::Index column = 0; column < slow_.size(); ++column)
        if (slow_[column] != 0) completed_ += slow_[column] * pattern_->completion.col(column);
    for (std::size_t k = 0; k < schema.size(); ++k) share_base_[k] = part(k, completed_);
    shared_ = true;
}

/// From the log hazard ratio to the log hazard of the horizon in mu, and the hazard in x.
BACKRISK_INLINE void block_scorer::add_horizon(std::size_t days, std::size_t rows,
                                               std::span<const double* const> x) {
    const std::size_t recency = scorer_.recency_factor();
    const double level = of().log_daily_hazard;
    if (recency_is_fast_ && x[recency] != nullptr) {
        const double origin = of().factors.factors()[recency].phi.origin;
        for (std::size_t i = 0; i < days; ++i)
            mu_[i] += level + (x[recency][i] >= origin ? log_horizon_
                                                       : scorer_.log_horizon(x[recency][i], horizon_days_));
        return kernel::ratios(rows, 0, mu_.data(), x_.data());
    }
    const double slow =
        level + (std::isnan(slow_recency_) ? unknown_log_horizon_
                                           : scorer_.log_horizon(slow_recency_, horizon_days_));
    if (acts_always_) {
        kernel::scaled(rows, exponential(slow), today_.data(), x_.data());  // today_ holds the ratios
        for (std::size_t i = 0; i < rows; ++i) mu_[i] += slow;
        return;
    }
    for (std::size_t i = 0; i < rows; ++i) mu_[i] += slow;
    kernel::ratios(rows, 0, mu_.data(), x_.data());
}

/// The columns of all fast known factors, and which of their values lie outside; `rows` of scratch, of which
/// `days` are asked for.
BACKRISK_INLINE void block_scorer::expand(std::size_t days, std::size_t rows,
                                          std::span<const double* const> x) {
    std::fill_n(marks_.data(), rows, slow_extrapolates_);
    for (std::size_t f = 0; f < active_.size(); ++f) {
        const auto [k, column, part] = active_[f];
        const factor::factor& one = of().factors.factors()[k];
        if (part == 0) {
            std::copy_n(x[k], days, x_.data());
            std::fill(x_.data() + days, x_.data() + rows, x[k][days - 1]);
            if (one.phi.kind != factor::shape::recency)
                kernel::mark_outside(rows, x_.data(), one.low, one.high, factor::known_mask{1} << k,
                                     marks_.data());
        }
        one.phi.visit([&, part = part]<factor::shape Kind>() {
            kernel::centred_column<Kind>(rows, one.phi, part, x_.data(), one.low, one.high, centre_[f],
                                         delta_.data() + f * capacity);
        });
    }
}

BACKRISK_INLINE void block_scorer::contribute(std::size_t rows, std::size_t days,
                                              std::span<double* const> out) {
    constexpr std::size_t ahead = 4;  // columns of which the memory is on its way
    if (!shared_) share();
    for (std::size_t k = 0; k < out.size(); ++k) {
        if (out[k] == nullptr) continue;
        if (k + ahead < out.size()) fetch_ahead(out[k + ahead], days);
        if (rows == 1)
            share_tile<1>(k, 0, x_.data());
        else
            share_column(k, rows);
        std::copy_n(x_.data(), days, out[k]);
    }
}

/// The columns that compare with the average member; the hazard is in x, the interval of it in low and high.
BACKRISK_INLINE void block_scorer::compare(std::size_t rows, std::size_t days, const block_output& out) {
    const double by = exponential(-typical_);
    for (const auto& [from, to] :
         {std::pair{&x_, out.relative}, {&low_, out.relative_low}, {&high_, out.relative_high}}) {
        if (to == nullptr) continue;
        kernel::scaled(rows, by, from->data(), wide_.data());
        std::copy_n(wide_.data(), days, to);
    }
    if (out.above_typical == nullptr) return;
    kernel::above({mu_.data(), rows}, typical_, sd_.data(), {wide_.data(), rows});
    std::copy_n(wide_.data(), days, out.above_typical);
}

/// Everything is computed in scratch, whole vectors of it, and then copied: the days of the caller begin
/// anywhere.
BACKRISK_INLINE void block_scorer::evaluate(std::size_t days, std::span<const double* const> x,
                                            const block_output& out) {
    if (days == 0) return;
    const std::size_t rows = days == 1 ? 1 : (days + tile - 1) / tile * tile;
    const auto copy = [days](const auto& column, auto* to) {
        if (to != nullptr) std::copy_n(column.data(), days, to);
    };
    if (rows > 1) {
        fetch_ahead(out.extrapolates, days);
        for (double* column : {out.hazard_ratio, out.relative, out.relative_low, out.relative_high,
                               out.above_typical, out.low, out.high, out.risk})
            fetch_ahead(column, days);
    }
    expand(days, rows, x);
    copy(marks_, out.extrapolates);
    if (rows == 1)  // the same operations in the same order
        predict_tile<1>(0);
    else
        predict(rows);
    if (!out.contributions.empty()) contribute(rows, days, out.contributions);
    kernel::ratios(rows, 0, today_.data(), wide_.data());
    std::swap(today_, wide_);
    copy(today_, out.hazard_ratio);
    add_horizon(days, rows, x);
    const bool level_is_learned = of().from_cohort.has_value();
    if (level_is_learned) add_level(rows);
    kernel::roots(rows, sd_.data());
    kernel::ends(rows, z_, x_.data(), sd_.data(), low_.data(), high_.data());
    compare(rows, days, out);
    if (level_is_learned) {
        kernel::roots(rows, level_sd_.data());
        kernel::ends(rows, z_, x_.data(), level_sd_.data(), low_.data(), high_.data());
    }
    kernel::risks(rows, low_.data());
    kernel::risks(rows, high_.data());
    copy(low_, out.low);
    copy(high_, out.high);
    if (level_is_learned)
        for (std::size_t i = 0; i < rows; ++i) mu_[i] += scorer_.mean_excess();
    kernel::mean({mu_.data(), rows}, unknown_sd_, {x_.data(), rows});
    copy(x_, out.risk);
}

/// The variance of the log hazard with that of a learned level, from the variance in sd.
BACKRISK_INLINE void block_scorer::add_level(std::size_t rows) {
    for (std::size_t i = 0; i < rows; ++i) level_sd_[i] = sd_[i] + level_variance_;
    for (std::size_t f = 0; f < active_.size(); ++f) {
        const double* const delta = delta_.data() + f * capacity;
        for (std::size_t i = 0; i < rows; ++i) level_sd_[i] += level_[f] * delta[i];
    }
}

}  // namespace backrisk::risk
