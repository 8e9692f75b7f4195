#pragma once
/// Many days of one person at once: the same numbers as `scorer`, at the speed of columns.
///
/// A person's factors are slow (sex, history, test results: the same for months) or fast (load: new each
/// day). As long as the slow ones and the set of known factors stay, the predictor is a quadratic in the few
/// fast columns delta:
///
///     eta = b0 + sum_f b_f delta_f                                 (over the horizon; of today with b0', b')
///     Var = v0 + sum_f g_f delta_f + sum_{f <= g} q_fg delta_f delta_g        (coefficients and unknowns)
///
/// What is unknown of the person has one variance as long as the known factors stay, so that the risk of a
/// block is one row of the table of core/mean_risk.hpp. `prepare` computes b0, v0, b, g, q; `evaluate` runs
/// over the days, column by column. A stream of single days and a batch of a year use this one evaluator, so
/// they agree to the last bit.
#include <cstdint>
#include <span>
#include <vector>

#include "backrisk/core/column.hpp"
#include "backrisk/core/config.hpp"
#include "backrisk/risk/assess.hpp"

namespace backrisk::risk {

/// Where `evaluate` writes; a null pointer skips the column. `contributions[k]` may be null for a factor.
struct block_output {
    double* risk = nullptr;
    double* low = nullptr;
    double* high = nullptr;
    double* hazard_ratio = nullptr;  ///< of today
    double* relative = nullptr;      ///< over the horizon, against the average member
    double* relative_low = nullptr;
    double* relative_high = nullptr;
    double* above_typical = nullptr;
    factor::known_mask* extrapolates = nullptr;
    std::span<double* const> contributions{};
};

class block_scorer {
  public:
    static constexpr std::size_t capacity =
        128;  ///< days a call of `evaluate`: its scratch stays in the first cache

    /// `fast` has a bit for each factor whose value may change from day to day.
    block_scorer(const model& of, factor::known_mask fast, int horizon_days, double level)
        : block_scorer(scorer(of), fast, horizon_days, level) {}
    /// With a scorer that is ready, and what it remembers.
    block_scorer(scorer ready, factor::known_mask fast, int horizon_days, double level);

    /// Fixes the known factors and the slow values (one a factor; those of fast factors are not read), and
    /// fills in what follows from them (`schema::imply`).
    void prepare(factor::known_mask known, std::span<const double> row);

    /// Scores `days` <= capacity days. `x[k]` points to the days' values of factor k for each fast known
    /// factor; every value must be known. Does not allocate.
    void evaluate(std::size_t days, std::span<const double* const> x, const block_output& out);

    [[nodiscard]] double coverage() const noexcept { return coverage_; }
    [[nodiscard]] const model& of() const noexcept { return scorer_.of(); }
    [[nodiscard]] factor::known_mask fast() const noexcept { return fast_; }

  private:
    static constexpr std::size_t tile = 16;  ///< days whose sums stay in registers
    static_assert(capacity % tile == 0);
    struct active {
        std::size_t factor;  ///< position in the schema
        std::size_t column;  ///< position in phi
        std::size_t part;    ///< column of the factor
    };
    void expand(std::size_t days, std::size_t rows, std::span<const double* const> x);
    void add_horizon(std::size_t days, std::size_t rows, std::span<const double* const> x);
    void add_level(std::size_t rows);
    void compare(std::size_t rows, std::size_t days, const block_output& out);
    void predict(std::size_t days);  ///< mu, the log hazard of today and the variance of the days
    template <std::size_t Days>
    void predict_tile(std::size_t from) noexcept;
    void share();
    void contribute(std::size_t rows, std::size_t days, std::span<double* const> out);
    void share_column(std::size_t k, std::size_t rows);
    template <std::size_t Days>
    void share_tile(std::size_t k, std::size_t from, double* __restrict share) const noexcept;

    scorer scorer_;
    factor::known_mask fast_;
    int horizon_days_;
    double z_;
    double log_horizon_;          ///< ln H without decay
    double unknown_log_horizon_;  ///< where the time since recovery is not known
    double typical_;              ///< ln of the average member's cumulative hazard
    bool acts_always_;            ///< every factor acts on all days of the horizon: eta is that of today
    std::vector<active> active_;
    std::vector<double> slope_, today_slope_, linear_, centre_;  ///< b_f, b_f', g_f, c_f
    std::vector<double> level_;                                  ///< 2 k_f of a learned level
    std::vector<double> weights_;                                ///< q_fg, f <= g, row after row
    std::vector<double> share_base_, shares_;  ///< contributions: factor k = base_k + sum_f share_kf delta_f
    bool shared_ = false;                      ///< whether `share_base_` belongs to what was prepared last
    const pattern* pattern_ = nullptr;
    const pattern* weighed_ = nullptr;  ///< whose `shares_` these are
    Eigen::VectorXd slow_, pull_;       ///< delta of the slow known columns; T'ST times it
    Eigen::VectorXd completed_;         ///< T times it
    double base_ = 0, today_base_ = 0, variance_ = 0, unknown_sd_ = 0, level_variance_ = 0, coverage_ = 0;
    double slow_recency_ = missing_value;
    bool recency_is_fast_ = false;
    factor::known_mask slow_extrapolates_ = 0, outside_ = 0;
    std::vector<double> filled_;  ///< the row with what follows from it
    std::vector<double> row_;     ///< what `phi_` was expanded from
    std::vector<double> phi_;
    long_column<double> delta_, x_, mu_, today_, sd_, level_sd_, low_, high_, wide_;  ///< scratch
    long_column<factor::known_mask> marks_;
};

}  // namespace backrisk::risk

#ifndef BACKRISK_COMPILED
#include "backrisk/risk/block.ipp"
#endif
