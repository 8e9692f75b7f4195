#pragma once
#include <algorithm>

#include "backrisk/cohort/gate.hpp"
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

BACKRISK_INLINE std::optional<day_number> open_episode(std::span<const history::episode> episodes,
                                                       day_number day) noexcept {
    std::optional<day_number> last;
    for (const history::episode& one : episodes)
        if (one.where == history::region::low_back && one.onset <= day &&
            (!one.recovered || day < *one.recovered))
            last = std::max(last.value_or(one.onset), one.onset);
    return last;
}

BACKRISK_INLINE pain_now pain_on(const data& cohort, person_index p, day_number day) noexcept {
    return {open_episode(cohort.episodes(p), day), cohort.pain(p, day)};
}

BACKRISK_INLINE void pain_now::tell(history::gate_input& who, day_number day) const {
    using history::symptom;
    if (onset || rated()) who.symptoms.set(static_cast<std::size_t>(symptom::pain));
    if (severe()) who.symptoms.set(static_cast<std::size_t>(symptom::severe_pain));
    if (onset) who.pain_onset_days = day - *onset;
}

BACKRISK_INLINE std::vector<day_number> changes(const data& cohort, person_index p) {
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

BACKRISK_INLINE bool quiet(const data& cohort, person_index p) {
    if (!cohort.record(p).entries().empty()) return false;
    return std::ranges::all_of(cohort.facts(p), [&](const fact& one) {
        return cohort.fact_names()[one.name] != "age_years" ||
               (one.value >= history::adult_years && one.value <= 70);
    });
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
    gating::pain_on(cohort, p, day).tell(who, day);
    who.inside_episode = inside_episode;
    return history::red_flags(who);
}

}  // namespace backrisk::cohort
