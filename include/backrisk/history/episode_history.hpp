#pragma once
/// What is known on a day about the episodes of one person: the past only.
///
/// An episode whose onset lies after the day does not exist yet; a recovery after the day is not known yet,
/// so that episode is open. A lookup costs O(log n), a forward cursor O(1) a day, and nothing allocates after
/// construction.
#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "backrisk/core/missing.hpp"
#include "backrisk/history/episode.hpp"

namespace backrisk::history {

/// How raw records become episodes at risk. Both defaults are choices of this library: fourteen days is also
/// the floor of `recency`, and records are taken as they were given. de Vet 2002 (Spine 27:2409,
/// 10.1097/01.BRS.0000030307.34002.BE) asks for one month without pain on both sides of an episode: 30
/// and 30.
struct episode_rules {
    backrisk::outcome outcome = backrisk::outcome::any_episode;
    int washout_days = 14;   ///< days since recovery before a person is at risk again
    int merge_gap_days = 0;  ///< a new onset fewer days than this after recovery continues the old episode
};

/// The measures of one day.
struct episode_state {
    double episodes = 0;         ///< episodes begun on or before the day
    bool open = false;           ///< an episode is known to go on
    bool at_risk = true;         ///< not open, and the wash-out is over
    measured since_recovery;     ///< days since the last recovery; +inf when never; missing while open
    double last_duration = 0;    ///< days that the last episode has lasted so far
    double days_in_episode = 0;  ///< days inside any episode so far, overlaps counted once
    bool other_pain = false;     ///< an episode elsewhere than the low back is open
    double other_episodes = 0;   ///< episodes elsewhere begun on or before the day
};

/// Episodes of one kind, sorted by onset, with running totals so that any day is one lookup.
class timeline {
  public:
    static constexpr day_number never = std::numeric_limits<day_number>::max();

    /// Appends; `onset` must not be below the last one. Returns whether it overlaps an earlier episode; two
    /// records of one onset day do.
    bool append(day_number onset, day_number end, int merge_gap) {
        const bool first = entries_.empty();
        entry next{onset, end, onset, 1, 0};
        bool overlaps = false;
        if (!first) {
            const entry& last = entries_.back();
            overlaps = onset < last.end || onset == last.onset;
            // the gap in 64 bits: `end` may be `never`
            const bool continues = overlaps || static_cast<std::int64_t>(onset) - last.end < merge_gap;
            next.end = std::max(end, last.end);
            next.spell_onset = continues ? last.spell_onset : onset;
            next.spells = last.spells + (continues ? 0 : 1);
            next.covered = last.covered + (std::min(onset, last.end) - last.onset);
        }
        entries_.push_back(next);
        return overlaps;
    }
    void reserve(std::size_t size) { entries_.reserve(size); }

    struct entry {
        day_number onset;
        day_number end;          ///< latest end of this and all earlier episodes
        day_number spell_onset;  ///< onset of the merged episode it belongs to
        std::int32_t spells;     ///< merged episodes up to here
        std::int32_t covered;    ///< days inside an episode before `onset`
    };

    /// One past the last entry whose onset is on or before `day`, starting at the guess `from`.
    [[nodiscard]] std::size_t seen(day_number day, std::size_t from) const noexcept {
        if (from > 0 && entries_[from - 1].onset > day) {
            const auto after = std::ranges::upper_bound(entries_, day, {}, &entry::onset);
            return static_cast<std::size_t>(after - entries_.begin());
        }
        while (from < entries_.size() && entries_[from].onset <= day) ++from;
        return from;
    }
    [[nodiscard]] std::size_t seen(day_number day) const noexcept { return seen(day, entries_.size()); }
    [[nodiscard]] const entry& operator[](std::size_t i) const noexcept { return entries_[i]; }

  private:
    std::vector<entry> entries_;
};

/// The episodes of one person, ready for any day.
class episode_history {
  public:
    episode_history() = default;

    /// `episodes` in any order. A recovery before its onset throws `invalid_argument`. Episodes elsewhere
    /// than the low back feed `other_pain`; low-back episodes that do not count for the outcome are left out.
    explicit episode_history(std::span<const episode> episodes, episode_rules rules = {}) : rules_(rules) {
        constexpr auto here = "episode_history";
        check_argument(rules.washout_days >= 0, here, "washout_days", rules.washout_days, "0 or more");
        check_argument(rules.merge_gap_days >= 0, here, "merge_gap_days", rules.merge_gap_days, "0 or more");
        std::vector<std::size_t> order(episodes.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::ranges::stable_sort(order, {}, [&](std::size_t i) { return episodes[i].onset; });
        for (const std::size_t i : order) {
            const episode& one = episodes[i];
            const day_number end = one.recovered.value_or(timeline::never);
            check_argument(end >= one.onset, here, "recovered", end, "on or after the onset");
            if (one.where == region::elsewhere)
                (void)elsewhere_.append(one.onset, end, 0);
            else if (counts(rules.outcome, one.how) && low_back_.append(one.onset, end, rules.merge_gap_days))
                overlapping_.push_back(i);
        }
    }

    /// Forward reader: O(1) a day as long as the days do not go back (then one binary search).
    class cursor {
      public:
        explicit cursor(const episode_history& history) noexcept : history_(&history) {}
        [[nodiscard]] episode_state at(day_number day) noexcept {
            low_back_ = history_->low_back_.seen(day, low_back_);
            elsewhere_ = history_->elsewhere_.seen(day, elsewhere_);
            return history_->state(day, low_back_, elsewhere_);
        }

      private:
        const episode_history* history_;
        std::size_t low_back_ = 0, elsewhere_ = 0;
    };

    [[nodiscard]] cursor start() const noexcept { return cursor(*this); }
    [[nodiscard]] episode_state at(day_number day) const noexcept {
        return state(day, low_back_.seen(day), elsewhere_.seen(day));
    }
    /// Positions, in the given order, of low-back episodes that began while another was going on. They were
    /// counted as one episode with it; a diary with many of them deserves a look.
    [[nodiscard]] std::span<const std::size_t> overlapping() const noexcept { return overlapping_; }
    [[nodiscard]] const episode_rules& rules() const noexcept { return rules_; }

  private:
    [[nodiscard]] episode_state state(day_number day, std::size_t seen,
                                      std::size_t seen_elsewhere) const noexcept {
        episode_state now;
        now.since_recovery = std::numeric_limits<double>::infinity();
        if (seen > 0) {
            const auto& last = low_back_[seen - 1];
            const day_number until = std::min(day, last.end);
            now.episodes = last.spells;
            now.open = last.end > day;
            now.since_recovery = now.open ? measured(reason::not_at_risk) : measured(day - last.end);
            now.at_risk = !now.open && day - last.end >= rules_.washout_days;
            now.last_duration = until - last.spell_onset;
            now.days_in_episode = last.covered + (until - last.onset);
        }
        if (seen_elsewhere > 0) {
            now.other_episodes = elsewhere_[seen_elsewhere - 1].spells;
            now.other_pain = elsewhere_[seen_elsewhere - 1].end > day;
        }
        return now;
    }

    episode_rules rules_;
    timeline low_back_, elsewhere_;
    std::vector<std::size_t> overlapping_;
};

}  // namespace backrisk::history
