#pragma once
/// Families and links of a generalised linear model. Source: McCullagh & Nelder 1989, Generalized Linear
/// Models, 10.1007/978-1-4899-3242-6.
#include <array>
#include <cstdint>
#include <string_view>

namespace backrisk::fit {

enum class family : std::uint8_t { gaussian, binomial, poisson };
enum class link : std::uint8_t { identity, logit, probit, cloglog, log };

/// The pairs that exist; the first of a family is its default.
struct model_kind {
    family of;
    link by;
    std::string_view family_name, link_name;
};
inline constexpr std::array<model_kind, 6> model_kinds{{
    {family::gaussian, link::identity, "gaussian", "identity"},
    {family::binomial, link::logit, "binomial", "logit"},
    {family::binomial, link::probit, "binomial", "probit"},
    {family::binomial, link::cloglog, "binomial", "cloglog"},
    {family::binomial, link::log, "binomial", "log"},
    {family::poisson, link::log, "poisson", "log"},
}};

/// The kind of a family and link by name; an empty link means the default. Throws `invalid_argument`.
[[nodiscard]] const model_kind& find_model_kind(std::string_view family_name, std::string_view link_name);

/// Whether observed and expected information are the same.
[[nodiscard]] constexpr bool is_canonical(const model_kind& kind) noexcept {
    return kind.by == link::identity || kind.by == link::logit || kind.of == family::poisson;
}

/// The mean of y at a linear predictor.
[[nodiscard]] double mean_of(const model_kind& kind, double eta) noexcept;

/// The linear predictor of a mean strictly inside its range.
[[nodiscard]] double link_of(const model_kind& kind, double mean);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/family.ipp"
#endif
