#pragma once
/// What a fit asks of the outcome, its weights and its offset, in one pass over them.
#include <array>
#include <cmath>
#include <vector>

#include "backrisk/core/parallel.hpp"
#include "backrisk/fit/internal/glm_pass.hpp"
#include "backrisk/fit/row_terms.hpp"

namespace backrisk::fit::glm {

struct outcome_sums {
    double rows = 0;                 ///< with a positive weight
    double weight = 0;               ///< of all
    double outcome = 0, offset = 0;  ///< weighted
    double saturated = 0;            ///< log-likelihood of a model whose means are the outcomes, weighted
    double constant = 0;             ///< what the log-likelihood holds beside its terms in eta
};

namespace detail {

/// What one row adds to `saturated` and `constant`; a row without weight nothing.
inline void add_constants(const model_kind& kind, double y, double w, outcome_sums& to) {
    if (w == 0) return;
    if (kind.of == family::gaussian) {
        to.constant += 0.5 * std::log(w);
        return;
    }
    if (kind.of == family::poisson && y > 1) to.constant -= w * std::lgamma(y + 1);
    if (kind.of == family::poisson ? y > 0 : (y > 0 && y < 1)) to.saturated += w * saturated_value(kind, y);
}

[[nodiscard]] inline outcome_sums sum_block(const glm_rows& data, const model_kind& kind, std::size_t from,
                                            std::size_t to) {
    constexpr std::size_t lanes = 8;  // so that the additions need not wait for one another
    const bool weighted = !data.weights.empty(), shifted = !data.offset.empty();
    std::array<double, lanes> rows{}, weight{}, outcome{}, offset{}, between{};
    const auto add = [&](std::size_t i, std::size_t k) {
        const double w = weighted ? data.weights[i] : 1.0, y = data.y[i];
        rows[k] += w > 0 ? 1.0 : 0.0;
        weight[k] += w;
        outcome[k] += w * y;
        if (shifted) offset[k] += w * data.offset[i];
        between[k] += y == 0.0 || y == 1.0 ? 0.0 : 1.0;
    };
    std::size_t i = from;
    for (; i + lanes <= to; i += lanes)
        for (std::size_t k = 0; k < lanes; ++k) add(i + k, k);
    for (; i < to; ++i) add(i, 0);
    outcome_sums out;
    double others = 0;
    for (std::size_t k = 0; k < lanes; ++k) {
        out.rows += rows[k], out.weight += weight[k], others += between[k];
        out.outcome += outcome[k], out.offset += offset[k];
    }
    if (kind.of == family::gaussian && !weighted) return out;
    if (kind.of != family::gaussian && others == 0) {
        if (kind.of == family::poisson) out.saturated = -out.outcome;  // y ln y - y
        return out;
    }
    for (i = from; i < to; ++i) add_constants(kind, data.y[i], weighted ? data.weights[i] : 1.0, out);
    return out;
}

}  // namespace detail

[[nodiscard]] inline outcome_sums sum_outcome(const glm_rows& data, const model_kind& kind, int threads) {
    constexpr std::size_t block = 16384;
    std::vector<outcome_sums> parts((data.y.size() + block - 1) / block);
    for_each_block(data.y.size(), block, threads, [&](std::size_t from, std::size_t to) {
        parts[from / block] = detail::sum_block(data, kind, from, to);
    });
    outcome_sums out;
    for (const outcome_sums& one : parts) {
        out.rows += one.rows, out.weight += one.weight;
        out.outcome += one.outcome, out.offset += one.offset;
        out.saturated += one.saturated, out.constant += one.constant;
    }
    return out;
}

}  // namespace backrisk::fit::glm
