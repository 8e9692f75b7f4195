#pragma once
/// Masses and lengths of body segments, as shares of body mass and stature.
///
/// Source: de Leva 1996 J Biomech 29:1223, doi:10.1016/0021-9290(95)00178-6, table 4 (mass, centre of mass,
/// length over a mean stature of 1.741 m in men and 1.735 m in women), read in public transcriptions that
/// agree. Height of the shoulder and of the hip: Drillis and Contini 1966, as tabled by Winter 2009, read in
/// public transcriptions that agree.
#include <array>
#include <cstdint>
#include <string_view>

#include "backrisk/core/names.hpp"
#include "backrisk/core/source.hpp"

namespace backrisk::spine {

/// `unspecified` takes the mean of both tables (ours).
using body_sex = backrisk::sex;
using backrisk::to_string;

/// One segment: mass as a share of body mass, length as a share of stature, and the centre of mass from the
/// end that is nearer to the head (trunk, head) or to the shoulder (arm), as a share of the length.
struct segment {
    double mass, length, centre;
};

struct segments {
    segment head, upper_trunk, mid_trunk, lower_trunk;  ///< vertex - C7 - xiphoid - navel - mid-hip
    segment upper_arm, forearm, hand;                   ///< one side
};

inline constexpr segments male_segments{{.0694, .2429 / 1.741, .5002}, {.1596, .2421 / 1.741, .5066},
                                        {.1633, .2155 / 1.741, .4502}, {.1117, .1457 / 1.741, .6115},
                                        {.0271, .2817 / 1.741, .5772}, {.0162, .2689 / 1.741, .4574},
                                        {.0061, .1879 / 1.741, .3624}};
inline constexpr segments female_segments{{.0668, .2437 / 1.735, .4841}, {.1545, .2280 / 1.735, .5050},
                                          {.1465, .2053 / 1.735, .4512}, {.1247, .1815 / 1.735, .4920},
                                          {.0255, .2751 / 1.735, .5754}, {.0138, .2643 / 1.735, .4559},
                                          {.0056, .1701 / 1.735, .3427}};

inline constexpr double shoulder_height_share = 0.818;  ///< of stature
inline constexpr double hip_height_share = 0.530;

namespace detail {
[[nodiscard]] constexpr segment middle(const segment& a, const segment& b) noexcept {
    return {(a.mass + b.mass) / 2, (a.length + b.length) / 2, (a.centre + b.centre) / 2};
}
}  // namespace detail

[[nodiscard]] constexpr segments segments_of(body_sex sex) noexcept {
    if (sex == body_sex::male) return male_segments;
    if (sex == body_sex::female) return female_segments;
    const auto &m = male_segments, &f = female_segments;
    using detail::middle;
    return {middle(m.head, f.head),
            middle(m.upper_trunk, f.upper_trunk),
            middle(m.mid_trunk, f.mid_trunk),
            middle(m.lower_trunk, f.lower_trunk),
            middle(m.upper_arm, f.upper_arm),
            middle(m.forearm, f.forearm),
            middle(m.hand, f.hand)};
}

inline constexpr auto all_sexes = enum_values<body_sex>;

inline constexpr source segment_source{"de Leva 1996 J Biomech 29:1223", "10.1016/0021-9290(95)00178-6",
                                       verification::verified};

}  // namespace backrisk::spine
