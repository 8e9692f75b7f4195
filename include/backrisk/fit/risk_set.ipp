#pragma once
#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "backrisk/core/error.hpp"
#include "backrisk/core/huge_pages.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/parallel.hpp"
#include "backrisk/fit/internal/standard.hpp"
#include "backrisk/fit/internal/time_order.hpp"
#include "backrisk/fit/risk_set.hpp"

namespace backrisk::fit {

namespace risk_set_detail {

[[noreturn]] inline void fail_row(std::string_view column, std::size_t row, double value,
                                  std::string_view rule) {
    fail_argument("fit", std::string(column) + ", row " + std::to_string(row + 1), value, rule);
}

template <class Holds>
void check_column(std::string_view name, std::span<const double> column, std::size_t size,
                  std::string_view rule, Holds holds) {
    if (column.empty()) return;
    check_argument(column.size() == size, "fit", std::string(name) + ".size", column.size(),
                   std::to_string(size) + ", the rows of stop");
    for (std::size_t i = 0; i < size; ++i)
        if (!holds(column[i], i)) fail_row(name, i, column[i], rule);
}

inline void check_rows(const survival_rows& table) {
    const std::size_t n = table.stop.size();
    const auto finite = [](double v, std::size_t) { return std::isfinite(v); };
    check_argument(n >= 1, "fit", "rows", n, "1 or more");
    check_argument(n < 0x7fffffff, "fit", "rows", n, "fewer than 2^31");
    check_argument(static_cast<std::size_t>(table.x.rows()) == n, "fit", "X.rows", table.x.rows(),
                   std::to_string(n) + ", the rows of stop");
    check_argument(table.event.size() == n, "fit", "event.size", table.event.size(),
                   std::to_string(n) + ", the rows of stop");
    check_argument(table.strata.empty() || table.strata.size() == n, "fit", "strata.size",
                   table.strata.size(), std::to_string(n) + ", the rows of stop");
    check_column("stop", table.stop, n, "finite", finite);
    check_column("start", table.start, n, "finite and before its stop",
                 [&](double v, std::size_t i) { return std::isfinite(v) && v < table.stop[i]; });
    check_column("event", table.event, n, "0 or 1", [](double v, std::size_t) { return v == 0 || v == 1; });
    check_column("weights", table.weights, n, "finite and not negative",
                 [](double v, std::size_t) { return std::isfinite(v) && v >= 0; });
    check_column("offset", table.offset, n, "finite", finite);
}

/// Only where a sum over all values is not finite.
inline void check_covariates(const survival_rows& table) {
    for (Eigen::Index i = 0; i < table.x.rows(); ++i)
        for (Eigen::Index k = 0; k < table.x.cols(); ++k)
            if (!std::isfinite(table.x(i, k))) {
                const auto at = static_cast<std::size_t>(k);
                const std::string name =
                    at < table.names.size() ? "'" + table.names[at] + "'" : std::to_string(k + 1);
                fail_row("X, column " + name, static_cast<std::size_t>(i), table.x(i, k), "finite");
            }
}

[[nodiscard]] inline double weight_of(const survival_rows& table, std::size_t i) {
    return table.weights.empty() ? 1 : table.weights[i];
}

/// Labels of the strata as 0, 1, ... in ascending order; fills `labels`.
[[nodiscard]] inline std::vector<std::uint32_t> stratum_codes(const survival_rows& table,
                                                              std::vector<std::int64_t>& labels) {
    std::vector<std::uint32_t> code(table.stop.size(), 0);
    if (table.strata.empty()) {
        labels = {0};
        return code;
    }
    labels.assign(table.strata.begin(), table.strata.end());
    std::sort(labels.begin(), labels.end());
    labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
    for (std::size_t i = 0; i < code.size(); ++i)
        code[i] = static_cast<std::uint32_t>(std::lower_bound(labels.begin(), labels.end(), table.strata[i]) -
                                             labels.begin());
    return code;
}

/// The distinct event times of each stratum, latest first, each stratum closed by a sentinel.
inline void make_slots(const survival_rows& table, const std::vector<std::uint32_t>& code, risk_set& set) {
    std::vector<std::uint32_t> from(set.stratum.size() + 1, 0);
    const auto counts = [&](std::size_t i) { return table.event[i] == 1 && weight_of(table, i) > 0; };
    for (std::size_t i = 0; i < code.size(); ++i)
        if (counts(i)) ++from[code[i] + 1];
    std::partial_sum(from.begin(), from.end(), from.begin());
    check_argument(from.back() > 0, "fit", "event", "no event", "1 in at least one row of positive weight");
    set.events = from.back();
    std::vector<double> times(set.events);
    auto next = from;
    for (std::size_t i = 0; i < code.size(); ++i)
        if (counts(i)) times[next[code[i]]++] = table.stop[i];
    for (std::uint32_t s = 0; s < set.stratum.size(); ++s) {
        const std::span<double> own = std::span(times).subspan(from[s], from[s + 1] - from[s]);
        sort_latest_first(own);
        set.stratum_from.push_back(static_cast<std::uint32_t>(set.time.size()));
        for (const double time : own) {
            if (set.time.size() > set.stratum_from.back() && set.time.back() == time) {
                ++set.dead.back();
            } else {
                set.time.push_back(time);
                set.dead.push_back(1);
            }
        }
        set.time.push_back(missing_value);
        set.dead.push_back(0);
    }
    set.stratum_from.push_back(static_cast<std::uint32_t>(set.time.size()));
}

/// Offsets of a counting sort: where the items of each key begin.
[[nodiscard]] inline std::vector<std::uint32_t> begins(const std::vector<std::uint32_t>& key,
                                                       std::size_t keys) {
    std::vector<std::uint32_t> from(keys + 1, 0);
    for (const std::uint32_t k : key) ++from[k + 1];
    std::partial_sum(from.begin(), from.end(), from.begin());
    return from;
}

/// Order of `key`, stable.
[[nodiscard]] inline std::vector<std::uint32_t> order_of(const std::vector<std::uint32_t>& key,
                                                         std::vector<std::uint32_t> from) {
    std::vector<std::uint32_t> order(key.size());
    for (std::size_t i = 0; i < key.size(); ++i) order[from[key[i]]++] = static_cast<std::uint32_t>(i);
    return order;
}

inline constexpr double same_time = 1.4901161193847656e-08;  ///< square root of the machine's precision

[[nodiscard]] inline double greatest_time(const survival_rows& table) {
    double greatest = 0;
    for (const std::span<const double> column : {table.start, table.stop})
        for (const double t : column) greatest = std::max(greatest, std::abs(t));
    return greatest;
}

[[nodiscard]] inline bool nearly_equal_slots(const risk_set& set, double least) {
    for (std::size_t u = 1; u < set.slots(); ++u)
        if (set.time[u - 1] - set.time[u] <= least) return true;  // false at a sentinel, whose time is NaN
    return false;
}

/// Times with those that differ by rounding made equal (Therneau, R's `aeqSurv`).
struct tied_times {
    std::vector<double> start, stop;
    bool changed = false;

