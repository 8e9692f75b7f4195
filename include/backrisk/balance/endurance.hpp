#pragma once
/// Trunk endurance profile: how long the extensors, the flexors and the two sides hold, against each other.
///
/// Norm ratios: McGill 1999, read in the abstract. No limit comes with them: those that are passed on
/// (flexors below extensors, sides within 5 %, a side below 0.75 of the extensors) flag most of the healthy
/// people whose means and spread McGill 1999 tables, and 26 cohorts gave strong evidence of *no* relation of
/// trunk endurance with later back pain (Hamberg-van Reenen 2007, 10.1016/j.pain.2006.11.004). A profile
/// describes.
#include <array>
#include <span>
#include <string_view>

#include "backrisk/balance/flag.hpp"
#include "backrisk/balance/pairs.hpp"
#include "backrisk/core/error.hpp"

namespace backrisk::balance {

/// The four holds, in seconds.
struct endurance_holds {
    double extensor_s = missing_value;
    double flexor_s = missing_value;
    double side_left_s = missing_value;
    double side_right_s = missing_value;
};

/// One ratio of the profile: which hold over which, its mean in healthy men and women, and its limit (none).
struct endurance_ratio_info {
    std::string_view name;
    double endurance_holds::*numerator;
    double endurance_holds::*denominator;
    double men;
    double women;
    source norm;
    flag_rule rule;
};

namespace mcgill {
inline constexpr std::string_view paper = "McGill, Childs & Liebenson 1999 Arch Phys Med Rehabil 80:941";
inline constexpr std::string_view doi = "10.1016/S0003-9993(99)90087-4";
inline constexpr source ratios{paper, doi, verification::verified};
/// The abstract words 0.99 and 0.79 as side bridge over flexion time; only flexor over extensor fits the
/// tabled means (144/146 and 149/189), so that is how they are used here.
inline constexpr source reworded{paper, doi, verification::partial};
}  // namespace mcgill

inline constexpr std::array endurance_ratios{
    endurance_ratio_info{"side_right_over_left",
                         &endurance_holds::side_right_s,
                         &endurance_holds::side_left_s,
                         missing_value,
                         missing_value,
                         {"", "", verification::unverified},
                         no_rule},
    endurance_ratio_info{"flexor_over_extensor", &endurance_holds::flexor_s, &endurance_holds::extensor_s,
                         0.99, 0.79, mcgill::reworded, no_rule},
    endurance_ratio_info{"side_left_over_extensor", &endurance_holds::side_left_s,
                         &endurance_holds::extensor_s, 0.65, 0.39, mcgill::ratios, no_rule},
    endurance_ratio_info{"side_right_over_extensor", &endurance_holds::side_right_s,
                         &endurance_holds::extensor_s, 0.65, 0.39, mcgill::ratios, no_rule},
};

/// One ratio and one flag for each entry of `endurance_ratios`, in that order.
struct endurance_result {
    std::array<measured, endurance_ratios.size()> ratio;
    std::array<flag, endurance_ratios.size()> crossed;
};

/// Ratios of the holds with their flags. A missing hold leaves the ratios that need it `not_recorded`.
[[nodiscard]] inline endurance_result endurance_profile(const endurance_holds& holds) noexcept {
    endurance_result out;
    for (std::size_t k = 0; k < endurance_ratios.size(); ++k) {
        const endurance_ratio_info& one = endurance_ratios[k];
        out.ratio[k] = ratio(holds.*one.numerator, holds.*one.denominator);
        out.crossed[k] = judge(out.ratio[k], one.rule);
    }
    return out;
}

/// The four holds of many people, columns of one length.
struct endurance_columns {
    std::span<const double> extensor_s;
    std::span<const double> flexor_s;
    std::span<const double> side_left_s;
    std::span<const double> side_right_s;
};

/// The ratios as columns, in the order of `endurance_ratios`; `flags` of strength.hpp judges each.
/// Throws `invalid_argument` where the lengths differ.
[[nodiscard]] inline std::array<measured_series, endurance_ratios.size()> endurance_profile(
    const endurance_columns& holds) {
    check_same_size("endurance_profile", "flexor_s", holds.flexor_s, holds.extensor_s);
    check_same_size("endurance_profile", "side_left_s", holds.side_left_s, holds.extensor_s);
    check_same_size("endurance_profile", "side_right_s", holds.side_right_s, holds.extensor_s);
    return {each_pair(holds.side_right_s, holds.side_left_s, ratio),
            each_pair(holds.flexor_s, holds.extensor_s, ratio),
            each_pair(holds.side_left_s, holds.extensor_s, ratio),
            each_pair(holds.side_right_s, holds.extensor_s, ratio)};
}

}  // namespace backrisk::balance
