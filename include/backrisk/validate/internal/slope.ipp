#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "backrisk/core/exponential.hpp"
#include "backrisk/validate/internal/losses.hpp"
#include "backrisk/validate/internal/slope.hpp"

namespace backrisk::validate {

namespace newton {

/// Rows counted, score (2) and information (3: intercept, both, slope) of a line.
struct line_sums {
    double rows = 0;
    std::array<double, 2> score{};
    std::array<double, 3> information{};
};

inline constexpr std::size_t line_block = 256;

/// Adds the rows of one block.
BACKRISK_INLINE BACKRISK_WIDE void add_line_terms(std::size_t rows, calibration_line at,
                                                  const double* __restrict logit,
                                                  const double* __restrict event,
                                                  const double* __restrict times, line_sums* __restrict out) {
    double score[line_block], information[line_block], by_logit[line_block];
    for (std::size_t i = 0; i < rows; ++i) {
        const double eta = at.intercept + at.slope * logit[i];
        const double small = exponential(-std::abs(eta)), share = 1 / (1 + small);
        const double top = eta < 0 ? small : 1.0;
        score[i] = times[i] * (event[i] - top * share);
        information[i] = times[i] * (small * share * share);
        by_logit[i] = information[i] * logit[i];
    }
    using losses::lanes::sum;
    out->rows += sum(rows, [=](std::size_t i) { return times[i]; });
    out->score[0] += sum(rows, [&](std::size_t i) { return score[i]; });
    out->score[1] += sum(rows, [&](std::size_t i) { return score[i] * logit[i]; });
    out->information[0] += sum(rows, [&](std::size_t i) { return information[i]; });
    out->information[1] += sum(rows, [&](std::size_t i) { return by_logit[i]; });
    out->information[2] += sum(rows, [&](std::size_t i) { return by_logit[i] * logit[i]; });
}

[[nodiscard]] inline line_sums line_terms(std::span<const double> logit, std::span<const double> event,
                                          std::span<const double> times, calibration_line at) {
    static constexpr auto once = [] {
        std::array<double, line_block> ones{};
        ones.fill(1);
        return ones;
    }();
    line_sums out;
    for (std::size_t from = 0; from < logit.size(); from += line_block)
        add_line_terms(std::min(line_block, logit.size() - from), at, logit.data() + from,
                       event.data() + from, times.empty() ? once.data() : times.data() + from, &out);
    return out;
}

}  // namespace newton

BACKRISK_INLINE std::array<double, 3> line_information(std::span<const double> logit,
                                                       std::span<const double> event, calibration_line at) {
    return newton::line_terms(logit, event, {}, at).information;
}

BACKRISK_INLINE double line_deviance(std::span<const double> logit, std::span<const double> event,
                                     calibration_line at) {
    double eta[newton::line_block], squared[newton::line_block], surprise[newton::line_block], out = 0;
    for (std::size_t from = 0; from < logit.size(); from += newton::line_block) {
        const std::size_t rows = std::min(newton::line_block, logit.size() - from);
        for (std::size_t i = 0; i < rows; ++i) eta[i] = at.intercept + at.slope * logit[from + i];
        losses::of_logits(rows, eta, event.data() + from, squared, surprise);
        out += 2 * losses::sum(rows, surprise);
    }
    return out;
}

BACKRISK_INLINE std::optional<calibration_line> quick_line(std::span<const double> logit,
                                                           std::span<const double> event,
                                                           std::span<const double> times,
                                                           calibration_line start, line_moves which) {
    const bool both = which == line_moves::both;
    constexpr int most_steps = 10;
    constexpr double exact = 1e-28;  ///< decrement a row, the square of the error left
    double before = HUGE_VAL;
    for (int step = 0; step < most_steps; ++step) {
        const auto [rows, score, information] = newton::line_terms(logit, event, times, start);
        const auto [a, b, c] = information;
        const double determinant = a * c - b * b;
        // separated, or hardly varying
        if (!(a > 1e-9 * rows) || (both && !(determinant > 1e-10 * a * c))) break;
        const double by_slope = both ? (a * score[1] - b * score[0]) / determinant : 0;
        const double by_intercept = (score[0] - b * by_slope) / a;
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
