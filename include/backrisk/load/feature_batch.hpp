#pragma once
/// The load features of everybody, on several threads, at the widest vectors of the machine.
#include "backrisk/core/config.hpp"
#include "backrisk/load/feature_kernel.hpp"

namespace backrisk::load {

/// `features` of feature_kernel.hpp; in the compiled library one version for each vector width, all with the
/// same bits.
void wide_features(std::span<const double> daily, const feature_columns& out, feature_workspace& work,
                   group_starts starts);

/// All features of all people: `out` holds eight columns as long as `daily`. The answer does not depend on
/// `threads`. Throws `invalid_argument`.
void batch_features(std::span<const double> daily, const feature_columns& out, group_starts starts,
                    const feature_options& options, int threads);

}  // namespace backrisk::load

#ifndef BACKRISK_COMPILED
#include "backrisk/load/feature_batch.ipp"
#endif
