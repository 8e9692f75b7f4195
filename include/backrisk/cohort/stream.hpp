#pragma once
/// One person, one day at a time, forever: O(1) a day, and nothing is allocated between two episodes.
#include <algorithm>
#include <cmath>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "backrisk/cohort/gate.hpp"
#include "backrisk/cohort/score.hpp"
#include "backrisk/history/condition_record.hpp"
#include "backrisk/history/triage.hpp"

namespace backrisk::cohort {

/// What is said of a person after a day; the columns of `scores`.
struct scored_day {
    day_number day = 0;
    double risk = missing_value;
    double low = missing_value;
    double high = missing_value;
    double hazard_ratio = missing_value;
    double coverage = missing_value;
    double relative = missing_value;
    double relative_low = missing_value;
    double relative_high = missing_value;
    double above_typical = missing_value;
    backrisk::reason reason = backrisk::reason::none;
    history::triage_level triage = history::triage_level::none_reported;
    factor::known_mask extrapolates = 0;
};

class stream {
  public:
    /// `known` holds (factor, value) of what is known about the person at the start. With `episodes_known` a
    /// person without episodes has none recorded, as in a cohort whose episodes were taken; from the day
    /// `doubtful_from` on the record may be incomplete. The model is copied. Throws `invalid_argument` for an
    /// unknown factor or an option out of range.
    stream(risk::model of, std::span<const std::pair<std::string, double>> known, bool episodes_known = true,
           const score_options& options = {}, day_number doubtful_from = history_doubt::never)
        : model_(std::make_unique<const risk::model>(std::move(of))),
          map_(std::make_unique<const feature_map>(*model_, std::vector<std::string>{})),
          scorer_(*model_, *map_, options) {
        scorer_.start(episodes_known ? &episodes_ : nullptr, doubtful_from);
        for (const auto& [factor, value] : known) set(factor, value);
    }

    /// A slow factor from now on: a test result, a birthday. NaN: no longer known.
    void set(std::string_view factor, double value) { scorer_.set(model_->factors.index(factor), value); }

    /// Age and sex for the gate, where the model has no such factors; NaN: not known.
    void set_person(double age_years, double female) {
        age_ = age_years;
        female_ = female;
    }

    /// An episode, or the news of its recovery (the last one of the same onset is replaced).
    void report(const history::episode& one) {
        std::erase_if(episodes_, [&](const history::episode& e) {
            return e.onset == one.onset && e.where == one.where;
        });
        episodes_.push_back(one);
        scorer_.set_episodes(episodes_);
    }

    /// A condition or red-flag finding, with its dates; it counts from its first day on.
    void report(const history::dated_condition& one) { record_.add(one); }

    /// What the gate says after the last day fed. Nothing is computed and allocated for an adult up to 70
    /// with nothing in the record.
    [[nodiscard]] history::triage gate() const {
        history::triage found;
        const double age = std::isnan(age_) ? known("age_years") : age_;
        const double female = std::isnan(female_) ? known("female") : female_;
        const bool any_age = std::isnan(age) || (age >= history::adult_years && age <= 70);
        gating::pain_now pain{gating::open_episode(episodes_, last_), missing_value};
        if (last_ - pain_day_ < pain_days) pain.rating = pain_;
        if (record_.entries().empty() && any_age && scorer_.at_risk() && !pain.rated()) return found;
        const auto findings = record_.findings_at(last_);
        history::gate_input who;
        who.findings = findings;
        who.age_years = age;
        if (!std::isnan(female)) who.sex = female == 1 ? sex::female : sex::male;
        pain.tell(who, last_);
        who.inside_episode = !scorer_.at_risk();
        return history::red_flags(who);
    }

    /// The next day. Skipped days are fed as unknown; throws `invalid_argument` when the day is not after the
    /// last one.
    void advance(day_number day, const day_record& record) {
        if (started_ && day <= last_)
            check_argument(false, "stream::advance", "day", backrisk::to_string(to_day(day)),
                           "after the last day");
        if (started_)
            for (day_number gap = last_ + 1; gap < day; ++gap) scorer_.advance(gap, {});
        scorer_.advance(day, record);
        if (!std::isnan(record.pain_nrs)) {
            pain_ = record.pain_nrs;
            pain_day_ = day;
        }
        last_ = day;
        started_ = true;
    }

    /// Scores the last day fed.
    [[nodiscard]] scored_day score() {
        scored_day out;
        out.day = last_;
        const auto first = gate();
        out.triage = first.level;
        if (first.score != history::eligibility::eligible) {
            out.reason = history::reason_of(first.score);
            return out;
        }
        const auto known = scorer_.score({.risk = &out.risk,
                                          .low = &out.low,
                                          .high = &out.high,
                                          .hazard_ratio = &out.hazard_ratio,
                                          .relative = &out.relative,
                                          .relative_low = &out.relative_low,
                                          .relative_high = &out.relative_high,
                                          .above_typical = &out.above_typical,
                                          .extrapolates = &out.extrapolates});
        if (known == 0) out.reason = reason::not_recorded;
        out.coverage = scorer_.coverage();
        return out;
    }

    [[nodiscard]] const risk::model& of() const noexcept { return *model_; }
    [[nodiscard]] std::span<const double> row() const noexcept { return scorer_.row(); }

  private:
    std::unique_ptr<const risk::model> model_;
    std::unique_ptr<const feature_map> map_;
    /// A factor of the row as it stands; missing where the model has no such factor.
    [[nodiscard]] double known(std::string_view factor) const {
        const std::size_t at = model_->factors.index_or(factor, feature_map::absent);
        return at == feature_map::absent ? missing_value : scorer_.row()[at];
    }

    std::vector<history::episode> episodes_;
    history::condition_record record_;
    person_scorer scorer_;
    double age_ = missing_value, female_ = missing_value, pain_ = missing_value;
    day_number pain_day_ = 0;
    day_number last_ = 0;
    bool started_ = false;
};

}  // namespace backrisk::cohort
