#pragma once
/// When clusters are too few for a variance.
#include <Eigen/Core>
#include <cstddef>
#include <string>

#include "backrisk/core/missing.hpp"

namespace backrisk::fit {

/// The scores of G clusters add up to zero at the maximum, so their products have rank G - 1 at most: with G
/// up to the number of coefficients some variance is zero whatever the data, and with two clusters there is
/// one difference only. Then `covariance` becomes missing, and the answer says why; else it is empty.
[[nodiscard]] inline std::string too_few_clusters(std::size_t clusters, std::size_t coefficients,
                                                  Eigen::MatrixXd& covariance) {
    if (clusters > 2 && clusters > coefficients) return {};
    covariance.setConstant(missing_value);
    return "no robust variance from " + std::to_string(clusters) +
           " clusters: they must be 3 or more, and more than the " + std::to_string(coefficients) +
           " coefficients";
}

}  // namespace backrisk::fit
