#pragma once
/// The target population's distribution of each factor.
///
/// It is needed three times: to centre the factors, so that the *mean* risk is the population's incidence; to
/// cap the spread of the score; and to give a missing factor the population's spread. It never enters a
/// coefficient. Most of these numbers are ours (`verification::assumption`) and are replaced by a cohort's
/// own as soon as there is one.
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "backrisk/core/normal.hpp"
#include "backrisk/core/source.hpp"

namespace backrisk::factor {

enum class law : std::uint8_t { bernoulli, normal, lognormal, uniform };

inline constexpr std::array all_laws{law::bernoulli, law::normal, law::lognormal, law::uniform};

[[nodiscard]] constexpr std::string_view to_string(law kind) noexcept {
    switch (kind) {
        case law::bernoulli:
            return "bernoulli";
        case law::normal:
            return "normal";
        case law::lognormal:
            return "lognormal";
        case law::uniform:
            return "uniform";
    }
    return "";
}

/// Marginal distribution. Where `parent` names an indicator factor, the value exists only in people whose
/// parent is 1; in the others it is `without_parent`.
struct marginal {
    law kind = law::normal;
    double first = 0;   ///< bernoulli: probability; normal: mean; lognormal: median; uniform: low
    double second = 1;  ///< normal: SD; lognormal: SD of the logarithm; uniform: high
    std::string parent{};
    double without_parent = 0;
    double loading =
        0.5;  ///< correlation with the common score of the factor's group; negative when reversed
    verification status = verification::assumption;

    friend bool operator==(const marginal&, const marginal&) = default;

    /// The value whose rank in the population is that of the standard normal score `z`.
    [[nodiscard]] double at_score(double z) const {
        switch (kind) {
            case law::bernoulli:
                return normal_cdf(z) > 1 - first ? 1.0 : 0.0;
            case law::normal:
                return first + second * z;
            case law::lognormal:
                return first * std::exp(second * z);
            case law::uniform:
                return first + (second - first) * normal_cdf(z);
        }
        return std::numeric_limits<double>::quiet_NaN();
    }
};

}  // namespace backrisk::factor
