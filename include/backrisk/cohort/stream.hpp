#pragma once
/// One person, one day at a time, forever: O(1) a day, and nothing is allocated between two episodes.
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "backrisk/cohort/score.hpp"

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
    reason why = reason::none;
    factor::known_mask extrapolates = 0;
};

class stream {
  public:
    /// `known` holds (factor, value) of what is known about the person at the start. With `episodes_known` a
    /// person without episodes has none recorded, as in a cohort whose episodes were taken. The model is
    /// copied. Throws `invalid_argument` for an unknown factor or an option out of range.
    stream(risk::model of, std::span<const std::pair<std::string, double>> known, bool episodes_known = true,
           const score_options& options = {})
        : model_(std::make_unique<const risk::model>(std::move(of))),
          plan_(std::make_unique<const plan>(*model_, std::vector<std::string>{})),
          scorer_(*model_, *plan_, options) {
        scorer_.start(episodes_known ? &episodes_ : nullptr);
        for (const auto& [factor, value] : known) set(factor, value);
    }

    /// A slow factor from now on: a test result, a birthday. NaN: no longer known.
    void set(std::string_view factor, double value) { scorer_.set(model_->factors.index(factor), value); }

    /// An episode, or the news of its recovery (the last one of the same onset is replaced).
    void report(const history::episode& one) {
        std::erase_if(episodes_, [&](const history::episode& e) {
            return e.onset == one.onset && e.where == one.where;
        });
        episodes_.push_back(one);
        scorer_.set_episodes(episodes_);
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
        last_ = day;
        started_ = true;
    }

    /// Scores the last day fed.
    [[nodiscard]] scored_day score() {
        scored_day out;
        out.day = last_;
        if (!scorer_.at_risk()) {
            out.why = reason::not_at_risk;
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
        if (known == 0) out.why = reason::not_recorded;
        out.coverage = scorer_.coverage();
        return out;
    }

    [[nodiscard]] const risk::model& of() const noexcept { return *model_; }
    [[nodiscard]] std::span<const double> row() const noexcept { return scorer_.row(); }

  private:
    std::unique_ptr<const risk::model> model_;
    std::unique_ptr<const plan> plan_;
    std::vector<history::episode> episodes_;
    person_scorer scorer_;
    day_number last_ = 0;
    bool started_ = false;
};

}  // namespace backrisk::cohort
