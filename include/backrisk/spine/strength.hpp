#pragma once
/// How much compression a lumbar segment stands, and the limits that are quoted for it.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "backrisk/core/error.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/quantity.hpp"
#include "backrisk/core/source.hpp"
#include "backrisk/spine/segment.hpp"

namespace backrisk::spine {

/// `age_sex`: lines over age (remembered: `unverified`). `pooled`: mean of 1192 segments, whatever age and
/// sex.
enum class strength_model : std::uint8_t { age_sex, pooled };
inline constexpr std::array all_strength_models{strength_model::age_sex, strength_model::pooled};
[[nodiscard]] constexpr std::string_view to_string(strength_model model) noexcept {
    return model == strength_model::age_sex ? "age_sex" : "pooled";
}

/// The one whose numbers were read. The lines over age and sex are there for who asks for them.
inline constexpr strength_model default_strength_model = strength_model::pooled;

inline constexpr source pooled_strength_source{
    "Jaeger 2018 (n = 1192 segments: 4.84 +- 2.50 kN, 0.6 to 15.6 kN)", "", verification::verified};
inline constexpr source age_sex_strength_source{"Jaeger & Luttmann lines over age, remembered", "",
                                                verification::unverified};
[[nodiscard]] constexpr source source_of(strength_model model) noexcept {
    return model == strength_model::pooled ? pooled_strength_source : age_sex_strength_source;
}

inline constexpr double strength_sd_n = 2500, strength_min_n = 600, strength_max_n = 15600;

struct strength_result {
    newtons value, low, high;  ///< low and high: 1.96 pooled standard deviations, inside the observed range
    backrisk::reason reason;
    source from;
};

/// Strength in N; age 20 to 100 years. age_sex: men 10530 - 97.4 age, women 7030 - 59.1 age, else their mean.
[[nodiscard]] inline measured strength_kernel(double age_years, body_sex sex, strength_model model) noexcept {
    if (std::isnan(age_years)) return measured{reason::not_recorded};
    if (!(age_years >= 20 && age_years <= 100)) return measured{reason::out_of_range};
    if (model == strength_model::pooled) return {4840.0, reason::none};
    const double men = 10530 - 97.4 * age_years, women = 7030 - 59.1 * age_years;
    const double n = sex == body_sex::male ? men : sex == body_sex::female ? women : (men + women) / 2;
    return {n, reason::none};
}

/// 1.96 pooled standard deviations around `value_n`, inside the observed range; NaN stays NaN.
[[nodiscard]] inline std::array<double, 2> strength_range(double value_n) noexcept {
    const double half = 1.96 * strength_sd_n;
    return {std::max(value_n - half, strength_min_n), std::min(value_n + half, strength_max_n)};
}

/// Throws `invalid_argument` for an age outside 20 to 100 years: the segments were adults'.
[[nodiscard]] inline strength_result compressive_strength(double age_years, body_sex sex,
                                                          strength_model model = default_strength_model) {
    check_between("spine::compressive_strength", "age_years", age_years, 20, 100);
    const auto n = strength_kernel(age_years, sex, model);
    const auto [low, high] = strength_range(n.value);
    return {newtons{n.value}, newtons{low}, newtons{high}, n.reason, source_of(model)};
}

/// A quoted limit of spine load.
struct load_limit {
    std::string_view name;
    double value;
    std::string_view unit;
    source from;
};
inline constexpr std::array load_limits{
    load_limit{
        "compression_action_limit", 3400, "N", {"NIOSH 1981 action limit", "", verification::unverified}},
    load_limit{
        "compression_maximum",
        6400,
        "N",
        {"NIOSH 1981 maximum permissible limit, read in a secondary source", "", verification::partial}},
    load_limit{"shear_rare",
               1000,
               "N",
               {"Gallagher & Marras 2012, up to 100 repetitions a day", "", verification::unverified}},
    load_limit{"shear_frequent",
               700,
               "N",
               {"Gallagher & Marras 2012, 100 to 1000 repetitions a day", "", verification::unverified}},
};

}  // namespace backrisk::spine
