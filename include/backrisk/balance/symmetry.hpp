#pragma once
/// Left against right: four published definitions of side-to-side symmetry that must not be mixed.
///
/// A percentage of asymmetry means little without its definition: 80 against 100 is 20 % of the larger side,
/// 22 % of the mean, an index of 80, and a log ratio of 0.22. Every answer therefore names its form.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>

#include "backrisk/balance/pairs.hpp"
#include "backrisk/core/estimand.hpp"
#include "backrisk/core/source.hpp"

namespace backrisk::balance {

enum class symmetry_form : std::uint8_t { limb_symmetry_index, percent_of_max, percent_of_mean, log_ratio };

/// What a form computes. `directed` forms are positive when the right side is larger, and change sign when
/// the sides are swapped; the others do not know left from right.
struct symmetry_info {
    symmetry_form form;
    std::string_view name;
    std::string_view formula;
    std::string_view unit;
    bool directed;
    source from;
};

inline constexpr std::array symmetry_forms{
    symmetry_info{symmetry_form::limb_symmetry_index,
                  "limb_symmetry_index",
                  "100 * min(L, R) / max(L, R)",
                  "%",
                  false,
                  {"convention of knee rehabilitation, not back-specific", "", verification::unverified}},
    symmetry_info{symmetry_form::percent_of_max,
                  "percent_of_max",
                  "100 * |R - L| / max(L, R)",
                  "%",
                  false,
                  {"Nadler 2001 Am J Phys Med Rehabil 80:572 (the formula was not read there)",
                   "10.1097/00002060-200108000-00005", verification::unverified}},
    symmetry_info{symmetry_form::percent_of_mean,
                  "percent_of_mean",
                  "100 * (R - L) / ((R + L) / 2)",
                  "%",
                  true,
                  {"symmetry index SI, equation 1 of BMC Sports Sci Med Rehabil 2021",
                   "10.1186/s13102-021-00355-4", verification::verified}},
    symmetry_info{symmetry_form::log_ratio,
                  "log_ratio",
                  "ln(R / L)",
                  "",
                  true,
                  {"ours: the one form that is additive and antisymmetric", "", verification::assumption}},
};

[[nodiscard]] constexpr const symmetry_info& describe(symmetry_form form) noexcept {
    return symmetry_forms[static_cast<std::size_t>(form)];
}
[[nodiscard]] constexpr std::string_view to_string(symmetry_form form) noexcept {
    return describe(form).name;
}
[[nodiscard]] inline symmetry_form parse_symmetry_form(std::string_view text) {
    return core::parse_name("symmetry_index", "form", text,
                            std::array{symmetry_form::limb_symmetry_index, symmetry_form::percent_of_max,
                                       symmetry_form::percent_of_mean, symmetry_form::log_ratio});
}

/// Symmetry of one pair of sides, both in the same unit (it cancels).
/// NaN when a side is missing (`not_recorded`), negative or infinite (`out_of_range`), or when both are zero
/// (`zero_denominator`). One side at zero: 0, 100 and +-200 %; its log ratio is infinite, `zero_denominator`.
[[nodiscard]] inline measured symmetry_index(double left, double right, symmetry_form form) noexcept {
    if (const reason why = judge_pair(left, right); why != reason::none) return measured(why);
    if (left == 0 && right == 0) return measured(reason::zero_denominator);
    switch (form) {
        case symmetry_form::limb_symmetry_index:
            return 100 * (std::min(left, right) / std::max(left, right));
        case symmetry_form::percent_of_max:
            return 100 * (std::abs(right - left) / std::max(left, right));
        case symmetry_form::percent_of_mean:
            return 200 * ((right - left) / (right + left));
        case symmetry_form::log_ratio:
            break;
    }
    // The larger over the smaller, so that swapped sides give the same digits.
    const auto [least, most] = std::minmax(left, right);
    double size = std::log(most / least);
    if (std::isinf(size) && least > 0) size = std::log(most) - std::log(least);
    const double ratio = right < left ? -size : size;
    return std::isfinite(ratio) ? measured(ratio) : measured(ratio, reason::zero_denominator);
}

/// The same for columns of one length; `coverage` is the share of the two sides that was recorded.
/// Throws `invalid_argument` where the lengths differ.
[[nodiscard]] inline measured_series symmetry_index(std::span<const double> left,
                                                    std::span<const double> right, symmetry_form form) {
    check_same_size("symmetry_index", "right", right, left);
    return each_pair(left, right, [form](double l, double r) { return symmetry_index(l, r, form); });
}

}  // namespace backrisk::balance
