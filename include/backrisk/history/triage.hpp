#pragma once
/// The safety gate: which level the reported findings ask for, and why. It comes before any score.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <vector>

#include "backrisk/core/names.hpp"
#include "backrisk/history/red_flag.hpp"

namespace backrisk::history {

using backrisk::sex;
[[nodiscard]] inline sex parse_sex(std::string_view text) { return parse<sex>("parse_sex", "sex", text); }

/// One reason behind the level.
struct raised_flag {
    std::string_view finding;  ///< name of the condition, or the words of a combination
    std::string_view concern;
    triage_level level;
    source from;
    flag_strength strength;
};

struct triage {
    triage_level level = triage_level::none_reported;
    std::vector<raised_flag> flags;  ///< the most urgent first, then in the order of the tables
    std::size_t not_asked = 0;       ///< findings of the rules that were neither reported nor denied
};

/// `findings` and what age and sex add. An unknown age or sex adds nothing: it is not healthy, only unknown.
/// Age in years, NaN when unknown.
[[nodiscard]] inline condition_set with_context(condition_set findings, double age_years, sex who) {
    check_argument(std::isnan(age_years) || (age_years >= 0 && age_years <= 130), "red_flags", "age_years",
                   age_years, "between 0 and 130, or NaN when unknown");
    const auto add = [&](std::size_t index, bool holds) {
        if (holds) findings.set(index);
    };
    add(condition_index("age_over_70"), age_years > 70);
    add(condition_index("age_over_60"), age_years > 60);
    add(condition_index("age_over_50"), age_years > 50);
    add(condition_index("age_under_45"), age_years < 45);
    add(condition_index("age_under_20"), age_years < 20);
    add(condition_index("female_sex"), who == sex::female);
    return findings;
}

/// The level alone, for a batch. Adding a finding never lowers it: it is a maximum over rules, each of which
/// asks for findings to be present and none to be absent. No allocation.
[[nodiscard]] inline triage_level red_flag_level(const condition_set& findings) noexcept {
    auto level = triage_level::none_reported;
    for (const auto& rule : red_flag_rules)
        if (findings[rule.condition]) level = std::max(level, rule.alone);
    for (const auto& rule : flag_combinations())
        if ((findings & rule.members).count() >= rule.at_least) level = std::max(level, rule.level);
    return level;
}

/// Level, reasons and sources. `denied` are findings that were asked for and are absent; a finding that is
/// both reported and denied throws `invalid_argument`. Rules: `red_flag.hpp`. Flags are about a person with
/// current back pain. The answer informs a professional's judgement; it is neither a diagnosis nor a
/// clearance.
[[nodiscard]] inline triage red_flags(const condition_set& findings, double age_years = missing_value,
                                      sex who = sex::unspecified, const condition_set& denied = {}) {
    for (std::size_t i = 0; i < condition_count; ++i)
        check_argument(!(findings[i] && denied[i]), "red_flags", "denied", conditions[i].name,
                       "a finding that is not reported as present");
    const condition_set known = with_context(findings, age_years, who);
    triage answer;
    answer.level = red_flag_level(known);
    for (const auto& rule : red_flag_rules) {
        const bool is_context = rule.alone == triage_level::none_reported;
        if (known[rule.condition] && !is_context)
            answer.flags.push_back(
                {conditions[rule.condition].name, rule.concern, rule.alone, rule.from, rule.strength});
        const bool is_finding = conditions[rule.condition].kind == condition_kind::finding;
        if (is_finding && !known[rule.condition] && !denied[rule.condition]) ++answer.not_asked;
    }
    for (const auto& rule : red_flag_rules) {
        if (rule.alone != triage_level::none_reported || !known[rule.condition]) continue;
        const bool beside =
            std::ranges::any_of(answer.flags, [&](const auto& f) { return f.concern == rule.concern; });
        if (beside)
            answer.flags.push_back({conditions[rule.condition].name, rule.concern,
                                    triage_level::none_reported, rule.from, rule.strength});
    }
    for (const auto& rule : flag_combinations())
        if ((known & rule.members).count() >= rule.at_least)
            answer.flags.push_back({rule.reason, rule.concern, rule.level, rule.from, {}});
    std::ranges::stable_sort(answer.flags, std::ranges::greater{}, &raised_flag::level);
    return answer;
}

}  // namespace backrisk::history
