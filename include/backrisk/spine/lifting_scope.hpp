#pragma once
/// What goes into a lifting task and whether the equation applies at all.
///
/// Source: DHHS (NIOSH) 94-110, revised 2021, pp. 6-16, doi:10.26616/NIOSHPUB94110revised092021.
#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/spine/lifting.hpp"

namespace backrisk::spine {

/// Conditions under which the equation was never meant to be used (p. 6); defaults are inside its scope.
struct lifting_conditions {
    bool one_handed = false;
    bool seated_or_kneeling = false;
    bool restricted_space = false;
    bool unstable_load = false;
    bool carrying_pushing_or_pulling = false;
    bool wheelbarrow_or_shovel = false;
    double speed_m_s = 0;       ///< about 30 in/s and faster is outside
    double floor_friction = 1;  ///< static coefficient below 0.4 is outside
    double temperature_c = 22;  ///< 19 to 26 degrees Celsius
    double humidity_pct = 40;   ///< 35 to 50 %
    hours duration{1};          ///< eight hours at most
};

/// One sentence per broken condition; empty when the equation applies. Throws `invalid_argument` on NaN.
[[nodiscard]] inline std::vector<std::string_view> out_of_scope(const lifting_conditions& c) {
    for (const double x :
         {c.speed_m_s, c.floor_friction, c.temperature_c, c.humidity_pct, c.duration.count()})
        check_argument(std::isfinite(x), "spine::out_of_scope", "condition", x, "finite");
    std::vector<std::string_view> why;
    const auto when = [&why](bool outside, std::string_view text) {
        if (outside) why.push_back(text);
    };
    when(c.one_handed, "lifting with one hand");
    when(c.duration > hours{8}, "lifting for more than 8 hours");
    when(c.seated_or_kneeling, "lifting while seated or kneeling");
    when(c.restricted_space, "lifting in a restricted space");
    when(c.unstable_load, "lifting an unstable object");
    when(c.carrying_pushing_or_pulling, "lifting while carrying, pushing or pulling");
    when(c.wheelbarrow_or_shovel, "lifting with a wheelbarrow or shovel");
    when(c.speed_m_s > 0.762, "lifting faster than about 0.76 m/s (30 in/s)");
    when(c.floor_friction < 0.4, "friction between shoe and floor below 0.4");
    when(c.temperature_c < 19 || c.temperature_c > 26, "temperature outside 19 to 26 degrees Celsius");
    when(c.humidity_pct < 35 || c.humidity_pct > 50, "humidity outside 35 to 50 %");
    return why;
}

/// A spell of lifting followed by light work or rest.
struct work_spell {
    minutes work{0};
    minutes recovery{0};
};

/// The lifting time that decides the duration class (pp. 13-14): a spell of up to one hour stands alone when
/// followed by a recovery of at least its own length, one of up to two hours by at least 0.3 of it; otherwise
/// its work adds to the next spell. Returns the longest sum. Throws `invalid_argument` on negative times.
[[nodiscard]] inline hours effective_duration(std::span<const work_spell> spells) {
    minutes longest{0}, carried{0};
    for (const auto& [work, recovery] : spells) {
        check_non_negative("spine::effective_duration", "work", work.count());
        check_non_negative("spine::effective_duration", "recovery", recovery.count());
        carried += work;
        longest = std::max(longest, carried);
        const double share = carried <= minutes{60} ? 1.0 : 0.3;
        if (carried <= minutes{120} && recovery.count() >= share * carried.count() - 1e-9)
            carried = minutes{0};
    }
    return longest;
}

/// Lifts a minute when lifting fills only part of each 15-minute window (p. 16): rate x minutes / 15.
/// The rule is for rates of up to 15 a minute. Throws `invalid_argument`.
[[nodiscard]] inline double intermittent_frequency(double rate_per_minute, minutes lifting_in_window) {
    check_between("spine::intermittent_frequency", "rate_per_minute", rate_per_minute, 0, 15);
    check_between("spine::intermittent_frequency", "lifting_in_window", lifting_in_window.count(), 0, 15);
    return rate_per_minute * lifting_in_window.count() / 15;
}

/// H of a container of `width` in the sagittal plane, where H cannot be measured (p. 8): 20 cm + W/2, and
/// 25 cm + W/2 when V is below 25 cm; in the US system 8 in, 10 in and 10 in. Throws `invalid_argument`.
[[nodiscard]] inline centimetres estimated_horizontal(centimetres width, centimetres vertical,
                                                      unit_system system = unit_system::metric) {
    check_non_negative("spine::estimated_horizontal", "width", width.value());
    check_non_negative("spine::estimated_horizontal", "vertical", vertical.value());
    if (system == unit_system::us)
        return inches{detail::in_system<inches>(vertical) >= 10 ? 8.0 : 10.0} + inches{0.5 * width};
    return centimetres{vertical.value() >= 25 ? 20.0 : 25.0} + 0.5 * width;
}

}  // namespace backrisk::spine
