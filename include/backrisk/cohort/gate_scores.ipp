#pragma once
#include <algorithm>

#include "backrisk/cohort/gate_scores.hpp"
#include "backrisk/core/config.hpp"

namespace backrisk::cohort {

namespace gating {
inline void blank(scores& out, std::size_t row, reason why) {
    out.reason[row] = why;
    for (auto* column : {&out.risk, &out.low, &out.high, &out.hazard_ratio, &out.coverage, &out.relative,
                         &out.relative_low, &out.relative_high, &out.above_typical})
        (*column)[row] = missing_value;
    for (std::size_t at = row; at < out.contributions.size(); at += out.size())
        out.contributions[at] = missing_value;
}
}  // namespace gating

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
        gating::pain_now in_pain;
        bool inside = false;
        for (; row < end; ++row) {
            if (out.reason[row] == reason::unmonitored) continue;
            const auto at =
                static_cast<std::size_t>(std::ranges::upper_bound(edges, out.day[row]) - edges.begin());
            const auto pain = gating::pain_on(cohort, p, out.day[row]);
            const bool not_at_risk = out.reason[row] == reason::not_at_risk;
            if (at != stretch || !(pain == in_pain) || not_at_risk != inside) {
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
