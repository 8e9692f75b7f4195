#pragma once
/// Losses of columns of predictions, and sums of columns: loops that vectorise, in partial sums, so that
/// every vector width gives the same bits.
#include <cstddef>

#include "backrisk/core/config.hpp"

namespace backrisk::validate::losses {

/// (p - event)^2 of each row.
void squared(std::size_t rows, const double* p, const double* event, double* out);

/// -ln(probability given to what happened) of each row, in nats; infinite for the impossible.
void surprise(std::size_t rows, const double* p, const double* event, double* out);

/// Both, of the probabilities that belong to logits.
void of_logits(std::size_t rows, const double* logit, const double* event, double* squared, double* surprise);

[[nodiscard]] double sum(std::size_t rows, const double* x);

/// sum of (x - centre)^2
[[nodiscard]] double squares_about(std::size_t rows, const double* x, double centre);

/// sum of times * values; a row of 0 times adds 0 whatever its value.
[[nodiscard]] double weighted_sum(std::size_t rows, const double* times, const double* values);

namespace lanes {

inline constexpr std::size_t many = 32;

/// Sum of `value(i)` over the rows: row i goes to part i mod 32, and the parts are added pairwise.
template <class Value>
[[nodiscard]] inline double sum(std::size_t rows, Value&& value) noexcept {
    double part[many] = {};
    const std::size_t whole = rows / many * many;
    for (std::size_t i = 0; i < whole; i += many)
        for (std::size_t k = 0; k < many; ++k) part[k] += value(i + k);
    for (std::size_t i = whole; i < rows; ++i) part[i - whole] += value(i);
    for (std::size_t half = many / 2; half > 0; half /= 2)
        for (std::size_t k = 0; k < half; ++k) part[k] += part[k + half];
    return part[0];
}

}  // namespace lanes
}  // namespace backrisk::validate::losses

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/internal/losses.ipp"
#endif
