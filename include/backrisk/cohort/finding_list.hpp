#pragma once
/// Collects findings: what to look at, where it stands, and the rule it breaks.
#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "backrisk/cohort/fields.hpp"
#include "backrisk/core/error.hpp"

namespace backrisk::cohort {

/// Where a value stands: `row` counts from 0 here and from 1 in the finding.
struct cell {
    std::string_view table;
    std::size_t row = 0;
    std::string_view column;
    person_index person = no_person;
};

class finding_list {
  public:
    explicit finding_list(const people_table& people, bool people_given = true)
        : people_(&people), people_given_(people_given) {}

    void error(const cell& at, std::string value, std::string rule) {
        add(finding_level::error, at, static_cast<std::int64_t>(at.row) + 1, std::move(value),
            std::move(rule));
    }
    void warn(const cell& at, std::string value, std::string rule) {
        add(finding_level::warning, at, static_cast<std::int64_t>(at.row) + 1, std::move(value),
            std::move(rule));
    }
    /// About a table or a person as a whole.
    void warn_whole(std::string_view table, std::string_view column, person_index person, std::string value,
                    std::string rule) {
        add(finding_level::warning, {table, 0, column, person}, 0, std::move(value), std::move(rule));
    }
    [[nodiscard]] std::vector<finding> take() && { return std::move(found_); }

    /// The id of a person.
    [[nodiscard]] std::string_view id(person_index person) const { return people_->id[person]; }
    /// An id that nobody has; `more` ends the sentence.
    void error_nobody(std::string_view table, std::size_t row, const std::string& more = "") {
        error({table, row, "person_id", no_person}, "",
              std::string(people_given_ ? "must be a person of the table people"
                                        : "must be a person of the table sessions, as there is no people") +
                  more);
    }

  private:
    void add(finding_level level, const cell& at, std::int64_t row, std::string value, std::string rule) {
        std::string who = at.person < people_->size() ? people_->id[at.person] : std::string();
        found_.push_back({level, std::string(at.table), row, std::string(at.column), std::move(who),
                          std::move(value), std::move(rule)});
    }
    const people_table* people_;
    bool people_given_;
    std::vector<finding> found_;
};

/// One warning a person for a rule that many rows may break: the first row, and how many there are.
class tally {
  public:
    tally(std::string_view table, std::string_view column, std::string_view rule, std::size_t people)
        : table_(table), column_(column), rule_(rule), count_(people + 1), first_(people + 1) {}

    void add(person_index person, std::size_t row) {
        const std::size_t slot = std::min<std::size_t>(person, count_.size() - 1);
        first_[slot] = count_[slot]++ == 0 ? row : std::min(first_[slot], row);
    }
    void report(finding_list& found) const {
        for (std::size_t p = 0; p < count_.size(); ++p)
            if (count_[p] > 0)
                found.warn({table_, first_[p], column_, static_cast<person_index>(p)},
                           std::to_string(count_[p]) + (count_[p] == 1 ? " row" : " rows"),
                           std::string(rule_));
    }

