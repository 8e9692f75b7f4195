#pragma once
/// Who was at risk when somebody had an event: the rows of a cohort, sorted once.
///
/// A row is a person over (start, stop]: at risk at an event time t when start < t <= stop. Time runs
/// *backwards* through the slots of a stratum, one slot a distinct event time, so that a row joins the sums
/// at slot `enter` and leaves them at slot `leave`, and nobody is sorted again while a model is fitted.
#include <Eigen/Core>
#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "backrisk/core/config.hpp"

namespace backrisk::fit {

using row_matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// The table of a survival analysis, (n, p) covariates and columns of n. An empty span is the default.
struct survival_rows {
    Eigen::Map<const row_matrix> x{nullptr, 0, 0};
    std::span<const double> start{};  ///< default: nobody enters late
    std::span<const double> stop{};
    std::span<const double> event{};         ///< 1 event at `stop`, 0 censored
    std::span<const std::int64_t> strata{};  ///< each stratum has its own baseline; default: one
    std::span<const double> weights{};       ///< default 1; a row of weight 0 is left out
    std::span<const double> offset{};        ///< added to the log hazard; default 0
    std::vector<std::string> names{};        ///< of the columns, for messages; default their number
};

/// The rows in the order in which they join, standardised, and the slots. `slot` counts event times in order
/// of (stratum, time descending); after the last of a stratum stands a sentinel where its sums end.
struct risk_set {
    Eigen::Index columns = 0;
    row_matrix x;                        ///< (n, p) (x - centre) / scale, rows in order of `enter`
    Eigen::VectorXd centre, scale;       ///< weighted mean and standard deviation; scale 1 where constant
    std::vector<double> weight, offset;  ///< in order of `enter`
    double offset_centre = 0;            ///< subtracted from the offset
    std::vector<std::uint32_t> row;      ///< the caller's row
    std::vector<std::uint32_t> enter, leave;
    std::vector<std::uint32_t> leaving, leaving_from;  ///< rows by `leave`; from where a slot's begin
    std::vector<std::uint32_t> joining_from;           ///< the rows of slot u begin here, its dead first
    std::vector<double> time;                          ///< of a slot; NaN for a sentinel
    std::vector<std::uint32_t> dead;                   ///< events of a slot; 0 for a sentinel
    std::vector<std::uint32_t> stratum_from;           ///< first slot of each stratum, and the end
    std::vector<std::int64_t> stratum;                 ///< the caller's label of each stratum, ascending
    std::vector<std::uint32_t> block;                  ///< bounds of blocks of slots of similar work
    std::vector<double> last;                          ///< of each stratum: when its follow-up ends
    std::vector<std::string> names;                    ///< of the columns, for messages
    std::size_t events = 0;

    [[nodiscard]] std::size_t rows() const noexcept { return row.size(); }
    [[nodiscard]] std::size_t slots() const noexcept { return time.size(); }
    [[nodiscard]] bool died(std::size_t j) const noexcept {
        return enter[j] < slots() && j < joining_from[enter[j]] + dead[enter[j]];
    }
};

/// Sorts the rows. Times that differ by rounding are tied, as R's `timefix` does: of all distinct times in
/// order, one that is not further than 1.5e-8, or than 1.5e-8 of the mean of their sizes, from the one before
/// it takes its place. Throws `invalid_argument` naming row and column for a value that is not finite, a
/// start not before its stop, an event other than 0 or 1, a negative weight, columns of different length, and
/// where there is no event at all.
[[nodiscard]] risk_set sort_risk_set(const survival_rows& table, int threads = 1);

/// First slot of stratum s (its position) whose time is not after `time`; its sentinel where there is none.
[[nodiscard]] inline std::uint32_t slot_at(const risk_set& set, std::size_t s, double time) {
    const auto from = set.time.begin() + set.stratum_from[s];
    const auto sentinel = set.time.begin() + set.stratum_from[s + 1] - 1;
    return static_cast<std::uint32_t>(std::lower_bound(from, sentinel, time, std::greater<>{}) -
                                      set.time.begin());
}

/// Weight of the dead of a slot.
[[nodiscard]] inline double dead_weight(const risk_set& set, std::size_t u) {
    double sum = 0;
    for (std::uint32_t j = set.joining_from[u], end = j + set.dead[u]; j < end; ++j) sum += set.weight[j];
    return sum;
}

/// (slots) Weight of those at risk.
[[nodiscard]] std::vector<double> weights_at_risk(const risk_set& set);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/risk_set.ipp"
#endif
