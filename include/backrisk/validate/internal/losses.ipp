#pragma once
#include <cmath>

#include "backrisk/core/exponential.hpp"
#include "backrisk/validate/internal/losses.hpp"

namespace backrisk::validate::losses {

namespace lanes {

/// `surprise`, but NaN where the probability of what happened is 0 or below the normal numbers. ln(1 - p) by
/// Kahan: u = 1 - p as rounded, ln(u) p / (1 - u).
BACKRISK_INLINE BACKRISK_WIDE void surprise(std::size_t rows, const double* __restrict p,
                                            const double* __restrict event, double* __restrict out) {
    for (std::size_t i = 0; i < rows; ++i) {
        const bool came = event[i] == 1;
        const double u = came ? p[i] : 1 - p[i];
        const double scale = came ? 1.0 : p[i] / (1 - u);
        const double loss = -logarithm(u) * scale;
        out[i] = !came && u == 1 ? p[i] : loss;
    }
}

}  // namespace lanes

BACKRISK_INLINE BACKRISK_WIDE void squared(std::size_t rows, const double* __restrict p,
                                           const double* __restrict event, double* __restrict out) {
    for (std::size_t i = 0; i < rows; ++i) {
        const double away = p[i] - event[i];
        out[i] = away * away;
    }
}

BACKRISK_INLINE void surprise(std::size_t rows, const double* p, const double* event, double* out) {
    lanes::surprise(rows, p, event, out);
    for (std::size_t i = 0; i < rows; ++i)
        if (std::isnan(out[i])) out[i] = event[i] == 1 ? -std::log(p[i]) : -std::log1p(-p[i]);
}

BACKRISK_INLINE BACKRISK_WIDE void of_logits(std::size_t rows, const double* __restrict logit,
                                             const double* __restrict event, double* __restrict squared,
                                             double* __restrict surprise) {
    // exponential and logarithm in loops of their own: together they do not vectorise
    for (std::size_t i = 0; i < rows; ++i) {
        const double small = exponential(-std::abs(logit[i])), share = 1 / (1 + small);
        const double away = event[i] - (logit[i] < 0 ? small : 1.0) * share;
        surprise[i] = small;
        squared[i] = away * away;
    }
    for (std::size_t i = 0; i < rows; ++i) {
        const double positive = logit[i] > 0 ? logit[i] : 0.0;
        surprise[i] = positive + logarithm(1 + surprise[i]) - event[i] * logit[i];
    }
}

BACKRISK_INLINE BACKRISK_WIDE double sum(std::size_t rows, const double* __restrict x) {
    return lanes::sum(rows, [x](std::size_t i) { return x[i]; });
}

BACKRISK_INLINE BACKRISK_WIDE double squares_about(std::size_t rows, const double* __restrict x,
                                                   double centre) {
    return lanes::sum(rows, [x, centre](std::size_t i) { return (x[i] - centre) * (x[i] - centre); });
}

BACKRISK_INLINE BACKRISK_WIDE double weighted_sum(std::size_t rows, const double* __restrict times,
                                                  const double* __restrict values) {
    return lanes::sum(rows, [=](std::size_t i) { return times[i] == 0 ? 0.0 : times[i] * values[i]; });
}

}  // namespace backrisk::validate::losses
