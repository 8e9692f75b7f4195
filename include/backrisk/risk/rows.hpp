#pragma once
/// Many rows of factors at once: the numbers of `assess`, row by row, without its explanation.
#include <span>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/risk/assess.hpp"

namespace backrisk::risk {

struct row_options {
    days horizon{28};
    double level = 0.95;  ///< of the interval
    int threads = 1;      ///< the answer does not depend on it
};

/// A value a row; NaN with a reason where a row breaks a rule.
struct row_scores {
    std::vector<double> risk;
    std::vector<double> low;
    std::vector<double> high;
    std::vector<double> hazard_ratio;
    std::vector<double> relative;  ///< see `standing`
    std::vector<double> relative_low;
    std::vector<double> relative_high;
    std::vector<double> above_typical;
    std::vector<double> coverage;
    std::vector<backrisk::reason> reason;
    std::vector<factor::known_mask> extrapolates;  ///< bit k: factor k lay outside its plausible range
    double typical = missing_value;
};

/// Scores `rows` rows given by column.
/// @param columns  one span a factor, in schema order: a value a row, NaN where unknown; an empty span where
/// the
///                 factor is unknown in every row
/// @return the numbers of `assess` on each row after `factor::row::complete`, to the last bit; a row that
///         `complete` refuses (an infinite value, a child known although its parent is 0) is NaN and
///         `reason::invalid_input`
/// @throws invalid_argument for another number of columns, a column of another length, a horizon outside 1
/// day to
///         10 years, a level outside (0, 1) or fewer than one thread
[[nodiscard]] row_scores score_rows(const model& of, std::span<const std::span<const double>> columns,
                                    std::size_t rows, const row_options& options = {});

}  // namespace backrisk::risk

#ifndef BACKRISK_COMPILED
#include "backrisk/risk/rows.ipp"
#endif
