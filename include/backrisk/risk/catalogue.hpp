#pragma once
/// The numbers of this area, each with its formula, its source and the test that holds it.
#include <array>

#include "backrisk/core/measure.hpp"

namespace backrisk::risk {

namespace cite {
inline constexpr source of_ours{"definition of ours", "", verification::assumption};
inline constexpr source debray_2012{"Debray 2012 BMC Med Res Methodol 12:121", "10.1186/1471-2288-12-121",
                                    verification::unverified};
inline constexpr source prentice_1978{"Prentice 1978 Biometrics 34:57", "10.2307/2529588",
                                      verification::unverified};
inline constexpr source kish_1965{"Kish 1965 Survey Sampling", "", verification::unverified};
inline constexpr source spiegelhalter_2002{"Spiegelhalter 2002 J R Stat Soc B 64:583",
                                           "10.1111/1467-9868.00353", verification::unverified};
inline constexpr source rao_1981{"Rao 1981 J Am Stat Assoc 76:221", "10.1080/01621459.1981.10477633",
                                 verification::unverified};
inline constexpr source steffens_2015{"Steffens 2015 Arthritis Care Res 67:403", "10.1002/acr.22533"};
}  // namespace cite

inline constexpr std::array<measure_info, 12> measures{{
    {"risk.literature_model", "",
     "pooled and shrunk log hazard ratios; intercept so that the mean risk is the incidence",
     cite::debray_2012, "evidence_compose_test.cpp, risk_assess_test.cpp"},
    {"risk.risk", "", "E[1 - exp(-exp(ln lambda0 + ln H + eta))], eta normal", cite::of_ours,
     "risk_uncertainty_test.cpp"},
    {"risk.interval", "", "1 - exp(-exp(mu -/+ z sd)), equal-tailed", cite::of_ours,
     "risk_uncertainty_test.cpp"},
    {"risk.log_hazard", "", "sum of beta (phi - c)", cite::of_ours,
     "risk_assess_test.cpp: ContributionsAddUpAndFlagsAreRight"},
    {"risk.variance", "", "z' S z + tr(S V) + beta' V beta + setting_sd^2", cite::of_ours,
     "risk_assess_test.cpp: KnowingLessNeverLooksSurerOnAverage"},
    {"risk.coverage", "", "1 - beta' V beta / beta' Omega beta", cite::of_ours,
     "risk_assess_test.cpp: AMissingFactorIsNeverTheHealthiestValue"},
    {"risk.typical", "", "the risk of somebody of whom nothing is known", cite::of_ours,
     "risk_assess_test.cpp: AMissingFactorIsNeverTheHealthiestValue"},
    {"risk.triggers", "1/d", "lambda0 hours / 24 (OR - 1) an occurrence, ln OR a line in age",
     cite::steffens_2015, "risk_assess_test.cpp: TriggersAddTheirHazardAndMultiplyNothing"},
    {"risk.update", "",
     "Gaussian closest to prior times person-days of P = 1 - exp(-exp(a + z'b + h)); a ladder of levels",
     cite::prentice_1978, "test_update.py, cohort_update_test.cpp"},
    {"risk.effective_episodes", "", "(sum e)^2 / sum e^2 over people", cite::kish_1965,
     "test_update.py: test_who_is_at_risk_when_by_hand"},
    {"risk.effective_parameters", "", "tr (I + P)^-1 I", cite::spiegelhalter_2002,
     "test_update.py: test_the_ladder_counts_what_the_cohort_determined"},
    {"risk.cluster_ratio", "", "tr A^-1 M / tr A^-1 I, M the sum over people of u u'", cite::rao_1981,
     "test_update.py: test_episodes_of_the_same_people_raise_the_cluster_ratio"},
}};

}  // namespace backrisk::risk
