#pragma once
/// The person-days at risk of a cohort, as a model sees them: who could have had an onset, and what was known
/// before.
///
/// A landmark is a day t on which a person is monitored, not inside an episode and past the wash-out. Its row
/// holds the factors as they stood at the end of t, the ones that `score` uses; the outcome is an onset of
/// the model's outcome on t + 1. Nothing of t + 1 or later enters the row. With `every_days` n > 1 a row
/// stands for up to n days at risk in sequence, its factors held as on the first of them.
///
/// The row is kept as it is used: what changes daily (a few columns) a landmark, what does not once a run of
/// landmarks. 8 bytes for each daily column and 5 more a landmark; no matrix of all columns is made.
#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/cohort/data.hpp"
#include "backrisk/core/config.hpp"
#include "backrisk/risk/model.hpp"

namespace backrisk::cohort {

/// Called now and then with the share of people done; may throw to stop.
using people_report = std::function<void(double share)>;

struct person_day_options {
    int every_days = 1;    ///< days at risk that one row stands for
    int lead_in_days = 0;  ///< days after a person's first that only feed the diary
    int threads = 1;       ///< the answer does not depend on it
    daily_options daily{};
    people_report progress{};
};

/// Why an episode of the low back is not an outcome here.
enum class unused : std::uint8_t { milder, before, lead_in, after, inside, washout };
inline constexpr std::array<std::string_view, 6> unused_names{
    "milder than the outcome of the model",
    "began on or before the first monitored day (history)",
    "began within the lead-in",
    "began after the last monitored day",
    "began inside another episode",
    "began within the wash-out of another episode"};

struct person_days {
    /// Landmarks of one person that share their slow values and their known factors.
    struct run {
        person_index person = 0;
        std::size_t first = 0, size = 0;  ///< landmarks
        factor::known_mask known = 0;
    };
    std::vector<run> runs;
    std::vector<double> slow;              ///< phi - c, all columns a run; 0 where missing or daily
    std::vector<Eigen::Index> daily;       ///< the columns that may change every day
    std::vector<double> fast;              ///< phi - c of those, a landmark after the other; 0 where missing
    std::vector<day_number> day;           ///< of each landmark
    std::vector<std::uint32_t> quiet;      ///< days at risk without an onset
    std::vector<std::uint8_t> onset;       ///< 1: one more day at risk, with an onset
    std::vector<std::uint32_t> onsets_of;  ///< a person each
    std::array<std::int64_t, unused_names.size()> unused_episodes{};
    std::int64_t elsewhere = 0;  ///< episodes of other regions
    std::int64_t at_risk = 0;    ///< person-days
    std::int64_t people = 0;     ///< with a day at risk

    [[nodiscard]] std::size_t landmarks() const noexcept { return day.size(); }
};

/// Finds them. Throws `invalid_argument` when nobody was asked for episodes, or an option is out of range.
[[nodiscard]] person_days find_person_days(const risk::model& of, const data& cohort,
                                           const person_day_options& options = {});

}  // namespace backrisk::cohort

#ifndef BACKRISK_COMPILED
#include "backrisk/cohort/person_days.ipp"
#endif
