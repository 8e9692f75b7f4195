#pragma once
#include <cmath>

#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/core/exponential.hpp"
#include "backrisk/core/normal.hpp"
#include "backrisk/fit/family.hpp"

namespace backrisk::fit {

BACKRISK_INLINE const model_kind& find_model_kind(std::string_view family_name, std::string_view link_name) {
    bool family_exists = false;
    for (const model_kind& one : model_kinds) {
        family_exists = family_exists || one.family_name == family_name;
        if (one.family_name == family_name && (link_name.empty() || one.link_name == link_name)) return one;
    }
    if (family_exists)
        fail_argument("fit.glm", "link", link_name,
                      family_name == "binomial"  ? "'logit', 'probit', 'cloglog' or 'log'"
                      : family_name == "poisson" ? "'log'"
                                                 : "'identity'");
    fail_argument("fit.glm", "family", family_name, "'gaussian', 'binomial' or 'poisson'");
}

BACKRISK_INLINE double mean_of(const model_kind& kind, double eta) noexcept {
    switch (kind.by) {
        case link::identity:
            return eta;
        case link::logit: {
            const double e = exponential(-std::abs(eta));
            return eta > 0 ? 1 / (1 + e) : e / (1 + e);
        }
        case link::probit:
            return normal_cdf(eta);
        case link::cloglog:
            return -exponential_minus_one(-exponential(eta));
        case link::log:
            return exponential(eta);
    }
    return eta;
}

BACKRISK_INLINE double link_of(const model_kind& kind, double mean) {
    switch (kind.by) {
        case link::identity:
            return mean;
        case link::logit:
            return std::log(mean) - std::log1p(-mean);
        case link::probit:
            return normal_quantile(mean);
        case link::cloglog:
            return std::log(-std::log1p(-mean));
        case link::log:
            return std::log(mean);
    }
    return mean;
}

}  // namespace backrisk::fit
