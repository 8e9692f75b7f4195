#pragma once
/// What area `evidence` computes, from which source, and which test reproduces it.
#include <array>

#include "backrisk/core/measure.hpp"

namespace backrisk::evidence {

inline constexpr source zhang_yu_1998{"Zhang & Yu 1998 JAMA 280:1690", "10.1001/jama.280.19.1690"};
inline constexpr source proportional_hazards{"proportional hazards over the study's horizon", ""};
inline constexpr source woolf_1955{"Woolf 1955 Ann Hum Genet 19:251", "10.1111/j.1469-1809.1955.tb01348.x"};
inline constexpr source austin_2012{"Austin & Steyerberg 2012 BMC Med Res Methodol 12:82",
                                    "10.1186/1471-2288-12-82"};
inline constexpr source da_silva_recurrence{"da Silva 2019 J Physiother 65:159",
                                            "10.1016/j.jphys.2019.04.010", verification::derived};
inline constexpr source steffens_triggers{"Steffens 2015 Arthritis Care Res 67:403", "10.1002/acr.22533",
                                          verification::derived};
inline constexpr source definition{"definition", ""};

// clang-format off
inline constexpr std::array<measure_info, 12> measures{{
    {"evidence.to_log_hazard_ratio", "",
     "ln HR, HR = ln(1 - p1) / ln(1 - p0); SE = (ln HR(high) - ln HR(low)) / (2 z)", proportional_hazards,
     "Convert.OddsRatioOfThreeAndAHalfAtThreeBaselineRisks"},
    {"evidence.risk_from_odds_ratio", "", "OR p0 / (1 - p0 + OR p0)", definition,
     "Convert.OddsRatioOfThreeAndAHalfAtThreeBaselineRisks"},
    {"evidence.risk_ratio_from_odds_ratio", "", "OR / (1 - p0 + OR p0)", zhang_yu_1998,
     "Convert.OddsRatioOfThreeAndAHalfAtThreeBaselineRisks"},
    {"evidence.risk_from_hazard_ratio", "", "1 - (1 - p0)^HR", proportional_hazards,
     "Convert.RatioAndRiskInvertEachOther"},
    {"evidence.daily_hazard", "1/day", "-ln(1 - p) / T", definition,
     "Convert.HazardAndRiskOverAHorizonInvertEachOther"},
    {"evidence.risk_at_horizon", "", "1 - exp(-h T), or 1 - exp(-(T / scale)^shape)", definition,
     "Convert.HazardAndRiskOverAHorizonInvertEachOther"},
    {"evidence.weibull_from", "", "Weibull through the median and one more point of S(t)", da_silva_recurrence,
     "Derived.RecurrenceHazardOfDaSilva"},
    {"evidence.odds_ratio_2x2", "", "a d / (b c), interval exp(ln OR -/+ z sqrt(1/a + 1/b + 1/c + 1/d))",
     woolf_1955, "Derived.TwoByTwoTables"},
    {"evidence.heavy_load_odds_ratio", "", "13.6 exp(-0.0404 (age - 20)), ages 20 to 60", steffens_triggers,
     "Derived.HeavyLoadTriggerFallsWithAge"},
    {"evidence.concordance_from_sd", "", "Phi(sd / sqrt 2) for a rare outcome; by integration at a mean risk",
     austin_2012, "Derived.ConcordanceAndSpread"},
    {"evidence.sd_from_concordance", "", "sqrt 2 Phi^-1(C)", austin_2012, "Derived.ConcordanceAndSpread"},
    {"evidence.recalibrated_risk", "", "inverse logit of intercept + slope logit(p)", definition,
     "Derived.RecalibrationOfPickupAndSpreadOfHistory"},
}};
// clang-format on

}  // namespace backrisk::evidence
