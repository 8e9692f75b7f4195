#pragma once
/// Where a number comes from, and how far that was checked.
#include <string_view>

namespace backrisk {

/// How a published number reached this library.
enum class verification : unsigned char {
    verified,  ///< read in the source or in a faithful copy
    partial,   ///< the point was read, another part (an interval, a unit) was not; or the formula reproduces
               ///< published numbers and the paper itself was not opened
    derived,   ///< computed from verified numbers; the computation is a test
    unverified,  ///< remembered; it is shown, never used as a coefficient
    assumption,  ///< ours: a choice that no paper makes for us
};

[[nodiscard]] constexpr std::string_view to_string(verification status) noexcept {
    switch (status) {
        case verification::verified:
            return "verified";
        case verification::partial:
            return "partial";
        case verification::derived:
            return "derived";
        case verification::unverified:
            return "unverified";
        case verification::assumption:
            return "assumption";
    }
    return "";
}

struct source {
    std::string_view citation;  ///< "Wilson 2021 Br J Sports Med 55:601"
    std::string_view doi;       ///< bare DOI, empty when none is known
    verification status = verification::verified;
};

}  // namespace backrisk
