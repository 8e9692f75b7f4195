#pragma once
/// What may move when a model learns: the prior of intercept and coefficients, and its levels.
///
/// A level is origin + basis step with step_j ~ N(0, 1) (or flat), so that any covariance, also a singular
/// one, is held without inverting it; `rest` is the prior spread of what the level leaves alone, independent
/// of the step. Prior covariance = rest + basis basis'; posterior covariance = rest + basis A^-1 basis'.
#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/cohort/update_options.hpp"
#include "backrisk/risk/model.hpp"

namespace backrisk::cohort::learning {

[[nodiscard]] inline std::string_view name_of(update_level level) noexcept {
    return update_level_names[static_cast<std::size_t>(level)];
}

[[nodiscard]] inline std::string column_name(const risk::model& of, Eigen::Index column) {
    for (const factor::factor& f : of.factors.factors())
        for (const factor::term& t : f.terms)
            if (column-- == 0) return t.name;
    return "";
}

struct rung {
    update_level level = update_level::intercept;
    Eigen::VectorXd origin;     ///< intercept and coefficients of the prior
    Eigen::MatrixXd basis;      ///< (1 + columns) x what moves
    Eigen::VectorXd precision;  ///< 1, or 0 where flat
    Eigen::MatrixXd rest;
};

/// L with L L' = a, for a positive semidefinite matrix.
[[nodiscard]] inline Eigen::MatrixXd root_of(const Eigen::MatrixXd& a) {
    const Eigen::LDLT<Eigen::MatrixXd> factor(a);
    const Eigen::MatrixXd lower = factor.matrixL();
    const Eigen::VectorXd scale = factor.vectorD().cwiseMax(0).cwiseSqrt();
    return factor.transpositionsP().transpose() * Eigen::MatrixXd(lower * scale.asDiagonal());
}

class prior_of {
  public:
    Eigen::VectorXd mean, sd;  ///< intercept and coefficients; sd infinite where flat, 0 where left out

    /// `excess`: by how much the mean of the hazard lies above that of its logarithm, in the log.
    prior_of(const risk::model& of, const update_options& options, const Eigen::VectorXd& known,
             double excess)
        : form_(options.prior), columns_(of.mean.size()) {
        mean = Eigen::VectorXd::Zero(columns_ + 1);
        sd = Eigen::VectorXd::Zero(columns_ + 1);
        mean[0] = of.log_daily_hazard - excess;
        if (form_ == update_prior::literature)
            from_model(of);
        else
            from_cohort(of, options.prior_sd, known);
    }

    /// 0 where there is no prior knowledge.
    [[nodiscard]] const Eigen::MatrixXd& covariance() const noexcept { return covariance_; }
    /// A level that stretches the coefficients needs some that are not 0.
    [[nodiscard]] bool has_slope() const { return slope_.squaredNorm() > 0; }

    /// Drops the columns of a flat prior that earlier ones determine, by the information of all columns.
    std::vector<Eigen::Index> drop_collinear(const Eigen::MatrixXd& information) {
        std::vector<Eigen::Index> kept, copies, at;
        for (Eigen::Index i = 0; i < root_.cols(); ++i) {
            Eigen::Index row = 0;
            root_.col(i).maxCoeff(&row);
            at.push_back(row);
            const Eigen::MatrixXd known = information(at, at);
            const Eigen::VectorXd scale = known.diagonal().cwiseMax(1e-300).cwiseSqrt().cwiseInverse();
            const Eigen::MatrixXd unit = scale.asDiagonal() * known * scale.asDiagonal();
            const Eigen::Index last = unit.rows() - 1;
            const Eigen::VectorXd with = unit.col(last).head(last);
            const double left =
                unit(last, last) - with.dot(unit.topLeftCorner(last, last).ldlt().solve(with));
            if (left > 1e-9) {
                kept.push_back(i);
                continue;
            }
            at.pop_back();
            copies.push_back(row - 1);
            sd[row] = 0;
        }
        root_ = Eigen::MatrixXd(root_(Eigen::seqN(0, root_.rows()), kept));
        precision_ = Eigen::VectorXd(precision_(kept));
        return copies;
    }

