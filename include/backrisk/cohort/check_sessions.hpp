#pragma once
/// Rules of the table `sessions`: ranges, doubles, gaps, outliers, changes of unit.
#include <map>
#include <optional>

#include "backrisk/cohort/check_units.hpp"

namespace backrisk::cohort {

/// The thresholds are ours: they ask a person to look and change no number.
struct session_check_options {
    int gap_days = 28;                  ///< longest stretch without a session that raises no question
    double outlier_mads = 8;            ///< a load this many MAD above the person's median
    std::size_t outlier_sessions = 20;  ///< sessions needed before anything is an outlier
    std::size_t sessions_a_day = 50;
    unit_options units{};
};

inline constexpr double day_minutes = 1440;

/// The check of one table of sessions; `people` gives names and monitored spans.
class session_check {
  public:
    session_check(finding_list& found, const people_table& people, const sessions_table& sessions,
                  const session_check_options& options)
        : found_(found), people_(people), sessions_(sessions), options_(options) {}

    void run(std::optional<day_number> today) {
        if (sessions_.size() == 0) {
            found_.warn_whole("sessions", "", no_person, "", "has no rows");
            return;
        }
        check_ranges(
            found_, "sessions", sessions_, [&](std::size_t i) { return sessions_.person[i]; },
            [](std::size_t, std::string_view) { return ""; });
        const std::vector<bool> usable = check_rows(today);
        const ordered_rows rows(sessions_.person, sessions_.day, people_.size(),
                                [&](std::size_t i) { return usable[i]; });
        std::vector<double> typical;
        for (std::size_t p = 0; p < people_.size(); ++p) {
            const auto mine = rows.of(p);
            check_days(mine, p);
            check_gaps(mine, p);
            check_outliers(mine);
            check_unit_jumps(mine);
            const person_units units(raw(sessions_.duration_min, mine), raw(sessions_.rpe, mine),
                                     options_.units);
            check_rating_scale(found_, static_cast<person_index>(p), units.rpe, options_.units);
            check_mixed_durations(found_, static_cast<person_index>(p), units, options_.units);
            typical.push_back(units.typical);
        }
        check_duration_units(found_, typical, options_.units);
    }

  private:
    [[nodiscard]] static double value(const std::vector<double>& column, std::size_t i) {
        return column.empty() ? missing_value : column[i];
    }
    /// The values of a column in these rows, as they were given.
    [[nodiscard]] static std::vector<double> raw(const std::vector<double>& column,
                                                 std::span<const std::size_t> rows) {
        std::vector<double> out;
        for (const std::size_t i : rows) out.push_back(value(column, i));
        return out;
    }
    /// Duration as far as it is believed.
    [[nodiscard]] double minutes(std::size_t i) const {
        const double given = value(sessions_.duration_min, i);
        return given >= 0 && given <= day_minutes ? given : missing_value;
    }
    [[nodiscard]] double load(std::size_t i) const {
        const double given = value(sessions_.load, i), effort = value(sessions_.rpe, i);
        if (given >= 0 && std::isfinite(given)) return given;
        return effort >= 0 && effort <= 10 ? effort * minutes(i) : missing_value;
    }
    [[nodiscard]] cell at(std::size_t i, std::string_view column) const {
        return {"sessions", i, column, sessions_.person[i]};
    }

