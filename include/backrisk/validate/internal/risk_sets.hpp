#pragma once
/// Risk sets of (start, stop] rows: events and censorings in time, and the two Kaplan-Meier curves.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "backrisk/core/ties.hpp"
#include "backrisk/validate/internal/checks.hpp"
#include "backrisk/validate/internal/interval.hpp"
#include "backrisk/validate/internal/ranking.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

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

/// Rows whose times are compared with the tolerance of core/ties.hpp, with their own memory.
struct joined_rows {
    /// Throws `invalid_argument` where start and stop of a row are one time.
    joined_rows(std::string_view function, const survival_rows& of, std::span<const double> also = {})
        : times({of.stop, of.start, also}), stop(times(of.stop)), start(times(of.start)), rows(of) {
        rows.stop = stop;
        rows.start = start;
        for (std::size_t i = 0; i < start.size(); ++i)
            check_argument(start[i] < stop[i], function, "start[" + show(i) + "]", of.start[i],
                           "below stop by more than rounding, " + show(of.stop[i]));
    }
    joined_rows(const joined_rows&) = delete;
    joined_rows& operator=(const joined_rows&) = delete;
    distinct_times times;
    std::vector<double> stop, start;
    survival_rows rows;
};

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
