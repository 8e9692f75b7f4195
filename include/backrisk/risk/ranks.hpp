#pragma once
/// Who is how far up the list, and how sure that is.
#include <cstdint>
#include <span>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/risk/assess.hpp"

namespace backrisk::risk {

struct rank_options {
    days horizon{28};
    double level = 0.95;
    double top_share = 0.2;  ///< of the list; at least one person
    int draws = 2000;        ///< of everything that is uncertain
    std::uint64_t seed = 20140501;
    int threads = 1;  ///< the answer does not depend on it
};

/// One entry a person; rank 1 has the highest hazard.
struct ranking {
    std::vector<double> rank;       ///< mean over the draws
    std::vector<double> low, high;  ///< equal-tailed interval of the rank
    std::vector<double> top;        ///< probability of being among the top share
    std::size_t top_people = 0;     ///< how many the top share is
};

inline constexpr std::size_t most_ranked = 50'000;  ///< people; ranks of all draws are held in memory

/// Ranks people by their hazard over the horizon, by draws of the coefficients (shared by all, N(m, S)) and
/// of what is unknown of each person (N(0, V), independent between people).
/// @param rows one person after the other, a value a factor, NaN where unknown
/// @throws invalid_argument for no person, more than `most_ranked`, fewer than 100 or more than 1e6 draws, or
/// an option out of range
[[nodiscard]] ranking ranks(const model& of, std::span<const double> rows, const rank_options& options = {});

}  // namespace backrisk::risk

#ifndef BACKRISK_COMPILED
#include "backrisk/risk/ranks.ipp"
#endif
