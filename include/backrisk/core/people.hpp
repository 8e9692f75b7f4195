#pragma once
/// Daily columns of many people: the rules of windows and groups, and the loop from streaming to batch.
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "backrisk/core/error.hpp"
#include "backrisk/core/quantity.hpp"
#include "backrisk/core/series.hpp"

namespace backrisk {

/// A measure over a window whose observed share is below this is NaN with `reason::low_coverage`. A choice of
/// ours: three days in four carry the window. Every option struct starts from this one number.
inline constexpr double default_min_coverage = 0.75;

namespace check {

/// The length of a window in days, at least `least`.
[[nodiscard]] inline std::size_t window(std::string_view function, std::string_view argument, days length,
                                        int least = 1) {
    check_argument(length.count() >= least, function, argument, length.count(),
                   "a whole number of days, " + std::to_string(least) + " or more");
    return static_cast<std::size_t>(length.count());
}

inline void share(std::string_view function, std::string_view argument, double value) {
    check_between(function, argument, value, 0, 1);
}

/// `starts` rise from 0 to `size`, or are empty for one person.
inline void groups(std::string_view function, group_starts starts, std::size_t size) {
    if (starts.empty()) return;
    check_argument(starts.front() == 0, function, "group_starts[0]", starts.front(), "0");
    if (starts.back() != size)
        fail_argument(function, "group_starts.back()", starts.back(), "the number of rows, " + show(size));
    for (std::size_t g = 1; g < starts.size(); ++g)
        if (starts[g] < starts[g - 1])
            fail_argument(function, "group_starts[" + show(g) + "]", starts[g],
                          "not below the start before it");
}

}  // namespace check

/// Calls `work(first, last)` for the rows of each person.
template <class Work>
void for_each_person(std::size_t size, group_starts starts, Work&& work) {
    if (starts.empty()) return work(std::size_t{0}, size);
    for (std::size_t g = 0; g + 1 < starts.size(); ++g) work(starts[g], starts[g + 1]);
}

/// Feeds each person's days to a copy of `fresh`, and writes what it knows after each of them. This is the
/// whole difference between streaming and batch. A `State` has `update(x)`, `value()` and `coverage()`.
template <class State>
void replay(std::span<const double> daily, group_starts starts, const State& fresh, measured_series& out) {
    State state = fresh;
    for_each_person(daily.size(), starts, [&](std::size_t first, std::size_t last) {
        state = fresh;  // the copy reuses its buffers
        for (std::size_t i = first; i < last; ++i) {
            state.update(daily[i]);
            out.set(i, state.value(), state.coverage());
        }
    });
}

}  // namespace backrisk
