#pragma once
/// One person's day in, the fast factors out: what a diary says after each day.
///
/// `daily_features` is the whole state of a person's diary. A stream feeds it a day at a time, a batch a year
/// at a time.
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>

#include "backrisk/core/missing.hpp"
#include "backrisk/load.hpp"

namespace backrisk::cohort {

/// The factors that may change every day, by their name in the schema.
enum class fast : std::uint8_t {
    session_spike,
    acute_chronic_ratio,
    week_change,
    monotony,
    activity_min_week,
    warm_up_share,
    load_lifted_kg,
    lifts_per_day,
    lumbar_flexion_deg,
    sleep_hours,
    mood,
    recency_days,
};
inline constexpr std::array<std::string_view, 12> fast_names{
    "session_spike",      "acute_chronic_ratio", "week_change",    "monotony",
    "activity_min_week",  "warm_up_share",       "load_lifted_kg", "lifts_per_day",
    "lumbar_flexion_deg", "sleep_hours",         "mood",           "recency_days"};
inline constexpr std::size_t fast_count = fast_names.size();
[[nodiscard]] constexpr std::size_t at(fast one) noexcept { return static_cast<std::size_t>(one); }

/// What is known of one day. NaN means that nobody knows; a monitored rest day has load 0, minutes 0 and
/// longest 0.
/// A rating of pain is current for so many days, its own among them (ours).
inline constexpr day_number pain_days = 7;

struct day_record {
    double load = missing_value;  ///< sum of the day, RPE x minutes or another unit
    double longest =
        missing_value;  ///< longest single session, minutes (or its load where no duration is known)
    double minutes = missing_value;             ///< training minutes
    double sessions_warmed_up = missing_value;  ///< sessions with a warm-up, among
    double sessions_recorded =
        missing_value;                   ///< those whose warm-up is recorded; 0 on a day without sessions
    double reps = missing_value;         ///< lifts
    double heaviest_kg = missing_value;  ///< 0 where nothing was lifted
    double flexion_deg = missing_value;  ///< mean trunk flexion of the day's lifts; weighs as many as `reps`
    double sleep_hours = missing_value;
    double mood = missing_value;          ///< 0 worst to 1 best
    double recency_days = missing_value;  ///< days since recovery; infinite for never
    double pain_nrs = missing_value;      ///< worst pain of the day, 0 to 10; for the gate alone
};

/// Windows and floors of the default factors. The definitions of spike, ratio, change and monotony are those
/// of area `load`; that the spike is the largest of the last 7 days, and the floors, are ours.
struct daily_options {
    double min_coverage = load::default_min_coverage;
    double min_wellness_coverage = 0.4;  ///< three of seven nights
    double min_warm_up_sessions = 4;
};

[[nodiscard]] inline double finite_or_missing(double x) noexcept { return x - x == 0 ? x : missing_value; }

/// 100 (x - y) / (x + y) from 100 (x - y) / y: bounded, and 100 where there was nothing the week before.
[[nodiscard]] inline double symmetrised_change(double percent) noexcept {
    const double bounded = 100 * (percent / (percent + 200));
    return percent == std::numeric_limits<double>::infinity() ? 100.0 : bounded;
}

/// The largest rise of a single session over the last 7 days.
class week_spike_state {
  public:
    week_spike_state(std::size_t window, double min_coverage) : today_(window, min_coverage), week_(7) {}
    void update(double longest) {
        today_.update(longest);
        const measured rise = today_.value();
        week_.update(load::largest::of(rise.known() ? rise.value + 1 : missing_value));
    }
    [[nodiscard]] measured value() const noexcept {
        return week_.value().count > 0 ? measured(week_.value().max - 1) : measured(reason::low_coverage);
    }

  private:
    load::session_spike_state today_;
    load::sliding<load::largest> week_;
};

class daily_features {
  public:
    explicit daily_features(const daily_options& options = {})
        : options_(options),
          loads_(load_options(options)),
          spike_(spike(options)),
          minutes_(month_mean(options)),
          warmed_up_(28),
          recorded_(28),
          reps_(month_mean(options)),
          heaviest_(28),
          flexion_(28),
          bent_reps_(28),
          sleep_(week_mean(options)),
          mood_(week_mean(options)) {}