  private:
    std::string_view table_, column_, rule_;
    std::vector<std::size_t> count_, first_;
};

/// What a number of a column must be, in words.
template <class Table, class T>
[[nodiscard]] std::string range_text(const field<Table, T>& one) {
    const std::string words = one.high >= any_size
                                  ? "must be finite and not negative"
                                  : "must be between " + show(one.low) + " and " + show(one.high);
    return one.unit.empty() ? words : words + " " + std::string(one.unit);
}

/// Reports every number outside the range of its column; `person_of(row)` says whose it is, `hint(row,
/// column)` what may have happened.
template <class Table, class Person, class Hint>
void check_ranges(finding_list& found, std::string_view name, const Table& table, Person&& person_of,
                  Hint&& hint) {
    for_each_field<Table>([&](const auto& one) {
        if constexpr (std::is_same_v<std::decay_t<decltype(one)>, field<Table, double>>) {
            if (one.values == nullptr || one.low == -any_size) return;
            const auto& values = table.*one.values;
            for (std::size_t i = 0; i < values.size(); ++i)
                if (!std::isnan(values[i]) && !(values[i] >= one.low && values[i] <= one.high))
                    found.error({name, i, one.name, person_of(i)}, show(values[i]),
                                range_text(one) + std::string(hint(i, one.name)));
        }
    });
}

[[nodiscard]] inline std::string show_day(day_number day) { return backrisk::to_string(to_day(day)); }

/// The rules of every dated row: somebody whom `people` knows, a date, and not after today. Returns whether
/// the row can be used.
inline bool check_row(finding_list& found, std::string_view table, std::string_view column, std::size_t row,
                      person_index person, day_number day, std::optional<day_number> today) {
    if (person == no_person) {
        found.error_nobody(table, row);
        return false;
    }
    if (day == no_day) {
        found.error({table, row, column, person}, "", "must be given: a row without a date cannot be placed");
        return false;
    }
    if (today && day > *today) {
        found.error({table, row, column, person}, show_day(day),
                    "must not be after today, " + show_day(*today) + "; mark plans with planned = 1");
        return false;
    }
    return true;
}

/// Whether a day lies outside the monitored span that the person was given.
[[nodiscard]] inline bool is_outside(const people_table& people, person_index p, day_number day) {
    const auto limit = [&](const std::vector<day_number>& column) {
        return column.empty() ? no_day : column[p];
    };
    const day_number from = limit(people.monitored_from), to = limit(people.monitored_to);
    const bool ends = to != no_day && to >= from;  // an end before the start is set aside
    return (from != no_day && day < from) || (ends && day > to);
}
inline constexpr std::string_view outside_rule = "lies outside the person's monitored span and is not used";

/// Rows of each person in order of day: person p owns the rows order[starts[p]] .. order[starts[p + 1] - 1].
struct ordered_rows {
    std::vector<std::size_t> order;
    std::vector<std::size_t> starts;

    template <class Usable>
    ordered_rows(const std::vector<person_index>& person, const std::vector<day_number>& day,
                 std::size_t people, Usable&& usable)
        : starts(people + 1) {
        const auto takes = [&](std::size_t i) { return person[i] < people && day[i] != no_day && usable(i); };
        for (std::size_t i = 0; i < day.size(); ++i)
            if (takes(i)) ++starts[person[i] + 1];
        for (std::size_t p = 0; p < people; ++p) starts[p + 1] += starts[p];
        order.resize(starts.back());
        std::vector<std::size_t> next(starts.begin(), starts.end() - 1);
        for (std::size_t i = 0; i < day.size(); ++i)
            if (takes(i)) order[next[person[i]]++] = i;
        for (std::size_t p = 0; p < people; ++p) {
            const auto rows = mutable_of(p);
            std::sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
                return day[a] != day[b] ? day[a] < day[b] : a < b;
            });
        }
    }
    [[nodiscard]] std::span<const std::size_t> of(std::size_t p) const {
        return {order.data() + starts[p], starts[p + 1] - starts[p]};
    }

  private:
    [[nodiscard]] std::span<std::size_t> mutable_of(std::size_t p) {
        return {order.data() + starts[p], starts[p + 1] - starts[p]};
    }
};

/// What a parser of names says about a name: "must be a known name; nearest: ...", or nothing. Asks once a
/// name.
template <class Parse>
class name_rule {
  public:
    explicit name_rule(Parse parse) : parse_(std::move(parse)) {}
    [[nodiscard]] const std::string& broken(const std::string& name) {
        const auto [at, fresh] = answers_.try_emplace(name);
        if (fresh) at->second = ask(name);
        return at->second;
    }

  private:
    [[nodiscard]] std::string ask(const std::string& name) const {
        try {
            parse_(name);
            return {};
        } catch (const invalid_argument& error) {
            const std::string_view text = error.what();
            const auto rule = text.rfind("must be ");
            return std::string(rule == text.npos ? text : text.substr(rule));
        }
    }
    Parse parse_;
    std::unordered_map<std::string, std::string> answers_;
};

[[nodiscard]] inline double median(std::vector<double>& values) {
    if (values.empty()) return missing_value;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1) return *middle;
    return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

}  // namespace backrisk::cohort