    /// Row rules; returns which rows tell of a session that took place.
    [[nodiscard]] std::vector<bool> check_rows(std::optional<day_number> today) {
        std::vector<bool> usable(sessions_.size());
        tally no_load("sessions", "load", "needs load, or duration_min and rpe; the day counts as missing",
                      people_.size());
        tally outside("sessions", "date", outside_rule, people_.size());
        for (std::size_t i = 0; i < sessions_.size(); ++i) {
            const person_index p = sessions_.person[i];
            const bool planned = value(sessions_.planned, i) > 0;
            if (!check_row(found_, "sessions", "date", i, p, sessions_.day[i],
                           planned ? std::nullopt : today))
                continue;
            if (planned) continue;
            usable[i] = true;
            if (std::isnan(load(i))) no_load.add(p, i);
            if (is_outside(people_, p, sessions_.day[i])) outside.add(p, i);
            const double warm_up = value(sessions_.warm_up_min, i);
            if (warm_up <= day_minutes && warm_up > minutes(i))
                found_.warn(at(i, "warm_up_min"), show(warm_up), "is longer than the session");
        }
        no_load.report(found_);
        outside.report(found_);
        return usable;
    }
    /// Equal rows of a day and days with too many rows.
    void check_days(std::span<const std::size_t> mine, std::size_t p) {
        for (std::size_t first = 0; first < mine.size();) {
            const day_number today = sessions_.day[mine[first]];
            std::size_t last = first + 1;
            while (last < mine.size() && sessions_.day[mine[last]] == today) ++last;
            if (last - first > options_.sessions_a_day)
                found_.warn({"sessions", mine[first], "date", static_cast<person_index>(p)},
                            show_day(today) + ": " + std::to_string(last - first) + " sessions",
                            "is more than " + std::to_string(options_.sessions_a_day) + " sessions a day");
            if (last - first > 1) check_doubles(mine.subspan(first, last - first));
            first = last;
        }
    }
    void check_doubles(std::span<const std::size_t> day) {
        using content = std::array<double, 3>;
        std::map<content, std::pair<std::size_t, std::size_t>> seen;  // first row, rows
        const auto key = [](double x) { return std::isnan(x) ? -1.0 : x; };
        for (const std::size_t i : day) {
            auto& [row, count] = seen[{key(value(sessions_.duration_min, i)), key(value(sessions_.rpe, i)),
                                       key(value(sessions_.load, i))}];
            if (count++ == 0) row = i;
        }
        for (const auto& [what, where] : seen)
            if (where.second > 1)
                found_.warn(
                    at(where.first, ""),
                    std::to_string(where.second) + " equal rows on " + show_day(sessions_.day[where.first]),
                    "look like doubles; all are kept, because equal sessions can be real");
    }

    void check_gaps(std::span<const std::size_t> mine, std::size_t p) {
        if (mine.empty()) return;
        const auto ask = [&](day_number last, day_number next, std::size_t row) {
            if (next - last > options_.gap_days)
                found_.warn(
                    {"sessions", row, "date", static_cast<person_index>(p)},
                    show_day(last) + " to " + show_day(next),
                    std::to_string(next - last - 1) + " days without a session: rest, or not recorded?");
        };
        for (std::size_t k = 1; k < mine.size(); ++k)
            ask(sessions_.day[mine[k - 1]], sessions_.day[mine[k]], mine[k]);
        const auto limit = [&](const std::vector<day_number>& column, day_number otherwise) {
            return column.empty() || column[p] == no_day ? otherwise : column[p];
        };
        const day_number first = sessions_.day[mine.front()], last = sessions_.day[mine.back()];
        ask(limit(people_.monitored_from, first), first, mine.front());
        ask(last, limit(people_.monitored_to, last), mine.back());
    }

    /// A load above the person's median by `outlier_mads` times the median absolute deviation, which counts
    /// as at least a tenth of the median.
    void check_outliers(std::span<const std::size_t> mine) {
        std::vector<double> loads;
        for (const std::size_t i : mine)
            if (const double x = load(i); !std::isnan(x)) loads.push_back(x);
        if (loads.size() < options_.outlier_sessions) return;
        const double centre = median(loads);
        for (double& x : loads) x = std::abs(x - centre);
        const double spread = std::max(median(loads), 0.1 * centre);
        const double limit = centre + options_.outlier_mads * spread;
        if (spread == 0) return;
        for (const std::size_t i : mine)
            if (load(i) > limit)
                found_.warn(at(i, "load"), show(load(i)),
                            "is far above this person's median of " + show(centre));
    }

    /// Reports blocks whose median duration jumps.
    void check_unit_jumps(std::span<const std::size_t> mine) {
        std::vector<double> block;
        double before = missing_value;
        std::size_t start = 0;
        for (const std::size_t i : mine) {
            const double x = minutes(i);
            if (!(x > 0)) continue;
            if (block.empty()) start = i;
            block.push_back(x);
            if (block.size() < options_.units.block) continue;
            const double now = median(block);
            if (std::max(now / before, before / now) > options_.units.jump)
                found_.warn(at(start, "duration_min"), show(before) + " to " + show(now),
                            "the median duration jumps here: did the unit change?");
            before = now;
            block.clear();
        }
    }

    finding_list& found_;
    const people_table& people_;
    const sessions_table& sessions_;
    const session_check_options& options_;
};

}  // namespace backrisk::cohort
