#pragma once
#include <algorithm>
#include <string_view>

#include "backrisk/core/parallel.hpp"
#include "backrisk/validate/calibration.hpp"
#include "backrisk/validate/internal/sampled_metrics.hpp"
#include "backrisk/validate/resample.hpp"
#include "backrisk/validate/sampled.hpp"

namespace backrisk::validate {

namespace resampling {

inline void check_replicates(std::string_view function, std::size_t replicates) {
    check_argument(replicates >= 1 && replicates <= most_replicates, function, "replicates", replicates,
                   "from 1 to " + show(most_replicates));
}

/// Polls where it runs on the thread that made it.
class polled {
  public:
    explicit polled(const poll_caller& poll) : poll_(poll) {}
    void operator()() const {
        if (poll_ && caller_.is_here()) poll_();
    }

  private:
    const poll_caller& poll_;
    calling_thread caller_;
};

}  // namespace resampling

BACKRISK_INLINE metric_values metrics_of(const observed& of) {
    (void)check::probabilities("metrics_of", of);
    const auto logit = logits("calibration", of.predicted, 0);
    return sampled_metrics(of.event, of.predicted, logit)(std::vector<double>(of.size(), 1.0));
}

BACKRISK_INLINE std::vector<double> bootstrap_metric(const observed& of, metric which,
                                                     const bootstrap_samples& samples, std::size_t replicates,
                                                     int threads, const poll_caller& poll) {
    resampling::check_replicates("bootstrap", replicates);
    const resampling::polled now_and_then(poll);
    const auto name = to_string(which);
    if (which == metric::auc)
        (void)check::rows(name, of);
    else
        (void)check::probabilities(name, of);
    const bool of_line = which == metric::intercept || which == metric::slope;
    const auto logit = of_line ? logits("calibration", of.predicted, 0) : std::vector<double>{};
    sampled_metrics metrics(of.event, of.predicted, logit, {&which, 1});
    const auto in = [&](std::span<const double> times) {
        try {
            return metrics(times);
        } catch (const invalid_argument&) {
        } catch (const numeric_error&) {
        }
        metric_values none;
        none.fill(missing_value);
        return none;
    };
    metrics.start_at(in(std::vector<double>(of.size(), 1.0)));
    std::vector<double> out(replicates);
    for_each_block(
        replicates, 1, threads, [&] { return std::vector<double>(of.size()); },
        [&](std::vector<double>& times, std::size_t replicate, std::size_t) {
            now_and_then();
            samples.count(replicate, times);
            out[replicate] = in(times)[static_cast<std::size_t>(which)];
        });
    return out;
}

BACKRISK_INLINE draw_sample count_drawn(const bootstrap_samples& samples) {
    return [&samples](std::size_t replicate, std::span<double> times) { samples.count(replicate, times); };
}

BACKRISK_INLINE draw_sample count_rows(std::span<const std::span<const std::size_t>> samples) {
    return [samples](std::size_t replicate, std::span<double> times) {
        std::fill(times.begin(), times.end(), 0.0);
        for (const std::size_t row : samples[replicate]) {
            check_argument(row < times.size(), "optimism", "row in samples", row,
                           "below " + show(times.size()));
            ++times[row];
        }
    };
}

BACKRISK_INLINE optimism_result optimism(std::span<const double> event, const refit_logits& refit,
                                         const draw_sample& draw, std::size_t replicates, int threads,
                                         const poll_caller& poll) {
    resampling::check_replicates("optimism", replicates);
    const resampling::polled now_and_then(poll);
    const std::vector<double> once(event.size(), 1.0);
    const auto whole = refit(once);
    optimism_result out{sampled_metrics(event, whole)(once)};
    std::vector<metric_values> gap(replicates);
    for_each_block(
        replicates, 1, threads, [&] { return std::vector<double>(event.size()); },
        [&](std::vector<double>& times, std::size_t replicate, std::size_t) {
            now_and_then();
            draw(replicate, times);
            const auto logit = refit(times);
            const sampled_metrics metrics(event, logit);
            const metric_values inside = metrics(times), outside = metrics(once);
            for (std::size_t k = 0; k < inside.size(); ++k) gap[replicate][k] = inside[k] - outside[k];
        });
    for (const auto& one : gap)
        for (std::size_t k = 0; k < one.size(); ++k) out.optimism[k] += one[k];
    for (double& one : out.optimism) one /= static_cast<double>(replicates);
    return out;
}

}  // namespace backrisk::validate
