#pragma once
#include <algorithm>
#include <cmath>

#include "backrisk/cohort/score.hpp"
#include "backrisk/core/parallel.hpp"

namespace backrisk::cohort {

inline plan::plan(const risk::model& of, const std::vector<std::string>& fact_names) {
    const auto& schema = of.factors;
    for (std::size_t f = 0; f < fast_count; ++f) {
        fast_factor[f] = schema.index_or(fast_names[f], absent);
        if (fast_factor[f] != absent) fast_bits |= factor::known_mask{1} << fast_factor[f];
    }
    for (const std::string& one : fact_names) {
        const std::size_t k = schema.index_or(one, absent);
        fact_factor.push_back(k != absent && (fast_bits >> k & 1) != 0 ? absent : k);
    }
    previous = schema.index_or("previous_episode", absent);
    many = schema.index_or("many_episodes", absent);
    other_pain = schema.index_or("other_pain", absent);
}

inline person_scorer::person_scorer(const risk::model& of, const plan& how, const score_options& options)
    : model_(&of),
      plan_(&how),
      options_(options),
      fresh_(options.daily),
      features_(options.daily),
      block_(of, how.fast_bits, static_cast<int>(options.horizon.count()), options.level),
      row_(of.factors.size(), missing_value),
      columns_(of.factors.size()),
      column_pointers_(of.factors.size(), nullptr) {
    for (const std::size_t k : how.fast_factor)
        if (k != plan::absent) columns_[k].resize(risk::block_scorer::capacity);
}

inline void person_scorer::start(const std::vector<history::episode>* episodes) {
    features_ = fresh_;
    std::ranges::fill(row_, missing_value);
    known_ = 0;
    collected_ = 0;
    at_risk_ = slow_changed_ = true;
    cursor_.reset();
    history_.reset();
    if (episodes != nullptr) set_episodes(*episodes);
}

inline void person_scorer::set_episodes(const std::vector<history::episode>& episodes) {
    history_.emplace(episodes, history::episode_rules{model_->event, model_->washout_days, 0});
    cursor_.emplace(history_->start());
}

inline void person_scorer::set(std::size_t factor, double value) {
    if (row_[factor] == value || (std::isnan(row_[factor]) && std::isnan(value))) return;
    row_[factor] = value;
    const auto bit = factor::known_mask{1} << factor;
    known_ = std::isnan(value) ? known_ & ~bit : known_ | bit;
    slow_changed_ = true;
}

inline void person_scorer::advance(day_number day, const day_record& record) {
    day_record today = record;
    if (cursor_) {
        const history::episode_state now = cursor_->at(day);
        at_risk_ = now.at_risk;
        today.recency_days =
            now.since_recovery.why == reason::none ? now.since_recovery.value : missing_value;
        if (plan_->previous != plan::absent) set(plan_->previous, now.episodes > 0 ? 1.0 : 0.0);
        if (plan_->many != plan::absent) set(plan_->many, now.episodes > 2 ? 1.0 : 0.0);
        if (plan_->other_pain != plan::absent) set(plan_->other_pain, now.other_pain ? 1.0 : 0.0);
    }
    features_.update(today);
    std::array<double, fast_count> x;
    features_.values(x);
    for (std::size_t f = 0; f < fast_count; ++f) {
        const std::size_t k = plan_->fast_factor[f];
        if (k == plan::absent) continue;
        row_[k] = x[f];
        const auto bit = factor::known_mask{1} << k;
        known_ = std::isnan(x[f]) ? known_ & ~bit : known_ | bit;
    }
}

inline bool person_scorer::must_flush() const noexcept {
    return collected_ > 0 &&
           (collected_ == risk::block_scorer::capacity || slow_changed_ || known_ != block_known_);
}

inline void person_scorer::collect() {
    if (collected_ == 0 && (slow_changed_ || known_ != block_known_ || !prepared_)) {
        block_.prepare(known_, row_);
        block_known_ = known_;
        slow_changed_ = false;
        prepared_ = true;
        for (std::size_t k = 0; k < row_.size(); ++k)
            column_pointers_[k] = (known_ & plan_->fast_bits) >> k & 1 ? columns_[k].data() : nullptr;
    }
    for (const std::size_t k : plan_->fast_factor)
        if (k != plan::absent) columns_[k][collected_] = row_[k];
    ++collected_;
}

inline void person_scorer::flush(const risk::block_output& out) {
    if (collected_ > 0) block_.evaluate(collected_, column_pointers_, out);
    collected_ = 0;
}

namespace scoring {

/// Rows of the answer that belong to each person.
[[nodiscard]] inline std::vector<std::size_t> row_starts(const data& cohort, const score_options& options) {
    std::vector<std::size_t> starts{0};
    for (person_index p = 0; p < cohort.people(); ++p) {
        const std::size_t rows = options.days_scored == which::last ? 1
                                 : options.days_scored == which::all
                                     ? cohort.days().starts[p + 1] - cohort.days().starts[p]
                                     : options.listed.size();
        starts.push_back(starts.back() + rows);
    }
    return starts;
}

inline void resize(scores& out, std::size_t rows, std::size_t factors) {
    out.person.resize(rows);
    out.day.resize(rows);
    for (auto* column : {&out.risk, &out.low, &out.high, &out.hazard_ratio, &out.coverage})
        column->assign(rows, missing_value);
    out.why.assign(rows, reason::none);
    out.extrapolates.assign(rows, 0);
    out.contributions.assign(rows * factors, missing_value);
}

/// Writes one person's rows [first, last) of `out`.
class person_writer {
  public:
    person_writer(const risk::model& of, const score_options& options, scores& out)
        : options_(options), out_(out), parts_(options.contributions ? of.factors.size() : 0) {}

