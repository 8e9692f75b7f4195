#pragma once
/// Has a test result changed, or is the difference within the error of measuring twice?
#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/balance/pairs.hpp"
#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/core/missing.hpp"

namespace backrisk::balance {

inline constexpr double default_change_level = 0.95;  ///< the customary 95 %

enum class change_direction : std::int8_t {
    decrease = -1,
    no_change = 0,  ///< inside the measurement error
    increase = 1,
    unknown = 2,  ///< a value is missing
};

[[nodiscard]] constexpr std::string_view to_string(change_direction direction) noexcept {
    switch (direction) {
        case change_direction::decrease:
            return "decrease";
        case change_direction::no_change:
            return "no change";
        case change_direction::increase:
            return "increase";
        case change_direction::unknown:
            return "unknown";
    }
    return "";
}

/// Minimal detectable change, in the unit of the test:
///
///     MDC = z * sqrt(2) * SEM,   z = Phi^-1((1 + level) / 2)
///
/// A difference of two measurements of an unchanged person has standard deviation sqrt(2) SEM, so it stays
/// within the MDC with probability `level`. `sem`: standard error of measurement, finite and not negative;
/// `level` in (0, 1). Throws `invalid_argument`. Source: the definition (an identity of the normal
/// distribution); the 95 % form 1.96 sqrt(2) SEM is standard.
[[nodiscard]] double minimal_detectable_change(double sem, double level = default_change_level);

struct change_result {
    measured difference;  ///< after - before
    double detectable;    ///< the minimal detectable change it is held against
    change_direction direction;
};

/// after - before against a detectable change; exactly the detectable change is still no change.
[[nodiscard]] inline change_result judge_change(double before, double after, double detectable) noexcept {
    if (std::isnan(before) || std::isnan(after))
        return {measured(reason::not_recorded), detectable, change_direction::unknown};
    const double difference = after - before;
    if (!std::isfinite(difference))
        return {measured(reason::out_of_range), detectable, change_direction::unknown};
    const auto direction =
        static_cast<change_direction>(int{difference > detectable} - int{difference < -detectable});
    return {difference, detectable, direction};
}

/// One person's change between two tests. Throws as `minimal_detectable_change`.
[[nodiscard]] inline change_result change(double before, double after, double sem,
                                          double level = default_change_level) {
    return judge_change(before, after, minimal_detectable_change(sem, level));
}

/// Columns: differences (`value`), and the direction of each against one detectable change.
struct change_series {
    measured_series difference;
    std::vector<std::int8_t> direction;  ///< codes of `change_direction`
    double detectable;
};

/// The same for columns of one length; coverage is the share of the two results that was recorded.
/// Throws as `minimal_detectable_change`, and where the lengths differ.
[[nodiscard]] inline change_series change(std::span<const double> before, std::span<const double> after,
                                          double sem, double level = default_change_level) {
    check_same_size("change", "after", after, before);
    const double detectable = minimal_detectable_change(sem, level);
    std::vector<std::int8_t> direction;
    direction.reserve(before.size());
    auto difference = each_pair(before, after, [&](double b, double a) {
        const change_result one = judge_change(b, a, detectable);
        direction.push_back(static_cast<std::int8_t>(one.direction));
        return one.difference;
    });
    return {std::move(difference), std::move(direction), detectable};
}

}  // namespace backrisk::balance

#ifndef BACKRISK_COMPILED
#include "backrisk/balance/change.ipp"
#endif
