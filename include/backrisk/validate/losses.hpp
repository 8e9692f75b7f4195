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

}  // namespace backrisk::validate::losses

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/losses.ipp"
#endif