    [[nodiscard]] rung at(update_level level) const {
        check_argument(level != update_level::slope || has_slope(), "cohort::update", "level", name_of(level),
                       "another one: no coefficient of the prior can be stretched");
        rung out{level, mean, {}, {}, {}};
        if (level == update_level::all) {
            out.basis = root_;
            out.precision = precision_;
            out.rest = Eigen::MatrixXd::Zero(columns_ + 1, columns_ + 1);
            return out;
        }
        const Eigen::Index size = level == update_level::slope ? 2 : 1;
        out.basis = Eigen::MatrixXd::Zero(columns_ + 1, size);
        out.basis(0, 0) = alone_;
        if (level == update_level::slope) out.basis.col(1) = slope_;
        out.precision = Eigen::VectorXd::Constant(size, 1.0);
        out.precision[0] = precision_[0];
        out.rest = covariance_ - out.basis * out.basis.transpose() * out.precision[0];
        return out;
    }

  private:
    void from_model(const risk::model& of) {
        mean.tail(columns_) = of.mean;
        covariance_ = Eigen::MatrixXd::Zero(columns_ + 1, columns_ + 1);
        covariance_(0, 0) = of.setting_sd * of.setting_sd;
        covariance_.bottomRightCorner(columns_, columns_) = of.covariance;
        if (of.from_cohort) {
            const Eigen::VectorXd& cross = of.from_cohort->intercept_covariance;
            covariance_.col(0).tail(columns_) = cross;
            covariance_.row(0).tail(columns_) = cross.transpose();
        }
        sd = covariance_.diagonal().cwiseMax(0).cwiseSqrt();
        root_ = root_of(covariance_);
        precision_ = Eigen::VectorXd::Ones(columns_ + 1);
        // The part of the intercept that the coefficients do not determine, and the direction (k' S^-1 m, m).
        const Eigen::LDLT<Eigen::MatrixXd> spread(of.covariance);
        const Eigen::VectorXd cross = covariance_.col(0).tail(columns_);
        alone_ = std::sqrt(std::max(0.0, covariance_(0, 0) - cross.dot(spread.solve(cross))));
        const Eigen::VectorXd pull = spread.solve(of.mean);
        const double size = of.mean.dot(pull);
        slope_ = Eigen::VectorXd::Zero(columns_ + 1);
        if (!(size > 0)) return;
        slope_[0] = cross.dot(pull) / std::sqrt(size);
        slope_.tail(columns_) = of.mean / std::sqrt(size);
    }

    /// Coefficients about zero for the factors that somebody recorded; the others are left out.
    void from_cohort(const risk::model& of, double prior_sd, const Eigen::VectorXd& known) {
        const bool flat = form_ == update_prior::flat;
        covariance_ = Eigen::MatrixXd::Zero(columns_ + 1, columns_ + 1);
        std::vector<Eigen::Index> used;
        for (Eigen::Index j = 0; j < columns_; ++j) {
            const double spread = std::sqrt(of.population_covariance(j, j));
            if (!(known[j] > 0 && spread > 0)) continue;
            used.push_back(j);
            sd[j + 1] = (flat ? 1.0 : prior_sd) / spread;
        }
        sd[0] = alone_ = 1;
        root_ = Eigen::MatrixXd::Zero(columns_ + 1, static_cast<Eigen::Index>(used.size()) + 1);
        root_(0, 0) = 1;
        for (std::size_t i = 0; i < used.size(); ++i)
            root_(used[i] + 1, static_cast<Eigen::Index>(i) + 1) = sd[used[i] + 1];
        precision_ = Eigen::VectorXd::Constant(root_.cols(), flat ? 0.0 : 1.0);
        precision_[0] = 0;
        slope_ = Eigen::VectorXd::Zero(columns_ + 1);
        const double infinite = std::numeric_limits<double>::infinity();
        for (double& one : sd)
            if (one > 0 && (flat || &one == sd.data())) one = infinite;
    }

    update_prior form_;
    Eigen::Index columns_;
    Eigen::MatrixXd covariance_, root_;
    Eigen::VectorXd precision_, slope_;
    double alone_ = 0;
};

}  // namespace backrisk::cohort::learning
