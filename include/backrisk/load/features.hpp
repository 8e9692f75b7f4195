#pragma once
/// The load features of a person-day, together: what a risk model asks for every day of everybody.
///
///     acute, chronic   EWMA (ewma.hpp), and their ratio
///     mean, sd         of the last 7 days, with monotony and strain (monotony.hpp)
///     week_change      percent (week_change.hpp)
///
/// Each number has the bits of the single measure of that name. `feature_state` streams them for one person;
/// `features` in feature_kernel.hpp computes whole columns for many.
#include <cstddef>
#include <span>

#include "backrisk/load/monotony.hpp"
#include "backrisk/load/ratio.hpp"
#include "backrisk/load/week_change.hpp"

namespace backrisk::load {

inline constexpr std::size_t week_days = 7;

struct feature_options {
    days acute{7};
    days chronic{28};
    ewma_start start = ewma_start::first();
    int ddof = 1;
    double min_coverage = default_min_coverage;
};

/// The features after one day; NaN where less than `min_coverage` was observed. The loads are in the unit of
/// the daily load, `week_change` in per cent, `ratio` and `monotony` are pure numbers.
struct feature_row {
    double acute = missing_value;
    double chronic = missing_value;
    double ratio = missing_value;
    double mean = missing_value;
    double sd = missing_value;
    double monotony = missing_value;
    double strain = missing_value;
    double week_change = missing_value;
};

/// The same as columns of one length, written by the caller's choice of memory.
struct feature_columns {
    std::span<double> acute, chronic, ratio, mean, sd, monotony, strain, week_change;

    [[nodiscard]] std::size_t size() const noexcept { return acute.size(); }
    void set(std::size_t i, const feature_row& row) const noexcept {
        acute[i] = row.acute;
        chronic[i] = row.chronic;
        ratio[i] = row.ratio;
        mean[i] = row.mean;
        sd[i] = row.sd;
        monotony[i] = row.monotony;
        strain[i] = row.strain;
        week_change[i] = row.week_change;
    }
};

namespace check {
inline void features(const feature_options& options) {
    constexpr auto name = "features";
    const auto acute = window(name, "acute", options.acute);
    check_argument(window(name, "chronic", options.chronic) > acute, name, "chronic", options.chronic.count(),
                   "longer than acute, " + std::to_string(acute) + " days");
    check_argument(options.ddof >= 0 && options.ddof < static_cast<int>(week_days), name, "ddof",
                   options.ddof, "0 or more and below 7");
    share(name, "min_coverage", options.min_coverage);
}
}  // namespace check

/// One person's features, day by day. Memory is taken in the constructor, which throws `invalid_argument`.
class feature_state {
  public:
    explicit feature_state(const feature_options& options = {})
        : acute_((check::features(options), options.acute), options.start, options.min_coverage),
          chronic_(options.chronic, options.start, options.min_coverage),
          week_(week_days),
          before_(week_days),
          ddof_(static_cast<std::size_t>(options.ddof)),
          min_coverage_(options.min_coverage) {}

    void update(double x) {
        acute_.update(x);
        chronic_.update(x);
        week_.update(x);
        last_week_ = before_.update(week_.sum());
    }

    [[nodiscard]] feature_row row() const noexcept {
        feature_row out;
        const measured acute = acute_.value(), chronic = chronic_.value();
        out.acute = acute.value;
        out.chronic = chronic.value;
        if (acute.known() && chronic.known()) out.ratio = divide(acute.value, chronic.value).value;
        if (!enough(week_.sum())) return out;
        out.mean = week_.mean();
        out.sd = week_.sd(ddof_);
        if (week_.count() > ddof_ && !is_constant(out.sd, out.mean)) out.monotony = out.mean / out.sd;
        out.strain = week_.load() * out.monotony;
        if (enough(last_week_)) out.week_change = change(week_.load(), load_of(last_week_), {}).value;
        return out;
    }
    [[nodiscard]] const ewma_state& acute() const noexcept { return acute_; }
    [[nodiscard]] const ewma_state& chronic() const noexcept { return chronic_; }

  private:
    [[nodiscard]] bool enough(const total& week) const noexcept {
        return week.count > 0 && static_cast<double>(week.count) / double{week_days} >= min_coverage_;
    }
    [[nodiscard]] static double load_of(const total& week) noexcept {
        return week.sum * (double{week_days} / static_cast<double>(week.count));
    }

    ewma_state acute_;
    ewma_state chronic_;
    week_state week_;
    delay<total> before_;
    total last_week_;
    std::size_t ddof_;
    double min_coverage_;
};

}  // namespace backrisk::load
