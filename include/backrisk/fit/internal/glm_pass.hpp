#pragma once
/// One pass over the rows of a generalised linear model: log-likelihood, score and information together.
///
///     l = sum_i w_i l_i(eta_i)     g = Z' (w s)     I = Z' diag(w c) Z      eta = Z b + offset
///
/// Z is the standardised matrix, never formed: rows come in tiles of 128 that stay in the first cache. Blocks
/// of tiles are summed in order, so the answer has the same bits for any number of threads.
#include <Eigen/Core>
#include <cstdint>
#include <span>

#include "backrisk/core/config.hpp"
#include "backrisk/fit/glm_options.hpp"
#include "backrisk/fit/internal/standard.hpp"
#include "backrisk/fit/newton.hpp"

namespace backrisk::fit {

/// What c is: minus the second derivative, its mean, or w s^2 (the middle of a sandwich).
enum class curvature_of : std::uint8_t { observed, expected, squared_score };

struct pass_options {
    curvature_of curvature = curvature_of::observed;
    int threads = 1;
    std::size_t every = 1;  ///< only each `every`-th tile, for a starting point
};

void glm_pass(const glm_rows& rows, const standard_columns& columns, const model_kind& kind,
              const Eigen::VectorXd& coefficients, const pass_options& options, derivatives& out);

}  // namespace backrisk::fit

#ifndef BACKRISK_COMPILED
#include "backrisk/fit/internal/glm_pass.ipp"
#endif
