#pragma once
/// What a rule about a red flag says, as data; the rules are in `red_flag_table.hpp`.
///
/// The levels are this library's reading of the sources beside them, made for a professional's judgement, not
/// for a diagnosis. Published strengths are shown and never multiplied: they come from different settings
/// with different pre-test probabilities, and flags of one disease depend on each other. 80.4 % of people
/// with acute low back pain in primary care have at least one flag and 0.9 % a serious disease (Henschke
/// 2009, 10.1002/art.24853), so a lone weak flag asks for a talk, not for an alarm.
#include <array>
#include <cstdint>
#include <string_view>

#include "backrisk/core/missing.hpp"
#include "backrisk/core/names.hpp"
#include "backrisk/core/source.hpp"
#include "backrisk/history/condition.hpp"

namespace backrisk::history {

/// What to do, in rising order. There is no level that means safe: nothing reported is nothing reported.
enum class triage_level : std::uint8_t { none_reported, discuss, prompt_review, same_day, emergency };

/// What a finding may mean.
enum class concern : std::uint8_t {
    cauda_equina_syndrome,
    spinal_cord_compression,
    motor_loss,
    fracture,
    cancer,
    infection,
    inflammatory_back_pain,
    bone_stress_injury,
    aortic_aneurysm,
    heart_disease,
    bleeding,
    surgery,
    pregnancy,
    childhood
};

/// When a finding began, and whether somebody has seen it. In rising order within each half of the enum:
/// nothing is milder for being newer, and nothing stricter for being reviewed.
enum class course : std::uint8_t {
    recent,           ///< began, or got worse, within `recent_days` of the rule
    undated,          ///< nobody said when
    longstanding,     ///< began before that and has not become worse
    reviewed_recent,  ///< recent, and seen by a professional since
    reviewed          ///< seen by a professional since it began, and not recent: a condition
};

}  // namespace backrisk::history

namespace backrisk {
template <>
inline constexpr auto enum_names<history::triage_level> =
    std::to_array<std::string_view>({"none_reported", "discuss", "prompt_review", "same_day", "emergency"});
template <>
inline constexpr auto enum_names<history::concern> = std::to_array<std::string_view>(
    {"cauda_equina_syndrome", "spinal_cord_compression", "motor_loss", "fracture", "cancer", "infection",
     "inflammatory_back_pain", "bone_stress_injury", "aortic_aneurysm", "heart_disease", "bleeding",
     "surgery", "pregnancy", "childhood"});
template <>
inline constexpr auto enum_names<history::course> =
    std::to_array<std::string_view>({"recent", "undated", "longstanding", "reviewed_recent", "reviewed"});
}  // namespace backrisk

namespace backrisk::history {

/// Levels of one finding by its course, with current pain of the low back or leg and without.
struct levels_by_course {
    static constexpr std::size_t courses = 5;
    std::array<triage_level, courses> with_pain{}, without_pain{};

    [[nodiscard]] constexpr triage_level operator()(bool pain, course when) const noexcept {
        return (pain ? with_pain : without_pain)[static_cast<std::size_t>(when)];
    }
};

/// How much a flag was worth in one study: the probability of the disease with the flag, in percent.
struct flag_strength {
    double post_test_percent = missing_value;
    double low = missing_value, high = missing_value;  ///< 95 % interval
    std::string_view setting = "";
};

/// Within how many days a finding is new: the cauda equina pathways ask for two weeks.
inline constexpr int recent_days = 14;
/// Weeks in which an operation or a stress injury of bone sets the limits; ours (`assumption`).
inline constexpr int healing_days = 84;

struct red_flag_rule {
    std::size_t condition;  ///< index into `conditions`; its name is the rule's id
    concern about;
    levels_by_course level;
    source from;
    flag_strength strength = {};
    int recent_within = recent_days;
    bool fades = false;  ///< longstanding, it counts in no combination: a fall of five years ago
};

/// Findings that ask for more together: at least `at_least` of `members`, and all of `needed`. What was
/// reviewed counts no more, but a review of a standing risk (`standing_risks`) does not see what comes later:
/// it still counts beside something that nobody has reviewed.
struct flag_combination {
    std::string_view id;
    concern about;
    condition_set members;
    std::size_t at_least;
    condition_set needed;
    triage_level with_pain, without_pain;
    source from;
};

/// Who wrote a rule and which professional has rated it; empty where none has.
struct rule_record {
    std::string_view author = "backrisk authors";
    std::string_view written = "2026-11-29";
    std::string_view rated_by = "";
    std::string_view rated = "";
};

}  // namespace backrisk::history
