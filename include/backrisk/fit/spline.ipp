#pragma once
#include <cmath>

#include "backrisk/core/error.hpp"
#include "backrisk/core/spline_row.hpp"
#include "backrisk/fit/spline.hpp"

namespace backrisk::fit {

BACKRISK_INLINE Eigen::MatrixXd restricted_cubic_spline(std::span<const double> x,
                                                        std::span<const double> knots) {
    constexpr const char* function = "fit.restricted_cubic_spline";
    check_argument(knots.size() >= 3, function, "knots.size", knots.size(), "3 or more");
    for (std::size_t k = 0; k < knots.size(); ++k)
        check_argument(std::isfinite(knots[k]) && (k == 0 || knots[k] > knots[k - 1]), function, "knots",
                       knots[k], "finite and ascending");
    const std::size_t count = knots.size();
    const double last = knots[count - 1], before = knots[count - 2];
    const double norm = (last - knots[0]) * (last - knots[0]);
    const auto cube = [](double u) { return u > 0 ? u * u * u : 0.0; };
    return splines::by_row(x, static_cast<Eigen::Index>(count) - 1, [&](double value) {
        Eigen::RowVectorXd row(static_cast<Eigen::Index>(count) - 1);
        row[0] = value;
        for (std::size_t j = 0; j + 2 < count; ++j)
            row[static_cast<Eigen::Index>(j) + 1] =
                (cube(value - knots[j]) - cube(value - before) * (last - knots[j]) / (last - before) +
                 cube(value - last) * (before - knots[j]) / (last - before)) /
                norm;
        return row;
    });
}

BACKRISK_INLINE Eigen::MatrixXd p_spline(std::span<const double> x, int segments, double low, double high,
                                         int degree) {
    splines::check("fit.p_spline", {{}, low, high, degree, true});
    check_argument(segments >= 1 && segments <= 10'000, "fit.p_spline", "segments", segments,
                   "between 1 and 10000");
    std::vector<double> knots;
    for (int k = -degree; k <= segments + degree; ++k)
        knots.push_back(low + (high - low) * k / static_cast<double>(segments));
    return splines::by_row(x, segments + degree, [&](double value) {
        return splines::row(knots, degree, splines::interval(knots, degree, value), value, 0);
    });
}

}  // namespace backrisk::fit
