#pragma once
/// Constants and multipliers of the revised NIOSH lifting equation, in the unit system they are defined in.
///
/// Source: Waters, Putz-Anderson, Garg, Applications Manual for the Revised NIOSH Lifting Equation,
/// DHHS (NIOSH) 94-110, revised 2021, doi:10.26616/NIOSHPUB94110revised092021, tables 1 to 7.
/// The metric and the US constants are two definitions, not conversions of each other (51 lb = 23.13 kg).
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "backrisk/core/missing.hpp"

namespace backrisk::spine {

enum class unit_system : std::uint8_t { metric, us };
enum class coupling : std::uint8_t { good, fair, poor };

/// `exact` keeps every digit; `worksheet` rounds as the manual's printed examples do.
enum class rounding : std::uint8_t { exact, worksheet };

inline constexpr std::array all_unit_systems{unit_system::metric, unit_system::us};
inline constexpr std::array all_couplings{coupling::good, coupling::fair, coupling::poor};
inline constexpr std::array all_roundings{rounding::exact, rounding::worksheet};

[[nodiscard]] constexpr std::string_view to_string(unit_system system) noexcept {
    return system == unit_system::metric ? "metric" : "us";
}
[[nodiscard]] constexpr std::string_view to_string(coupling grip) noexcept {
    return grip == coupling::good ? "good" : grip == coupling::fair ? "fair" : "poor";
}
[[nodiscard]] constexpr std::string_view to_string(rounding mode) noexcept {
    return mode == rounding::exact ? "exact" : "worksheet";
}

struct lifting_constants {
    double load, horizontal_min, horizontal_max, vertical_reference, vertical_slope, vertical_max;
    double distance_slope, distance_min, distance_max;
};
inline constexpr lifting_constants metric_lifting{23, 25, 63, 75, 0.003, 175, 4.5, 25, 175};  // kg, cm
inline constexpr lifting_constants us_lifting{51, 10, 25, 30, 0.0075, 70, 1.8, 10, 70};       // lb, in
inline constexpr double asymmetry_max_deg = 135;

[[nodiscard]] constexpr const lifting_constants& constants_of(unit_system system) noexcept {
    return system == unit_system::metric ? metric_lifting : us_lifting;
}

/// HM = Hmin / H; nearer than Hmin counts as Hmin, farther than Hmax gives 0.
[[nodiscard]] constexpr double horizontal_multiplier(double h, const lifting_constants& k) noexcept {
    return h > k.horizontal_max ? 0.0 : h <= k.horizontal_min ? 1.0 : k.horizontal_min / h;
}
/// VM = 1 - slope |V - Vref|; above Vmax gives 0.
[[nodiscard]] inline double vertical_multiplier(double v, const lifting_constants& k) noexcept {
    return v > k.vertical_max ? 0.0 : 1 - k.vertical_slope * std::abs(v - k.vertical_reference);
}
/// DM = 0.82 + slope / D; shorter than Dmin counts as Dmin (DM = 1), longer than Dmax gives 0.
[[nodiscard]] constexpr double distance_multiplier(double d, const lifting_constants& k) noexcept {
    return d > k.distance_max ? 0.0 : d <= k.distance_min ? 1.0 : 0.82 + k.distance_slope / d;
}
/// AM = 1 - 0.0032 |A|; beyond 135 degrees 0. Left and right count alike.
[[nodiscard]] inline double asymmetry_multiplier(double degrees_turned) noexcept {
    const double a = std::abs(degrees_turned);
    return a > asymmetry_max_deg ? 0.0 : 1 - 0.0032 * a;
}
/// CM, table 7; `low` means V below 75 cm (30 in).
[[nodiscard]] constexpr double coupling_multiplier(coupling grip, bool low) noexcept {
    if (grip == coupling::poor) return 0.90;
    return grip == coupling::fair && low ? 0.95 : 1.0;
}

/// Duration classes of table 5. Longer than eight hours is outside the equation.
enum class duration_class : std::uint8_t { short_term, moderate, long_term, beyond };

[[nodiscard]] constexpr duration_class classify_duration(double hours_worked) noexcept {
    return static_cast<duration_class>((hours_worked > 1 ? 1 : 0) + (hours_worked > 2 ? 1 : 0) +
                                       (hours_worked > 8 ? 1 : 0));
}

namespace detail {
inline constexpr std::size_t frequency_rows =
    17;  // 0.2, 0.5, 1, 2, ..., 15 lifts a minute; one more as a pad
inline constexpr std::array<std::array<double, frequency_rows + 1>, 3> frequency_table{{
    {1.00, .97, .94, .91, .88, .84, .80, .75, .70, .60, .52, .45, .41, .37, .34, .31, .28, 0},
    {.95, .92, .88, .84, .79, .72, .60, .50, .42, .35, .30, .26, .23, .21, 0, 0, 0, 0},
    {.85, .81, .75, .65, .55, .45, .35, .27, .22, .18, .15, .13, 0, 0, 0, 0, 0, 0},
}};
// The last rate that is not zero, by class, for V at or above and for V below 75 cm (30 in).
inline constexpr std::array<std::array<double, 2>, 3> last_rate{{{15, 12}, {12, 10}, {10, 8}}};
}  // namespace detail

/// FM, table 5, linear between its rows; `low` means V at the origin below 75 cm (30 in). Beyond eight hours
/// NaN. Ours, where the manual is silent: past the last rate that is not zero the value is 0 at once, as the
/// table's own row "> 15" says, and is not drawn down to the next row.
[[nodiscard]] inline double frequency_multiplier(double per_minute, duration_class worked,
                                                 bool low) noexcept {
    if (worked == duration_class::beyond) return missing_value;
    const auto column = static_cast<std::size_t>(worked);
    const auto& table = detail::frequency_table[column];
    const double rate = std::min(std::max(per_minute, 0.2), 15.0);
    const auto whole = static_cast<std::size_t>(rate);  // the row of a whole rate is rate + 1
    const std::size_t row = rate >= 1 ? whole + 1 : rate >= 0.5 ? 1 : 0;
    const double past = rate >= 1     ? rate - static_cast<double>(whole)
                        : rate >= 0.5 ? (rate - 0.5) * 2
                                      : (rate - 0.2) / 0.3;
    const double value = table[row] + (table[row + 1] - table[row]) * past;
    return per_minute > detail::last_rate[column][low ? 1 : 0] ? 0 : value;
}

/// Rounds half away from zero as on paper: 0.745 is a tie although its double lies just below.
[[nodiscard]] inline double round_on_paper(double value, double steps_per_unit) noexcept {
    return std::round(value * steps_per_unit * (1 + 1e-12)) / steps_per_unit;
}

/// A multiplier as the worksheet prints it: two decimals, and the three table entries where the printed
/// tables differ from their formula (table 1: H = 22 in .46, 23 in .44; table 3: D = 130 cm .86).
[[nodiscard]] inline double printed_horizontal(double h, double multiplier, unit_system system) noexcept {
    if (system == unit_system::us && std::abs(h - 22) < 1e-9) return .46;
    if (system == unit_system::us && std::abs(h - 23) < 1e-9) return .44;
    return round_on_paper(multiplier, 100);
}
[[nodiscard]] inline double printed_distance(double d, double multiplier, unit_system system) noexcept {
    return system == unit_system::metric && std::abs(d - 130) < 1e-9 ? .86 : round_on_paper(multiplier, 100);
}

}  // namespace backrisk::spine