    explicit tied_times(const survival_rows& table)
        : start(table.start.begin(), table.start.end()), stop(table.stop.begin(), table.stop.end()) {
        std::vector<double> known = stop;
        known.insert(known.end(), start.begin(), start.end());
        std::sort(known.begin(), known.end());
        known.erase(std::unique(known.begin(), known.end()), known.end());
        double size = 0;
        for (const double t : known) size += std::abs(t) / static_cast<double>(known.size());
        std::vector<double> kept;
        for (std::size_t k = 0; k < known.size(); ++k) {
            const double step = k == 0 ? missing_value : known[k] - known[k - 1];
            if (!(step <= same_time || step / size <= same_time)) kept.push_back(known[k]);
        }
        changed = kept.size() < known.size();
        if (!changed) return;
        for (auto* column : {&start, &stop})
            for (double& t : *column) t = *(std::upper_bound(kept.begin(), kept.end(), t) - 1);
        for (std::size_t i = 0; i < start.size(); ++i)
            if (!(start[i] < stop[i]))
                fail_row("start", i, table.start[i], "before its stop by more than rounding");
    }
};

/// When follow-up ends in each stratum, over the rows of positive weight.
inline void end_follow_up(const survival_rows& table, const std::vector<std::uint32_t>& code, risk_set& set) {
    set.last.assign(set.stratum.size(), -std::numeric_limits<double>::infinity());
    for (std::size_t i = 0; i < code.size(); ++i)
        if (weight_of(table, i) > 0) set.last[code[i]] = std::max(set.last[code[i]], table.stop[i]);
}

/// Sorts rows by the slot where they join, the dead of the slot first.
/// Answers whether a time may differ from an event time by rounding alone.
[[nodiscard]] inline bool place_rows(const survival_rows& table, const std::vector<std::uint32_t>& code,
                                     int threads, risk_set& set) {
    const double least = same_time * std::max(1.0, greatest_time(table));
    std::atomic<bool> near{nearly_equal_slots(set, least)};
    const std::size_t n = code.size();
    std::vector<std::uint32_t> enter(n), leave(n), key(n);
    std::vector<time_finder> finders;
    for (std::size_t s = 0; s < set.stratum.size(); ++s)
        finders.emplace_back(std::span(set.time).subspan(set.stratum_from[s],
                                                         set.stratum_from[s + 1] - 1 - set.stratum_from[s]));
    for_each_block(n, 8192, threads, [&](std::size_t first, std::size_t last) {
        bool found = false;
        for (std::size_t i = first; i < last; ++i) {
            const std::uint32_t s = code[i], sentinel = set.stratum_from[s + 1] - 1;
            const std::uint32_t first_slot = set.stratum_from[s];
            // The slot found is not after the time, the one before it is.
            const auto beside = [&](std::uint32_t slot, double time) {
                const double below = time - set.time[slot];
                return (slot < sentinel && below > 0 && below <= least) ||
                       (slot > first_slot && set.time[slot - 1] - time <= least);
            };
            enter[i] = first_slot + finders[s].find(table.stop[i]);
            leave[i] = table.start.empty() ? sentinel : first_slot + finders[s].find(table.start[i]);
            found = found || beside(enter[i], table.stop[i]) ||
                    (!table.start.empty() && beside(leave[i], table.start[i]));
            if (enter[i] == leave[i] || weight_of(table, i) == 0) enter[i] = leave[i] = sentinel;
            key[i] = 2 * enter[i] + (table.event[i] == 1 && enter[i] != sentinel ? 0 : 1);
        }
        if (found) near = true;
    });
    const auto from = begins(key, 2 * set.slots());
    set.row = order_of(key, from);
    set.joining_from.resize(set.slots() + 1);
    for (std::size_t u = 0; u <= set.slots(); ++u) set.joining_from[u] = from[2 * u];
    set.enter.resize(n), set.leave.resize(n);
    for (std::size_t j = 0; j < n; ++j) set.enter[j] = enter[set.row[j]], set.leave[j] = leave[set.row[j]];
    set.leaving_from = begins(set.leave, set.slots());
    set.leaving = order_of(set.leave, set.leaving_from);
    return near;
}

/// Weighted mean and standard deviation of each column.
inline void measure_columns(const survival_rows& table, int threads, risk_set& set) {
    const auto n = static_cast<std::size_t>(table.x.rows());
    const Eigen::Index p = set.columns = table.x.cols();
    double total = 0, offset = 0;
    for (std::size_t i = 0; i < n; ++i) {
        total += weight_of(table, i);
        if (!table.offset.empty()) offset += weight_of(table, i) * table.offset[i];
    }
    set.offset_centre = offset / total;
    std::size_t counted = 0;  // a row that is left out may hold anything, and is no origin
    while (counted + 1 < n && weight_of(table, counted) == 0) ++counted;
    const double* first = table.x.data() + counted * static_cast<std::size_t>(p);
    const std::vector<double> origin(first, first + p);
    const matrix_view x{table.x.data(), n, origin.size(), p, 1};
    const Eigen::MatrixXd sum = moments(x, table.weights, origin, threads);
    if (!sum.allFinite()) check_covariates(table);
    const Eigen::VectorXd mean = sum.col(0) / total;
    set.centre = Eigen::Map<const Eigen::VectorXd>(origin.data(), p) + mean;
    set.scale = (sum.col(1) / total - mean.cwiseAbs2()).cwiseMax(0.0).cwiseSqrt();
}

/// Rows [first, last) in order, (x - centre) * factor.
BACKRISK_INLINE BACKRISK_WIDE void copy_rows(const double* x, const double* __restrict centre,
                                             const double* __restrict factor, std::size_t p,
                                             std::size_t first, std::size_t last, risk_set& set) {
    double* out = set.x.data();
    for (std::size_t j = first; j < last; ++j) {
        const double* from = x + set.row[j] * p;
        double* __restrict to = out + j * p;
#if defined(__GNUC__)
        if (j + 16 < last)  // rows come from anywhere: they are asked for ahead
            for (std::size_t k = 0; k < p; k += 4) __builtin_prefetch(x + set.row[j + 16] * p + k);
#endif
        for (std::size_t k = 0; k < p; ++k) to[k] = (from[k] - centre[k]) * factor[k];
    }
}

/// The rows copied in order, standardised; a constant column becomes zero.
inline void standardise(const survival_rows& table, int threads, risk_set& set) {
    const std::size_t n = set.row.size(), p = static_cast<std::size_t>(set.columns);
    Eigen::VectorXd factor = set.scale.cwiseInverse();
    for (Eigen::Index k = 0; k < set.columns; ++k)
        if (!(set.scale[k] > 1e-13 * std::abs(set.centre[k]))) factor[k] = 0, set.scale[k] = 1;
    set.x.resize(table.x.rows(), set.columns);
    advise_huge_pages(set.x.data(), n * p * sizeof(double));
    set.weight.resize(n), set.offset.resize(n);
    for_each_block(n, 4096, threads, [&](std::size_t first, std::size_t last) {
        copy_rows(table.x.data(), set.centre.data(), factor.data(), p, first, last, set);
        for (std::size_t j = first; j < last; ++j) {
            const std::size_t i = set.row[j];
            set.weight[j] = weight_of(table, i);
            set.offset[j] = table.offset.empty() ? 0 : table.offset[i] - set.offset_centre;
        }
    });
}

/// Blocks of slots that hold about the same number of rows, at most 64; they do not depend on the threads.
inline void make_blocks(risk_set& set) {
    const std::size_t target = std::max<std::size_t>(2048, (2 * set.rows()) / 64 + 1);
    set.block = {0};
    std::size_t work = 0;
    for (std::size_t u = 0; u < set.slots(); ++u) {
        work += set.joining_from[u + 1] - set.joining_from[u] + set.leaving_from[u + 1] - set.leaving_from[u];
        if (work >= target || u + 1 == set.slots())
            set.block.push_back(static_cast<std::uint32_t>(u + 1)), work = 0;
    }
}

}  // namespace risk_set_detail

BACKRISK_INLINE risk_set sort_risk_set(const survival_rows& table, int threads) {
    namespace own = risk_set_detail;
    own::check_rows(table);
    risk_set set;
    set.names = table.names;
    own::measure_columns(table, threads, set);
    const auto code = own::stratum_codes(table, set.stratum);
    own::make_slots(table, code, set);
    if (own::place_rows(table, code, threads, set)) {
        const own::tied_times tied(table);
        if (tied.changed) {
            survival_rows same(table);
            same.start = tied.start, same.stop = tied.stop;
            return sort_risk_set(same, threads);
        }
    }
    own::end_follow_up(table, code, set);
    own::standardise(table, threads, set);
    own::make_blocks(set);
    return set;
}

BACKRISK_INLINE std::vector<double> weights_at_risk(const risk_set& set) {
    std::vector<double> weight(set.slots(), 0);
    double now = 0;
    for (std::size_t u = 0; u < set.slots(); ++u) {
        if (set.dead[u] == 0) {
            now = 0;
            continue;
        }
        for (auto i = set.leaving_from[u]; i < set.leaving_from[u + 1]; ++i)
            now -= set.weight[set.leaving[i]];
        for (auto j = set.joining_from[u]; j < set.joining_from[u + 1]; ++j) now += set.weight[j];
        weight[u] = now;
    }
    return weight;
}

}  // namespace backrisk::fit
