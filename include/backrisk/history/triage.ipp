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
    return {
        {"fracture_signs",
         concern::fracture,
         falls | set_of("age_over_70", "osteoporosis", "prolonged_steroids", "steroid_use"),
         2,
         {},
         true,
         prompt_review,
         downie},
        {"weight_loss_and_night_pain",
         concern::cancer,
         set_of("unexplained_weight_loss", "night_pain"),
         2,
         {},
         true,
         prompt_review,
         finucane},
        {"weight_loss_above_50",
         concern::cancer,
         set_of("unexplained_weight_loss", "age_over_50"),
         2,
         {},
         true,
         prompt_review,
         finucane},
        {"infection_signs",
         concern::infection,
         open_to_infection | set_of("fever"),
         2,
         {},
         true,
         prompt_review,
         finucane},
        {"fever_and_infection_risk", concern::infection, open_to_infection, 1, set_of("fever"), true,
         same_day, finucane},
        {"fall_on_anticoagulants", concern::bleeding, falls, 1, set_of("anticoagulants"), true, same_day,
         usual},
        {"fall_with_haemophilia", concern::bleeding, falls, 1, set_of("haemophilia"), true, same_day, usual},
        {"fall_with_ankylosed_spine", concern::fracture, falls, 1, set_of("ankylosing_spondylitis"), true,
         same_day, usual},
        {"adolescent_extension_pain",
         concern::bone_stress_injury,
         set_of("extension_related_pain", "age_under_20"),
         2,
         {},
         true,
         prompt_review,
         sweeney},
        {"adolescent_spondylolysis",
         concern::bone_stress_injury,
         set_of("spondylolysis", "age_under_20"),
         2,
         {},
         true,
         prompt_review,
         sweeney},
        {"low_energy_and_bone_stress", concern::bone_stress_injury,
         set_of("bone_stress_injury", "lumbar_stress_fracture"), 1, set_of("relative_energy_deficiency"),
         false, prompt_review, usual},
        {"unmoving_pain_above_60",
         concern::aortic_aneurysm,
         set_of("pain_unrelated_to_movement", "age_over_60"),
         2,
         {},
         true,
         prompt_review,
         usual},
    };
}

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
        add(at("bone_stress_active"),
            (one.condition == at("lumbar_stress_fracture") || one.condition == at("bone_stress_injury")) &&
                (recent || !start || course_of(one, healing_days) == course::longstanding));
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
    }
    return of.inside_episode ? eligibility::inside_episode : eligibility::eligible;
}

/// Flags of single findings; `counts` collects those that count in combinations.
inline void raise_alone(triage& found, std::span<const finding> findings, std::optional<int> onset,
                        condition_set& counts) {
    for (const auto& rule : red_flag_rules) {
        const auto raise = [&](course when, bool pain) {
            const auto level = rule.level(pain, when);
            const auto name = conditions[rule.condition].name;
            if (level > triage_level::none_reported)
                found.flags.push_back({name, rule.about, level, when, rule.from, rule.strength});
            if (when == course::longstanding ? !rule.fades : when < course::reviewed_recent)
                counts.set(rule.condition);
        };
        bool dated = false;
        for (const auto& one : findings) {
            if (one.condition != rule.condition) continue;
            const auto when = course_of(one, rule.recent_within);
            const bool seen =
                when >= course::reviewed_recent && one.reviewed_days && onset && *one.reviewed_days <= *onset;
            raise(when, found.pain && !seen);
            dated = true;
        }
        if (!dated && found.known[rule.condition]) raise(course::undated, found.pain);
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
    condition_set counts;
    detail_flags::raise_alone(found, findings, detail_flags::pain_onset(of, findings), counts);
    for (const auto& rule : flag_combinations())
        if ((counts & rule.members).count() >= rule.at_least && (counts & rule.needed) == rule.needed &&
            (found.pain || !rule.needs_pain))
            found.flags.push_back({rule.id, rule.about, rule.level, course::undated, rule.from, {}});
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
