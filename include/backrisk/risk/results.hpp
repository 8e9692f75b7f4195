#pragma once
/// Results that are attached to a model: validations and recalibrations.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "backrisk/core/missing.hpp"

namespace backrisk::risk {

enum class validation_design : std::uint8_t { internal, temporal, external };
inline constexpr std::array all_validation_designs{validation_design::internal, validation_design::temporal,
                                                   validation_design::external};
[[nodiscard]] constexpr std::string_view to_string(validation_design of) noexcept {
    constexpr std::array<std::string_view, 3> names{"internal", "temporal", "external"};
    return names[static_cast<std::size_t>(of)];
}

/// An estimate with its equal-tailed interval; the ends are NaN where there is none.
struct estimate {
    double value = missing_value;
    double low = missing_value;
    double high = missing_value;
};

enum class result_kind : std::uint8_t { validation, recalibration };
inline constexpr std::array all_result_kinds{result_kind::validation, result_kind::recalibration};
[[nodiscard]] constexpr std::string_view to_string(result_kind of) noexcept {
    return of == result_kind::validation ? "validation" : "recalibration";
}

/// A validation of the model, or a recalibration to data.
struct attached_result {
    result_kind kind = result_kind::validation;
    std::int64_t rows = 0;
    std::int64_t events = 0;
    std::string method{};  ///< of a recalibration: "intercept", "logistic"
    // of a validation
    validation_design design = validation_design::internal;
    std::string name{};        ///< of the data
    std::string outcome{};     ///< as the data had it; empty: the model's
    std::int64_t people = -1;  ///< below 0: not known
    estimate concordance{};
    estimate slope{};
    estimate observed_expected{};
    std::string
        hopeless{};  ///< why nothing can be said of the model from these data; empty when something can
};

/// Below so many events, or rows without one, an estimate is called imprecise (Collins 2016,
/// doi:10.1002/sim.6787).
inline constexpr std::int64_t enough_events = 100;

}  // namespace backrisk::risk
