#pragma once
/// Losses of one prediction.
#include <cmath>

namespace backrisk::validate::accuracy {

[[nodiscard]] inline double squared(double x) noexcept { return x * x; }

/// -ln of the probability given to what happened.
[[nodiscard]] inline double surprise(double event, double p) noexcept {
    return event == 1 ? -std::log(p) : -std::log1p(-p);
}

/// Weighted mean surprise of a constant prediction: the event's share.
[[nodiscard]] inline double null_surprise(double share) noexcept {
    const auto part = [](double q) { return q > 0 ? -q * std::log(q) : 0; };
    return part(share) + part(1 - share);
}

}  // namespace backrisk::validate::accuracy
