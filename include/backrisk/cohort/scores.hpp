#pragma once
/// The answer of a batch: a row a person-day.
#include "backrisk/cohort/data.hpp"
#include "backrisk/core/column.hpp"
#include "backrisk/factor/schema.hpp"

namespace backrisk::cohort {

/// One row a person-day, persons in order, days rising. Columns of one length.
struct scores {
    long_column<person_index> person;
    long_column<day_number> day;
    long_column<double> risk, low, high, hazard_ratio, coverage;
    long_column<double> relative, relative_low, relative_high, above_typical;  ///< see risk::standing
    long_column<backrisk::reason> reason;  ///< not_at_risk and unmonitored rows have no risk
    long_column<std::uint8_t> triage;      ///< history::triage_level; a red flag or an exclusion has no risk
    long_column<factor::known_mask> extrapolates;  ///< bit k: factor k of the model lay outside its range
    long_column<double> contributions;  ///< factor k of row i at k * size() + i; empty when not wanted
    double typical = missing_value;     ///< mean risk of the target population

    [[nodiscard]] std::size_t size() const noexcept { return day.size(); }
};

}  // namespace backrisk::cohort