    /// The next calendar day. Days without any record are fed as a default `day_record`.
    void update(const day_record& day) {
        loads_.update(day.load);
        spike_.update(day.longest);
        minutes_.update(day.minutes);
        const auto known = [](auto... x) { return ((x == x) || ...); };
        if (begins(sessions_seen_, known(day.sessions_warmed_up, day.sessions_recorded), warmed_up_,
                   recorded_)) {
            warmed_up_.update(load::total::of(day.sessions_warmed_up));
            recorded_.update(load::total::of(day.sessions_recorded));
        }
        if (begins(sets_seen_, known(day.reps, day.heaviest_kg, day.flexion_deg), reps_, heaviest_, flexion_,
                   bent_reps_)) {
            reps_.update(day.reps);
            heaviest_.update(load::largest::of(day.heaviest_kg));
            flexion_.update(load::total::of(day.flexion_deg * day.reps));
            bent_reps_.update(load::total::of(std::isnan(day.flexion_deg) ? missing_value : day.reps));
        }
        if (begins(sleep_seen_, known(day.sleep_hours), sleep_)) sleep_.update(day.sleep_hours);
        if (begins(mood_seen_, known(day.mood), mood_)) mood_.update(day.mood);
        ++days_;
        recency_days_ = day.recency_days;
    }

    /// All fast factors after the last day fed, in the unit of the schema; NaN where missing, undefined or
    /// infinite (but for recency, where infinite means never).
    void values(std::array<double, fast_count>& x) const noexcept {
        const load::feature_row load = loads_.row();
        x[at(fast::session_spike)] = spike_.value().value;
        x[at(fast::acute_chronic_ratio)] = finite_or_missing(load.ratio);
        x[at(fast::week_change)] = symmetrised_change(load.week_change);
        x[at(fast::monotony)] = finite_or_missing(load.monotony);
        x[at(fast::activity_min_week)] = 7 * minutes_.value().value;
        x[at(fast::warm_up_share)] = recorded_.value().sum >= options_.min_warm_up_sessions
                                         ? warmed_up_.value().sum / recorded_.value().sum
                                         : missing_value;
        const measured reps = reps_.value();
        x[at(fast::load_lifted_kg)] = reps.known() ? heaviest_.value().max : missing_value;
        x[at(fast::lifts_per_day)] = reps.value;
        x[at(fast::lumbar_flexion_deg)] =
            bent_reps_.value().sum > 0 ? flexion_.value().sum / bent_reps_.value().sum : missing_value;
        x[at(fast::sleep_hours)] = sleep_.value().value;
        x[at(fast::mood)] = mood_.value().value;
        x[at(fast::recency_days)] = recency_days_;
    }

    /// The measures of the load after the last day fed.
    [[nodiscard]] load::feature_row loads() const noexcept { return loads_.row(); }

    /// The parts, for who computes them column by column.
    static constexpr std::array sets_and_warm_up{fast::warm_up_share, fast::load_lifted_kg,
                                                 fast::lifts_per_day, fast::lumbar_flexion_deg};
    [[nodiscard]] static load::feature_options load_options(const daily_options& o) {
        load::feature_options options;
        options.min_coverage = o.min_coverage;
        return options;
    }
    static constexpr std::size_t week = 7, month = 28, spike_window = 30;
    [[nodiscard]] static week_spike_state spike(const daily_options& o) {
        return {spike_window, o.min_coverage};
    }
    [[nodiscard]] static load::rolling_mean_state month_mean(const daily_options& o) {
        return load::rolling_mean_state(month, o.min_coverage);
    }
    [[nodiscard]] static load::rolling_mean_state week_mean(const daily_options& o) {
        return load::rolling_mean_state(week, o.min_wellness_coverage);
    }

  private:
    /// A window that nothing was put into is left alone; the first observation finds it as many days on.
    template <class... Windows>
    [[nodiscard]] bool begins(bool& seen, bool observed, Windows&... windows) {
        if (!seen && observed) {
            (windows.skip(days_), ...);
            seen = true;
        }
        return seen;
    }

    daily_options options_;
    std::size_t days_ = 0;
    bool sessions_seen_ = false, sets_seen_ = false, sleep_seen_ = false, mood_seen_ = false;
    load::feature_state loads_;
    week_spike_state spike_;
    load::rolling_mean_state minutes_;
    load::sliding<load::total> warmed_up_, recorded_;
    load::rolling_mean_state reps_;
    load::sliding<load::largest> heaviest_;
    load::sliding<load::total> flexion_, bent_reps_;  ///< degrees x lifts, and those lifts
    load::rolling_mean_state sleep_, mood_;
    double recency_days_ = missing_value;
};

}  // namespace backrisk::cohort
