#pragma once
#include <algorithm>

#include "backrisk/cohort/gate.hpp"
#include "backrisk/cohort/score.hpp"
#include "backrisk/core/config.hpp"

namespace backrisk::cohort {

namespace gating {
/// The latest value of a dated fact on a day; missing before the first.
[[nodiscard]] inline double fact_on(const data& cohort, person_index p, std::string_view name,
                                    day_number day) noexcept {
    double value = missing_value;
    for (const fact& one : cohort.facts(p)) {
        if (one.day > day) break;
        if (cohort.fact_names()[one.name] == name) value = one.value;
    }
    return value;
}

[[nodiscard]] inline bool open_episode(const data& cohort, person_index p, day_number day) noexcept {
    return std::ranges::any_of(cohort.episodes(p), [day](const history::episode& one) {
        return one.where == history::region::low_back && one.onset <= day &&
               (!one.recovered || day < *one.recovered);
    });
}

/// Days on which the answer of the gate may change, rising.
[[nodiscard]] inline std::vector<day_number> changes(const data& cohort, person_index p) {
    using record = history::dated_condition;
    std::vector<day_number> found;
    const auto add = [&](day_number day) {
        if (day != record::always && day != record::lasting) found.push_back(day);
    };
    for (const record& one : cohort.record(p).entries()) {
        add(one.until), add(one.reviewed);
        for (const day_number start : {one.since, one.onset}) {
            if (start == record::always) continue;
            add(start), add(start + history::recent_days + 1), add(start + history::healing_days + 1);
        }
    }
    for (const fact& one : cohort.facts(p))
        if (cohort.fact_names()[one.name] == "age_years") add(one.day);
    std::ranges::sort(found);
    return found;
}

/// Nothing in the record and an adult: pain alone raises nothing below the age of 70.
[[nodiscard]] inline bool quiet(const data& cohort, person_index p) {
    if (!cohort.record(p).entries().empty()) return false;
    return std::ranges::all_of(cohort.facts(p), [&](const fact& one) {
        return cohort.fact_names()[one.name] != "age_years" ||
               (one.value >= history::adult_years && one.value <= 70);
    });
}

inline void blank(scores& out, std::size_t row, reason why) {
    out.why[row] = why;
    for (auto* column : {&out.risk, &out.low, &out.high, &out.hazard_ratio, &out.coverage, &out.relative,
                         &out.relative_low, &out.relative_high, &out.above_typical})
        (*column)[row] = missing_value;
    for (std::size_t at = row; at < out.contributions.size(); at += out.size())
        out.contributions[at] = missing_value;
}
}  // namespace gating

BACKRISK_INLINE history::triage triage_on(const data& cohort, person_index p, day_number day,
                                          bool inside_episode) {
    const auto findings = cohort.record(p).findings_at(day);
    history::gate_input who;
    who.findings = findings;
    who.age_years = gating::fact_on(cohort, p, "age_years", day);
    const double female = gating::fact_on(cohort, p, "female", day);
    if (female == 1) who.sex = sex::female;
    if (female == 0) who.sex = sex::male;
    if (gating::open_episode(cohort, p, day))
        who.symptoms.set(static_cast<std::size_t>(history::symptom::pain));
    who.inside_episode = inside_episode;
    return history::red_flags(who);
}

BACKRISK_INLINE void apply_gate(const data& cohort, scores& out) {
    out.triage.resize(out.size());
    std::ranges::fill(out.triage, std::uint8_t{0});
    for (std::size_t row = 0; row < out.size();) {
        const person_index p = out.person[row];
        std::size_t end = row;
        while (end < out.size() && out.person[end] == p) ++end;
        if (gating::quiet(cohort, p)) {
            row = end;
            continue;
        }
        const auto edges = gating::changes(cohort, p);
        history::triage now;
        std::size_t stretch = edges.size() + 1;  // none yet
        bool in_pain = false, inside = false;
        for (; row < end; ++row) {
            if (out.why[row] == reason::unmonitored) continue;
            const auto at =
                static_cast<std::size_t>(std::ranges::upper_bound(edges, out.day[row]) - edges.begin());
            const bool pain = gating::open_episode(cohort, p, out.day[row]);
            const bool not_at_risk = out.why[row] == reason::not_at_risk;
            if (at != stretch || pain != in_pain || not_at_risk != inside) {
                now = triage_on(cohort, p, out.day[row], not_at_risk);
                stretch = at, in_pain = pain, inside = not_at_risk;
            }
            out.triage[row] = static_cast<std::uint8_t>(now.level);
            if (now.score != history::eligibility::eligible)
                gating::blank(out, row, history::reason_of(now.score));
        }
    }
}

}  // namespace backrisk::cohort