    void run(person_scorer& scorer, const plan& how, const data& cohort, person_index p, std::size_t first,
             std::size_t last) {
        const diary& diary = cohort.days();
        const auto& facts = cohort.facts(p);
        scorer.start(cohort.episodes_taken() ? &cohort.episodes(p) : nullptr);
        std::size_t next_fact = 0, row = first;
        const auto wanted = [&](std::size_t r) {
            return options_.days_scored == which::listed ? options_.listed[r - first]
                   : options_.days_scored == which::all
                       ? cohort.first_day(p) + static_cast<day_number>(r - first)
                       : cohort.last_day(p);
        };
        for (; row < last && wanted(row) < cohort.first_day(p); ++row)
            leave_out(p, wanted(row), row, reason::unmonitored);
        block_first_ = row;
        for (std::size_t i = diary.starts[p]; i < diary.starts[p + 1] && row < last; ++i) {
            const auto day = cohort.first_day(p) + static_cast<day_number>(i - diary.starts[p]);
            for (; next_fact < facts.size() && facts[next_fact].day <= day; ++next_fact)
                if (const std::size_t k = how.fact_factor[facts[next_fact].name]; k != plan::absent)
                    scorer.set(k, facts[next_fact].value);
            scorer.advance(day, diary.record(i));
            if (wanted(row) != day) continue;
            if (scorer.must_flush() || (!scorer.at_risk() && scorer.collected() > 0)) flush(scorer);
            if (scorer.at_risk()) {
                if (scorer.collected() == 0) block_first_ = row;
                scorer.collect();
                out_.person[row] = p;
                out_.day[row] = day;
                if (scorer.block_known() == 0) out_.why[row] = reason::not_recorded;
            } else {
                leave_out(p, day, row, reason::not_at_risk);
            }
            ++row;
        }
        flush(scorer);
        for (; row < last; ++row) leave_out(p, wanted(row), row, reason::unmonitored);
    }

  private:
    void leave_out(person_index p, day_number day, std::size_t row, reason why) {
        out_.person[row] = p;
        out_.day[row] = day;
        out_.why[row] = why;
    }
    void flush(person_scorer& scorer) {
        if (scorer.collected() == 0) return;
        const std::size_t at = block_first_;
        std::fill_n(out_.coverage.data() + at, scorer.collected(), scorer.coverage());
        for (std::size_t k = 0; k < parts_.size(); ++k)
            parts_[k] = out_.contributions.data() + k * out_.size() + at;
        scorer.flush({out_.risk.data() + at, out_.low.data() + at, out_.high.data() + at,
                      out_.hazard_ratio.data() + at, out_.extrapolates.data() + at, parts_});
    }

    const score_options& options_;
    scores& out_;
    std::vector<double*> parts_;
    std::size_t block_first_ = 0;
};

}  // namespace scoring

inline scores score(const risk::model& of, const data& cohort, const score_options& options) {
    check_argument(std::ranges::is_sorted(options.listed), "cohort::score", "listed", "days", "sorted");
    const plan how(of, cohort.fact_names());
    const auto starts = scoring::row_starts(cohort, options);
    scores out;
    scoring::resize(out, starts.back(), options.contributions ? of.factors.size() : 0);
    risk::scorer whole(of);
    out.typical = whole.typical(static_cast<int>(options.horizon.count()));
    for_each_block(cohort.people(), 16, options.threads, [&](std::size_t first, std::size_t last) {
        person_scorer scorer(of, how, options);
        scoring::person_writer writer(of, options, out);
        for (std::size_t p = first; p < last; ++p)
            writer.run(scorer, how, cohort, static_cast<person_index>(p), starts[p], starts[p + 1]);
    });
    return out;
}

inline person_day row_of(const risk::model& of, const data& cohort, person_index p, day_number day) {
    check_argument(p < cohort.people(), "cohort::row_of", "person", p, "below the number of people");
    if (day < cohort.first_day(p) || day > cohort.last_day(p))
        return {std::vector<double>(of.factors.size(), missing_value), reason::unmonitored};
    const plan how(of, cohort.fact_names());
    person_scorer scorer(of, how, {});
    scorer.start(cohort.episodes_taken() ? &cohort.episodes(p) : nullptr);
    for (day_number d = cohort.first_day(p); d <= day; ++d)
        scorer.advance(d, cohort.days().record(cohort.days().starts[p] +
                                               static_cast<std::size_t>(d - cohort.first_day(p))));
    for (const fact& one : cohort.facts(p))
        if (one.day <= day && how.fact_factor[one.name] != plan::absent)
            scorer.set(how.fact_factor[one.name], one.value);
    return {{scorer.row().begin(), scorer.row().end()},
            scorer.at_risk() ? reason::none : reason::not_at_risk};
}

}  // namespace backrisk::cohort
