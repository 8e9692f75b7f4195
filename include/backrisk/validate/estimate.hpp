#pragma once
/// A number with its standard error and interval.
///
/// Every estimator here is a smooth function of sums over rows, so that to first order
///
///     estimate - truth = sum over rows of psi_i,    Var = G / (G - 1) sum over persons of (sum of psi_i)^2
///
/// with psi the influence of a row, and G the number of persons (of rows, when no persons are given).
///
/// One rule for all of them: where no interval can be had, `se`, `low` and `high` are NaN and `note` says
/// why. That is so with fewer than `least_units` persons (rows), and where the variance comes out as 0, or as
/// rounding: that nothing varied among a few is no certainty.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "backrisk/core/missing.hpp"

namespace backrisk::validate {

inline constexpr double default_level = 0.95;  ///< of intervals
/// Persons (rows, where each is its own) that a sandwich or a jackknife needs: of one it is 0 at the maximum,
/// of two it hangs on one difference.
inline constexpr std::size_t least_units = 3;

/// Why there is no interval, or no value.
enum class estimate_note : std::uint8_t {
    none,
    few_units,
    one_per_class,
    no_variation,
    separated,
    equal_predictions,
    impossible,
    no_events,
    no_non_events,
    no_rows,
    nothing_counts,
    no_pairs,
    none_by_then,
    none_watched,
    held_at_zero,
    rest_unknown,
    not_finite,
    withheld,
    not_converged,
    not_pooled
};
inline constexpr std::size_t estimate_notes = 20;

[[nodiscard]] constexpr std::string_view to_string(estimate_note note) noexcept {
    constexpr std::array<std::string_view, estimate_notes> words{
        "",
        "fewer than 3 persons, or rows where each is its own: no variance",
        "all events, or all non-events, are of one person or row: no variance",
        "it does not vary between rows or persons: a variance of 0 is no certainty",
        "predictions separate events from non-events: a variance of 0 is no certainty",
        "all predictions are equal",
        "a probability of 0 for an event, or of 1 for a non-event",
        "no events",
        "no non-events",
        "no rows",
        "no row that counts for it",
        "no event has anybody at risk after it: nothing to compare",
        "no event by this time, or nobody watched past it",
        "nobody was watched past this time",
        "held at 0: it would be negative",
        "no difference: the rest has no interval",
        "the variance is not finite",
        "a clinic withheld it: fewer people than it shows",
        "one step from where the clinics were: send the next line and gather again",
        "not a sum over rows: it cannot be had from aggregates"};
    return words[static_cast<std::size_t>(note)];
}

struct estimate {
    double value = missing_value;
    double se = missing_value;
    double low = missing_value;
    double high = missing_value;
    estimate_note note = estimate_note::none;
};

}  // namespace backrisk::validate
