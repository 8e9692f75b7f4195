#pragma once
#include <Eigen/Cholesky>
#include <algorithm>
#include <unordered_map>

#include "backrisk/risk/worth.hpp"

namespace backrisk::risk {

BACKRISK_INLINE std::vector<question> worth_knowing(scorer& with, factor::known_mask known) {
    const factor::schema& schema = with.of().factors;
    const pattern& now = with.known(known);
    const Eigen::VectorXd pull = now.spread * with.acting_mean();
    const double ridge = 1e-9 * with.of().population_covariance.diagonal().mean();
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

BACKRISK_INLINE list_worth worth_knowing(scorer& with, std::span<const double> rows) {
    const factor::schema& schema = with.of().factors;
    check_argument(schema.size() > 0 && rows.size() % schema.size() == 0, "risk::worth_knowing", "rows",
                   rows.size(), "a multiple of " + std::to_string(schema.size()) + " values");
    const std::size_t people = rows.size() / schema.size();
    std::vector<list_question> all;
    for (const factor::factor& f : schema.factors()) all.push_back({f.name, f.label, 0, 0, 0});
    list_worth out;
    std::unordered_map<factor::known_mask, std::size_t> pattern_count;
    std::vector<double> phi(schema.columns());
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < people; ++i) {
        const std::vector<double> row = schema.filled(rows.subspan(i * schema.size(), schema.size()));
        const factor::known_mask known = schema.expand(row, phi).known;
        const double log_hazard = with.predict(phi, known).log_hazard;
        sum += log_hazard;
        squares += log_hazard * log_hazard;
        ++pattern_count[known];
    }
    for (const auto& [known, count] : pattern_count) {
        const double weight = static_cast<double>(count) / static_cast<double>(people);
        out.unknown += weight * with.known(known).unknown;
        for (const question& one : worth_knowing(with, known)) {
            all[one.factor].people += count;
            all[one.factor].reduction += weight * one.reduction;
        }
    }
    if (people > 1) {
        const double n = static_cast<double>(people);
        out.between = std::max(0.0, (squares - sum * sum / n) / (n - 1));
    }
    std::erase_if(all, [](const list_question& one) { return one.people == 0; });
    for (list_question& one : all) one.share = out.unknown > 0 ? one.reduction / out.unknown : 0;
    std::ranges::stable_sort(all, std::greater{}, &list_question::reduction);
    out.questions = std::move(all);
    return out;
}

}  // namespace backrisk::risk
