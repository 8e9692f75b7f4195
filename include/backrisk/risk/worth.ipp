#pragma once
#include <Eigen/Cholesky>
#include <algorithm>

#include "backrisk/risk/worth.hpp"

namespace backrisk::risk {

BACKRISK_INLINE std::vector<question> worth_knowing(scorer& with, factor::known_mask known) {
    const factor::schema& schema = with.of().factors;
    const pattern& now = with.known(known);
    const Eigen::VectorXd pull = now.spread * with.acting_mean();
    const double ridge = 1e-9 * with.of().population_spread.diagonal().mean();
    std::vector<question> all;
    for (std::size_t k = 0; k < schema.size(); ++k) {
        if ((known >> k & 1) != 0) continue;
        const auto first = static_cast<Eigen::Index>(schema.first_column(k));
        const auto width = static_cast<Eigen::Index>(schema.width(k));
        Eigen::MatrixXd own = now.spread.block(first, first, width, width);
        own.diagonal().array() += ridge;
        const Eigen::VectorXd u = pull.segment(first, width);
        question one{k, schema.factors()[k].name, schema.factors()[k].label, 0, 0};
        one.reduction = std::clamp(u.dot(own.ldlt().solve(u)), 0.0, now.unknown);
        one.share = now.unknown > 0 ? one.reduction / now.unknown : 0;
        all.push_back(std::move(one));
    }
    std::ranges::stable_sort(all, std::greater{}, &question::reduction);
    return all;
}

}  // namespace backrisk::risk
