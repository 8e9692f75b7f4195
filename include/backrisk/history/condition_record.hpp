#pragma once
/// Which conditions a person is known to have on a day: the past only, as for episodes.
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "backrisk/core/day.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/history/condition.hpp"
#include "backrisk/history/finding.hpp"

namespace backrisk::history {

/// A condition on the days [since, until). Without `since` it is present from its onset on, or was always
/// known; without `until` it lasts. `onset` is the day on which it began or last got worse, `reviewed` the
/// day on which a professional last looked at it.
struct dated_condition {
    static constexpr day_number always = std::numeric_limits<day_number>::min();
    static constexpr day_number lasting = std::numeric_limits<day_number>::max();

    std::size_t condition = 0;  ///< index into `conditions`
    day_number since = always;
    day_number until = lasting;
    day_number onset = always;     ///< `always`: not known
    day_number reviewed = always;  ///< `always`: not known to be reviewed

    [[nodiscard]] constexpr bool present_on(day_number day) const noexcept {
        return (since != always ? since : onset) <= day && day < until;
    }
    /// As the gate sees it on a day on which it is present: what lies after the day is not known yet.
    [[nodiscard]] constexpr finding seen_on(day_number day) const noexcept {
        finding out{condition};
        if (onset != always && onset <= day) out.onset_days = day - onset;
        if (since != always) out.since_days = day - since;
        if (reviewed != always && reviewed <= day) {
            out.reviewed = true;
            out.reviewed_days = day - reviewed;
        }
        return out;
    }
};

/// The conditions of one person, with the wider conditions each belongs to. A lookup reads the record once
/// and allocates nothing.
class condition_record {
  public:
    condition_record() = default;
    /// In any order. Throws `invalid_argument` for an index without a condition and an end before its start.
    explicit condition_record(std::vector<dated_condition> entries) : entries_(std::move(entries)) {
        constexpr auto here = "condition_record";
        for (const auto& one : entries_) {
            check_argument(one.condition < condition_count, here, "condition", one.condition,
                           "below " + std::to_string(condition_count));
            check_argument(one.until >= one.since, here, "until", one.until, "on or after since");
        }
    }

    void add(const dated_condition& one) { entries_.push_back(one); }

    /// What is known on `day`: an end that lies after it is not known yet.
    [[nodiscard]] condition_set at(day_number day) const noexcept {
        condition_set now;
        for (const auto& one : entries_)
            if (one.present_on(day)) add_condition(now, one.condition);
        return now;
    }

    /// The same with dates, for the gate.
    [[nodiscard]] std::vector<finding> findings_at(day_number day) const {
        std::vector<finding> now;
        for (const auto& one : entries_)
            if (one.present_on(day)) now.push_back(one.seen_on(day));
        return now;
    }
    [[nodiscard]] std::span<const dated_condition> entries() const noexcept { return entries_; }

  private:
    std::vector<dated_condition> entries_;
};

}  // namespace backrisk::history
