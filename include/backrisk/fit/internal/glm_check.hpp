#pragma once
/// What a generalised linear model asks of its data, and the certificate of separation.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "backrisk/fit/internal/sandwich.hpp"

namespace backrisk::fit::check {

inline constexpr const char* function = "fit.glm";

[[nodiscard]] inline std::string at_row(const char* what, std::size_t row) {
    return std::string(what) + ", row " + show(row + 1);
}

inline void outcome(const glm_rows& data, const model_kind& kind) {
    const double top = kind.of == family::binomial ? 1.0 : std::numeric_limits<double>::max();
    const double bottom = kind.of == family::gaussian ? -top : 0.0;
    for (std::size_t i = 0; i < data.y.size(); ++i)
        if (!(data.y[i] >= bottom && data.y[i] <= top)) [[unlikely]]
            fail_argument(function, at_row("y", i), data.y[i],
                          kind.of == family::gaussian  ? "a finite number"
                          : kind.of == family::poisson ? "a count: finite and not negative"
                                                       : "0, 1 or a share between them");
}

inline void columns(const glm_rows& data) {
    check_argument(data.y.size() == data.x.rows, function, "y.size", data.y.size(),
                   show(data.x.rows) + ", the rows of X");
    check_argument(data.x.rows > 0, function, "rows", data.x.rows, "1 or more");
    if (!data.offset.empty()) check_same_size(function, "offset", data.offset, data.y);
    if (!data.weights.empty()) check_same_size(function, "weights", data.weights, data.y);
    for (std::size_t i = 0; i < data.offset.size(); ++i)
        if (!std::isfinite(data.offset[i])) [[unlikely]]
            fail_argument(function, at_row("offset", i), data.offset[i], "a finite number");
    double sum = data.weights.empty() ? 1.0 : 0.0;
    for (std::size_t i = 0; i < data.weights.size(); ++i) {
        if (!(data.weights[i] >= 0 && std::isfinite(data.weights[i]))) [[unlikely]]
            fail_argument(function, at_row("weights", i), data.weights[i], "finite and not negative");
        sum += data.weights[i];
    }
    check_argument(sum > 0, function, "the sum of the weights", sum, "positive");
}

/// Names of coefficients for a message, in order.
[[nodiscard]] inline std::string titles(const std::vector<Eigen::Index>& coefficients,
                                        const standard_columns& columns,
                                        const std::vector<std::string>& names) {
    std::string text;
    for (const Eigen::Index k : coefficients) {
        if (!text.empty()) text += ", ";
        text += k < columns.first() ? "the intercept"
                                    : column_title(names, static_cast<std::size_t>(k - columns.first()));
    }
    return text;
}

/// Whether the likelihood never falls along `direction` (standard coefficients), whatever the distance: then
/// it has no maximum. Needs, for each row with weight, z'd >= 0 where y = 1, <= 0 where y = 0 and 0 where y
/// is between (Albert & Anderson 1984 Biometrika 71:1, 10.1093/biomet/71.1.1); for counts <= 0 where y = 0
/// and 0 elsewhere. Entries below `tolerance` of the largest count as 0.
[[nodiscard]] inline bool separates(const glm_rows& data, const standard_columns& columns,
                                    const model_kind& kind, const Eigen::VectorXd& direction,
                                    double tolerance = 1e-4) {
    if (kind.of == family::gaussian) return false;
    const bool one_is_free = kind.of == family::binomial && kind.by != link::log;
    const Eigen::VectorXd slope =
        direction.tail(columns.centre.size()).cwiseQuotient(columns.scale.unaryExpr([](double s) {
            return s > 0 ? s : 1.0;
        }));
    double against = 0, along = 0;
    for (std::size_t i = 0; i < data.x.rows; ++i) {
        if (!data.weights.empty() && data.weights[i] == 0) continue;
        double z = columns.intercept ? direction[0] : 0.0;
        for (std::size_t j = 0; j < data.x.columns; ++j) {
            const auto column = static_cast<Eigen::Index>(j);
            z += (data.x(i, j) - columns.centre[column]) * slope[column];
        }
        const bool climbs = (data.y[i] == 0 && z < 0) || (one_is_free && data.y[i] == 1 && z > 0);
        (climbs ? along : against) = std::max(climbs ? along : against, std::abs(z));
    }
    return along > 0 && against <= tolerance * along;
}

/// The coefficients that run away along a separating direction.
[[nodiscard]] inline std::vector<Eigen::Index> runaways(const Eigen::VectorXd& direction) {
    std::vector<Eigen::Index> out;
    const double most = direction.cwiseAbs().maxCoeff();
    for (Eigen::Index k = 0; k < direction.size(); ++k)
        if (std::abs(direction[k]) > 1e-3 * most) out.push_back(k);
    return out;
}

}  // namespace backrisk::fit::check
