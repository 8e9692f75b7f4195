#pragma once
/// What to ask next: by how much an answer is expected to narrow what is known of a person.
#include <string>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/risk/assess.hpp"

namespace backrisk::risk {

/// A factor that is not known, and what knowing it would be worth.
struct question {
    std::size_t factor = 0;  ///< position in the schema
    std::string name;
    std::string label;
    double reduction = 0;  ///< expected reduction of the variance of the log hazard
    double share = 0;      ///< of the variance that is due to what is unknown now
};

/// The unknown factors, most informative first. With u = V m (m the coefficients' means over the horizon, V
/// the covariance of the unknown columns given the known ones), an answer about the columns K removes
///
///     u_K' V_KK^-1 u_K
///
/// of m' V m, the variance between people who are alike in all that is known; reductions of several answers
/// overlap and do not add up. What is uncertain of the coefficients does not shrink by asking.
/// @param with  a scorer of the model, over its horizon
/// @param known bit k: factor k is known
[[nodiscard]] std::vector<question> worth_knowing(scorer& with, factor::known_mask known);

}  // namespace backrisk::risk

#ifndef BACKRISK_COMPILED
#include "backrisk/risk/worth.ipp"
#endif
