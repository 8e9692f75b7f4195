#pragma once
/// Missing is not zero and not healthy: a value that cannot be computed is NaN with a reason.
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>

namespace backrisk {

inline constexpr double missing_value = std::numeric_limits<double>::quiet_NaN();

/// What a person-day is. The three ways of having no training are three things.
enum class day_status : std::uint8_t {
    trained,      ///< at least one session, every load known
    rest,         ///< monitored, no session: the load is zero
    missing,      ///< monitored, but a load is unknown
    unmonitored,  ///< outside the monitored span: nobody knows
};

/// Why a value is missing or doubtful; one per value. `none` means the value stands.
enum class reason : std::uint8_t {
    none,
    not_recorded,      ///< the input was never given
    unmonitored,       ///< the day lies outside the monitored span
    low_coverage,      ///< too few observed days inside the window
    zero_denominator,  ///< a ratio over zero: infinite (x/0) or undefined (0/0)
    zero_variance,     ///< a standard deviation of zero in the denominator
    out_of_range,      ///< outside the range that is physically or by definition possible
    not_applicable,    ///< the measure has no meaning for this person or day
    no_source,         ///< no published value exists, and none is guessed
    not_at_risk,       ///< inside an episode or its wash-out: there is no new episode to predict
    invalid_input,     ///< the input breaks a rule and was set aside
    under_age,         ///< under 18 years: made for adults
    pregnancy,         ///< made for people who are not pregnant
    postpartum,        ///< the first weeks after a birth
    red_flag,          ///< a finding that needs same-day care comes before any score
};
inline constexpr reason last_reason = reason::red_flag;

[[nodiscard]] constexpr std::string_view to_string(reason why) noexcept {
    switch (why) {
        case reason::none:
            return "";
        case reason::not_recorded:
            return "not recorded";
        case reason::unmonitored:
            return "not monitored on this day";
        case reason::low_coverage:
            return "too few observed days in the window";
        case reason::zero_denominator:
            return "division by zero";
        case reason::zero_variance:
            return "no variation in the window";
        case reason::out_of_range:
            return "outside the possible range";
        case reason::not_applicable:
            return "not applicable";
        case reason::no_source:
            return "no published value";
        case reason::not_at_risk:
            return "inside an episode or its wash-out";
        case reason::invalid_input:
            return "input breaks a rule";
        case reason::under_age:
            return "under 18 years: the model is for adults";
        case reason::pregnancy:
            return "pregnancy: the model was not made for it";
        case reason::postpartum:
            return "the first weeks after a birth: the model was not made for them";
        case reason::red_flag:
            return "a red flag comes first";
    }
    return "";
}

[[nodiscard]] constexpr std::string_view to_string(day_status status) noexcept {
    switch (status) {
        case day_status::trained:
            return "trained";
        case day_status::rest:
            return "rest";
        case day_status::missing:
            return "missing";
        case day_status::unmonitored:
            return "unmonitored";
    }
    return "";
}

/// A value with its reason. The value is NaN, or infinite for x/0, whenever `reason` is not `none`.
struct measured {
    double value = missing_value;
    backrisk::reason reason = backrisk::reason::not_recorded;

    constexpr measured() = default;
    constexpr measured(double known) noexcept
        : value(known), reason(backrisk::reason::none) {}  // NOLINT: implicit by design
    constexpr explicit measured(backrisk::reason unknown) noexcept : reason(unknown) {}
    constexpr measured(double doubtful, backrisk::reason because) noexcept
        : value(doubtful), reason(because) {}

    [[nodiscard]] bool known() const noexcept {
        return reason == backrisk::reason::none && std::isfinite(value);
    }
};

}  // namespace backrisk
