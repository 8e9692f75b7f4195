#pragma once
/// The revised NIOSH lifting equation for one lifting task.
///
///     RWL = LC HM VM DM AM FM CM        LI = L / RWL
///
/// Source: DHHS (NIOSH) 94-110, revised 2021, doi:10.26616/NIOSHPUB94110revised092021. The equation is for
/// two-handed lifting at work and in the household; gym lifting breaks several of its conditions, so it is
/// not a limit for barbells (lifting_scope.hpp).
#include <optional>

#include "backrisk/core/error.hpp"
#include "backrisk/core/quantity.hpp"
#include "backrisk/spine/lifting_table.hpp"

namespace backrisk::spine {

/// One task, measured at the point that is judged: the origin, or the destination if it needs control.
struct lift {
    kilograms load{0};           ///< the heaviest load handled, L
    centimetres horizontal{25};  ///< H: mid-point between the ankles to the hands
    centimetres vertical{75};    ///< V: hands above the floor
    centimetres distance{25};    ///< D: vertical travel
    degrees asymmetry{0};        ///< A: turn from the sagittal plane; its sign (side) does not matter
    double per_minute = 0.2;     ///< F: lifts a minute
    hours duration{1};           ///< lifting time after `effective_duration` (lifting_scope.hpp)
    coupling grip = coupling::good;
    std::optional<kilograms> mean_load{};             ///< for STLI; the load when absent
    std::optional<centimetres> vertical_at_origin{};  ///< FM always uses the origin; `vertical` when absent
};

struct lifting_options {
    unit_system system = unit_system::metric;  ///< which of the two published sets of constants
    rounding mode = rounding::exact;
};

struct lifting_multipliers {
    double horizontal = missing_value, vertical = missing_value, distance = missing_value;
    double asymmetry = missing_value, frequency = missing_value, coupling = missing_value;
};

/// One task in plain numbers of the unit system: kg and cm, or lb and in. What columns hold.
struct lift_numbers {
    double load, horizontal, vertical, distance, asymmetry_deg, per_minute, hours;
    coupling grip;
    double mean_load, vertical_at_origin;
};

/// Limits in the mass unit of the system. Indices are infinite with `reason::zero_denominator` when the limit
/// is zero: such a lift is outside what the equation ever recommends, it is not free of risk. Beyond eight
/// hours all is NaN with `reason::not_applicable`.
struct lifting_numbers {
    lifting_multipliers multiplier;
    double rwl = missing_value, li = missing_value;      ///< recommended weight limit, lifting index
    double firwl = missing_value, fili = missing_value;  ///< frequency-independent: FM = 1, heaviest load
    double strwl = missing_value, stli = missing_value;  ///< single-task: FIRWL x FM, mean load
    backrisk::reason reason = backrisk::reason::not_recorded;
};

namespace detail {
/// Ranges of a task's numbers; the first broken rule, or `none`.
[[nodiscard]] inline reason check_lift(const lift_numbers& t) noexcept {
    const double sum = t.load + t.horizontal + t.vertical + t.distance + t.asymmetry_deg + t.per_minute +
                       t.hours + t.mean_load + t.vertical_at_origin;
    if (std::isnan(sum)) return reason::not_recorded;
    const bool possible = std::isfinite(sum) && t.load >= 0 && t.mean_load >= 0 && t.horizontal >= 0 &&
                          t.vertical >= 0 && t.vertical_at_origin >= 0 && t.distance >= 0 &&
                          std::abs(t.asymmetry_deg) <= 180 && t.per_minute >= 0 && t.hours >= 0;
    return possible ? reason::none : reason::out_of_range;
}

[[nodiscard]] inline lifting_multipliers multipliers(const lift_numbers& t,
                                                     const lifting_options& how) noexcept {
    const auto& k = constants_of(how.system);
    const bool low = t.vertical < k.vertical_reference;
    const bool low_origin = t.vertical_at_origin < k.vertical_reference;
    lifting_multipliers m{horizontal_multiplier(t.horizontal, k),
                          vertical_multiplier(t.vertical, k),
                          distance_multiplier(t.distance, k),
                          asymmetry_multiplier(t.asymmetry_deg),
                          frequency_multiplier(t.per_minute, classify_duration(t.hours), low_origin),
                          coupling_multiplier(t.grip, low)};
    if (how.mode == rounding::worksheet) {
        m.horizontal = printed_horizontal(t.horizontal, m.horizontal, how.system);
        m.distance = printed_distance(t.distance, m.distance, how.system);
        for (double* one : {&m.vertical, &m.asymmetry, &m.frequency}) *one = round_on_paper(*one, 100);
    }
    return m;
}
}  // namespace detail

/// The kernel of columns and of the edge below: no throw, one bad row is NaN plus its reason.
[[nodiscard]] inline lifting_numbers lifting_kernel(const lift_numbers& t,
                                                    const lifting_options& how) noexcept {
    lifting_numbers out;
    out.reason = detail::check_lift(t);
    if (out.reason != reason::none) return out;
    const auto m = out.multiplier = detail::multipliers(t, how);
    const bool on_paper = how.mode == rounding::worksheet;
    const auto print = [on_paper](double x) { return on_paper ? round_on_paper(x, 10) : x; };
    const double free =
        constants_of(how.system).load * m.horizontal * m.vertical * m.distance * m.asymmetry * m.coupling;
    out.firwl = print(free);
    out.fili = print(t.load / out.firwl);
    out.rwl = print(free * m.frequency);
    out.strwl = on_paper ? print(out.firwl * m.frequency) : out.rwl;
    out.li = print(t.load / out.rwl);
    out.stli = print(t.mean_load / out.strwl);
    if (std::isnan(m.frequency)) out.reason = reason::not_applicable;
    if (out.rwl == 0) out.reason = reason::zero_denominator;
    return out;
}

/// The answer for one task, with units. Fields as in `lifting_numbers`.
struct lifting_result {
    lifting_multipliers multiplier;
    kilograms rwl, firwl, strwl;
    double li, fili, stli;
    backrisk::reason reason;
};

namespace detail {
/// Inches of a length that may have been given in inches: 25 in must not come back as 25.000000000000004.
template <class Native, class Given>
[[nodiscard]] double in_system(Given given) noexcept {
    return std::round(Native{given}.value() * 1e9) / 1e9;
}

template <class Mass, class Length>
[[nodiscard]] lift_numbers numbers_of(const lift& task) noexcept {
    const double load = in_system<Mass>(task.load), vertical = in_system<Length>(task.vertical);
    return {load,
            in_system<Length>(task.horizontal),
            vertical,
            in_system<Length>(task.distance),
            task.asymmetry.value(),
            task.per_minute,
            task.duration.count(),
            task.grip,
            task.mean_load ? in_system<Mass>(*task.mean_load) : load,
            task.vertical_at_origin ? in_system<Length>(*task.vertical_at_origin) : vertical};
}
}  // namespace detail

[[nodiscard]] inline lift_numbers numbers_of(const lift& task, unit_system system) noexcept {
    return system == unit_system::us ? detail::numbers_of<pounds, inches>(task)
                                     : detail::numbers_of<kilograms, centimetres>(task);
}

/// The task behind numbers of a unit system.
[[nodiscard]] inline lift task_of(const lift_numbers& n, unit_system system) noexcept {
    const auto mass = [&](double x) -> kilograms {
        if (system == unit_system::us) return pounds{x};
        return kilograms{x};
    };
    const auto length = [&](double x) -> centimetres {
        if (system == unit_system::us) return inches{x};
        return centimetres{x};
    };
    return {mass(n.load),
            length(n.horizontal),
            length(n.vertical),
            length(n.distance),
            degrees{n.asymmetry_deg},
            n.per_minute,
            hours{n.hours},
            n.grip,
            mass(n.mean_load),
            length(n.vertical_at_origin)};
}

/// Throws `invalid_argument` for a number that is not finite, negative, or an angle beyond 180 degrees.
inline void check_lift(std::string_view function, const lift& task) {
    check_non_negative(function, "load", task.load.value());
    check_non_negative(function, "horizontal", task.horizontal.value());
    check_non_negative(function, "vertical", task.vertical.value());
    check_non_negative(function, "distance", task.distance.value());
    check_between(function, "asymmetry", task.asymmetry.value(), -180, 180);
    check_non_negative(function, "per_minute", task.per_minute);
    check_non_negative(function, "duration", task.duration.count());
    if (task.mean_load) check_non_negative(function, "mean_load", task.mean_load->value());
    if (task.vertical_at_origin)
        check_non_negative(function, "vertical_at_origin", task.vertical_at_origin->value());
}

/// Recommended weight limit and indices of one task. Throws `invalid_argument` (check_lift).
[[nodiscard]] inline lifting_result niosh(const lift& task, const lifting_options& how = {}) {
    check_lift("spine::niosh", task);
    const auto n = lifting_kernel(numbers_of(task, how.system), how);
    const auto mass = [&](double x) -> kilograms {
        if (how.system == unit_system::us) return pounds{x};
        return kilograms{x};
    };
    return {n.multiplier, mass(n.rwl), mass(n.firwl), mass(n.strwl), n.li, n.fili, n.stli, n.reason};
}

}  // namespace backrisk::spine
