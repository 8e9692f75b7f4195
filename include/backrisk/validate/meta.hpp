#pragma once
/// One number of many sites: random-effects pooling of a measure (a slope, a logit AUC) and how much it
/// differs between sites.
///
///     y_i ~ Normal(mu, v_i + tau^2),   mu = sum w_i y_i / sum w_i,   w_i = 1 / (v_i + tau^2)
///     Q = sum (y_i - mu_fixed)^2 / v_i,   I^2 = tau^2 / (tau^2 + s^2) in %
///     prediction interval of a new site: mu +- q sqrt(tau^2 + se^2)
///
/// (Higgins 2009, doi:10.1111/j.1467-985X.2008.00552.x; for prediction models Debray 2017,
/// doi:10.1136/bmj.i6460.)
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "backrisk/core/config.hpp"
#include "backrisk/validate/estimate.hpp"

namespace backrisk::validate {

/// How tau^2 is found: none (0); DerSimonian & Laird 1986, doi:10.1016/0197-2456(86)90046-2; Paule & Mandel
/// 1982, doi:10.6028/jres.087.022; maximum likelihood; restricted maximum likelihood (Viechtbauer 2005,
/// doi:10.3102/10769986030003261).
enum class heterogeneity : std::uint8_t { fixed, dersimonian_laird, paule_mandel, ml, reml };
inline constexpr std::array all_heterogeneities{heterogeneity::fixed, heterogeneity::dersimonian_laird,
                                                heterogeneity::paule_mandel, heterogeneity::ml,
                                                heterogeneity::reml};
[[nodiscard]] constexpr std::string_view to_string(heterogeneity one) noexcept {
    constexpr std::array<std::string_view, all_heterogeneities.size()> names{"fixed", "dersimonian_laird",
                                                                             "paule_mandel", "ml", "reml"};
    return names[static_cast<std::size_t>(one)];
}

struct meta_options {
    heterogeneity method = heterogeneity::reml;
    bool adjusted = true;  ///< t quantiles and the variance of Hartung & Knapp (2001, doi:10.1002/sim.791)
    double level = default_level;
};

struct meta_result {
    estimate mean{};
    double tau_squared = 0;
    double q = 0;
    double i_squared = 0;                              ///< %
    double low = missing_value, high = missing_value;  ///< prediction interval of a new site
};

/// `value` and `variance` of each site. Throws `invalid_argument` for a bad column or fewer than two sites.
[[nodiscard]] meta_result pool(std::span<const double> value, std::span<const double> variance,
                               const meta_options& options = {});

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/meta.ipp"
#endif
