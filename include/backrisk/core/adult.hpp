#pragma once
/// From which age on scores and plans are given.

namespace backrisk {

/// No study of children or adolescents is behind any coefficient.
inline constexpr double adult_years = 18;

}  // namespace backrisk
