#include "backrisk/cohort.hpp"
#include "backrisk/risk/anchor.hpp"

#include <gtest/gtest.h>

namespace backrisk::cohort {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

struct world {
    risk::model model = risk::literature_model();
    simulated made;
    data everything;
    explicit world(const simulate_options& o) : made(simulate(model, o)), everything(made.tables) {}
};

// Oracle: central differences.
TEST(PersonDayLikelihood, DerivativesAreThoseOfItsValue) {
    const world w({.people = 40, .days = 150, .seed = 3, .setting_shift = 1, .missing_share = 0.4});
    const person_days rows = find_person_days(w.model, w.everything, {.every_days = 3});
    const person_day_likelihood likelihood(w.model, rows);
    VectorXd at(w.model.mean.size() + 1);
    at << w.model.log_daily_hazard + 0.3, w.model.mean * 1.2;
    fit::derivatives here, up, down;
    likelihood(at, here);
    for (Eigen::Index j = 0; j < at.size(); ++j) {
        const double h = 1e-5;
        VectorXd moved = at;
        moved[j] = at[j] + h;
        likelihood(moved, up);
        moved[j] = at[j] - h;
        likelihood(moved, down);
        EXPECT_NEAR((up.value - down.value) / (2 * h), here.gradient[j],
                    1e-6 * (1 + std::abs(here.gradient[j])));
        const VectorXd second = (down.gradient - up.gradient) / (2 * h);
        EXPECT_LT((second - here.information.col(j)).cwiseAbs().maxCoeff(),
                  1e-6 * (1 + here.information.col(j).cwiseAbs().maxCoeff()));
    }
}

// Oracle: the plain sum over rows of all columns.
TEST(PersonDayLikelihood, EqualsTheSumOverExpandedRows) {
    const world w({.people = 30, .days = 120, .seed = 5, .setting_shift = 1, .missing_share = 0.5});
    const person_days rows = find_person_days(w.model, w.everything);
    const person_day_likelihood likelihood(w.model, rows);
    MatrixXd z;
    VectorXd half;
    likelihood.expand(z, half);
    double value = 0;
    for (Eigen::Index i = 0; i < z.rows(); ++i) {
        const auto row = static_cast<std::size_t>(i);
        const double hazard = std::exp(w.model.log_daily_hazard + z.row(i).dot(w.model.mean) + half[i]);
        value -= rows.quiet[row] * hazard;
        if (rows.onset[row] != 0) value += std::log(-std::expm1(-hazard));
    }
    VectorXd at(w.model.mean.size() + 1);
    at << w.model.log_daily_hazard, w.model.mean;
    fit::derivatives here;
    likelihood(at, here);
    EXPECT_NEAR(here.value, value, 1e-11 * std::abs(value));
}

// Oracle: the simulation's own book-keeping.
TEST(PersonDays, AreTheDaysAtRiskOfTheSimulation) {
    const world w({.people = 60, .days = 300, .seed = 7, .setting_shift = 1});
    const person_days rows = find_person_days(w.model, w.everything);
    std::size_t onsets = 0;
    for (const std::uint32_t e : rows.onsets_of) onsets += e;
    EXPECT_GT(onsets, 20U);
    EXPECT_EQ(onsets, w.made.truth.events);
    EXPECT_EQ(rows.at_risk, static_cast<std::int64_t>(w.made.truth.days_at_risk));
    const person_days weekly = find_person_days(w.model, w.everything, {.every_days = 7});
    EXPECT_EQ(weekly.at_risk, rows.at_risk);
    EXPECT_LT(weekly.landmarks(), rows.landmarks() / 5);
}

// Oracle: definition of the posterior without data.
TEST(Update, WithoutInformationIsThePrior) {
    const world w({.people = 1, .days = 2, .seed = 1});
    for (const update_level level : {update_level::intercept, update_level::slope, update_level::all}) {
        update_options o;
        o.level = level;
        risk::model rare = w.model;
        rare.log_daily_hazard = -60;  // a day says nothing
        const risk::model after = update(rare, w.everything, o);
        EXPECT_TRUE(after.from_cohort->converged);
        EXPECT_NEAR(after.log_daily_hazard, -60 - risk::prior_mean_excess(rare), 1e-12);
        EXPECT_NEAR(after.setting_sd, w.model.setting_sd, 1e-12);
        EXPECT_LT((after.mean - w.model.mean).cwiseAbs().maxCoeff(), 1e-12);
        EXPECT_LT((after.covariance - w.model.covariance).cwiseAbs().maxCoeff(), 1e-12);
    }
}

}  // namespace
}  // namespace backrisk::cohort
