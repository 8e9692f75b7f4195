#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "backrisk/core/exponential.hpp"
#include "backrisk/validate/slope.hpp"

namespace backrisk::validate {

namespace newton {

/// Rows counted, score (2) and information (3: intercept, both, slope) of a line.
struct line_sums {
    double rows = 0, score[2] = {}, information[3] = {};
};

inline constexpr std::size_t line_block = 256, line_lanes = 8;

/// Adds the rows of one block, padded to a multiple of `line_lanes` by rows of times 0.
BACKRISK_INLINE BACKRISK_WIDE void add_line_terms(std::size_t rows, calibration_line at,
                                                  const double* __restrict logit,
                                                  const double* __restrict event,
                                                  const double* __restrict times, line_sums* __restrict out) {
    double score[line_block], information[line_block];
    for (std::size_t i = 0; i < rows; ++i) {
        const double eta = at.intercept + at.slope * logit[i];
        const double small = exponential(-std::abs(eta)), share = 1 / (1 + small);
        const double top = eta < 0 ? small : 1.0;
        score[i] = times[i] * (event[i] - top * share);
        information[i] = times[i] * (small * share * share);
    }
    double part[6][line_lanes] = {};
    for (std::size_t i = 0; i < rows; i += line_lanes)
        for (std::size_t k = 0; k < line_lanes; ++k) {
            const double x = logit[i + k], first = information[i + k] * x;
            part[0][k] += score[i + k];
            part[1][k] += score[i + k] * x;
            part[2][k] += information[i + k];
            part[3][k] += first;
            part[4][k] += first * x;
            part[5][k] += times[i + k];
        }
    const auto whole = [](const double* p) {
        return ((p[0] + p[4]) + (p[1] + p[5])) + ((p[2] + p[6]) + (p[3] + p[7]));
    };
    out->rows += whole(part[5]);
    for (std::size_t k = 0; k < 2; ++k) out->score[k] += whole(part[k]);
    for (std::size_t k = 0; k < 3; ++k) out->information[k] += whole(part[2 + k]);
}

[[nodiscard]] inline line_sums line_terms(std::span<const double> logit, std::span<const double> event,
                                          std::span<const double> times, calibration_line at) {
    line_sums out;
    const std::size_t whole = logit.size() / line_block * line_block, rest = logit.size() - whole;
    for (std::size_t from = 0; from < whole; from += line_block)
        add_line_terms(line_block, at, logit.data() + from, event.data() + from, times.data() + from, &out);
    double padded[3][line_block] = {};
    std::copy_n(logit.data() + whole, rest, padded[0]);
    std::copy_n(event.data() + whole, rest, padded[1]);
    std::copy_n(times.data() + whole, rest, padded[2]);
    add_line_terms((rest + line_lanes - 1) / line_lanes * line_lanes, at, padded[0], padded[1], padded[2],
                   &out);
    return out;
}

}  // namespace newton

BACKRISK_INLINE std::optional<calibration_line> quick_line(std::span<const double> logit,
                                                           std::span<const double> event,
                                                           std::span<const double> times,
                                                           calibration_line start) {
    constexpr int most_steps = 10;
    constexpr double exact = 1e-24;  ///< decrement a row, the square of the error left
    double before = HUGE_VAL;
    for (int step = 0; step < most_steps; ++step) {
        const auto [rows, score, information] = newton::line_terms(logit, event, times, start);
        const auto [a, b, c] = information;
        const double determinant = a * c - b * b;
        if (!(a > 1e-9 * rows && determinant > 1e-10 * a * c)) break;  // separated, or hardly varying
        const double by_intercept = (c * score[0] - b * score[1]) / determinant;
        const double by_slope = (a * score[1] - b * score[0]) / determinant;
        const double decrement = score[0] * by_intercept + score[1] * by_slope;
        if (!(decrement < 0.9 * before)) break;
        start.intercept += by_intercept;
        start.slope += by_slope;
        // Newton's error goes by squares: what the step leaves is foreseen from the two last decrements
        const double ratio = decrement / before, left = step > 0 ? decrement * ratio * ratio : decrement;
        if (left <= exact * rows) return start;
        before = decrement;
    }
    return std::nullopt;
}

}  // namespace backrisk::validate
