#pragma once
/// Which conditions a person is known to have on a day: the past only, as for episodes.
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "backrisk/core/day.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/history/condition.hpp"

namespace backrisk::history {

/// A condition on the days [since, until). Without `since` it was always known; without `until` it lasts.
struct dated_condition {
    static constexpr day_number always = std::numeric_limits<day_number>::min();
    static constexpr day_number lasting = std::numeric_limits<day_number>::max();

    std::size_t condition = 0;  ///< index into `conditions`
    day_number since = always;
    day_number until = lasting;
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

    /// What is known on `day`: an end that lies after it is not known yet.
    [[nodiscard]] condition_set at(day_number day) const noexcept {
        condition_set now;
        for (const auto& one : entries_)
            if (one.since <= day && day < one.until) add_condition(now, one.condition);
        return now;
    }

  private:
    std::vector<dated_condition> entries_;
};

}  // namespace backrisk::history
