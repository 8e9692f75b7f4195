#pragma once
/// The likelihood of person-days along the directions in which a level of the ladder may move.
#include <algorithm>
#include <array>
#include <vector>

#include "backrisk/cohort/internal/ladder.hpp"
#include "backrisk/cohort/person_day_likelihood.hpp"
#include "backrisk/core/exponential.hpp"
#include "backrisk/core/parallel.hpp"
#include "backrisk/fit/family.hpp"
#include "backrisk/fit/row_terms.hpp"

namespace backrisk::cohort::learning {

/// Any number of directions: the derivatives of all coefficients, projected.
class all_directions {
  public:
    all_directions(person_day_likelihood& whole, const rung& on) : whole_(whole), on_(on) {
        whole_.doubt(on.rest);
    }

    void operator()(const Eigen::VectorXd& step, fit::derivatives& out) const {
        fit::derivatives all;
        whole_(on_.origin + on_.basis * step, all);
        out.value = all.value;
        out.gradient = on_.basis.transpose() * all.gradient;
        out.information = on_.basis.transpose() * all.information * on_.basis;
    }
    /// Renews u' C u / 2 with the covariance `spread`; answers by how much it changed at most.
    double doubt(const Eigen::MatrixXd& spread, const Eigen::MatrixXd&) { return whole_.doubt(spread); }
    void end(const Eigen::MatrixXd&) {}

  private:
    person_day_likelihood& whole_;
    const rung& on_;
};

/// One or two directions: u' basis is computed once a landmark, and a look costs an exponential a landmark.
class few_directions {
  public:
    static constexpr Eigen::Index most = 2;

    few_directions(person_day_likelihood& whole, const rung& on, int threads)
        : whole_(whole), threads_(threads), size_(static_cast<std::size_t>(on.basis.cols())) {
        whole_.doubt(on.rest);
        rest_ = doubt_ = whole_.doubts();
        origin_ = whole_.along(on.origin);
        for (std::size_t k = 0; k < size_; ++k)
            along_[k] = whole_.along(on.basis.col(static_cast<Eigen::Index>(k)));
        for (std::size_t k = size_; k < along_.size(); ++k) along_[k].assign(origin_.size(), 0.0);
    }

    void operator()(const Eigen::VectorXd& step, fit::derivatives& out) const {
        std::vector<sums> parts(person_day_likelihood::chunks);
        const double a = step[0], b = size_ > 1 ? step[1] : 0.0;
        for_each_block(parts.size(), 1, threads_,
                       [&](std::size_t chunk, std::size_t) { add(a, b, chunk, parts[chunk]); });
        sums all;
        for (const sums& one : parts) all += one;
        const auto size = static_cast<Eigen::Index>(size_);
        out.value = all.value;
        out.gradient = Eigen::Vector2d(all.first[0], all.first[1]).head(size);
        Eigen::Matrix2d information;
        information << all.second[0], all.second[1], all.second[1], all.second[2];
        out.information = information.topLeftCorner(size, size);
    }

    /// As `all_directions`; `inverse` is the covariance of the step, the rest does not move.
    double doubt(const Eigen::MatrixXd&, const Eigen::MatrixXd& inverse) {
        const double aa = inverse(0, 0), ab = size_ > 1 ? inverse(0, 1) : 0.0,
                     bb = size_ > 1 ? inverse(1, 1) : 0.0;
        double change = 0;
        for (std::size_t i = 0; i < doubt_.size(); ++i) {
            const double u = along_[0][i], v = along_[1][i];
            const double fresh = rest_[i] + 0.5 * std::max(0.0, aa * u * u + 2 * ab * u * v + bb * v * v);
            change = std::max(change, std::abs(fresh - doubt_[i]));
            doubt_[i] = fresh;
        }
        return change;
    }
    /// Leaves the whole likelihood as it was renewed last.
    void end(const Eigen::MatrixXd& spread) { whole_.doubt(spread); }

  private:
    struct sums {
        double value = 0;
        std::array<double, 2> first{};
        std::array<double, 3> second{};
        void add(double score, double weight, double u, double v) noexcept {
            first[0] += score * u, first[1] += score * v;
            second[0] += weight * u * u, second[1] += weight * u * v, second[2] += weight * v * v;
        }
        sums& operator+=(const sums& more) noexcept {
            value += more.value;
            for (std::size_t k = 0; k < 2; ++k) first[k] += more.first[k];
            for (std::size_t k = 0; k < 3; ++k) second[k] += more.second[k];
            return *this;
        }
    };

    void add(double a, double b, std::size_t chunk, sums& out) const {
        const person_days& rows = whole_.rows();
        for (std::size_t r = whole_.first_run(chunk); r < whole_.first_run(chunk + 1); ++r) {
            const double held = whole_.held(r);
            const person_days::run& run = rows.runs[r];
            for (std::size_t i = run.first; i < run.first + run.size; ++i) {
                const double u = along_[0][i], v = along_[1][i];
                const double eta = origin_[i] + held + doubt_[i] + a * u + b * v;
                const double hazard = rows.quiet[i] * exponential(std::min(eta, 300.0));
                out.value -= hazard;
                out.add(-hazard, hazard, u, v);
                if (rows.onset[i] == 0) continue;
                const fit::row_terms event = fit::cloglog_row(eta, 1);
                out.value += event.value;
                out.add(event.score, event.observed, u, v);
            }
        }
    }

    person_day_likelihood& whole_;
    int threads_;
    std::size_t size_;
    std::vector<double> origin_, rest_, doubt_;
    std::array<std::vector<double>, most> along_;
};

}  // namespace backrisk::cohort::learning
