#pragma once
/// Every public measure of this area with its formula, its source and the test that reproduces it.
#include <array>

#include "backrisk/balance/endurance.hpp"
#include "backrisk/core/measure.hpp"

namespace backrisk::balance {

inline constexpr std::array<measure_info, 7> measures{{
    {"balance.symmetry_index",
     "% or none",
     "100 min/max | 100 |R-L|/max | 200 (R-L)/(R+L) | ln(R/L)",
     {"one source a form: see symmetry_forms", "10.1186/s13102-021-00355-4", verification::partial},
     "balance_symmetry_test: identities between the forms, mirror and unit invariance"},
    {"balance.strength_ratio",
     "",
     "numerator / denominator, against a quoted limit",
     {"Coombs & Garbutt 2002 J Sports Sci Med 1:56 and others: see strength_ratios", "",
      verification::partial},
     "Strength.LimitsAndReferences: limits of each kind, undefined ratios"},
    {"balance.endurance_profile", "", "R/L, flexor/extensor, side/extensor hold times", mcgill::ratios,
     "balance_endurance_test: tabled means give the abstract's 0.65, 0.39, 0.99, 0.79"},
    {"balance.z_score",
     "sd",
     "(x - mean) / sd",
     {"definition", "", verification::verified},
     "balance_standing_test: identity"},
    {"balance.percentile",
     "%",
     "100 T_{n-1}(z / sqrt(1 + 1/n))",
     {"Crawford & Howell 1998 Clin Neuropsychol 12:482", "10.1076/clin.12.4.482.7241", verification::partial},
     "balance_standing_test and test_balance.py: tabled t quantiles, SciPy, simulation"},
    {"balance.minimal_detectable_change",
     "unit of the test",
     "Phi^-1((1 + level)/2) sqrt(2) SEM",
     {"definition", "", verification::verified},
     "balance_change_test: 1.96 sqrt(2) SEM, simulation"},
    {"balance.change",
     "unit of the test",
     "after - before, no change inside the detectable change",
     {"definition", "", verification::verified},
     "balance_change_test: truth table at the limit"},
}};

}  // namespace backrisk::balance
