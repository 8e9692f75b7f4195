#pragma once
#include <algorithm>
#include <cmath>
#include <string>

#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/history/triage.hpp"

namespace backrisk::history {

namespace detail_flags {
template <class... Names>
[[nodiscard]] condition_set set_of(Names... names) {
    condition_set set;
    (set.set(*find_condition(names)), ...);
    return set;
}

[[nodiscard]] inline std::vector<flag_combination> make_combinations() {
    using enum triage_level;
    const auto falls = set_of("minor_trauma", "severe_trauma", "contusion_or_abrasion");
    const auto open_to_infection =
        set_of("immunosuppression", "iv_drug_use", "recent_infection", "recent_spinal_procedure",
               "spinal_surgery", "spinal_injection", "tuberculosis", "diabetes");
    const auto bone_stress = set_of("bone_stress_injury", "lumbar_stress_fracture", "pelvic_stress_fracture",
                                    "femoral_stress_fracture", "tibial_stress_fracture",
                                    "foot_stress_fracture", "rib_stress_fracture");
    const auto of_aorta = set_of("abdominal_pain", "collapse");
    constexpr auto none = none_reported;
    using enum concern;
    // clang-format off
    return {
        {"fracture_signs", fracture, falls | set_of("age_over_70", "osteoporosis", "prolonged_steroids", "steroid_use"), 2, {}, prompt_review, none, downie},
        {"weight_loss_and_night_pain", cancer, set_of("unexplained_weight_loss", "night_pain"), 2, {}, prompt_review, none, finucane},
        {"weight_loss_above_50", cancer, set_of("unexplained_weight_loss", "age_over_50"), 2, {}, prompt_review, none, finucane},
        {"night_pain_in_the_young", cancer, set_of("night_pain"), 1, set_of("age_under_18"), prompt_review, none, usual},
        {"infection_signs", infection, open_to_infection | set_of("fever"), 2, {}, prompt_review, none, finucane},
        {"fever_and_infection_risk", infection, open_to_infection, 1, set_of("fever"), same_day, none, finucane},
        {"fever_in_the_young", infection, set_of("fever"), 1, set_of("age_under_18"), same_day, none, usual},
        {"fever_in_pregnancy", infection, set_of("fever"), 1, set_of("pregnancy"), same_day, prompt_review, usual},
        {"fever_after_birth", infection, set_of("fever"), 1, set_of("postpartum"), same_day, prompt_review, usual},
        {"fall_on_anticoagulants", bleeding, falls, 1, set_of("anticoagulants"), same_day, discuss, usual},
        {"fall_with_haemophilia", bleeding, falls, 1, set_of("haemophilia"), same_day, discuss, usual},
        {"fall_with_ankylosed_spine", fracture, falls, 1, set_of("ankylosing_spondylitis"), same_day, discuss, usual},
        {"adolescent_extension_pain", bone_stress_injury, set_of("extension_related_pain", "age_under_20"), 2, {}, prompt_review, none, sweeney},
        {"adolescent_spondylolysis", bone_stress_injury, set_of("spondylolysis", "age_under_20"), 2, {}, prompt_review, none, sweeney},
        {"low_energy_and_bone_stress", bone_stress_injury, bone_stress, 1, set_of("relative_energy_deficiency"), prompt_review, prompt_review, usual},
        {"missing_periods_and_bone_stress", bone_stress_injury, bone_stress, 1, set_of("amenorrhoea"), prompt_review, prompt_review, usual},
        {"eating_disorder_and_bone_stress", bone_stress_injury, bone_stress, 1, set_of("eating_disorder"), prompt_review, prompt_review, usual},
        {"unmoving_pain_above_60", aortic_aneurysm, set_of("pain_unrelated_to_movement", "age_over_60"), 2, {}, prompt_review, none, usual},
        {"belly_pain_above_60", aortic_aneurysm, set_of("abdominal_pain"), 1, set_of("age_over_60"), prompt_review, none, usual},
        {"collapse_above_60", aortic_aneurysm, set_of("collapse"), 1, set_of("age_over_60"), emergency, prompt_review, usual},
        {"signs_of_a_known_aneurysm", aortic_aneurysm, of_aorta, 1, set_of("aortic_aneurysm"), emergency, emergency, usual},
        {"signs_beside_a_pulsatile_mass", aortic_aneurysm, of_aorta, 1, set_of("pulsatile_abdominal_mass"), emergency, emergency, usual},
        {"bleeding_in_pregnancy", concern::pregnancy, set_of("vaginal_bleeding"), 1, set_of("pregnancy"), same_day, same_day, usual},
    };
    // clang-format on
}

/// Risks that stay when somebody has looked at them.
[[nodiscard]] inline const condition_set& standing_risks() {
    static const auto set =
        set_of("osteoporosis", "prolonged_steroids", "steroid_use", "immunosuppression", "iv_drug_use",
               "tuberculosis", "diabetes", "recent_spinal_procedure", "spinal_surgery", "spinal_injection",
               "anticoagulants", "haemophilia", "ankylosing_spondylitis", "relative_energy_deficiency",
               "amenorrhoea", "eating_disorder", "aortic_aneurysm", "pulsatile_abdominal_mass", "pregnancy",
               "postpartum");
    return set;
}

/// Where pain itself is the sign, a review from before the pain has not seen it.
[[nodiscard]] constexpr bool shown_by_pain(concern one) noexcept {
    using enum concern;
    return one == fracture || one == cancer || one == infection || one == aortic_aneurysm;
}

/// What counts in combinations: what nobody has reviewed, and standing risks that somebody has.
struct counted {
    condition_set open, standing;

