#pragma once
/// Where a result stands among the people of a norm: z-score and percentile, widened for a small norm.
#include <cmath>
#include <span>

#include "backrisk/balance/clinical_test.hpp"
#include "backrisk/balance/norms.hpp"
#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/core/series.hpp"

namespace backrisk::balance {

/// Mean and spread of a reference sample of `people`.
struct reference_sample {
    double mean;
    double sd;
    int people;
};

/// Throws `invalid_argument` unless mean is finite, sd positive and `people` at least 2.
inline void check_sample(std::string_view function, const reference_sample& sample) {
    check_argument(std::isfinite(sample.mean), function, "mean", sample.mean, "finite");
    check_positive(function, "sd", sample.sd);
    check_argument(sample.people >= 2, function, "people", sample.people, "2 or more");
}

/// z = (x - mean) / sd, as printed in reports; it treats the norm as if it were known exactly.
[[nodiscard]] inline measured z_score(double value, const reference_sample& sample) noexcept {
    if (std::isnan(value)) return measured(reason::not_recorded);
    if (std::isinf(value)) return measured(reason::out_of_range);
    return (value - sample.mean) / sample.sd;
}

/// Estimated percentage of the population below x, from a norm of n people:
///
///     t = z / sqrt(1 + 1/n),   percentile = 100 * T_{n-1}(t)
///
/// the predictive distribution of one more person, wider than the normal curve because mean and sd are
/// themselves estimates. With n to infinity it is 100 * Phi(z). Source: Crawford & Howell 1998 Clin
/// Neuropsychol 12:482 (the abstract was read, its formula is the textbook predictive t).
/// Assumes a normal population; hold times are skewed to the right, so tail percentiles are rough.
[[nodiscard]] measured percentile(double value, const reference_sample& sample);

/// Columns of z-scores or percentiles; coverage is 1 where the result was recorded. Throws as `check_sample`.
[[nodiscard]] inline measured_series z_score(std::span<const double> values, const reference_sample& sample) {
    check_sample("z_score", sample);
    measured_series out(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        out.set(i, z_score(values[i], sample), std::isnan(values[i]) ? 0 : 1);
    return out;
}
[[nodiscard]] inline measured_series percentile(std::span<const double> values,
                                                const reference_sample& sample) {
    check_sample("percentile", sample);
    measured_series out(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        out.set(i, percentile(values[i], sample), std::isnan(values[i]) ? 0 : 1);
    return out;
}

/// z-scores and percentiles against the published norm they rest on.
struct standing_series {
    measured_series z;
    measured_series percentile;
    const norm* against = nullptr;  ///< null when nobody published a norm that we know
};

/// Results of one test for one sex against its norm (`find_norm`). Results outside the plausible range of
/// the test are `out_of_range`; without a norm every value is `no_source`; where the size of the norm's
/// sample is unknown there is a z-score but no percentile (`no_source`), because its width is unknown.
/// Throws `invalid_argument` for an unknown test.
[[nodiscard]] inline standing_series standing(std::span<const double> values, std::string_view test, sex of,
                                              std::string_view side = "") {
    const clinical_test& kind = find_test(test);
    const norm* against = find_norm(test, of, side);
    standing_series out{measured_series(values.size()), measured_series(values.size()), against};
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double covered = std::isnan(values[i]) ? 0 : 1;
        measured z(kind.judge(values[i])), share = z;
        if (z.reason == reason::none && against == nullptr) z = share = measured(reason::no_source);
        if (z.reason == reason::none) {
            const reference_sample sample{against->value, against->sd, against->people};
            z = z_score(values[i], sample);
            share = sample.people >= 2 ? percentile(values[i], sample) : measured(reason::no_source);
        }
        out.z.set(i, z, covered);
        out.percentile.set(i, share, covered);
    }
    return out;
}

}  // namespace backrisk::balance

#ifndef BACKRISK_COMPILED
#include "backrisk/balance/standing.ipp"
#endif
