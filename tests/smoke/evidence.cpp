// Oracle: a rare outcome's odds ratio is its hazard ratio in the limit.
#include <cmath>

#include "backrisk/evidence.hpp"

int main() {
    const auto same =
        backrisk::evidence::log_hazard_ratio(backrisk::evidence::measure_kind::odds_ratio, 2, 1e-9);
    return std::abs(same - std::log(2.0)) < 1e-8 ? 0 : 1;
}
