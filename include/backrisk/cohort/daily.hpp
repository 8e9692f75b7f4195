#pragma once
/// One person's day in, the fast factors out: what a diary says after each day.
///
/// `daily_features` is the whole state of a person's diary. A stream feeds it a day at a time, a batch a year
/// at a time.
#include <array>
#include <cmath>
#include <cstdint>
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
    double flexion_deg = missing_value;  ///< mean trunk flexion of the day's lifts
    double sleep_hours = missing_value;
    double mood = missing_value;          ///< 0 worst to 1 best
    double recency_days = missing_value;  ///< days since recovery; infinite for never
};

/// Windows and floors of the default factors. The definitions of spike, ratio, change and monotony are those
/// of area `load`; that the spike is the largest of the last 7 days, and the floors, are ours.
struct daily_options {
    double min_coverage = load::default_min_coverage;
    double min_wellness_coverage = 0.4;  ///< three of seven nights
    double min_warm_up_sessions = 4;
};

class daily_features {
  public:
    explicit daily_features(const daily_options& options = {})
        : options_(options),
          ratio_(load::ewma_state(days{7}, load::ewma_start::first(), options.min_coverage),
                 load::ewma_state(days{28}, load::ewma_start::first(), options.min_coverage),
                 options.min_coverage),
          change_(7, load::change_form::symmetrised, options.min_coverage),
          monotony_(7, 1, options.min_coverage),
          spike_(30, options.min_coverage),
          spikes_(7),
          minutes_(28, options.min_coverage),
          warmed_up_(28),
          recorded_(28),
          reps_(28, options.min_coverage),
          heaviest_(28),
          flexion_(28),
          sleep_(7, options.min_wellness_coverage),
          mood_(7, options.min_wellness_coverage) {}

    /// The next calendar day. Days without any record are fed as a default `day_record`.
    void update(const day_record& day) {
        ratio_.update(day.load);
        change_.update(day.load);
        monotony_.update(day.load);
        spike_.update(day.longest);
        const measured rise = spike_.value();
        spikes_.update(load::largest::of(rise.known() ? rise.value + 1 : missing_value));
        minutes_.update(day.minutes);
        warmed_up_.update(load::total::of(day.sessions_warmed_up));
        recorded_.update(load::total::of(day.sessions_recorded));
        reps_.update(day.reps);
        heaviest_.update(load::largest::of(day.heaviest_kg));
        flexion_.update(load::total::of(day.flexion_deg));
        sleep_.update(day.sleep_hours);
        mood_.update(day.mood);
        recency_days_ = day.recency_days;
    }

    /// The factor after the last day fed, in the unit of the schema.
    [[nodiscard]] measured value(fast one) const noexcept {
        switch (one) {
            case fast::session_spike:
                return spikes_.value().count > 0 ? measured(spikes_.value().max - 1)
                                                 : measured(reason::low_coverage);
            case fast::acute_chronic_ratio:
                return ratio_.value();
            case fast::week_change:
                return change_.value();
            case fast::monotony:
                return monotony_.value();
            case fast::activity_min_week:
                return scaled(minutes_.value(), 7);
            case fast::warm_up_share:
                return recorded_.value().sum >= options_.min_warm_up_sessions
                           ? measured(warmed_up_.value().sum / recorded_.value().sum)
                           : measured(reason::low_coverage);
            case fast::load_lifted_kg: {
                const measured reps = reps_.value();  // the same days are known
                return reps.known() ? measured(heaviest_.value().max) : reps;
            }
            case fast::lifts_per_day:
                return reps_.value();
            case fast::lumbar_flexion_deg:
                return flexion_.value().count > 0
                           ? measured(flexion_.value().sum / static_cast<double>(flexion_.value().count))
                           : measured(reason::not_recorded);
            case fast::sleep_hours:
                return sleep_.value();
            case fast::mood:
                return mood_.value();
            case fast::recency_days:
                return std::isnan(recency_days_) ? measured(reason::not_recorded) : measured(recency_days_);
        }
        return measured(reason::not_applicable);
    }

    /// All fast factors, NaN where missing, undefined or infinite (but for recency, where infinite means
    /// never).
    void values(std::array<double, fast_count>& x) const noexcept {
        for (std::size_t k = 0; k < fast_count; ++k) {
            const measured one = value(static_cast<fast>(k));
            x[k] = one.why == reason::none ? one.value : missing_value;
        }
    }

  private:
    [[nodiscard]] static measured scaled(measured one, double by) noexcept {
        return {by * one.value, one.why};
    }

    daily_options options_;
    load::ratio_state<load::ewma_state> ratio_;
    load::week_change_state change_;
    load::monotony_state<false> monotony_;
    load::session_spike_state spike_;
    load::sliding<load::largest> spikes_;
    load::rolling_mean_state minutes_;
    load::sliding<load::total> warmed_up_, recorded_;
    load::rolling_mean_state reps_;
    load::sliding<load::largest> heaviest_;
    load::sliding<load::total> flexion_;
    load::rolling_mean_state sleep_, mood_;
    double recency_days_ = missing_value;
};

}  // namespace backrisk::cohort
