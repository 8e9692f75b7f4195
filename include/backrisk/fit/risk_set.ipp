#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "backrisk/core/error.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/parallel.hpp"
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
    std::vector<std::pair<std::uint32_t, double>> events;  // ascending in (stratum, -time)
    for (std::size_t i = 0; i < code.size(); ++i)
        if (table.event[i] == 1 && weight_of(table, i) > 0) events.emplace_back(code[i], -table.stop[i]);
    check_argument(!events.empty(), "fit", "event", "no event", "1 in at least one row of positive weight");
    set.events = events.size();
    std::sort(events.begin(), events.end());
    std::size_t e = 0;
    for (std::uint32_t s = 0; s < set.stratum.size(); ++s) {
        set.stratum_from.push_back(static_cast<std::uint32_t>(set.time.size()));
        for (; e < events.size() && events[e].first == s; ++e) {
            const double time = -events[e].second;
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

/// Sorts rows by the slot where they join, the dead of the slot first.
inline void place_rows(const survival_rows& table, const std::vector<std::uint32_t>& code, int threads,
                       risk_set& set) {
    const std::size_t n = code.size();
    std::vector<std::uint32_t> enter(n), leave(n), key(n);
    for_each_block(n, 8192, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            const std::uint32_t s = code[i], sentinel = set.stratum_from[s + 1] - 1;
            enter[i] = slot_at(set, s, table.stop[i]);
            leave[i] = table.start.empty() ? sentinel : slot_at(set, s, table.start[i]);
            if (enter[i] == leave[i] || weight_of(table, i) == 0) enter[i] = leave[i] = sentinel;
            key[i] = 2 * enter[i] + (table.event[i] == 1 && enter[i] != sentinel ? 0 : 1);
        }
    });
    const auto from = begins(key, 2 * set.slots());
    set.row = order_of(key, from);
    set.joining_from.resize(set.slots() + 1);
    for (std::size_t u = 0; u <= set.slots(); ++u) set.joining_from[u] = from[2 * u];
    set.enter.resize(n), set.leave.resize(n);
    for (std::size_t j = 0; j < n; ++j) set.enter[j] = enter[set.row[j]], set.leave[j] = leave[set.row[j]];
    set.leaving_from = begins(set.leave, set.slots());
    set.leaving = order_of(set.leave, set.leaving_from);
}

/// Weighted mean and standard deviation of each column.
inline void measure_columns(const survival_rows& table, int threads, risk_set& set) {
    const auto n = static_cast<std::size_t>(table.x.rows()), block = std::max<std::size_t>(4096, n / 64 + 1);
    const Eigen::Index p = table.x.cols();
    const auto sum = [&](auto&& add) {
        std::vector<Eigen::VectorXd> parts((n + block - 1) / block);
        for_each_block(n, block, threads, [&](std::size_t first, std::size_t last) {
            Eigen::VectorXd part = Eigen::VectorXd::Zero(p);
            for (std::size_t i = first; i < last; ++i)
                add(weight_of(table, i), table.x.row(static_cast<Eigen::Index>(i)).transpose(), part);
            parts[first / block] = std::move(part);
        });
        for (std::size_t b = 1; b < parts.size(); ++b) parts[0] += parts[b];
        return parts[0];
    };
    double total = 0, offset = 0;
    for (std::size_t i = 0; i < n; ++i) {
        total += weight_of(table, i);
        if (!table.offset.empty()) offset += weight_of(table, i) * table.offset[i];
    }
    set.columns = p;
    set.offset_centre = offset / total;
    set.centre = sum([](double w, const auto& x, auto& to) { to += w * x; }) / total;
    const Eigen::VectorXd& centre = set.centre;
    set.scale =
        sum([&](double w, const auto& x, auto& to) { to.array() += w * (x - centre).array().square(); });
    set.scale = (set.scale / total).cwiseSqrt();
}

/// The rows copied in order, standardised; a constant column becomes zero.
inline void standardise(const survival_rows& table, int threads, risk_set& set) {
    measure_columns(table, threads, set);
    const std::size_t n = set.row.size();
    Eigen::RowVectorXd factor = set.scale.cwiseInverse().transpose();
    for (Eigen::Index k = 0; k < set.columns; ++k)
        if (!(set.scale[k] > 1e-13 * std::abs(set.centre[k]))) factor[k] = 0, set.scale[k] = 1;
    set.x.resize(table.x.rows(), set.columns);
    set.weight.resize(n), set.offset.resize(n);
    for_each_block(n, 4096, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t j = first; j < last; ++j) {
            const std::size_t i = set.row[j];
            set.x.row(static_cast<Eigen::Index>(j)) =
                (table.x.row(static_cast<Eigen::Index>(i)) - set.centre.transpose()).cwiseProduct(factor);
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
    const auto code = own::stratum_codes(table, set.stratum);
    own::make_slots(table, code, set);
    own::place_rows(table, code, threads, set);
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
