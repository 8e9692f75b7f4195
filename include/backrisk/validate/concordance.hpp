#pragma once
/// Concordance for censored data: of two people, does the one with the earlier event have the higher
/// prediction?
///
///     C = (concordant + tied / 2) / (concordant + discordant + tied)
///
/// over pairs of an event at t and a row at risk after t (start < t < stop, or censored at t), each weighing
/// w_i w_j T(t). With n at risk, S the Kaplan-Meier curve of events and G that of censoring, before t:
///
///     harrell   T = 1
///     uno       T = 1 / G^2         does not depend on the censoring
///     peto      T = N S / n
///     schemper  T = N S / (G n)
///     equal     T = 1 / n           every event time counts alike
///
/// (Harrell 1996, doi:10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4; Uno 2011,
/// doi:10.1002/sim.4154; Schemper 2009, doi:10.1002/sim.3623.)
///
/// The variance is the infinitesimal jackknife with T as given: Var = sum over persons of (sum of w_k
/// dC/dw_k)^2, as R's `survival`. Rows of (start, stop] and recurrent events need nothing more than their
/// persons.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "backrisk/core/config.hpp"
#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

enum class time_weight : std::uint8_t { harrell, uno, peto, schemper, equal };
inline constexpr std::array all_time_weights{time_weight::harrell, time_weight::uno, time_weight::peto,
                                             time_weight::schemper, time_weight::equal};
[[nodiscard]] constexpr std::string_view to_string(time_weight one) noexcept {
    constexpr std::array<std::string_view, all_time_weights.size()> names{"harrell", "uno", "peto",
                                                                          "schemper", "equal"};
    return names[static_cast<std::size_t>(one)];
}

struct concordance_options {
    time_weight method = time_weight::harrell;
    double until = HUGE_VAL;  ///< events after this time are left out (tau)
    double level = default_level;
};

struct concordance_result {
    estimate c{};
    double concordant = 0, discordant = 0, tied = 0;  ///< pairs, weighed as above
    double tied_events = 0;                           ///< pairs of events at one time, not used
    std::size_t joined_times = 0;  ///< distinct times that were within rounding of another (core/ties.hpp)
};

/// `predicted`: higher means an earlier event. O(n log n). Throws `invalid_argument` for a bad column;
/// without one comparable pair C is NaN and the note says so.
[[nodiscard]] concordance_result concordance(const survival_rows& of, std::span<const double> predicted,
                                             const concordance_options& options = {});

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/concordance.ipp"
#endif
