#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "backrisk/risk/status.hpp"

namespace backrisk::risk {

namespace telling {

[[nodiscard]] inline std::string count(std::int64_t number, std::string_view thing, std::string_view many) {
    return std::to_string(number) + " " + std::string(number == 1 ? thing : many);
}
/// "0.61 (0.55 to 0.67)".
[[nodiscard]] inline std::string shown(const estimate& e) {
    if (std::isnan(e.value)) return "unknown";
    std::array<char, 96> text{};
    if (std::isfinite(e.low) && std::isfinite(e.high))
        std::snprintf(text.data(), text.size(), "%.2f (%.2f to %.2f)", e.value, e.low, e.high);
    else
        std::snprintf(text.data(), text.size(), "%.2f (interval unknown)", e.value);
    return text.data();
}

[[nodiscard]] inline std::string base(const model& of) {
    if (!of.from_cohort) return std::string(not_validated);
    const learned& l = *of.from_cohort;
    const std::string from =
        count(l.episodes, "episode", "episodes") + " in " + count(l.person_days, "person-day", "person-days");
    const std::string what = l.prior == "literature" ? (l.again ? "an updated model updated again with "
                                                                : "literature prior updated with ")
                                                     : "fitted to this cohort alone: ";
    return (l.converged ? "" : "DID NOT CONVERGE, do not rely on it: ") + what + from +
           "; not externally validated";
}

}  // namespace telling

BACKRISK_INLINE std::string describe(const attached_result& one) {
    using telling::count;
    if (one.kind == result_kind::recalibration)
        return "recalibrated (" + one.method + ") to " + std::to_string(one.rows) + " rows with " +
               std::to_string(one.events) + " events";
    const std::string where = one.name.empty() ? "" : " on " + one.name;
    const std::string size = count(one.events, "event", "events") + " in " + count(one.rows, "row", "rows") +
                             (one.people < 0 ? "" : " of " + count(one.people, "person", "people")) +
                             (one.outcome.empty() ? "" : ", outcome: " + one.outcome);
    if (!one.hopeless.empty())
        return "tried" + (where.empty() ? " on other data" : where) + " without a result: " + one.hopeless +
               " (" + size + ")";
    constexpr std::array<std::string_view, 3> how{"internally validated", "validated later in time",
                                                  "externally validated"};
    const bool few = std::min(one.events, one.rows - one.events) < enough_events;
    return std::string(how[static_cast<std::size_t>(one.design)]) + where +
           (few ? " (few events: imprecise)" : "") + ": C " + telling::shown(one.concordance) +
           ", calibration slope " + telling::shown(one.slope) + ", O:E " +
           telling::shown(one.observed_expected) + "; " + size;
}

BACKRISK_INLINE std::string status_of(const model& of) {
    constexpr std::string_view not_yet = " not externally validated";
    std::string text = telling::base(of);
    for (const attached_result& one : of.results) {
        const bool counts = one.kind == result_kind::validation &&
                            one.design == validation_design::external && one.hopeless.empty();
        const std::size_t at = counts ? text.find(not_yet) : std::string::npos;
        const bool removed = at != std::string::npos && at > 0;
        if (removed) text.erase(at - 1, not_yet.size() + 1);
        text += (removed && text.find(';') == std::string::npos ? ", " : "; ") + describe(one);
    }
    return text;
}

}  // namespace backrisk::risk
