#pragma once
/// Which unit the numbers of one person look like: hours among minutes, Borg's 6 to 20 among CR-10.
///
/// A guess is said and never applied. The thresholds are ours.
#include <algorithm>
#include <string>
#include <vector>

#include "backrisk/cohort/finding_list.hpp"

namespace backrisk::cohort {

struct unit_options {
    double hours_at_most = 4;                ///< a median duration up to here is no number of minutes
    double seconds_at_least = 600;           ///< nor is one from here on
    double jump = 20;                        ///< ratio of median durations that looks like another unit
    std::size_t block = 30;                  ///< sessions of a block whose medians are compared
    std::size_t sessions = 5;                ///< sessions needed to speak of a person
    std::size_t sessions_without_ease = 10;  ///< sessions needed to wonder that none was easy
    double share_of_rows = 0.05;             ///< of rows in another unit that is no slip of the hand
};

/// Durations and ratings of one person, as they were given.
struct person_units {
    std::vector<double> minutes, rpe;
    double typical = missing_value;  ///< median duration, missing for few sessions

    explicit person_units(std::vector<double> durations, std::vector<double> ratings, const unit_options& o)
        : minutes(std::move(durations)), rpe(std::move(ratings)) {
        const auto useless = [](double x) { return !(x > 0 && std::isfinite(x)); };
        std::erase_if(minutes, useless);
        std::erase_if(rpe, useless);
        if (minutes.size() < o.sessions) return;
        std::vector<double> sorted = minutes;
        typical = median(sorted);
    }
};

/// Warns of the unit that a person's ratings look like.
inline void check_rating_scale(finding_list& found, person_index who, const std::vector<double>& rpe,
                               const unit_options& o) {
    if (rpe.size() < o.sessions) return;
    const auto [low, high] = std::ranges::minmax_element(rpe);
    const std::string range = "from " + show(*low) + " to " + show(*high);
    const auto say = [&](const std::string& guess) {
        found.warn_whole("sessions", "rpe", who, range, guess + "; CR-10 (0 to 10) is expected");
    };
    if (*high > 20 && *high <= 100)
        say("looks like CR-100");
    else if (*low >= 6 && *high <= 20 && *high > 10)
        say("looks like Borg's 6 to 20, whose values up to 10 are used as CR-10");
    else if (*low >= 6 && *high <= 10 && rpe.size() >= o.sessions_without_ease)
        say("no session was easier than 6: it may be Borg's 6 to 20");
}

/// Warns of rows of a person that look like hours among minutes.
inline void check_mixed_durations(finding_list& found, person_index who, const person_units& of,
                                  const unit_options& o) {
    if (!(of.typical >= 4 * o.hours_at_most)) return;
    const auto short_ones = std::ranges::count_if(of.minutes, [&](double x) { return x <= o.hours_at_most; });
    const double share = static_cast<double>(short_ones) / static_cast<double>(of.minutes.size());
    if (short_ones >= 3 && share >= o.share_of_rows)
        found.warn_whole("sessions", "duration_min", who,
                         std::to_string(short_ones) + " rows of at most " + show(o.hours_at_most),
                         "look like hours among this person's minutes (median " + show(of.typical) + ")");
}

/// Warns of people whose durations look like hours or seconds, alone or beside the others; of the table as a
/// whole where most do.
inline void check_duration_units(finding_list& found, const std::vector<double>& typical,
                                 const unit_options& o) {
    std::vector<double> known;
    for (const double x : typical)
        if (!std::isnan(x)) known.push_back(x);
    if (known.empty()) return;
    const double usual = median(known);
    const auto unit_of = [&](double x) -> std::string {
        return x <= o.hours_at_most ? "hours" : x >= o.seconds_at_least ? "seconds" : "";
    };
    const auto say = [&](person_index who, double x, const std::string& unit) {
        found.warn_whole("sessions", "duration_min", who, "median " + show(x),
                         "looks like " + unit + "; minutes are expected");
    };
    std::string of_all;  // of the table: what most people's durations look like
    for (const std::string unit : {"hours", "seconds"})
        if (2 * std::ranges::count_if(known, [&](double x) { return unit_of(x) == unit; }) >
            static_cast<std::ptrdiff_t>(known.size()))
            of_all = unit;
    if (!of_all.empty()) say(no_person, usual, of_all);
    for (std::size_t p = 0; p < typical.size(); ++p) {
        if (std::isnan(typical[p])) continue;
        const auto who = static_cast<person_index>(p);
        const std::string own = unit_of(typical[p]);
        const double ratio = typical[p] / usual;
        const bool apart = known.size() > 2 && (ratio >= o.jump || ratio <= 1 / o.jump);
        const std::string beside = " beside the other people's " + show(usual);
        if (!own.empty() && own != of_all)
            say(who, typical[p], own + (known.size() > 1 ? beside : ""));
        else if (apart && own.empty())
            say(who, typical[p], (ratio < 1 ? "hours" : "seconds") + beside);
    }
}

}  // namespace backrisk::cohort
