#pragma once
/// Ratios of weighted sums of rows, with the influence of each row.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "backrisk/validate/calibration.hpp"
#include "backrisk/validate/internal/checks.hpp"
#include "backrisk/validate/internal/interval.hpp"

namespace backrisk::validate::subgroup {

/// A metric and the influence of each row on it (that of the logarithm never: of the value itself).
struct measured {
    estimate found{};
    std::vector<double> psi;
};

[[nodiscard]] inline measured nothing(estimate_note why) {
    return {{missing_value, missing_value, missing_value, missing_value, why}, {}};
}

/// Sum of w `above` over sum of w `below`. A share has Wilson's interval, at the number of rows that would
/// give it the standard error it has (rows, without weights and persons).
template <class Above, class Below>
[[nodiscard]] measured ratio(const observed& of, double level, bool is_share, Above&& above, Below&& below) {
    double top = 0, bottom = 0, rows = 0;
    for (std::size_t i = 0; i < of.size(); ++i) {
        top += of.w(i) * above(i);
        bottom += of.w(i) * below(i);
        rows += below(i) > 0;
    }
    if (!(bottom > 0)) return nothing(estimate_note::nothing_counts);
    measured out{{.value = top / bottom}, std::vector<double>(of.size())};
    const double value = out.found.value;
    if (!std::isfinite(value)) return nothing(estimate_note::impossible);
    for (std::size_t i = 0; i < of.size(); ++i) out.psi[i] = of.w(i) * (above(i) - value * below(i)) / bottom;
    const spread around = standard_error(out.psi, of.weight, of.person, value);
    if (!is_share) {
        out.found = wald(value, around, level);
        return out;
    }
    const bool simple = of.weight.empty() && of.person.empty();
    const auto units = static_cast<double>(count_units(of.size(), of.weight, of.person));
    const double effective = simple          ? rows
                             : around.se > 0 ? value * (1 - value) / (around.se * around.se)
                                             : std::min(rows, units);
    out.found = wilson(value * effective, effective, level);
    out.found.value = value;
    return out;
}

}  // namespace backrisk::validate::subgroup
