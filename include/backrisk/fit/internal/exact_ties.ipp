#pragma once
#include "backrisk/core/error.hpp"
#include "backrisk/fit/internal/exact_ties.hpp"
#include "backrisk/fit/internal/subset_sum.hpp"

namespace backrisk::fit {

namespace exact_detail {

/// Those at risk, slot after slot of a stratum.
class present_rows {
  public:
    explicit present_rows(const risk_set& set) : set_(set), place_(set.rows()) {}

    void enter(std::size_t u) {
        if (set_.dead[u] == 0) return rows_.clear();  // the sentinel: another stratum follows
        for (std::uint32_t i = set_.leaving_from[u]; i < set_.leaving_from[u + 1]; ++i)
            remove(set_.leaving[i]);
        for (std::uint32_t j = set_.joining_from[u]; j < set_.joining_from[u + 1]; ++j) {
            place_[j] = static_cast<std::uint32_t>(rows_.size());
            rows_.push_back(j);
        }
    }
    [[nodiscard]] const std::vector<std::uint32_t>& rows() const noexcept { return rows_; }

  private:
    void remove(std::uint32_t j) {
        place_[rows_.back()] = place_[j];
        rows_[place_[j]] = rows_.back();
        rows_.pop_back();
    }
    const risk_set& set_;
    std::vector<std::uint32_t> place_, rows_;
};

}  // namespace exact_detail

BACKRISK_INLINE derivatives exact_derivatives(const risk_set& set, const Eigen::VectorXd& beta) {
    Eigen::VectorXd eta = set.x * beta;
    for (std::size_t j = 0; j < set.rows(); ++j) eta[static_cast<Eigen::Index>(j)] += set.offset[j];
    derivatives at{0.0, Eigen::VectorXd::Zero(set.columns), Eigen::MatrixXd::Zero(set.columns, set.columns)};
    exact_detail::present_rows present(set);
    for (std::size_t u = 0; u < set.slots(); ++u) {
        present.enter(u);
        const auto dead = static_cast<Eigen::Index>(set.dead[u]);
        const auto size = static_cast<Eigen::Index>(present.rows().size());
        if (dead == 0 || dead == size) continue;  // where all die there is one set: nothing is learnt
        const Eigen::Index from = set.joining_from[u];
        at.value += eta.segment(from, dead).sum();
        at.gradient += set.x.middleRows(from, dead).colwise().sum().transpose();
        const Eigen::MatrixXd z = set.x(present.rows(), Eigen::seqN(0, set.columns));
        subtract_log_of_sets(z, eta(present.rows()), dead, at);
    }
    return at;
}

BACKRISK_INLINE void check_exact(const risk_set& set) {
    constexpr const char* function = "fit.cox";
    for (std::size_t j = 0; j < set.rows(); ++j)
        check_argument(set.weight[j] == 1 || set.weight[j] == 0, function,
                       "weights, row " + show(set.row[j] + 1), set.weight[j],
                       "1 or 0 with ties 'exact': the sum over sets knows no weights");
}

}  // namespace backrisk::fit
