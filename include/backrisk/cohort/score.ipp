#pragma once
#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "backrisk/cohort/gate_scores.hpp"
#include "backrisk/cohort/score.hpp"
#include "backrisk/core/parallel.hpp"

namespace backrisk::cohort {

BACKRISK_INLINE feature_map::feature_map(const risk::model& of, const std::vector<std::string>& fact_names) {
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

BACKRISK_INLINE person_scorer::person_scorer(const risk::model& of, const feature_map& how,
                                             const score_options& options)
    : model_(&of),
      map_(&how),
      fresh_(options.daily),
      features_(options.daily),
      block_(of, how.fast_bits, static_cast<int>(options.horizon.count()), options.level),
      row_(of.factors.size(), missing_value),
      pointers_(of.factors.size(), nullptr) {}

BACKRISK_INLINE void person_scorer::start(const std::vector<history::episode>* episodes,
                                          day_number doubtful_from) {
    features_ = fresh_;
    doubtful_from_ = doubtful_from;
    std::ranges::fill(row_, missing_value);
    known_ = 0;
    at_risk_ = slow_changed_ = true;
    cursor_.reset();
    history_.reset();
    if (episodes != nullptr) set_episodes(*episodes);
}

BACKRISK_INLINE void person_scorer::set_episodes(const std::vector<history::episode>& episodes) {
    history_.emplace(episodes, history::episode_rules{model_->outcome, model_->washout_days, 0});
    cursor_.emplace(history_->start());
}

BACKRISK_INLINE void person_scorer::set(std::size_t factor, double value) {
    if (row_[factor] == value || (std::isnan(row_[factor]) && std::isnan(value))) return;
    row_[factor] = value;
    const auto bit = factor::known_mask{1} << factor;
    known_ = std::isnan(value) ? known_ & ~bit : known_ | bit;
    slow_changed_ = true;
}

BACKRISK_INLINE void person_scorer::advance(day_number day, const day_record& record) {
    day_record today = record;
    if (cursor_) {
        const history::episode_state now = cursor_->at(day);
        at_risk_ = now.at_risk;
        const history_factors past = history_factors_of(now, day >= doubtful_from_);
        today.recency_days = past.recency;
        for (const auto& [k, value] :
             {std::pair(map_->previous, past.previous), std::pair(map_->many, past.many),
              std::pair(map_->other_pain, past.other_pain)})
            if (k != feature_map::absent) set(k, value);
    }
    features_.update(today);
    std::array<double, fast_count> x;
    features_.values(x);
    for (std::size_t f = 0; f < fast_count; ++f) {
        const std::size_t k = map_->fast_factor[f];
        if (k == feature_map::absent) continue;
        row_[k] = x[f];
        const auto bit = factor::known_mask{1} << k;
        known_ = std::isnan(x[f]) ? known_ & ~bit : known_ | bit;
    }
}

BACKRISK_INLINE factor::known_mask person_scorer::score(const risk::block_output& out) {
    if (slow_changed_ || known_ != prepared_for_) {
        block_.prepare(known_, row_);
        prepared_for_ = known_;
        slow_changed_ = false;
        for (std::size_t k = 0; k < row_.size(); ++k)
            pointers_[k] = (known_ & map_->fast_bits) >> k & 1 ? row_.data() + k : nullptr;
    }
    block_.evaluate(1, pointers_, out);
    return known_;
}

namespace scoring {

/// Rows of the answer that belong to each person.
[[nodiscard]] inline std::vector<std::size_t> row_starts(const data& cohort, const score_options& options) {
    std::vector<std::size_t> starts{0};
    const std::size_t asked = options.people ? options.people->size() : cohort.people();
    for (std::size_t i = 0; i < asked; ++i) {
        const std::size_t p = options.people ? (*options.people)[i] : i;
        const std::size_t rows = options.scored == scored_days::last ? 1
                                 : options.scored == scored_days::all
                                     ? cohort.days().starts[p + 1] - cohort.days().starts[p]
                                     : options.listed.size();
        starts.push_back(starts.back() + rows);
    }
    return starts;
}

/// The columns of numbers of an answer.
[[nodiscard]] inline std::array<long_column<double>*, 9> numbers(scores& of) noexcept {
    return {&of.risk,     &of.low,          &of.high,          &of.hazard_ratio, &of.coverage,
            &of.relative, &of.relative_low, &of.relative_high, &of.above_typical};
}

/// Every value is written later: nothing is filled that need not be.
inline void resize(scores& out, std::size_t rows, std::size_t factors) {
    out.person.resize(rows);
    out.day.resize(rows);
    for (auto* column : numbers(out)) column->resize(rows);
    out.reason.resize(rows);
    out.extrapolates.resize(rows);
    out.contributions.resize(rows * factors);
}

/// Scores people one after the other, in blocks of days that share their known factors and slow values.
class worker {
  public:
    worker(const risk::scorer& ready, const feature_map& how, const data& cohort,
           const score_options& options, scores& out)
        : model_(ready.of()),
          map_(how),
          cohort_(cohort),
          options_(options),
          out_(out),
          columns_(options.daily),
          block_(ready, how.fast_bits, static_cast<int>(options.horizon.count()), options.level),
          row_(model_.factors.size()),
          pointers_(model_.factors.size()),
          parts_(options.contributions ? model_.factors.size() : 0) {}

    /// People [first, last) of those asked for; `starts` says which rows of the answer belong to each.
    void run(std::size_t first, std::size_t last, const std::vector<std::size_t>& starts) {
        constexpr std::size_t together = person_columns::together;
        for (std::size_t i = first; i < last; ++i) {
            const std::size_t p = options_.people ? (*options_.people)[i] : i;
            const std::size_t end = options_.people ? p + 1 : std::min(last, i + together);
            if (options_.people || (i - first) % together == 0)
                columns_.open(cohort_.days(), static_cast<person_index>(p), static_cast<person_index>(end));
            run(static_cast<person_index>(p), starts[i], starts[i + 1]);
        }
    }

  private:
    /// Rows [first, last) of the answer belong to person p.
    void run(person_index p, std::size_t first, std::size_t last) {
        begin(p);
        for (std::size_t row = first; row < last;) {
            const day_number day = day_of_row(p, row - first);
            if (day < cohort_.first_day(p) || day > cohort_.last_day(p)) {
                write_missing(p, day, row++, reason::unmonitored);
                continue;
            }
            const auto i = static_cast<std::size_t>(day - cohort_.first_day(p));
            apply_facts(p, i);
            if (!at_risk_) {
                write_missing(p, day, row++, reason::not_at_risk);
                continue;
            }
            const std::size_t days =
                options_.scored == scored_days::all ? unchanged_days(p, i, last - row) : 1;
            score(p, i, row, days);
            row += days;
        }
    }

    [[nodiscard]] day_number day_of_row(person_index p, std::size_t i) const noexcept {
        if (options_.scored == scored_days::listed) return options_.listed[i];
        return options_.scored == scored_days::all ? cohort_.first_day(p) + static_cast<day_number>(i)
                                                   : cohort_.last_day(p);
    }

    void begin(person_index p) {
        columns_.build(p);
        std::ranges::fill(row_, missing_value);
        slow_known_ = 0;
        next_fact_ = 0;
        at_risk_ = changed_ = true;
        history_.reset();
        if (!cohort_.episodes_taken()) return;
        history_.emplace(cohort_.episodes(p), history::episode_rules{model_.outcome, model_.washout_days, 0});
        cursor_.emplace(history_->start());
        doubtful_from_ = cohort_.doubt(p).of(model_.outcome);
        eventful_ = !cohort_.episodes(p).empty() || doubtful_from_ != history_doubt::never;
        auto& recency = columns_.recency();
        if (recency.size() < columns_.size()) recency.resize(columns_.size());
        if (!eventful_) std::fill_n(recency.data(), columns_.size(), std::numeric_limits<double>::infinity());
    }

    void set_factor(std::size_t k, double value) {
        if (k == feature_map::absent || row_[k] == value || (std::isnan(row_[k]) && std::isnan(value)))
            return;
        row_[k] = value;
        const auto bit = factor::known_mask{1} << k;
        slow_known_ = std::isnan(value) ? slow_known_ & ~bit : slow_known_ | bit;
        changed_ = true;
    }

    /// Brings facts and episodes up to day i of the diary.
    void apply_facts(person_index p, std::size_t i) {
        const day_number day = cohort_.first_day(p) + static_cast<day_number>(i);
        const auto& facts = cohort_.facts(p);
        for (; next_fact_ < facts.size() && facts[next_fact_].day <= day; ++next_fact_)
            set_factor(map_.fact_factor[facts[next_fact_].name], facts[next_fact_].value);
        if (!history_) return;
        const history::episode_state now = cursor_->at(day);
        at_risk_ = now.at_risk;
        const history_factors past = history_factors_of(now, day >= doubtful_from_);
        set_factor(map_.previous, past.previous);
        set_factor(map_.many, past.many);
        set_factor(map_.other_pain, past.other_pain);
        columns_.recency()[i] = past.recency;
    }

    /// Known fast factors of day i, as bits of the schema.
    [[nodiscard]] factor::known_mask fast_known(std::size_t i) const noexcept {
        factor::known_mask mask = 0;
        for (std::size_t f = 0; f < fast_count; ++f) {
            const bool known =
                f == at(fast::recency_days)
                    ? history_.has_value() && !std::isnan(columns_.column(fast::recency_days)[i])
                    : (columns_.known()[i] >> f & 1) != 0;
            if (known && map_.fast_factor[f] != feature_map::absent)
                mask |= factor::known_mask{1} << map_.fast_factor[f];
        }
        return mask;
    }

    /// Days from i on that one block can hold: the same known factors, no new fact, no change of the
    /// episodes.
    [[nodiscard]] std::size_t unchanged_days(person_index p, std::size_t i, std::size_t most) {
        std::size_t days = 1;
        most = std::min(most, risk::block_scorer::capacity);
        const auto& facts = cohort_.facts(p);
        const day_number day = cohort_.first_day(p) + static_cast<day_number>(i);
        if (next_fact_ < facts.size())
            most = std::min(most, static_cast<std::size_t>(facts[next_fact_].day - day));
        const auto& known = columns_.known();
        if (!history_ || !eventful_) {
            while (days < most && known[i + days] == known[i]) ++days;
            return days;
        }
        const history::episode_state first = cursor_->at(day);
        for (; days < most && known[i + days] == known[i]; ++days) {
            const history::episode_state now = cursor_->at(day + static_cast<day_number>(days));
            const bool doubtful = day + static_cast<day_number>(days) >= doubtful_from_;
            if (!now.at_risk || now.episodes != first.episodes || now.other_pain != first.other_pain ||
                doubtful != (day >= doubtful_from_))
                break;
            columns_.recency()[i + days] = history_factors_of(now, doubtful).recency;
        }
        return days;
    }

    void score(person_index p, std::size_t i, std::size_t row, std::size_t days) {
        const factor::known_mask fast_mask = fast_known(i), known = slow_known_ | fast_mask;
        if (changed_ || known != prepared_for_) {
            block_.prepare(known, row_);
            prepared_for_ = known;
            changed_ = false;
        }
        for (std::size_t f = 0; f < fast_count; ++f)
            if (const std::size_t k = map_.fast_factor[f]; k != feature_map::absent)
                pointers_[k] = fast_mask >> k & 1 ? columns_.column(static_cast<fast>(f)) + i : nullptr;
        for (std::size_t k = 0; k < parts_.size(); ++k)
            parts_[k] = out_.contributions.data() + k * out_.size() + row;
        fetch_ahead(out_.coverage.data() + row, days);
        fetch_ahead(out_.person.data() + row, days);
        fetch_ahead(out_.day.data() + row, days);
        block_.evaluate(days, pointers_,
                        {.risk = out_.risk.data() + row,
                         .low = out_.low.data() + row,
                         .high = out_.high.data() + row,
                         .hazard_ratio = out_.hazard_ratio.data() + row,
                         .relative = out_.relative.data() + row,
                         .relative_low = out_.relative_low.data() + row,
                         .relative_high = out_.relative_high.data() + row,
                         .above_typical = out_.above_typical.data() + row,
                         .extrapolates = out_.extrapolates.data() + row,
                         .contributions = parts_});
        const day_number day = cohort_.first_day(p) + static_cast<day_number>(i);
        std::fill_n(out_.person.data() + row, days, p);
        std::iota(out_.day.data() + row, out_.day.data() + row + days, day);
        std::fill_n(out_.coverage.data() + row, days, block_.coverage());
        std::fill_n(out_.reason.data() + row, days, known == 0 ? reason::not_recorded : reason::none);
    }

    void write_missing(person_index p, day_number day, std::size_t row, reason why) {
        out_.person[row] = p;
        out_.day[row] = day;
        out_.reason[row] = why;
        for (auto* column : numbers(out_)) (*column)[row] = missing_value;
        out_.extrapolates[row] = 0;
        for (std::size_t k = 0; k < parts_.size(); ++k)
            out_.contributions[k * out_.size() + row] = missing_value;
    }

    const risk::model& model_;
    const feature_map& map_;
    const data& cohort_;
    const score_options& options_;
    scores& out_;
    person_columns columns_;
    risk::block_scorer block_;
    std::optional<history::episode_history> history_;
    std::optional<history::episode_history::cursor> cursor_;
    std::vector<double> row_;
    std::vector<const double*> pointers_;
    std::vector<double*> parts_;
    factor::known_mask slow_known_ = 0, prepared_for_ = 0;
    std::size_t next_fact_ = 0;
    day_number doubtful_from_ = history_doubt::never;
    bool at_risk_ = true, changed_ = true, eventful_ = false;
};

}  // namespace scoring

BACKRISK_INLINE void score(const risk::model& of, const data& cohort, const score_options& options,
                           scores& out) {
    check_argument(std::ranges::is_sorted(options.listed), "cohort::score", "listed", "days", "sorted");
    const std::vector<person_index> nobody;
    const auto& people = options.people ? *options.people : nobody;
    check_argument(std::ranges::is_sorted(people), "cohort::score", "people", "positions", "rising");
    for (const person_index p : people)
        check_argument(p < cohort.people(), "cohort::score", "people", p, "below the number of people");
    const feature_map how(of, cohort.fact_names());
    const auto starts = scoring::row_starts(cohort, options);
    scoring::resize(out, starts.back(), options.contributions ? of.factors.size() : 0);
    risk::check_horizon("cohort::score", options.horizon.count());
    risk::scorer ready(of, static_cast<int>(options.horizon.count()));
    out.typical = ready.typical();
    const auto threads = static_cast<std::size_t>(std::max(1, options.threads));
    const std::size_t asked = starts.size() - 1;
    const std::size_t block = std::clamp<std::size_t>(asked / (8 * threads), 1, 64);
    for_each_block(
        asked, block, options.threads,
        [&] { return std::make_unique<scoring::worker>(ready, how, cohort, options, out); },
        [&](const auto& worker, std::size_t first, std::size_t last) { worker->run(first, last, starts); });
    apply_gate(cohort, out);
}

BACKRISK_INLINE scores score(const risk::model& of, const data& cohort, const score_options& options) {
    scores out;
    score(of, cohort, options, out);
    return out;
}

BACKRISK_INLINE person_days_rows rows_of(const risk::model& of, const data& cohort,
                                         std::span<const person_index> people,
                                         std::span<const day_number> when) {
    constexpr std::string_view here = "cohort::rows_of";
    check_same_size(here, "when", when, people);
    const feature_map how(of, cohort.fact_names());
    person_scorer scorer(of, how, {});
    person_days_rows out;
    for (std::size_t i = 0; i < people.size(); ++i) {
        const person_index p = people[i];
        const day_number day = when[i];
        check_argument(p < cohort.people(), here, "people", p, "below the number of people");
        if (day < cohort.first_day(p) || day > cohort.last_day(p)) {
            out.rows.insert(out.rows.end(), of.factors.size(), missing_value);
            out.reason.push_back(reason::unmonitored);
            continue;
        }
        scorer.start(cohort.episodes_taken() ? &cohort.episodes(p) : nullptr, cohort.doubt(p).of(of.outcome));
        for (day_number d = cohort.first_day(p); d <= day; ++d)
            scorer.advance(d, cohort.days().record(cohort.days().starts[p] +
                                                   static_cast<std::size_t>(d - cohort.first_day(p))));
        for (const fact& one : cohort.facts(p))
            if (one.day <= day && how.fact_factor[one.name] != feature_map::absent)
                scorer.set(how.fact_factor[one.name], one.value);
        out.rows.insert(out.rows.end(), scorer.row().begin(), scorer.row().end());
        out.reason.push_back(history::reason_of(triage_on(cohort, p, day, !scorer.at_risk()).score));
    }
    return out;
}

BACKRISK_INLINE person_day row_of(const risk::model& of, const data& cohort, person_index p, day_number day) {
    person_days_rows one = rows_of(of, cohort, {&p, 1}, {&day, 1});
    return {std::move(one.rows), one.reason.front()};
}

}  // namespace backrisk::cohort
