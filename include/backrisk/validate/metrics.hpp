#pragma once
/// The metrics that can be asked for by name.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace backrisk::validate {

enum class metric : std::uint8_t { auc, brier, log_loss, intercept, slope };
inline constexpr std::array all_metrics{metric::auc, metric::brier, metric::log_loss, metric::intercept,
                                        metric::slope};
[[nodiscard]] constexpr std::string_view to_string(metric of) noexcept {
    constexpr std::array<std::string_view, 5> names{"auc", "brier", "log_loss", "intercept", "slope"};
    return names[static_cast<std::size_t>(of)];
}
/// One number a metric, in the order of `all_metrics`; NaN for one that was not asked for, and for intercept
/// and slope of equal predictions.
using metric_values = std::array<double, all_metrics.size()>;

}  // namespace backrisk::validate
