#pragma once
#include <cmath>

#include "backrisk/cohort/project.hpp"

namespace backrisk::cohort {

namespace projecting {

/// The scorer of one person with the load measures beside it, and the rows they give.
class run {
  public:
    run(const risk::model& of, const data& cohort, person_index p, const score_options& options)
        : how_(of, cohort.fact_names()), cohort_(cohort), person_(p), scorer_(of, how_, options) {
        scorer_.start(cohort.episodes_taken() ? &cohort.episodes(p) : nullptr,
                      cohort.doubt(p).of(of.outcome));
    }

    /// Brings the facts up to `day` and feeds the record.
    void advance(day_number day, const day_record& record) {
        const auto& facts = cohort_.facts(person_);
        for (; next_fact_ < facts.size() && facts[next_fact_].day <= day; ++next_fact_)
            if (const std::size_t k = how_.fact_factor[facts[next_fact_].name]; k != feature_map::absent)
                scorer_.set(k, facts[next_fact_].value);
        feed(day, record);
    }
    /// Feeds a record, and no new fact.
    void feed(day_number day, const day_record& record) { scorer_.advance(day, record); }
    [[nodiscard]] std::array<double, fast_count> values() const {
        std::array<double, fast_count> x{};
        scorer_.features().values(x);
        return x;
    }

    void write(day_number day, bool planned, double load, projection& out) {
        const load::feature_row row = scorer_.features().loads();
        out.day.push_back(day);
        out.planned.push_back(planned ? 1 : 0);
        out.load.push_back(load);
        out.acute.push_back(row.acute);
        out.chronic.push_back(row.chronic);
        out.ratio.push_back(row.ratio);
        out.session_spike.push_back(values()[at(fast::session_spike)]);
        out.week_change.push_back(row.week_change);
        out.monotony.push_back(row.monotony);
        double risk = missing_value, low = missing_value, high = missing_value, ratio = missing_value;
        factor::known_mask outside = 0;
        reason why = reason::not_at_risk;
        double coverage = missing_value;
        if (scorer_.at_risk()) {
            const auto known = scorer_.score({.risk = &risk,
                                              .low = &low,
                                              .high = &high,
                                              .hazard_ratio = &ratio,
                                              .extrapolates = &outside});
            why = known == 0 ? reason::not_recorded : reason::none;
            coverage = scorer_.coverage();
        }
        out.risk.push_back(risk);
        out.low.push_back(low);
        out.high.push_back(high);
        out.hazard_ratio.push_back(ratio);
        out.coverage.push_back(coverage);
        out.reason.push_back(why);
        out.extrapolates.push_back(outside);
    }

  private:
    feature_map how_;
    const data& cohort_;
    person_index person_;
    person_scorer scorer_;
    std::size_t next_fact_ = 0;
};

/// What the diary says at its end of everything that a plan may leave open.
class held_values {
  public:
    explicit held_values(const std::array<double, fast_count>& now)
        : reps_(now[at(fast::lifts_per_day)]),
          heaviest_kg_(now[at(fast::load_lifted_kg)]),
          flexion_deg_(now[at(fast::lumbar_flexion_deg)]),
          warm_up_share_(now[at(fast::warm_up_share)]),
          sleep_hours_(now[at(fast::sleep_hours)]),
          mood_(now[at(fast::mood)]) {}

    [[nodiscard]] day_record record(const planned_day& day) const {
        const bool sets = !std::isnan(day.reps);
        day_record out;
        out.load = day.load;
        out.longest = day.longest;
        out.minutes = day.minutes;
        out.sessions_warmed_up =
            std::isnan(day.sessions_warmed_up) ? day.sessions * warm_up_share_ : day.sessions_warmed_up;
        out.sessions_recorded = std::isnan(out.sessions_warmed_up) ? 0 : day.sessions;
        if (std::isnan(out.sessions_warmed_up)) out.sessions_warmed_up = 0;
        out.reps = sets ? day.reps : reps_;
        out.heaviest_kg = sets ? day.heaviest_kg : heaviest_kg_;
        out.flexion_deg = sets ? day.flexion_deg : flexion_deg_;
        out.sleep_hours = sleep_hours_;
        out.mood = mood_;
        return out;
    }

  private:
    double reps_, heaviest_kg_, flexion_deg_, warm_up_share_, sleep_hours_, mood_;
};

}  // namespace projecting

BACKRISK_INLINE projection project(const risk::model& of, const data& cohort, person_index p,
                                   std::span<const planned_day> planned, int history_days,
                                   const score_options& options) {
    check_argument(p < cohort.people(), "cohort::project", "person", p, "below the number of people");
    check_argument(history_days >= 0, "cohort::project", "history_days", history_days, "0 or more");
    projection out;
    projecting::run run(of, cohort, p, options);
    const diary& diary = cohort.days();
    const day_number last = cohort.last_day(p);
    std::size_t row = diary.starts[p];
    for (day_number day = cohort.first_day(p); day <= last; ++day, ++row) {
        run.advance(day, diary.record(row));
        if (last - day < history_days) run.write(day, false, diary.load[row], out);
    }
    const projecting::held_values held(run.values());
    for (std::size_t i = 0; i < planned.size(); ++i) {
        const day_number day = last + 1 + static_cast<day_number>(i);
        run.feed(day, held.record(planned[i]));
        run.write(day, true, planned[i].load, out);
    }
    return out;
}

}  // namespace backrisk::cohort
