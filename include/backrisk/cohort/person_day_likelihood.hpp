#pragma once
/// The likelihood of person-days: how well an intercept and coefficients explain who had an onset when.
///
///     eta = a + z' b + h,   P(onset on t + 1) = 1 - exp(-exp(eta))
///     h   = (b' V b + tr(S V) + u' C u) / 2,   u = (1, z)
///
/// z = T (phi - c) is what is known, and of the missing columns their mean given the known ones; V is their
/// covariance given the known ones (both Gaussian, from the population's Omega, as in `score`); S is the
/// covariance of the coefficients, C that of intercept and coefficients. With h, exp(eta) is the *mean*
/// hazard of people with these knowns over all that is uncertain, the one that `score` averages to: without
/// it the hazard of people of whom little is known would be taken for that of an average person, and the risk
/// that an updated model states would exceed the frequency it was shown. h is held while a and b move, and
/// renewed until it settles: who is missing what teaches nothing about b. A day at risk adds -exp(eta), a day
/// with an onset ln(1 - exp(-exp(eta))): the complementary log-log model of grouped time (Prentice &
/// Gloeckler 1978, 10.2307/2529588).
///
/// Sums go by run and by pattern of known factors: a landmark costs the square of the few daily columns, not
/// of all.
#include <Eigen/Core>
#include <array>
#include <functional>
#include <vector>

#include "backrisk/cohort/person_days.hpp"
#include "backrisk/fit/newton.hpp"

namespace backrisk::cohort {

class person_day_likelihood {
  public:
    /// The model gives centre, Omega, schema, and b and S of h; it and the rows must outlive this. C is 0.
    /// The answers do not depend on `threads`.
    person_day_likelihood(const risk::model& of, const person_days& rows, int threads = 1);

    /// Renews b and S of h; answers by how much h changed at most.
    double hold(const Eigen::VectorXd& coefficients, const Eigen::MatrixXd& covariance);
    /// Renews C of h; answers by how much h changed at most.
    double doubt(const Eigen::MatrixXd& covariance);

    /// Value, gradient and observed information at (intercept, coefficients): 1 + columns entries.
    void operator()(const Eigen::VectorXd& at, fit::derivatives& out) const;
    /// Sum over people of u u', u a person's gradient: the middle of a cluster-robust covariance.
    [[nodiscard]] Eigen::MatrixXd by_person(const Eigen::VectorXd& at) const;
    /// ln of the mean over the days of exp(eta) against the same without what is uncertain of the
    /// coefficients (tr(S V) and u' C u): by how much the mean hazard exceeds that at (intercept,
    /// coefficients).
    [[nodiscard]] double mean_excess(const Eigen::VectorXd& at) const;
    /// Share of the person-days on which the factor of each column was known.
    [[nodiscard]] Eigen::VectorXd known_share() const;
    /// z of every column, a landmark a row, and h: for who wants to fit them elsewhere.
    void expand(Eigen::MatrixXd& z, Eigen::VectorXd& h) const;

    // For who moves in a few directions only:
    static constexpr std::size_t chunks = 32;  ///< parts of the rows that are summed apart
    /// First run of a chunk; that of `chunks` is one past the last run.
    [[nodiscard]] std::size_t first_run(std::size_t chunk) const noexcept { return bounds_[chunk]; }
    [[nodiscard]] const person_days& rows() const noexcept { return rows_; }
    /// The part of h that the runs of one pattern share.
    [[nodiscard]] double held(std::size_t run) const noexcept { return patterns_[pattern_of_[run]].held; }
    /// u' C u / 2 of each landmark.
    [[nodiscard]] const std::vector<double>& doubts() const noexcept { return doubt_; }
    /// u' d of each landmark, for a direction d of intercept and coefficients.
    [[nodiscard]] std::vector<double> along(const Eigen::VectorXd& direction) const;

  private:
    /// What the set of known factors fixes.
    struct pattern {
        factor::known_mask known = 0;
        Eigen::MatrixXd daily;    ///< T of the daily columns
        Eigen::MatrixXd unknown;  ///< V
        double held = 0;          ///< (b' V b + tr(S V)) / 2
    };
    struct sums;  ///< over the landmarks of a run
    struct run_terms;
    struct pattern_sums;
    template <class Each>
    void for_each_run(const Eigen::VectorXd& at, std::size_t first, std::size_t last, const Each& each) const;
    void add_chunk(const Eigen::VectorXd& at, std::size_t chunk, fit::derivatives& out) const;
    [[nodiscard]] double doubt(const Eigen::MatrixXd& covariance, std::size_t first, std::size_t last);

    const person_days& rows_;
    const factor::schema& schema_;
    int threads_;
    std::array<std::size_t, chunks + 1> bounds_{};
    std::vector<pattern> patterns_;
    std::vector<std::size_t> pattern_of_;  ///< a run each
    std::vector<double> doubt_;            ///< u' C u / 2, a landmark each
    Eigen::MatrixXd slow_;                 ///< T (phi - c) of the slow columns, a run a column
};

}  // namespace backrisk::cohort

#ifndef BACKRISK_COMPILED
#include "backrisk/cohort/person_day_likelihood.ipp"
#endif
