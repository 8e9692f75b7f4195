#pragma once
/// From the table of sets to spine load: compression of a set, and measures of one person over past days.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/core/day.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/core/series.hpp"
#include "backrisk/spine/exercise.hpp"
#include "backrisk/spine/fatigue.hpp"
#include "backrisk/spine/lumbar.hpp"

namespace backrisk::spine {

struct set_options {
    lumbar_options lumbar{};
    /// Trunk flexion of loaded sets that recorded none; NaN (the default) leaves them without a value.
    double assumed_flexion_deg = missing_value;
};

/// Compression of one repetition in N.
///
/// 1. A load in the hands or on the shoulders with a known mass and trunk flexion: static mechanics
///    (lumbar.hpp), arms hanging. 2. Otherwise the published value, where it was checked and the external
///    load is that of the study within 10 %. 3. Otherwise NaN with `no_source`: nothing is guessed.
///    Impossible values are `out_of_range`; mechanics without the lifter's mass and height `not_recorded`.
[[nodiscard]] inline measured set_compression(const exercise& which, double mass_kg, double flexion_deg,
                                              double body_mass_kg, double height_m, const lumbar_body& body,
                                              const muscle_constants& muscle,
                                              const set_options& how) noexcept {
    if (mass_kg < 0 || std::isinf(mass_kg)) return measured{reason::out_of_range};
    const double flexion = std::isnan(flexion_deg) ? how.assumed_flexion_deg : flexion_deg;
    const bool held = which.held == load_held::hands || which.held == load_held::shoulders;
    if (held && !std::isnan(mass_kg) && !std::isnan(flexion)) {
        const auto place = which.held == load_held::hands ? load_place::hands : load_place::shoulders;
        const auto n = lumbar_kernel(body, muscle, body_mass_kg, height_m, flexion, 0, 0, mass_kg, place);
        return {n.compression_n, n.reason};
    }
    const auto& known = which.compression;
    const double load = std::isnan(mass_kg) && which.held == load_held::own_body ? 0 : mass_kg;
    if (known.for_dose && std::abs(load - known.at_mass_kg) <= 0.1 * known.at_mass_kg)
        return {known.value, reason::none};
    return measured{std::isnan(load) ? reason::not_recorded : reason::no_source};
}

/// What a set adds: `compression` is force times repetitions in N, `damage` the share of life used by LiFFT.
enum class dose_kind : std::uint8_t { compression, damage };
inline constexpr std::array all_dose_kinds{dose_kind::compression, dose_kind::damage};
[[nodiscard]] constexpr std::string_view to_string(dose_kind kind) noexcept {
    return kind == dose_kind::compression ? "compression" : "damage";
}

/// Dose of a set from the compression of one repetition and all repetitions (sets x reps).
[[nodiscard]] inline measured set_dose(measured compression, double repetitions, dose_kind kind,
                                       const damage_constants& damage) noexcept {
    if (compression.reason != reason::none) return measured{compression.reason};
    const auto used = damage_kernel(damage, compression.value, repetitions);
    if (kind == dose_kind::damage || used.reason != reason::none) return used;
    return {compression.value * repetitions, reason::none};
}

/// Repetitions by movement pattern; rows with unknown repetitions are left out and counted in `unknown`.
struct pattern_repetitions {
    std::array<double, all_patterns.size()> repetitions{};
    std::size_t unknown = 0;
};

/// `exercise_ids[i]` is an `exercise_index`. Throws `invalid_argument` on unequal sizes or an unknown id.
[[nodiscard]] inline pattern_repetitions repetitions_by_pattern(std::span<const std::int64_t> exercise_ids,
                                                                std::span<const double> repetitions) {
    constexpr std::string_view here = "spine::repetitions_by_pattern";
    check_same_size(here, "repetitions", repetitions, exercise_ids);
    pattern_repetitions out;
    for (std::size_t i = 0; i < exercise_ids.size(); ++i) {
        const auto id = static_cast<std::size_t>(exercise_ids[i]);
        check_argument(id < exercises.size(), here, "exercise_id", exercise_ids[i], "an exercise_index");
        if (repetitions[i] >= 0 && std::isfinite(repetitions[i]))
            out.repetitions[static_cast<std::size_t>(exercises[id].pattern)] += repetitions[i];
        else
            ++out.unknown;
    }
    return out;
}

struct set_window_options {
    int window_days = 28;       ///< [day - 27, day]
    double min_coverage = 0.5;  ///< of the window: days on record times rows that are known
    /// First day on which sets are recorded; the first row's day when it is later than every row, as by
    /// default.
    day_number recorded_from = std::numeric_limits<day_number>::max();
};

namespace detail {
/// What the rows of a day, or of a window, add up to.
struct window_fold {
    double sum = 0, weight = 0, largest = 0;
    std::size_t rows = 0, known = 0;
    window_fold& operator+=(const window_fold& b) noexcept {
        sum += b.sum;
        weight += b.weight;
        largest = std::max(largest, b.largest);
        rows += b.rows;
        known += b.known;
        return *this;
    }
};

inline void check_set_columns(std::string_view function, std::span<const day_number> set_day,
                              std::span<const day_number> days, const set_window_options& how) {
    check_argument(how.window_days >= 1, function, "window_days", how.window_days, "1 or more");
    check_between(function, "min_coverage", how.min_coverage, 0, 1);
    const auto ordered = [&](std::span<const day_number> column, std::string_view name) {
        const auto at = std::is_sorted_until(column.begin(), column.end());
        if (at != column.end()) fail_argument(function, name, *at, "in ascending order");
    };
    ordered(set_day, "set_day");
    ordered(days, "day");
}

/// Value, reason and coverage of one window.
template <class Finish>
void answer(measured_series& out, std::size_t q, const window_fold& fold, double on_record,
            const set_window_options& how, Finish finish) {
    const double known =
        fold.rows == 0 ? 1 : static_cast<double>(fold.known) / static_cast<double>(fold.rows);
    const double covered = known * on_record / how.window_days;
    if (fold.rows > 0 && fold.known == 0)
        out.set(q, measured{reason::not_recorded}, covered);
    else if (covered < how.min_coverage)
        out.set(q, measured{reason::low_coverage}, covered);
    else
        out.set(q, finish(fold, on_record), covered);
}

/// Runs `add(fold, row)` over the rows of each window and `finish(fold, days_on_record)` at its end. A person
/// without any row records no sets: everything is `not_recorded`.
template <class Add, class Finish>
[[nodiscard]] measured_series over_windows(std::string_view function, std::span<const day_number> set_day,
                                           std::span<const day_number> days, const set_window_options& how,
                                           Add add, Finish finish) {
    check_set_columns(function, set_day, days, how);
    measured_series out(days.size());
    if (set_day.empty()) return out;
    std::vector<day_number> on;
    std::vector<window_fold> folds;
    for (std::size_t row = 0; row < set_day.size(); ++row) {
        if (on.empty() || on.back() != set_day[row]) {
            on.push_back(set_day[row]);
            folds.emplace_back();
        }
        add(folds.back(), row);
    }
    const day_number start = std::min(how.recorded_from, set_day.front());
    std::size_t first = 0, last = 0;
    for (std::size_t q = 0; q < days.size(); ++q) {
        const std::int64_t from = std::int64_t{days[q]} - how.window_days + 1;
        while (last < on.size() && on[last] <= days[q]) ++last;
        while (first < last && on[first] < from) ++first;
        const std::int64_t on_record = std::int64_t{days[q]} - std::max<std::int64_t>(from, start) + 1;
        if (on_record <= 0) continue;
        window_fold window;  // summed anew, oldest first: the answer depends on the window alone
        for (std::size_t d = first; d < last; ++d) window += folds[d];
        answer(out, q, window, static_cast<double>(on_record), how, finish);
    }
    return out;
}

/// A sum over the window whose unknown rows count as the mean of the known ones.
[[nodiscard]] inline double filled_sum(const window_fold& fold) noexcept {
    return fold.rows == 0 ? 0 : fold.sum * (static_cast<double>(fold.rows) / static_cast<double>(fold.known));
}
[[nodiscard]] inline bool usable(double x) noexcept { return x >= 0 && std::isfinite(x); }
}  // namespace detail

/// Heaviest mass lifted in kg in the window ending on each of `days`; 0 when nothing was lifted. One person;
/// `set_day` and `days` ascending. Rows of unknown mass lower the coverage. Throws `invalid_argument` on
/// unequal sizes, disorder and options out of range; the other measures below alike.
[[nodiscard]] inline measured_series heaviest_lift(std::span<const day_number> set_day,
                                                   std::span<const double> mass_kg,
                                                   std::span<const day_number> days,
                                                   const set_window_options& how = {}) {
    check_same_size("spine::heaviest_lift", "mass_kg", mass_kg, set_day);
    const auto add = [&](detail::window_fold& fold, std::size_t row) {
        ++fold.rows;
        if (!detail::usable(mass_kg[row])) return;
        ++fold.known;
        fold.largest = std::max(fold.largest, mass_kg[row]);
    };
    const auto finish = [](const detail::window_fold& fold, double) { return measured{fold.largest}; };
    return detail::over_windows("spine::heaviest_lift", set_day, days, how, add, finish);
}

/// Mean repetitions with an external load a day: repetitions of rows with mass above 0, over the days of the
/// window on record. A row with unknown repetitions or mass counts as the mean of the known rows.
[[nodiscard]] inline measured_series lifts_per_day(std::span<const day_number> set_day,
                                                   std::span<const double> repetitions,
                                                   std::span<const double> mass_kg,
                                                   std::span<const day_number> days,
                                                   const set_window_options& how = {}) {
    check_same_size("spine::lifts_per_day", "repetitions", repetitions, set_day);
    check_same_size("spine::lifts_per_day", "mass_kg", mass_kg, set_day);
    const auto add = [&](detail::window_fold& fold, std::size_t row) {
        ++fold.rows;
        if (!detail::usable(mass_kg[row]) || !detail::usable(repetitions[row])) return;
        ++fold.known;
        fold.sum += mass_kg[row] > 0 ? repetitions[row] : 0;
    };
    const auto finish = [](const detail::window_fold& fold, double on_record) {
        return measured{detail::filled_sum(fold) / on_record};
    };
    return detail::over_windows("spine::lifts_per_day", set_day, days, how, add, finish);
}

/// Mean trunk flexion in degrees while lifting, weighted by repetitions, over rows with mass above 0.
/// `not_applicable` when nothing was lifted.
[[nodiscard]] inline measured_series lifting_flexion(std::span<const day_number> set_day,
                                                     std::span<const double> flexion_deg,
                                                     std::span<const double> repetitions,
                                                     std::span<const double> mass_kg,
                                                     std::span<const day_number> days,
                                                     const set_window_options& how = {}) {
    check_same_size("spine::lifting_flexion", "flexion_deg", flexion_deg, set_day);
    check_same_size("spine::lifting_flexion", "repetitions", repetitions, set_day);
    check_same_size("spine::lifting_flexion", "mass_kg", mass_kg, set_day);
    const auto add = [&](detail::window_fold& fold, std::size_t row) {
        if (mass_kg[row] == 0) return;
        ++fold.rows;
        const bool possible = flexion_deg[row] >= -45 && flexion_deg[row] <= 135;
        if (!possible || !detail::usable(mass_kg[row]) || !detail::usable(repetitions[row])) return;
        ++fold.known;
        fold.sum += flexion_deg[row] * repetitions[row];
        fold.weight += repetitions[row];
    };
    const auto finish = [](const detail::window_fold& fold, double) {
        return fold.weight > 0 ? measured{fold.sum / fold.weight} : measured{reason::not_applicable};
    };
    return detail::over_windows("spine::lifting_flexion", set_day, days, how, add, finish);
}

/// Sum of per-set doses over the window: compression x repetitions in N, or Miner damage, whatever `dose`
/// holds. Rows of unknown dose count as the mean of the known rows, days before the record as the mean of the
/// days on it; both lower the coverage. A window of one day is the dose of a session.
[[nodiscard]] inline measured_series spine_dose(std::span<const day_number> set_day,
                                                std::span<const double> dose,
                                                std::span<const day_number> days,
                                                const set_window_options& how = {}) {
    check_same_size("spine::spine_dose", "dose", dose, set_day);
    const auto add = [&](detail::window_fold& fold, std::size_t row) {
        ++fold.rows;
        if (!detail::usable(dose[row])) return;
        ++fold.known;
        fold.sum += dose[row];
    };
    const auto finish = [&how](const detail::window_fold& fold, double on_record) {
        return measured{detail::filled_sum(fold) * (how.window_days / on_record)};
    };
    return detail::over_windows("spine::spine_dose", set_day, days, how, add, finish);
}

}  // namespace backrisk::spine
