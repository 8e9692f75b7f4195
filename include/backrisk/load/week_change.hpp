#pragma once
/// This week against the week before: x the load of the last `window` days, y that of the `window` days
/// before.
///
///     percent       100 (x - y) / y
///     symmetrised   100 (x - y) / (x + y)      between -100 and 100, and antisymmetric
///     difference    x - y                      in the unit of the load
///     ratio         x / y
///
/// Their names are ours; all four agree on the three athletes discussed by Williams 2017
/// (doi:10.1136/bjsports-2016-096589). A week with missing days counts its observed mean times
/// its length; the coverage is that of the worse week.
#include <algorithm>
#include <array>
#include <string_view>

#include "backrisk/load/rolling.hpp"

namespace backrisk::load {

enum class change_form : unsigned char { percent, symmetrised, difference, ratio };

inline constexpr std::array all_change_forms{change_form::percent, change_form::symmetrised,
                                             change_form::difference, change_form::ratio};

[[nodiscard]] constexpr std::string_view to_string(change_form form) noexcept {
    switch (form) {
        case change_form::percent:
            return "percent";
        case change_form::symmetrised:
            return "symmetrised";
        case change_form::difference:
            return "difference";
        case change_form::ratio:
            return "ratio";
    }
    return "";
}

struct week_change_options {
    days window{7};
    change_form form = change_form::percent;
    double min_coverage = default_min_coverage;
};

[[nodiscard]] inline measured change(double now, double before, change_form form) noexcept {
    switch (form) {
        case change_form::percent:
            return divide(100 * (now - before), before);
        case change_form::symmetrised:
            return divide(100 * (now - before), now + before);
        case change_form::difference:
            return now - before;
        case change_form::ratio:
            return divide(now, before);
    }
    return measured(reason::not_applicable);
}

class week_change_state {
  public:
    week_change_state(std::size_t window, change_form form, double min_coverage)
        : week_(window), before_(window), form_(form), min_coverage_(min_coverage) {}

    void update(double x) {
        week_.update(total::of(x));
        last_week_ = before_.update(week_.value());
    }
    [[nodiscard]] double coverage() const noexcept {
        return static_cast<double>(std::min(week_.value().count, last_week_.count)) / window();
    }
    [[nodiscard]] measured value() const noexcept {
        const double covered = coverage();
        if (covered == 0 || covered < min_coverage_) return measured(reason::low_coverage);
        return change(load_of(week_.value()), load_of(last_week_), form_);
    }

  private:
    [[nodiscard]] double window() const noexcept { return static_cast<double>(week_.window()); }
    [[nodiscard]] double load_of(const total& week) const noexcept {
        return week.sum * (window() / static_cast<double>(week.count));
    }

    sliding<total> week_;
    delay<total> before_;
    total last_week_;
    change_form form_;
    double min_coverage_;
};

/// The change after each day. Over an empty week before it is infinite, and NaN when this one is empty too,
/// both with `reason::zero_denominator`. Throws `invalid_argument`.
[[nodiscard]] inline measured_series week_change(std::span<const double> daily,
                                                 const week_change_options& options = {},
                                                 group_starts starts = {}) {
    check::share("week_change", "min_coverage", options.min_coverage);
    const auto window = check::window("week_change", "window", options.window);
    return run("week_change", daily, starts, week_change_state(window, options.form, options.min_coverage));
}

}  // namespace backrisk::load
