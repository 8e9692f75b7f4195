#pragma once
/// What to ask next: by how much an answer is expected to narrow what is known of a person.
#include <span>
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

/// A factor that is unknown of some people of a list.
struct list_question {
    std::string name;
    std::string label;
    std::size_t people = 0;  ///< of whom it is unknown
    double reduction = 0;    ///< expected reduction of the variance, mean over all people of the list
    double share = 0;        ///< of `list_worth::unknown`
};

struct list_worth {
    double between = 0;  ///< variance between the people of their log hazards, as far as they are known
    double unknown = 0;  ///< mean over the people of the variance that is unknown of each
    std::vector<list_question> questions;  ///< most informative first
};

/// What to ask a list of people next.
/// @param rows one person after the other, a value a factor, NaN where unknown
[[nodiscard]] list_worth worth_knowing(scorer& with, std::span<const double> rows);

}  // namespace backrisk::risk

#ifndef BACKRISK_COMPILED
#include "backrisk/risk/worth.ipp"
#endif
