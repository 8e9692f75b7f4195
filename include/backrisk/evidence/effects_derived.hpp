#pragma once
/// Effects that no paper prints as such, computed from published incidences (baseline.hpp).
///
/// D001, D002: women against men, Papageorgiou 1996: 32 and 31 % new episodes a year without, 5 and 3 % with
/// a consultation. HR = ln(1 - women) / ln(1 - men); SE = 2 / sqrt(events), events = 2715 times the risk of
/// both (31.5 %, 4 %): half of the people and of the events are taken to be women's.
#include "backrisk/evidence/effect.hpp"
#include "backrisk/evidence/effects_sources.hpp"

namespace backrisk::evidence {

// clang-format off
inline constexpr std::array<effect, 2> derived_effects{{
    {"D001", "sex", "female vs male",
     measure_kind::hazard_ratio, "", 1.0393, 0.9090, 1.1884, 0.95,
     "2715 UK adults LBP-free >=1 month", "new LBP episode, non-consulting", "12 months", design::cohort,
     rows::as(rows::papageorgiou_1996, verification::derived), certainty::low, model_use::multiplier,
     "32 against 31 % a year"},
    {"D002", "sex", "female vs male",
     measure_kind::hazard_ratio, "", 1.6840, 1.1561, 2.4530, 0.95,
     "2715 UK adults LBP-free >=1 month", "new LBP episode, consulting", "12 months", design::cohort,
     rows::as(rows::papageorgiou_1996, verification::derived), certainty::low, model_use::multiplier,
     "5 against 3 % a year"},
}};
// clang-format on

}  // namespace backrisk::evidence
