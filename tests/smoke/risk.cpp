// Oracle: more days carry more risk, and the parts of a score add up to it.
#include <cmath>

#include "backrisk/risk.hpp"

int main() {
    const auto model = backrisk::risk::literature_model();
    backrisk::factor::row person(model.factors);
    person["previous_episode"] = 1;
    const auto month = backrisk::risk::assess(model, person, backrisk::days{28});
    const auto year = backrisk::risk::assess(model, person, backrisk::days{365});
    double sum = 0;
    for (const auto& part : month.contributions) sum += part.log_hazard;
    return month.risk < year.risk && std::abs(sum - month.log_hazard) < 1e-12 ? 0 : 1;
}
