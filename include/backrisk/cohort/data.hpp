#pragma once
/// A cohort made ready: one dense diary a person, and what changes only now and then as dated facts.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/cohort/daily.hpp"
#include "backrisk/cohort/tables.hpp"
#include "backrisk/core/config.hpp"
#include "backrisk/history/condition_record.hpp"
#include "backrisk/history/episode.hpp"

namespace backrisk::cohort {

/// From `day` on, the factor named `names[name]` has this value (NaN: no longer known).
struct fact {
    day_number day = 0;
    std::uint32_t name = 0;
    double value = missing_value;
    friend bool operator==(const fact&, const fact&) = default;
};

/// The monitored days of all people, person after person. Optional columns are empty when their table was not
/// given.
struct diary {
    std::vector<std::size_t> starts{0};  ///< person p owns rows [starts[p], starts[p + 1])
    std::vector<day_number> first;       ///< the first monitored day of each person
    std::vector<double> load, longest, minutes;
    std::vector<day_status> status;
    std::vector<double> warmed_up, recorded;
    std::vector<double> reps, heaviest_kg, flexion_deg;
    std::vector<double> sleep_hours, mood, pain_nrs;

    [[nodiscard]] std::size_t people() const noexcept { return first.size(); }
    [[nodiscard]] std::size_t rows() const noexcept { return starts.back(); }
    [[nodiscard]] day_record record(std::size_t row) const noexcept;
};

struct data_options {
    day_number today =
        no_day;  ///< a person without any dated row is scored on this day; default: the last day
    int test_valid_days = 365;  ///< a clinical test older than this is not known any more (ours)
};

/// Clean tables in, ready to score out. Rows without a person or a day are passed over (`check` reports
/// them).
class data {
  public:
    explicit data(const tables& clean, const data_options& options = {});

    [[nodiscard]] std::size_t people() const noexcept { return ids_.size(); }
    [[nodiscard]] const std::vector<std::string>& ids() const noexcept { return ids_; }
    [[nodiscard]] const diary& days() const noexcept { return diary_; }
    [[nodiscard]] day_number first_day(person_index p) const noexcept { return diary_.first[p]; }
    [[nodiscard]] day_number last_day(person_index p) const noexcept {
        return diary_.first[p] + static_cast<day_number>(diary_.starts[p + 1] - diary_.starts[p]) - 1;
    }
    /// Names of the facts, and a person's facts in order of day.
    [[nodiscard]] const std::vector<std::string>& fact_names() const noexcept { return names_; }
    [[nodiscard]] const std::vector<fact>& facts(person_index p) const noexcept { return facts_[p]; }
    [[nodiscard]] const std::vector<history::episode>& episodes(person_index p) const noexcept {
        return episodes_[p];
    }
    [[nodiscard]] bool episodes_taken() const noexcept { return episodes_taken_; }
    /// From when on a person's episodes may be incomplete.
    [[nodiscard]] const history_doubt& doubt(person_index p) const noexcept { return doubts_[p]; }

    /// Age in completed calendar years on a day; missing where it is unknown or not between 0 and 130. Of who
    /// gave an age and no birth date, a year passes on each anniversary of the first monitored day.
    [[nodiscard]] double age(person_index p, day_number day) const noexcept;
    [[nodiscard]] double female(person_index p) const noexcept { return female_[p]; }  ///< 1, 0 or missing
    /// The last rating of pain, 0 to 10, of the seven days up to `day`; missing where there is none.
    [[nodiscard]] double pain(person_index p, day_number day) const noexcept;

    /// Values of any factor of a model, each known from its day on until the next (`no_day`: always). What
    /// lacks a person or a value is passed over. Throws `invalid_argument` for columns of different length.
    void add_values(std::string_view factor, std::span<const person_index> person,
                    std::span<const day_number> day, std::span<const double> value);
    /// Conditions that a person was reported to have, with their dates, for the gate.
    [[nodiscard]] const history::condition_record& record(person_index p) const noexcept {
        return records_[p];
    }

  private:
    void find_spans(const tables& in, const data_options& options);
    void fill_sessions(const tables& in);
    void fill_sets(const sets_table& in);
    void fill_wellness(const wellness_table& in);
    void add_people(const people_table& in);
    void add_tests(const tests_table& in, int valid_days);
    void add_conditions(const conditions_table& in);
    void add_episodes(const episodes_table& in);
    [[nodiscard]] std::uint32_t name(std::string_view factor);
    void add_fact(person_index p, day_number day, std::string_view factor, double value);
    /// Row of a person-day in the diary, or `rows()` when it is outside the span.
    [[nodiscard]] std::size_t row(person_index p, day_number day) const noexcept;

    std::vector<std::string> ids_;
    diary diary_;
    std::vector<std::string> names_;
    std::vector<std::vector<fact>> facts_;
    std::vector<std::vector<history::episode>> episodes_;
    std::vector<history::condition_record> records_;
    std::vector<double> female_, age_years_;
    std::vector<day_number> birth_;
    std::vector<history_doubt> doubts_;
    bool episodes_taken_ = false;
};

}  // namespace backrisk::cohort

#ifndef BACKRISK_COMPILED
#include "backrisk/cohort/data.ipp"
#endif
