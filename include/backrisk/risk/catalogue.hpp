#pragma once
/// The numbers of this area, each with its formula, its source and the test that holds it.
#include <array>

#include "backrisk/core/measure.hpp"

namespace backrisk::risk {

namespace cite {
inline constexpr source of_ours{"definition of ours", "", verification::assumption};
inline constexpr source debray_2012{"Debray 2012 BMC Med Res Methodol 12:121", "10.1186/1471-2288-12-121",
                                    verification::unverified};
inline constexpr source steffens_2015{"Steffens 2015 Arthritis Care Res 67:403", "10.1002/acr.22533"};
}  // namespace cite

inline constexpr std::array<measure_info, 8> measures{{
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
}};

}  // namespace backrisk::risk
