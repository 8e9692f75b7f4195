#pragma once
/// Risk and log cumulative hazard: the complementary log-log link.
#include <cmath>

#include "backrisk/core/error.hpp"
#include "backrisk/core/exponential.hpp"

namespace backrisk {

/// R = 1 - exp(-exp(eta)): the risk of a log cumulative hazard.
[[nodiscard]] inline double risk_of_log_hazard(double eta) noexcept {
    return -exponential_minus_one(-exponential(eta));
}

/// eta = ln(-ln(1 - R)), R in (0, 1).
[[nodiscard]] inline double log_hazard_of_risk(double risk) {
    check_argument(risk > 0 && risk < 1, "log_hazard_of_risk", "risk", risk, "inside (0, 1)");
    return std::log(-std::log1p(-risk));
}

}  // namespace backrisk
