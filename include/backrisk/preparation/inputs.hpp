#pragma once
/// What the default risk model asks of this area, day by day for one person: the streaming form.
///
/// Warm-up share of the last 28 days, and mean sleep, mood and stress of the last 7, each with coverage and
/// reason. The batch functions `warm_up_score` and `recent_mean` give the same bits.
#include "backrisk/preparation/recent.hpp"
#include "backrisk/preparation/warm_up.hpp"

namespace backrisk::preparation {

struct input_options {
    warm_up_options warm_up{};
    recent_options sleep = sleep_options;
    recent_options mood{};
    recent_options stress{};
};

/// One day's entries; what was not recorded stays NaN. `warm_up_min` has one entry a session.
struct daily_entries {
    double sleep_hours = missing_value;
    double mood = missing_value;
    double stress = missing_value;
    std::span<const double> warm_up_min{};
};

class input_state {
  public:
    explicit input_state(const input_options& options = {})
        : warm_up_(options.warm_up), sleep_(options.sleep), mood_(options.mood), stress_(options.stress) {}

    /// Moves on to `day`, which must lie after the last one; days skipped had no session and no entry.
    /// Allocates nothing. Throws `invalid_argument` for a day that is not later.
    void advance(day_number day, const daily_entries& entries) {
        check_argument(day > day_, "input_state::advance", "day", day, "later than the day before it");
        if (const std::int64_t gap = std::int64_t{day} - day_ - 1; day_ != never && gap > 0) {
            sleep_.skip(gap);
            mood_.skip(gap);
            stress_.skip(gap);
        }
        day_ = day;
        sleep_.update(entries.sleep_hours);
        mood_.update(entries.mood);
        stress_.update(entries.stress);
        warm_up_.advance(day);
        for (const double minutes : entries.warm_up_min) warm_up_.session(minutes);
    }

    [[nodiscard]] const warm_up_state& warm_up() const noexcept { return warm_up_; }
    [[nodiscard]] const recent_mean_state& sleep() const noexcept { return sleep_; }
    [[nodiscard]] const recent_mean_state& mood() const noexcept { return mood_; }
    [[nodiscard]] const recent_mean_state& stress() const noexcept { return stress_; }

  private:
    static constexpr day_number never = std::numeric_limits<day_number>::min();
    warm_up_state warm_up_;
    recent_mean_state sleep_;
    recent_mean_state mood_;
    recent_mean_state stress_;
    day_number day_ = never;
};

}  // namespace backrisk::preparation
