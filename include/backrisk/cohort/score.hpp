#pragma once
/// From a cohort to risks: batch over everybody, a stream for one person. One evaluator, the same bits.
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "backrisk/cohort/columns.hpp"
#include "backrisk/cohort/data.hpp"
#include "backrisk/cohort/history_factors.hpp"
#include "backrisk/cohort/scores.hpp"
#include "backrisk/core/column.hpp"
#include "backrisk/history/episode_history.hpp"
#include "backrisk/risk/block.hpp"

namespace backrisk::cohort {

/// Which days of each person are scored.
enum class scored_days : std::uint8_t { last, all, listed };

struct score_options {
    days horizon{28};
    double level = 0.95;
    scored_days scored = scored_days::last;
    std::vector<day_number> listed{};  ///< sorted; each is scored for everybody, null outside a person's span
    bool contributions = false;
    int threads = 1;
    std::optional<std::vector<person_index>> people{};  ///< rising; nothing: everybody
    daily_options daily{};
};

/// How a model's factors are fed: by the diary, by the episodes, by dated facts, or not at all.
class feature_map {
  public:
    feature_map(const risk::model& of, const std::vector<std::string>& fact_names);
    static constexpr std::size_t absent = static_cast<std::size_t>(-1);

    std::array<std::size_t, fast_count>
        fast_factor{};                     ///< position of each fast factor in the schema, or `absent`
    std::vector<std::size_t> fact_factor;  ///< position of each fact
    std::size_t previous = absent, many = absent, other_pain = absent;
    factor::known_mask fast_bits = 0;
};

/// One person, day after day. Everything is allocated at the start, but for the news of an episode.
class person_scorer {
  public:
    /// The model and the plan must outlive it.
    person_scorer(const risk::model& of, const feature_map& how, const score_options& options);

    /// Begins a new person; `episodes` is null when nobody was asked, and may be incomplete from the day
    /// `doubtful_from` on.
    void start(const std::vector<history::episode>* episodes,
               day_number doubtful_from = history_doubt::never);
    /// Replaces what is known of the episodes; the diary goes on.
    void set_episodes(const std::vector<history::episode>& episodes);
    void set(std::size_t factor, double value);  ///< a slow factor, from now on
    /// Feeds the next day. `day` must follow the last one.
    void advance(day_number day, const day_record& record);
    [[nodiscard]] bool at_risk() const noexcept { return at_risk_; }
    /// Scores the last day fed. Returns the known factors.
    factor::known_mask score(const risk::block_output& out);
    [[nodiscard]] double coverage() const noexcept { return block_.coverage(); }
    /// The row of factor values as it stands.
    [[nodiscard]] std::span<const double> row() const noexcept { return row_; }
    [[nodiscard]] const daily_features& features() const noexcept { return features_; }

  private:
    const risk::model* model_;
    const feature_map* map_;
    daily_features fresh_, features_;
    std::optional<history::episode_history> history_;
    std::optional<history::episode_history::cursor> cursor_;
    risk::block_scorer block_;
    std::vector<double> row_;
    std::vector<const double*> pointers_;
    factor::known_mask known_ = 0, prepared_for_ = 0;
    day_number doubtful_from_ = history_doubt::never;
    bool at_risk_ = true, slow_changed_ = true;
};

/// Scores a cohort. Throws `invalid_argument` for a horizon, level or thread count out of range. The answer
/// does not depend on `threads`.
[[nodiscard]] scores score(const risk::model& of, const data& cohort, const score_options& options = {});

/// The same into memory that is reused.
void score(const risk::model& of, const data& cohort, const score_options& options, scores& out);

/// The factor values of one person on one day, as `score` sees them; null with a reason outside the span.
struct person_day {
    std::vector<double> row;
    backrisk::reason reason = backrisk::reason::none;
};
/// The same of several person-days: rows of values one after the other, and a reason for each.
struct person_days_rows {
    std::vector<double> rows;
    std::vector<backrisk::reason> reason;
};
/// @param people,when  one entry a person-day
/// @throws invalid_argument for columns of different length and for a person that is none
[[nodiscard]] person_days_rows rows_of(const risk::model& of, const data& cohort,
                                       std::span<const person_index> people,
                                       std::span<const day_number> when);
[[nodiscard]] person_day row_of(const risk::model& of, const data& cohort, person_index p, day_number day);

}  // namespace backrisk::cohort

#ifndef BACKRISK_COMPILED
#include "backrisk/cohort/score.ipp"
#endif
