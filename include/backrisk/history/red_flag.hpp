#pragma once
/// Red flags as data: what each finding may mean, what it was worth where it was studied, and which level it
/// or a combination asks for.
///
/// The levels are this library's reading of the sources below, made for information, not for a diagnosis. The
/// strengths are shown and never multiplied: they come from different settings with different pre-test
/// probabilities, and flags of one disease depend on each other. 80.4 % of people with acute low back pain in
/// primary care have at least one flag and 0.9 % a serious disease (Henschke 2009, 10.1002/art.24853), so a
/// lone weak flag asks for a talk, not for an alarm.
#include <array>
#include <string_view>

#include "backrisk/core/missing.hpp"
#include "backrisk/core/source.hpp"
#include "backrisk/history/condition.hpp"

namespace backrisk::history {

/// What to do, in rising order. There is no level that means safe: nothing reported is nothing reported.
enum class triage_level : unsigned char { none_reported, discuss, prompt_review, emergency };
inline constexpr std::array all_triage_levels{triage_level::none_reported, triage_level::discuss,
                                              triage_level::prompt_review, triage_level::emergency};

[[nodiscard]] constexpr std::string_view to_string(triage_level level) noexcept {
    constexpr std::array<std::string_view, 4> names{"none_reported", "discuss", "prompt_review", "emergency"};
    return names[static_cast<std::size_t>(level)];
}
[[nodiscard]] constexpr std::string_view advice(triage_level level) noexcept {
    constexpr std::array<std::string_view, 4> words{
        "No red flag was reported. This does not exclude serious disease; seek advice when symptoms change.",
        "Raise this with a health professional before changing training.",
        "See a physician promptly, before further training.",
        "Go to a hospital emergency department the same day."};
    return words[static_cast<std::size_t>(level)];
}

/// How much a flag was worth in one study: the probability of the disease with the flag, in percent.
struct flag_strength {
    double post_test_percent = missing_value;
    double low = missing_value, high = missing_value;  ///< 95 % interval
    std::string_view setting = "";
    double pre_test_percent = missing_value;  ///< the probability without the flag, where it was read
};

struct red_flag_rule {
    std::size_t condition;     ///< index into `conditions`
    std::string_view concern;  ///< what it may mean
    triage_level alone;        ///< `none_reported` for context that counts in combinations only
    source from;
    flag_strength strength = {};
};

/// Several findings together: at least `at_least` of `members`.
struct flag_combination {
    std::string_view concern;
    condition_set members;
    std::size_t at_least;
    triage_level level;
    std::string_view reason;
    source from;
};

namespace detail_flags {
using enum triage_level;
inline constexpr source downie{"Downie 2013 BMJ 347:f7095", "10.1136/bmj.f7095", verification::verified};
inline constexpr std::string_view studied =
    "single studies in primary to tertiary care; which one was not read";
inline constexpr source finucane{"Finucane 2020 J Orthop Sports Phys Ther 50:350 (level: assumption)",
                                 "10.2519/jospt.2020.9971", verification::assumption};
inline constexpr source cauda{"Dionne 2019 (flag list; level: assumption)", "", verification::unverified};
inline constexpr source asas{"ASAS criteria of inflammatory back pain (level: assumption)", "",
                             verification::unverified};
inline constexpr source sweeney{
    "Sweeney 2024 (spondylolysis in 14 % of an adolescent clinic; level: assumption)",
    "10.1249/esm.0000000000000025", verification::partial};
inline constexpr source usual{"common clinical teaching (level: assumption)", "", verification::unverified};

inline constexpr std::string_view ces = "cauda equina syndrome", cord = "spinal cord compression",
                                  fracture = "fracture", cancer = "cancer", infection = "infection",
                                  inflammatory = "inflammatory back pain", stress = "spondylolysis",
                                  visceral = "abdominal aortic aneurysm", deficit = "nerve damage";
[[nodiscard]] consteval std::size_t at(std::string_view name) { return condition_index(name); }
}  // namespace detail_flags

inline constexpr auto red_flag_rules = [] {
    using namespace detail_flags;
    return std::to_array<red_flag_rule>({
        {at("saddle_numbness"), ces, emergency, cauda},
        {at("bladder_retention"), ces, emergency, cauda},
        {at("bladder_incontinence"), ces, emergency, cauda},
        {at("bowel_incontinence"), ces, emergency, cauda},
        {at("sexual_dysfunction"), ces, emergency, cauda},
        {at("progressive_leg_weakness"), ces, emergency, cauda},
        {at("bilateral_leg_weakness"), ces, emergency, cauda},
        {at("bilateral_sciatica"), ces, emergency, cauda},
        {at("cauda_equina_syndrome"), ces, emergency, cauda},
        {at("cord_compression"), cord, emergency, finucane},
        {at("foot_drop"), deficit, prompt_review, usual},
        {at("prolonged_steroids"), fracture, prompt_review, downie, {33, 10, 67, studied}},
        {at("severe_trauma"), fracture, prompt_review, downie, {11, 8, 16, studied}},
        {at("contusion_or_abrasion"), fracture, prompt_review, downie, {62, 49, 74, studied}},
        {at("vertebral_fracture"), fracture, prompt_review, finucane},
        {at("age_over_70"), fracture, discuss, downie, {9, 3, 25, studied}},
        {at("osteoporosis"), fracture, discuss, finucane},
        {at("minor_trauma"), fracture, none_reported, finucane},
        {at("female_sex"), fracture, none_reported, finucane},
        {at("cancer_history"), cancer, prompt_review, downie, {33, 22, 46, studied}},
        {at("spinal_tumour"), cancer, prompt_review, finucane},
        {at("unexplained_weight_loss"), cancer, discuss, usual},
        {at("night_pain"), cancer, discuss, usual},
        {at("age_over_50"), cancer, none_reported, usual},
        {at("sepsis_signs"), infection, emergency, usual},
        {at("spinal_infection"), infection, emergency, usual},
        {at("fever"), infection, discuss, usual},
        {at("immunosuppression"), infection, discuss, usual},
        {at("iv_drug_use"), infection, discuss, usual},
        {at("recent_infection"), infection, discuss, usual},
        {at("recent_spinal_procedure"), infection, discuss, usual},
        {at("tuberculosis"), infection, discuss, usual},
        {at("morning_stiffness"), inflammatory, discuss, asas},
        {at("improves_with_exercise"), inflammatory, none_reported, asas},
        {at("age_under_45"), inflammatory, none_reported, asas},
        {at("ankylosing_spondylitis"), inflammatory, discuss, asas},
        {at("extension_related_pain"), stress, discuss, sweeney},
        {at("age_under_20"), stress, none_reported, sweeney},
        {at("pulsatile_abdominal_mass"), visceral, emergency, usual},
        {at("aortic_aneurysm"), visceral, emergency, usual},
        {at("pain_unrelated_to_movement"), visceral, discuss, usual},
        {at("age_over_60"), visceral, none_reported, usual},
    });
}();

namespace detail_flags {
template <class... Names>
[[nodiscard]] inline condition_set set_of(Names... names) {
    condition_set set;
    (set.set(*find_condition(names)), ...);
    return set;
}
}  // namespace detail_flags

/// Built once; every member exists in `conditions`.
[[nodiscard]] inline const auto& flag_combinations() {
    using namespace detail_flags;
    static const auto table = std::to_array<flag_combination>({
        {fracture,
         set_of("age_over_70", "osteoporosis", "minor_trauma", "prolonged_steroids", "severe_trauma",
                "contusion_or_abrasion"),
         2, prompt_review, "two or more signs of a fracture (together 90 %, 34 to 99)", downie},
        {cancer, set_of("unexplained_weight_loss", "night_pain"), 2, prompt_review,
         "two or more signs of cancer", finucane},
        {cancer, set_of("unexplained_weight_loss", "age_over_50"), 2, prompt_review,
         "weight loss above the age of 50", finucane},
        {infection,
         set_of("fever", "immunosuppression", "iv_drug_use", "recent_infection", "recent_spinal_procedure",
                "tuberculosis"),
         2, prompt_review, "two or more signs of an infection", finucane},
        {stress, set_of("extension_related_pain", "age_under_20"), 2, prompt_review,
         "pain on extension in an adolescent", sweeney},
        {visceral, set_of("pain_unrelated_to_movement", "age_over_60"), 2, prompt_review,
         "pain that movement does not change above the age of 60", usual},
    });
    return table;
}

}  // namespace backrisk::history
