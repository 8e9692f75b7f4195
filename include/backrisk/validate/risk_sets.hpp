#pragma once
/// Risk sets of (start, stop] rows: events and censorings in time, and the two Kaplan-Meier curves.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/observed.hpp"
#include "backrisk/validate/ranking.hpp"

namespace backrisk::validate {

/// A row is at risk in (start, stop]; `event` says whether it ended with one. No start: 0 for all, whatever
/// the clock. Weights and persons as in `observed`.
struct survival_rows {
    std::span<const double> stop;
    std::span<const double> event;
    std::span<const double> start{};
    std::span<const double> weight{};
    std::span<const std::size_t> person{};

    [[nodiscard]] std::size_t size() const noexcept { return stop.size(); }
    [[nodiscard]] double w(std::size_t i) const noexcept { return weight.empty() ? 1 : weight[i]; }
    [[nodiscard]] double from(std::size_t i) const noexcept { return start.empty() ? -HUGE_VAL : start[i]; }
};

namespace censored {

/// Sizes, event of 0 or 1, start < stop, weights; at least one row counts.
inline void check_rows(std::string_view function, const survival_rows& of) {
    check_same_size(function, "event", of.event, of.stop);
    check::column(function, "event", of.event, "0 or 1", [](double y) { return (y == 0) | (y == 1); });
    check::column(function, "stop", of.stop, "a finite number", [](double t) { return t - t == 0; });
    if (!of.start.empty()) {
        check_same_size(function, "start", of.start, of.stop);
        for (std::size_t i = 0; i < of.size(); ++i)
            check_argument(of.start[i] < of.stop[i], function, "start[" + show(i) + "]", of.start[i],
                           "below stop, " + show(of.stop[i]));
    }
    check::weights(function, {.event = of.stop, .predicted = {}, .weight = of.weight, .person = of.person});
    check_argument(count_units(of.size(), of.weight, {}) > 0, function,
                   "number of rows with a positive weight", 0, "1 or more");
}

/// Whether a row without an event is truly the last one seen of its person, not a cut in time.
[[nodiscard]] inline std::vector<char> ends_watch(const survival_rows& of) {
    std::vector<char> ends(of.size(), 1);
    if (of.person.empty() || of.start.empty()) return ends;
    std::vector<std::pair<std::size_t, double>> begins;
    for (std::size_t i = 0; i < of.size(); ++i) begins.emplace_back(of.person[i], of.start[i]);
    std::sort(begins.begin(), begins.end());
    for (std::size_t i = 0; i < of.size(); ++i)
        if (std::binary_search(begins.begin(), begins.end(), std::pair(of.person[i], of.stop[i])))
            ends[i] = 0;
    return ends;
}

/// What happens at one time: weights of who is at risk (start < t <= stop), of events, of censorings; and S,
/// G just before it. Events come before censorings of the same time.
struct moment {
    double time, at_risk, events, censored, survival, uncensored;
};

/// Distinct times at which rows end, rising.
[[nodiscard]] inline std::vector<moment> timeline(const survival_rows& of) {
    const auto by_stop = ranking::sorted_rows(of.stop), by_start = ranking::sorted_rows(of.start);
    const std::vector<char> ends = ends_watch(of);
    std::vector<moment> out;
    double at_risk = 0, survival = 1, uncensored = 1;
    std::size_t entered = 0;
    if (of.start.empty())
        for (std::size_t i = 0; i < of.size(); ++i) at_risk += of.w(i);
    for (std::size_t k = 0; k < by_stop.size();) {
        const double t = of.stop[by_stop[k]];
        for (; entered < by_start.size() && of.start[by_start[entered]] < t; ++entered)
            at_risk += of.w(by_start[entered]);
        moment now{t, at_risk, 0, 0, survival, uncensored};
        double left = 0;
        for (; k < by_stop.size() && of.stop[by_stop[k]] == t; ++k) {
            const std::size_t i = by_stop[k];
            left += of.w(i);
            if (of.event[i] == 1)
                now.events += of.w(i);
            else if (ends[i] != 0)
                now.censored += of.w(i);
        }
        if (now.events > 0) survival *= 1 - now.events / at_risk;
        if (now.censored > 0) uncensored *= 1 - now.censored / (at_risk - now.events);
        at_risk = std::max(0.0, at_risk - left);
        out.push_back(now);
    }
    return out;
}

}  // namespace censored
}  // namespace backrisk::validate
