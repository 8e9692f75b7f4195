#pragma once
/// Metrics of samples of rows: what does not depend on the sample is computed once.
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "backrisk/validate/internal/checks.hpp"
#include "backrisk/validate/internal/slope.hpp"
#include "backrisk/validate/metrics.hpp"

namespace backrisk::validate {

/// Predictions of rows and what became of them, ready for metrics of any sample of the rows.
class sampled_metrics {
  public:
    /// `logit` belongs to `predicted`; it is read for intercept and slope only, and may be empty without
    /// them. The columns must outlive this.
    sampled_metrics(std::span<const double> event, std::span<const double> predicted,
                    std::span<const double> logit, std::span<const metric> wanted = all_metrics);

    /// All metrics of the probabilities that belong to `logit`; losses from the logits, which do not round to
    /// certainty.
    sampled_metrics(std::span<const double> event, std::span<const double> logit);
    sampled_metrics(const sampled_metrics&) = delete;  // its columns may be its own
    sampled_metrics& operator=(const sampled_metrics&) = delete;

    /// Of the sample that holds row i `times[i]` times. Throws `invalid_argument` where AUC, intercept or
    /// slope lack one class, `numeric_error` where the predictions separate the events.
    [[nodiscard]] metric_values operator()(std::span<const double> times) const;

    /// The line from which the search in each sample starts.
    void start_at(const metric_values& found) noexcept;

  private:
    [[nodiscard]] bool wants(metric one) const noexcept { return wanted_[static_cast<std::size_t>(one)]; }
    void sort(std::span<const double> x);
    [[nodiscard]] double area(std::span<const double> times, const totals& all) const;
    [[nodiscard]] calibration_line line(std::span<const double> times) const;

    std::span<const double> event_, logit_;
    std::array<bool, all_metrics.size()> wanted_{};
    std::vector<std::uint32_t> row_;      ///< in rising order of prediction
    std::vector<std::uint8_t> differs_;   ///< of the sorted rows: from the one before
    std::vector<double> squared_, loss_;  ///< Brier's and the logarithmic loss of each row
    calibration_line start_;
};

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/internal/sampled_metrics.ipp"
#endif
