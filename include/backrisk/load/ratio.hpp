#pragma once
/// Acute:chronic workload ratio: what a person did lately over what the person is used to.
///
///     coupled     mean of the last `acute` days / mean of the last `chronic` days
///     uncoupled   mean of the last `acute` days / mean of the `chronic - acute` days before them
///     ewma        EWMA with span `acute` / EWMA with span `chronic`
///
/// Sources: coupled and uncoupled, Windt & Gabbett 2019 doi:10.1136/bjsports-2017-098925; ewma, Williams 2017
/// doi:10.1136/bjsports-2016-096589. The coupled ratio cannot exceed chronic / acute, and holds a correlation
/// of sqrt(acute / chronic) between its parts even in noise (Lolli 2019, doi:10.1136/bjsports-2017-098110).
/// The coverage of a ratio is the smaller one of its two parts.
#include <algorithm>
#include <array>
#include <string_view>

#include "backrisk/load/ewma.hpp"
#include "backrisk/load/rolling.hpp"

namespace backrisk::load {

enum class ratio_method : unsigned char { coupled, uncoupled, ewma };

inline constexpr std::array all_ratio_methods{ratio_method::coupled, ratio_method::uncoupled,
                                              ratio_method::ewma};

[[nodiscard]] constexpr std::string_view to_string(ratio_method method) noexcept {
    switch (method) {
        case ratio_method::coupled:
            return "coupled";
        case ratio_method::uncoupled:
            return "uncoupled";
        case ratio_method::ewma:
            return "ewma";
    }
    return "";
}

struct acwr_options {
    days acute{7};
    days chronic{28};  ///< with the acute days, for each method
    ratio_method method = ratio_method::coupled;
    ewma_start start = ewma_start::first();  ///< of both averages, for `ewma`
    double min_coverage = default_min_coverage;
};

/// Ratio of two averages of one kind that see the same days, the second one `lag` days later.
template <class Average>
class ratio_state {
  public:
    ratio_state(Average acute, Average chronic, double min_coverage, std::size_t lag = 0)
        : acute_(std::move(acute)),
          chronic_(std::move(chronic)),
          before_(lag, missing_value),
          min_coverage_(min_coverage) {}

    void update(double x) {
        acute_.update(x);
        chronic_.update(before_.update(x));
    }
    [[nodiscard]] const Average& acute() const noexcept { return acute_; }
    [[nodiscard]] const Average& chronic() const noexcept { return chronic_; }
    [[nodiscard]] double coverage() const noexcept {
        return std::min(acute_.coverage(), chronic_.coverage());
    }
    [[nodiscard]] measured value() const noexcept {
        if (coverage() < min_coverage_) return measured(reason::low_coverage);
        const measured a = acute_.value(), c = chronic_.value();
        return a.known() && c.known() ? divide(a.value, c.value) : measured(reason::low_coverage);
    }

  private:
    Average acute_;
    Average chronic_;
    delay<double> before_;
    double min_coverage_;
};

/// The ratio after each day, a pure number. x / 0 is infinite and 0 / 0 NaN, both with
/// `reason::zero_denominator`. Throws `invalid_argument`.
[[nodiscard]] inline measured_series acwr(std::span<const double> daily, const acwr_options& options = {},
                                          group_starts starts = {}) {
    const auto acute = check::window("acwr", "acute", options.acute);
    const auto chronic = check::window("acwr", "chronic", options.chronic);
    check_argument(chronic > acute, "acwr", "chronic", chronic,
                   "longer than acute, " + std::to_string(acute) + " days");
    const double least = options.min_coverage;
    check::share("acwr", "min_coverage", least);
    using rolling = rolling_mean_state;
    switch (options.method) {
        case ratio_method::coupled:
            return run("acwr", daily, starts,
                       ratio_state(rolling(acute, least), rolling(chronic, least), least));
        case ratio_method::uncoupled:
            return run("acwr", daily, starts,
                       ratio_state(rolling(acute, least), rolling(chronic - acute, least), least, acute));
        case ratio_method::ewma:
            return run("acwr", daily, starts,
                       ratio_state(ewma_state(options.acute, options.start, least),
                                   ewma_state(options.chronic, options.start, least), least));
    }
    fail_argument("acwr", "method", static_cast<int>(options.method), "coupled, uncoupled or ewma");
}

}  // namespace backrisk::load