    [[nodiscard]] bool holds(const flag_combination& rule) const {
        const auto all = open | standing;
        bool fresh = false;  // something that was reported, is about the rule, and nobody has seen
        for (std::size_t i = 0; i < condition_count; ++i)
            fresh |=
                (rule.members | rule.needed)[i] && open[i] && conditions[i].kind != condition_kind::context;
        return fresh && (all & rule.members).count() >= rule.at_least && (all & rule.needed) == rule.needed;
    }
};

inline void check(const gate_input& of, std::span<const finding> wider) {
    constexpr std::string_view here = "red_flags";
    check_argument(std::isnan(of.age_years) || (of.age_years >= 0 && of.age_years <= 130), here, "age_years",
                   of.age_years, "between 0 and 130, or NaN when unknown");
    const auto not_negative = [&](std::string_view argument, const std::optional<int>& days) {
        if (days) check_argument(*days >= 0, here, argument, *days, "a number of days that is not negative");
    };
    not_negative("pain_onset_days", of.pain_onset_days);
    for (const auto& one : of.findings) {
        not_negative("onset_days", one.onset_days);
        not_negative("since_days", one.since_days);
        not_negative("reviewed_days", one.reviewed_days);
    }
    for (const auto& one : wider)
        check_argument(!of.denied[one.condition], here, "denied", conditions[one.condition].name,
                       "a finding that is not reported as present");
}

/// What age, sex and the dates of findings add.
inline void add_context(condition_set& known, const gate_input& of, std::span<const finding> findings) {
    const auto add = [&](std::size_t index, bool holds) {
        if (holds) known.set(index);
    };
    add(at("age_over_70"), of.age_years > 70);
    add(at("age_over_60"), of.age_years > 60);
    add(at("age_over_50"), of.age_years > 50);
    add(at("age_under_45"), of.age_years < 45);
    add(at("age_under_20"), of.age_years < 20);
    add(at("age_under_18"), of.age_years < adult_years);
    add(at("age_under_10"), of.age_years < 10);
    add(at("female_sex"), of.sex == sex::female);
    constexpr auto surgery = condition_kind::surgery;
    const auto spinal = set_of("spinal_surgery", "recent_spinal_procedure");
    const auto trunk_bone = set_of("lumbar_stress_fracture", "bone_stress_injury", "pelvic_stress_fracture",
                                   "rib_stress_fracture");
    const auto leg_bone = set_of("femoral_stress_fracture", "tibial_stress_fracture", "foot_stress_fracture");
    const auto motor = set_of("foot_drop", "leg_weakness", "progressive_leg_weakness",
                              "bilateral_leg_weakness", "cauda_equina_syndrome", "cord_compression");
    for (const auto& one : findings) {
        const auto start = began(one);
        const bool recent = start && *start <= healing_days;
        const bool named_recent = one.condition == at("recent_spinal_procedure") && !start;
        add(at("spinal_surgery_recent"), spinal[one.condition] && (recent || named_recent));
        add(at("spinal_surgery_undated"), spinal[one.condition] && !start);
        const bool elsewhere = conditions[one.condition].kind == surgery &&
                               conditions[one.condition].is_a.empty() && !spinal[one.condition] &&
                               one.condition != at("failed_back_surgery");
        add(at("surgery_recent"), elsewhere && (recent || !start));
        const bool heals = recent || !start || course_of(one, healing_days) == course::longstanding;
        add(at("bone_stress_active"), trunk_bone[one.condition] && heals);
        add(at("leg_stress_active"), leg_bone[one.condition] && heals);
        add(at("weak_leg"), motor[one.condition]);
    }
    // In a child or adolescent a pars defect with pain is a bone stress injury until somebody has looked.
    const bool young = known[at("age_under_20")] && known[at("spondylolysis")];
    const bool pain = symptoms_of(known, of.symptoms)[static_cast<std::size_t>(symptom::pain)];
    const bool seen = std::ranges::all_of(findings, [](const finding& one) {
        return one.condition != at("spondylolysis") || course_of(one, healing_days) == course::reviewed;
    });
    add(at("bone_stress_active"), young && pain && !seen);
}

/// When the current pain began, where that is known of all that is said about it.
[[nodiscard]] inline std::optional<int> pain_onset(const gate_input& of, std::span<const finding> findings) {
    if (of.pain_onset_days) return of.pain_onset_days;
    auto felt = of.symptoms;
    felt.reset(static_cast<std::size_t>(symptom::recovering));
    if (felt.any()) return std::nullopt;
    std::optional<int> latest;
    for (const auto& one : findings)
        for (const auto& means : implied_symptoms)
            if (means.condition == one.condition) {
                const auto start = began(one);
                if (!start) return std::nullopt;
                latest = latest ? std::min(*latest, *start) : *start;
            }
    return latest;
}

[[nodiscard]] inline eligibility eligible(const triage& found, const gate_input& of,
                                          std::span<const finding> findings) {
    if (found.level >= triage_level::same_day) return eligibility::red_flag;
    if (of.age_years < adult_years) return eligibility::under_18;
    if (found.known[at("pregnancy")]) return eligibility::pregnancy;
    for (const auto& one : findings) {
        const auto start = began(one);
        if (one.condition == at("postpartum") && (!start || *start <= healing_days))
            return eligibility::postpartum;
        if (one.condition == at("caesarean_section") && start && *start <= healing_days)
            return eligibility::postpartum;
    }
    return of.inside_episode ? eligibility::inside_episode : eligibility::eligible;
}

/// The course of a finding for a rule: where pain is the sign, as if nobody had reviewed it since the pain
/// began `onset` days ago. It is then as old as the review at least.
[[nodiscard]] inline course course_in_pain(finding one, const red_flag_rule& rule, std::optional<int> onset) {
    const bool before = one.reviewed && one.reviewed_days && onset && *one.reviewed_days > *onset;
    if (before && shown_by_pain(rule.about)) {
        one.reviewed = false;
        if (!began(one) && *one.reviewed_days > rule.recent_within) one.since_days = one.reviewed_days;
    }
    return course_of(one, rule.recent_within);
}

/// Flags of single findings; `counts` collects those that count in combinations.
inline void raise_alone(triage& found, std::span<const finding> findings, const gate_input& of,
                        counted& counts) {
    const auto onset = pain_onset(of, findings);
    for (const auto& rule : red_flag_rules) {
        const auto raise = [&](course when, bool pain, bool old) {
            const auto level = rule.level(pain, when);
            const auto name = conditions[rule.condition].name;
            if (level > triage_level::none_reported)
                found.flags.push_back({name, rule.about, level, when, rule.from, rule.strength});
            if (rule.fades && old) return;
            if (when < course::reviewed_recent) counts.open.set(rule.condition);
            if (standing_risks()[rule.condition]) counts.standing.set(rule.condition);
        };
        bool dated = false;
        for (const auto& one : findings) {
            if (one.condition != rule.condition) continue;
            const auto when = found.pain ? course_in_pain(one, rule, of.pain_onset_days)
                                         : course_of(one, rule.recent_within);
            const bool seen =
                when >= course::reviewed_recent && one.reviewed_days && onset && *one.reviewed_days <= *onset;
            const auto start = began(one);
            raise(when, found.pain && !seen, start && *start > rule.recent_within);
            dated = true;
        }
        if (!dated && found.known[rule.condition]) raise(course::undated, found.pain, false);
    }
}

/// Context beside a flag of the same concern explains it and does not raise it.
inline void add_beside(triage& found) {
    const auto raised = found.flags.size();
    for (const auto& rule : red_flag_rules) {
        if (!found.known[rule.condition] || conditions[rule.condition].kind != condition_kind::context)
            continue;
        const auto end = found.flags.begin() + static_cast<std::ptrdiff_t>(raised);
        const bool beside =
            std::any_of(found.flags.begin(), end, [&](const auto& f) { return f.about == rule.about; });
        if (beside && rule.level(found.pain, course::undated) == triage_level::none_reported)
            found.flags.push_back({conditions[rule.condition].name, rule.about, triage_level::none_reported,
                                   course::undated, rule.from, rule.strength});
    }
}
}  // namespace detail_flags

BACKRISK_INLINE const std::vector<flag_combination>& flag_combinations() {
    static const auto table = detail_flags::make_combinations();
    return table;
}

BACKRISK_INLINE std::vector<finding> with_wider(std::span<const finding> findings) {
    std::vector<finding> all;
    for (const auto& one : findings)
        for (std::size_t i = one.condition; i != condition_count; i = wider_condition[i]) {
            finding wider = one;
            wider.condition = i;
            if (std::ranges::find(all, wider) == all.end()) all.push_back(wider);
        }
    return all;
}

BACKRISK_INLINE std::vector<finding> undated(const condition_set& present) {
    std::vector<finding> all;
    for (std::size_t i = 0; i < condition_count; ++i)
        if (present[i]) all.push_back({i});
    return all;
}

BACKRISK_INLINE triage red_flags(const gate_input& of) {
    for (const auto& one : of.findings)
        check_argument(one.condition < condition_count, "red_flags", "condition", one.condition,
                       "below " + std::to_string(condition_count));
    const auto findings = with_wider(of.findings);
    detail_flags::check(of, findings);
    triage found;
    for (const auto& one : findings) found.known.set(one.condition);
    detail_flags::add_context(found.known, of, findings);
    found.pain = symptoms_of(found.known, of.symptoms)[static_cast<std::size_t>(symptom::pain)];
    detail_flags::counted counts;
    detail_flags::raise_alone(found, findings, of, counts);
    for (const auto& rule : flag_combinations()) {
        const auto level = found.pain ? rule.with_pain : rule.without_pain;
        if (level > triage_level::none_reported && counts.holds(rule))
            found.flags.push_back({rule.id, rule.about, level, course::undated, rule.from, {}});
    }
    for (const auto& one : found.flags) found.level = std::max(found.level, one.level);
    detail_flags::add_beside(found);
    std::ranges::stable_sort(found.flags, std::ranges::greater{}, &raised_flag::level);
    for (const auto& rule : red_flag_rules)
        found.not_asked += conditions[rule.condition].kind == condition_kind::finding &&
                           !found.known[rule.condition] && !of.denied[rule.condition];
    found.score = detail_flags::eligible(found, of, findings);
    return found;
}

}  // namespace backrisk::history
