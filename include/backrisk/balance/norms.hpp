#pragma once
/// Published norms, limits and measurement errors of clinical tests, each with its sample and its status.
///
/// `unverified` rows were remembered and not read: they are shown, and an answer that rests on one says so.
#include <array>
#include <cstdint>
#include <string_view>

#include "backrisk/balance/endurance.hpp"
#include "backrisk/core/estimand.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/names.hpp"
#include "backrisk/core/source.hpp"

namespace backrisk::balance {

enum class statistic : std::uint8_t {
    mean,               ///< group mean, with the standard deviation between people
    lower_limit,        ///< values below are remarked on
    upper_limit,        ///< values above are remarked on
    measurement_error,  ///< standard error of measurement, for `change`
    cap,                ///< the protocol stops here
};
using backrisk::sex;
using backrisk::to_string;

[[nodiscard]] constexpr std::string_view to_string(statistic kind) noexcept {
    constexpr std::array names{"mean", "lower_limit", "upper_limit", "measurement_error", "cap"};
    return names[static_cast<std::size_t>(kind)];
}
[[nodiscard]] inline sex parse_sex(std::string_view text) { return parse<sex>("norms", "sex", text); }

struct norm {
    std::string_view test;  ///< name in `clinical_tests`
    statistic kind;
    sex of;
    std::string_view side;  ///< "left", "right", or empty
    double value;           ///< in the unit of the test
    double sd;              ///< between people; NaN where none was published
    int people;             ///< sample size; 0 where it was not read
    std::string_view population;
    std::string_view note;
    source from;
};

namespace paper {
inline constexpr source times{mcgill::paper, mcgill::doi, verification::unverified};
inline constexpr source sorensen{"Biering-Sorensen 1984 Spine 9:106, as summarised by sralab.org", "",
                                 verification::verified};
inline constexpr source latimer{"Latimer 1999 Spine 24:2085", "10.1097/00007632-199910150-00004",
                                verification::verified};
inline constexpr source cejudo{"Cejudo 2020 Int J Environ Res Public Health 17:4858", "",
                               verification::verified};
inline constexpr std::string_view young = "young healthy";
inline constexpr std::string_view hockey = "elite inline hockey players";
}  // namespace paper

inline constexpr std::array norms{
    norm{"trunk_extensor_endurance", statistic::mean, sex::male, "", 146, 51, 31, paper::young, "",
         paper::times},
    norm{"trunk_extensor_endurance", statistic::mean, sex::female, "", 189, 60, 44, paper::young, "",
         paper::times},
    norm{"trunk_flexor_endurance", statistic::mean, sex::male, "", 144, 76, 31, paper::young, "",
         paper::times},
    norm{"trunk_flexor_endurance", statistic::mean, sex::female, "", 149, 99, 44, paper::young, "",
         paper::times},
    norm{"side_bridge", statistic::mean, sex::male, "right", 94, 34, 31, paper::young, "", paper::times},
    norm{"side_bridge", statistic::mean, sex::female, "right", 72, 31, 44, paper::young, "", paper::times},
    norm{"side_bridge", statistic::mean, sex::male, "left", 97, 35, 31, paper::young, "", paper::times},
    norm{"side_bridge", statistic::mean, sex::female, "left", 77, 35, 44, paper::young, "", paper::times},
    norm{"trunk_extensor_endurance", statistic::lower_limit, sex::male, "", 176, missing_value, 0,
         "men, Glostrup",
         "precedes back pain in the next year; a group mean as remembered, not a cut-off; "
         "no predictive validity in women",
         paper::sorensen},
    norm{"trunk_extensor_endurance", statistic::upper_limit, sex::male, "", 198, missing_value, 0,
         "men, Glostrup", "longer holds preceded no back pain; a group mean as remembered, not a cut-off",
         paper::sorensen},
    norm{"trunk_extensor_endurance",
         statistic::lower_limit,
         sex::unspecified,
         "",
         58,
         missing_value,
         126,
         "adults free of back pain",
         "odds ratio 3.4 against the best third (over 104 s); contradicted by "
         "the review of 26 cohorts",
         {"Luoto 1995 Clin Biomech 10:323", "", verification::unverified}},
    norm{"trunk_extensor_endurance", statistic::cap, sex::unspecified, "", 240, missing_value, 0, "",
         "the Biering-Sorensen test is stopped here", paper::sorensen},
    norm{"trunk_extensor_endurance", statistic::measurement_error, sex::unspecified, "", 17.4, missing_value,
         20, "asymptomatic", "", paper::latimer},
    norm{"trunk_extensor_endurance", statistic::measurement_error, sex::unspecified, "", 11.6, missing_value,
         23, "current back pain", "", paper::latimer},
    norm{"trunk_extensor_endurance", statistic::measurement_error, sex::unspecified, "", 17.5, missing_value,
         20, "previous back pain", "", paper::latimer},
    norm{"hip_internal_rotation_rom",
         statistic::mean,
         sex::unspecified,
         "",
         38.2,
         6.5,
         0,
         "judo athletes without back pain",
         "active, non-dominant side; 27.5 with a history of back pain",
         {"Almeida 2012 Man Ther 17:231", "", verification::verified}},
    norm{"hip_external_rotation_rom", statistic::lower_limit, sex::unspecified, "", 56.5, missing_value, 20,
         paper::hockey, "passive; a cut-off chosen on the same 20 people", paper::cejudo},
    norm{"hip_total_rotation_rom", statistic::lower_limit, sex::unspecified, "", 93, missing_value, 20,
         paper::hockey, "passive; a cut-off chosen on the same 20 people", paper::cejudo},
};

/// The norm of a test for a sex and a side, or null when nobody published one that we know. A norm of both
/// sexes serves either; one without a side serves either side.
[[nodiscard]] constexpr const norm* find_norm(std::string_view test, sex of,
                                              std::string_view side = "") noexcept {
    for (const norm& one : norms)
        if (one.test == test && one.kind == statistic::mean && (one.of == of || one.of == sex::unspecified) &&
            (one.side.empty() || one.side == side))
            return &one;
    return nullptr;
}

}  // namespace backrisk::balance
