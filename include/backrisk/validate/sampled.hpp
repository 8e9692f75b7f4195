#pragma once
/// Metrics of bootstrap samples: what does not depend on the sample (the order of the predictions, their
/// logits, the loss of each row) is computed once, and a sample is how many times it holds each row.
///
/// `bootstrap_metric` is the bootstrap of a metric (Efron 1979, doi:10.1214/aos/1176344552); `optimism` that
/// of a model that is fitted anew to each sample (Harrell 1996,
/// doi:10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4).
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/validate/metrics.hpp"
#include "backrisk/validate/observed.hpp"
#include "backrisk/validate/samples.hpp"

namespace backrisk::validate {

/// All metrics of the rows as they are, at the price of one sort and a few sweeps: no standard errors. `of`
/// has no weights. Throws as the metrics do: for bad columns, one class only, predictions of 0 or 1.
[[nodiscard]] metric_values metrics_of(const observed& of);

/// Called now and then by the thread that called; what it throws ends the work.
using poll_caller = std::function<void()>;

/// A metric in each of `replicates` samples (at most `most_replicates`); NaN where it does not exist. `of`
/// has no weights. Does not depend on `threads`. Throws `invalid_argument` for bad columns, or a prediction
/// of 0 or 1 for intercept or slope.
[[nodiscard]] std::vector<double> bootstrap_metric(const observed& of, metric which,
                                                   const bootstrap_samples& samples, std::size_t replicates,
                                                   int threads = 1, const poll_caller& poll = {});

/// Linear predictors (logits) of all rows, by the model fitted to row i `times[i]` times. Called by several
/// threads at once.
using refit_logits = std::function<std::vector<double>(std::span<const double> times)>;
/// How many times sample `replicate` holds each row.
using draw_sample = std::function<void(std::size_t replicate, std::span<double> times)>;

/// Samples drawn by number, or given as row numbers (throws `invalid_argument`, when asked, for a row out of
/// range). What is given must outlive the answer.
[[nodiscard]] draw_sample count_drawn(const bootstrap_samples& samples);
[[nodiscard]] draw_sample count_rows(std::span<const std::span<const std::size_t>> samples);

struct optimism_result {
    metric_values apparent{}, optimism{};  ///< corrected = apparent - optimism
};

/// Mean over samples of metric in the sample - metric in all rows, of the model fitted to the sample.
/// Exceptions of `refit` and of the metrics are not caught. Does not depend on `threads`.
[[nodiscard]] optimism_result optimism(std::span<const double> event, const refit_logits& refit,
                                       const draw_sample& draw, std::size_t replicates, int threads = 1,
                                       const poll_caller& poll = {});

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/sampled.ipp"
#endif
