#pragma once
/// After an episode: go on, repeat the week, or step back, by what the back says.
///
///     step back   pain during a session above 5 of 10, or more pain in the week than in the week before it
///     repeat      pain during a session above 2, or more pain on the next morning than before the session
///     go on       otherwise
///
/// The thresholds are those of the pain-monitoring model (Silbernagel 2007 Am J Sports Med 35:897,
/// doi:10.1177/0363546506298279, after Thomee 1997): pain up to 2 and up to 5 of 10 while exercising, gone
/// back by the next morning, not rising from week to week. It was tried in Achilles tendons, where training
/// on was no worse than resting; no trial has tried it in backs, and it was read in secondary sources only.
/// For backs there is the general result that staying active in spite of pain did no harm (Olaya-Contreras
/// 2015, 99 people, doi:10.1186/s13102-015-0013-x). Stepping back a week and repeating one are ours.
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "backrisk/core/error.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/source.hpp"

namespace backrisk::advise {

enum class return_step : std::uint8_t { progress, hold, regress };

[[nodiscard]] constexpr std::string_view to_string(return_step one) noexcept {
    constexpr std::array<std::string_view, 3> names{"progress", "hold", "regress"};
    return names[static_cast<std::size_t>(one)];
}

/// Pain on a numeric rating scale from 0 to 10; NaN where nobody asked. A week has the worst of its sessions.
struct week_of_pain {
    double during = missing_value;        ///< the worst during a session
    double before = missing_value;        ///< before that session
    double next_morning = missing_value;  ///< on the morning after it
    double week_before = missing_value;   ///< the worst during a session of the week before
};

struct return_thresholds {
    double comfortable = 2;  ///< up to this: go on
    double acceptable = 5;   ///< above this: step back
};

struct return_rule {
    return_step then;
    std::string_view name, when;
    source from;
};

namespace detail_return {
inline constexpr source monitoring{
    "Silbernagel 2007 Am J Sports Med 35:897, pain-monitoring model of Achilles tendons, in secondary "
    "sources",
    "10.1177/0363546506298279", verification::partial};
inline constexpr source ours{"a choice of this library", "", verification::assumption};
}  // namespace detail_return

/// The rules, the strictest first; the first one that holds decides.
inline constexpr std::array return_rules{
    return_rule{return_step::regress, "too_much", "pain during a session above 5 of 10",
                detail_return::monitoring},
    return_rule{return_step::regress, "rising", "more pain during sessions than in the week before",
                detail_return::monitoring},
    return_rule{return_step::hold, "next_morning", "more pain on the next morning than before the session",
                detail_return::monitoring},
    return_rule{return_step::hold, "noticeable", "pain during a session above 2 and up to 5 of 10",
                detail_return::monitoring},
    return_rule{return_step::hold, "not_asked", "pain during the session or on the next morning is not known",
                detail_return::ours},
    return_rule{return_step::progress, "calm", "pain up to 2 of 10, and none of the above",
                detail_return::monitoring},
};

/// Position in `return_rules` of the rule that decides. Throws `invalid_argument` for a pain outside 0 to 10.
[[nodiscard]] inline std::size_t decide_return(const week_of_pain& pain, const return_thresholds& how = {}) {
    const auto check = [](std::string_view name, double value) {
        if (!std::isnan(value)) check_between("advise::decide_return", name, value, 0, 10);
    };
    check("during", pain.during);
    check("before", pain.before);
    check("next_morning", pain.next_morning);
    check("week_before", pain.week_before);
    if (pain.during > how.acceptable) return 0;
    if (pain.during > pain.week_before) return 1;
    if (pain.next_morning > (std::isnan(pain.before) ? 0 : pain.before)) return 2;
    if (pain.during > how.comfortable) return 3;
    return std::isnan(pain.during) || std::isnan(pain.next_morning) ? 4 : 5;
}

}  // namespace backrisk::advise
