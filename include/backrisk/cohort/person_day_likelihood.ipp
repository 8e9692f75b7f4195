#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "backrisk/cohort/person_day_likelihood.hpp"
#include "backrisk/core/exponential.hpp"
#include "backrisk/core/parallel.hpp"
#include "backrisk/fit/row_terms.hpp"
#include "backrisk/risk/assess.hpp"

namespace backrisk::cohort {

BACKRISK_INLINE person_day_likelihood::person_day_likelihood(const risk::model& of, const person_days& rows,
                                                             int threads)
    : rows_(rows), schema_(of.factors), threads_(threads) {
    for (std::size_t chunk = 0, run = 0; chunk <= chunks; ++chunk) {
        while (run < rows.runs.size() && rows.runs[run].first * chunks < chunk * rows.landmarks()) ++run;
        bounds_[chunk] = chunk == chunks ? rows.runs.size() : run;
    }
    risk::scorer scorer(of);
    std::unordered_map<factor::known_mask, std::size_t> seen;
    const Eigen::Index columns = of.mean.size();
    slow_.resize(columns, static_cast<Eigen::Index>(rows.runs.size()));
    for (std::size_t r = 0; r < rows.runs.size(); ++r) {
        const factor::known_mask known = rows.runs[r].known;
        const Eigen::MatrixXd& completion = scorer.known(known).completion;
        const auto [at, fresh] = seen.emplace(known, patterns_.size());
        if (fresh) {
            const Eigen::MatrixXd unknown =
                of.population_covariance - completion * of.population_covariance * completion.transpose();
            patterns_.push_back({known, completion(Eigen::seqN(0, completion.rows()), rows.daily), unknown});
        }
        pattern_of_.push_back(at->second);
        const Eigen::Map<const Eigen::VectorXd> x(rows.slow.data() + r * static_cast<std::size_t>(columns),
                                                  columns);
        slow_.col(static_cast<Eigen::Index>(r)) = completion * x;
    }
    doubt_.assign(rows.landmarks(), 0.0);
    hold(of.mean, of.covariance);
}

BACKRISK_INLINE double person_day_likelihood::hold(const Eigen::VectorXd& coefficients,
                                                   const Eigen::MatrixXd& covariance) {
    double change = 0;
    for (pattern& one : patterns_) {
        const double spread = coefficients.dot(one.unknown * coefficients);
        const double fresh =
            0.5 * (std::max(0.0, spread) + std::max(0.0, covariance.cwiseProduct(one.unknown).sum()));
        change = std::max(change, std::abs(fresh - one.held));
        one.held = fresh;
    }
    return change;
}

BACKRISK_INLINE double person_day_likelihood::doubt(const Eigen::MatrixXd& covariance) {
    std::array<double, chunks> change{};
    for_each_block(chunks, 1, threads_, [&](std::size_t chunk, std::size_t) {
        change[chunk] = doubt(covariance, bounds_[chunk], bounds_[chunk + 1]);
    });
    return *std::ranges::max_element(change);
}

BACKRISK_INLINE double person_day_likelihood::doubt(const Eigen::MatrixXd& covariance, std::size_t first,
                                                    std::size_t last) {
    const auto daily = static_cast<Eigen::Index>(rows_.daily.size());
    const Eigen::Index columns = slow_.rows();
    std::vector<Eigen::MatrixXd> square(patterns_.size());
    double change = 0;
    Eigen::VectorXd u(columns + 1);
    Eigen::MatrixXd turned;
    for (std::size_t r = first; r < last; ++r) {
        const person_days::run& run = rows_.runs[r];
        const pattern& of = patterns_[pattern_of_[r]];
        Eigen::MatrixXd& quadratic = square[pattern_of_[r]];
        if (quadratic.size() == 0)
            quadratic = of.daily.transpose() * covariance.bottomRightCorner(columns, columns) * of.daily;
        u << 1, slow_.col(static_cast<Eigen::Index>(r));
        const Eigen::VectorXd pull = covariance * u;
        const Eigen::VectorXd linear = 2 * of.daily.transpose() * pull.tail(columns);
        const double base = u.dot(pull);
        const Eigen::Map<const Eigen::MatrixXd> x(rows_.fast.data() + run.first * rows_.daily.size(), daily,
                                                  static_cast<Eigen::Index>(run.size));
        turned.noalias() = quadratic * x;
        turned.colwise() += linear;
        for (std::size_t i = 0; i < run.size; ++i) {
            const auto column = static_cast<Eigen::Index>(i);
            const double fresh = 0.5 * std::max(0.0, base + x.col(column).dot(turned.col(column)));
            double& held = doubt_[run.first + i];
            change = std::max(change, std::abs(fresh - held));
            held = fresh;
        }
    }
    return change;
}

BACKRISK_INLINE std::vector<double> person_day_likelihood::along(const Eigen::VectorXd& direction) const {
    const auto daily = static_cast<Eigen::Index>(rows_.daily.size());
    std::vector<double> out(rows_.landmarks());
    std::vector<Eigen::VectorXd> slopes;
    for (const pattern& one : patterns_)
        slopes.emplace_back(one.daily.transpose() * direction.tail(slow_.rows()));
    for (std::size_t r = 0; r < rows_.runs.size(); ++r) {
        const person_days::run& run = rows_.runs[r];
        const Eigen::Map<const Eigen::MatrixXd> x(rows_.fast.data() + run.first * rows_.daily.size(), daily,
                                                  static_cast<Eigen::Index>(run.size));
        const double base =
            direction[0] + direction.tail(slow_.rows()).dot(slow_.col(static_cast<Eigen::Index>(r)));
        Eigen::Map<Eigen::VectorXd> to(out.data() + run.first, static_cast<Eigen::Index>(run.size));
        to.noalias() = x.transpose() * slopes[pattern_of_[r]];
        to.array() += base;
    }
    return out;
}

/// Over the landmarks of a run, with x the daily columns and l the log-likelihood of a landmark.
struct person_day_likelihood::sums {
    double value = 0, score = 0, weight = 0;  ///< l, l', -l''
    Eigen::VectorXd score_x, weight_x;
};

struct person_day_likelihood::run_terms {
    std::size_t run;
    const pattern& of;
    Eigen::VectorXd slope;  ///< d eta / d (intercept, coefficients) where the daily columns are 0
    sums total;
    Eigen::Map<const Eigen::MatrixXd> x;  ///< daily columns by landmarks
    const Eigen::VectorXd& weights;
};

template <class Each>
void person_day_likelihood::for_each_run(const Eigen::VectorXd& at, std::size_t first, std::size_t last,
                                         const Each& each) const {
    const auto daily = static_cast<Eigen::Index>(rows_.daily.size());
    const Eigen::VectorXd beta = at.tail(at.size() - 1);
    std::vector<Eigen::VectorXd> daily_slope;
    for (const pattern& one : patterns_) daily_slope.emplace_back(one.daily.transpose() * beta);
    Eigen::VectorXd eta, score, weight;
    for (std::size_t r = first; r < last; ++r) {
        const person_days::run& run = rows_.runs[r];
        const std::size_t p = pattern_of_[r];
        const auto size = static_cast<Eigen::Index>(run.size);
        const auto slow = slow_.col(static_cast<Eigen::Index>(r));
        run_terms now{r,
                      patterns_[p],
                      Eigen::VectorXd(at.size()),
                      {},
                      {rows_.fast.data() + run.first * rows_.daily.size(), daily, size},
                      weight};
        now.slope << 1, slow;
        const double base = at[0] + beta.dot(slow) + patterns_[p].held;
        eta.noalias() = now.x.transpose() * daily_slope[p];
        score.resize(size);
        weight.resize(size);
        for (Eigen::Index i = 0; i < size; ++i) {
            const std::size_t row = run.first + static_cast<std::size_t>(i);
            const double total = base + eta[i] + doubt_[row];
            const double hazard = rows_.quiet[row] * exponential(std::min(total, 300.0));
            now.total.value -= hazard;
            score[i] = -hazard;
            weight[i] = hazard;
            if (rows_.onset[row] == 0) continue;
            const fit::row_terms event = fit::cloglog_row(total, 1);
            now.total.value += event.value;
            score[i] += event.score;
            weight[i] += event.observed;
        }
        now.total.score = score.sum();
        now.total.weight = weight.sum();
        now.total.score_x.noalias() = now.x * score;
        now.total.weight_x.noalias() = now.x * weight;
        each(now);
    }
}

/// Over the runs of one pattern.
struct person_day_likelihood::pattern_sums {
    Eigen::VectorXd score_x;
    Eigen::MatrixXd cross, square;  ///< sum of slope (w x)', of w x x'
};

BACKRISK_INLINE void person_day_likelihood::operator()(const Eigen::VectorXd& at,
                                                       fit::derivatives& out) const {
    std::vector<fit::derivatives> parts(chunks);
    for_each_block(chunks, 1, threads_,
                   [&](std::size_t chunk, std::size_t) { add_chunk(at, chunk, parts[chunk]); });
    out = std::move(parts[0]);
    for (std::size_t chunk = 1; chunk < chunks; ++chunk) {
        out.value += parts[chunk].value;
        out.gradient += parts[chunk].gradient;
        out.information += parts[chunk].information;
    }
}

BACKRISK_INLINE void person_day_likelihood::add_chunk(const Eigen::VectorXd& at, std::size_t chunk,
                                                      fit::derivatives& out) const {
    const auto daily = static_cast<Eigen::Index>(rows_.daily.size());
    const Eigen::Index size = at.size();
    std::vector<pattern_sums> all(patterns_.size());
    out.value = 0;
    out.gradient = Eigen::VectorXd::Zero(size);
    out.information = Eigen::MatrixXd::Zero(size, size);
    Eigen::MatrixXd weighted;
    for_each_run(at, bounds_[chunk], bounds_[chunk + 1], [&](const run_terms& now) {
        pattern_sums& mine = all[pattern_of_[now.run]];
        if (mine.score_x.size() == 0 && daily > 0) {
            mine.score_x = Eigen::VectorXd::Zero(daily);
            mine.cross = Eigen::MatrixXd::Zero(size, daily);
            mine.square = Eigen::MatrixXd::Zero(daily, daily);
        }
        out.value += now.total.value;
        out.gradient += now.total.score * now.slope;
        out.information.noalias() += (now.total.weight * now.slope) * now.slope.transpose();
        if (daily == 0) return;
        mine.score_x += now.total.score_x;
        mine.cross.noalias() += now.slope * now.total.weight_x.transpose();
        weighted.noalias() = now.x * now.weights.asDiagonal();
        mine.square.noalias() += weighted * now.x.transpose();
    });
    const Eigen::Index columns = size - 1;
    for (std::size_t p = 0; p < all.size(); ++p) {
        if (all[p].score_x.size() == 0) continue;
        const Eigen::MatrixXd& of = patterns_[p].daily;
        const Eigen::MatrixXd cross = all[p].cross * of.transpose();
        out.gradient.tail(columns) += of * all[p].score_x;
        out.information.rightCols(columns) += cross;
        out.information.bottomRows(columns) += cross.transpose();
        out.information.bottomRightCorner(columns, columns) += of * all[p].square * of.transpose();
    }
}

BACKRISK_INLINE Eigen::MatrixXd person_day_likelihood::by_person(const Eigen::VectorXd& at) const {
    Eigen::MatrixXd middle = Eigen::MatrixXd::Zero(at.size(), at.size());
    Eigen::VectorXd own = Eigen::VectorXd::Zero(at.size());
    for_each_run(at, 0, rows_.runs.size(), [&](const run_terms& now) {
        own += now.total.score * now.slope;
        own.tail(at.size() - 1) += now.of.daily * now.total.score_x;
        const bool last =
            now.run + 1 == rows_.runs.size() || rows_.runs[now.run + 1].person != rows_.runs[now.run].person;
        if (!last) return;
        middle.noalias() += own * own.transpose();
        own.setZero();
    });
    return middle;
}

BACKRISK_INLINE double person_day_likelihood::mean_excess(const Eigen::VectorXd& at) const {
    const std::vector<double> eta = along(at);
    const Eigen::VectorXd beta = at.tail(at.size() - 1);
    double with = 0, without = 0;
    for (std::size_t r = 0; r < rows_.runs.size(); ++r) {
        const person_days::run& run = rows_.runs[r];
        const pattern& of = patterns_[pattern_of_[r]];
        const double unknown = 0.5 * std::max(0.0, beta.dot(of.unknown * beta));
        for (std::size_t i = run.first; i < run.first + run.size; ++i) {
            const double days = rows_.quiet[i] + rows_.onset[i];
            with += days * std::exp(std::min(eta[i] + of.held + doubt_[i], 300.0));
            without += days * std::exp(std::min(eta[i] + unknown, 300.0));
        }
    }
    return with > 0 && without > 0 ? std::log(with / without) : 0;
}

BACKRISK_INLINE Eigen::VectorXd person_day_likelihood::known_share() const {
    Eigen::VectorXd share = Eigen::VectorXd::Zero(slow_.rows());
    double all = 0;
    for (const person_days::run& run : rows_.runs) {
        double days = 0;
        for (std::size_t i = run.first; i < run.first + run.size; ++i)
            days += rows_.quiet[i] + rows_.onset[i];
        all += days;
        for (std::size_t k = 0; k < schema_.size(); ++k)
            if ((run.known >> k & 1) != 0)
                share
                    .segment(static_cast<Eigen::Index>(schema_.first_column(k)),
                             static_cast<Eigen::Index>(schema_.width(k)))
                    .array() += days;
    }
    return all > 0 ? Eigen::VectorXd(share / all) : share;
}

BACKRISK_INLINE void person_day_likelihood::expand(Eigen::MatrixXd& z, Eigen::VectorXd& h) const {
    const auto daily = static_cast<Eigen::Index>(rows_.daily.size());
    z.resize(static_cast<Eigen::Index>(rows_.landmarks()), slow_.rows());
    h.resize(z.rows());
    for (std::size_t r = 0; r < rows_.runs.size(); ++r) {
        const person_days::run& run = rows_.runs[r];
        const pattern& of = patterns_[pattern_of_[r]];
        const auto first = static_cast<Eigen::Index>(run.first), size = static_cast<Eigen::Index>(run.size);
        const Eigen::Map<const Eigen::MatrixXd> x(rows_.fast.data() + run.first * rows_.daily.size(), daily,
                                                  size);
        z.middleRows(first, size) = (of.daily * x).transpose();
        z.middleRows(first, size).rowwise() += slow_.col(static_cast<Eigen::Index>(r)).transpose();
        h.segment(first, size).setConstant(of.held);
        h.segment(first, size) += Eigen::Map<const Eigen::VectorXd>(doubt_.data() + run.first, size);
    }
}

}  // namespace backrisk::cohort
