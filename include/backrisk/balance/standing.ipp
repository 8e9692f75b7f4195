#pragma once
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "backrisk/balance/standing.hpp"

namespace backrisk::balance {

BACKRISK_INLINE measured percentile(double value, const reference_sample& sample) {
    const measured z = z_score(value, sample);
    if (!z.known()) return z;
    const double n = sample.people;
    // Plain double arithmetic: the default promotes to long double, ten times slower for digits nobody reads.
    using policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
    const boost::math::students_t_distribution<double, policy> predictive(n - 1);
    return 100 * boost::math::cdf(predictive, z.value / std::sqrt(1 + 1 / n));
}

}  // namespace backrisk::balance
