// Oracle: a million draws of everything that is uncertain, by brute force.
#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <random>

#include "backrisk/risk.hpp"

using namespace backrisk;

namespace {

constexpr int draws = 1'000'000;

// Draws of eta: coefficients, setting, and missing columns given the known ones, each Gaussian.
struct sample {
    std::vector<double> risk;
    double mean = 0, variance = 0;
};

sample brute_force(const risk::model& m, const std::vector<double>& row, int horizon, std::uint64_t seed) {
    const auto p = m.mean.size();
    std::vector<double> phi(static_cast<std::size_t>(p));
    const auto known = m.factors.expand(row, phi).known;
    std::vector<Eigen::Index> seen, hidden;
    for (std::size_t k = 0; k < m.factors.size(); ++k)
        for (std::size_t j = 0; j < m.factors.width(k); ++j)
            ((known >> k & 1) != 0 ? seen : hidden)
                .push_back(static_cast<Eigen::Index>(m.factors.first_column(k) + j));
    Eigen::VectorXd z = Eigen::Map<Eigen::VectorXd>(phi.data(), p) - m.centre;
    // conditional distribution by the textbook formula, with an explicit inverse
    const Eigen::MatrixXd soo = m.population_spread(seen, seen).eval().inverse();
    const Eigen::MatrixXd sho = m.population_spread(hidden, seen);
    const Eigen::VectorXd centre = sho * soo * z(seen);
    const Eigen::MatrixXd spread = m.population_spread(hidden, hidden) - sho * soo * sho.transpose();
    const Eigen::MatrixXd root = spread.llt().matrixL(), beta_root = m.covariance.llt().matrixL();

    std::mt19937_64 engine(seed);
    std::normal_distribution<double> normal;
    Eigen::VectorXd b(p), h(static_cast<Eigen::Index>(hidden.size()));
    sample out;
    out.risk.reserve(draws);
    double sum = 0, squares = 0;
    for (int i = 0; i < draws; ++i) {
        for (double& one : b) one = normal(engine);
        for (double& one : h) one = normal(engine);
        z(hidden) = centre + root * h;
        const double eta = (m.mean + beta_root * b).dot(z) + m.intercept_sd * normal(engine);
        sum += eta;
        squares += eta * eta;
        out.risk.push_back(1 - std::exp(-std::exp(m.log_daily_hazard + eta) * horizon));
    }
    out.mean = sum / draws;
    out.variance = squares / draws - out.mean * out.mean;
    return out;
}

risk::model small() {
    // eight factors keep a million draws short; the missing patterns and the groups are those of the whole
    const risk::model whole = risk::literature_model();
    std::vector<factor::factor> some;
    for (const auto* name :
         {"previous_episode", "many_episodes", "other_pain", "load_lifted_kg", "cumulative_back_load",
          "depressive_symptoms", "sleep_hours", "activity_min_week"})
        some.push_back(whole.factors.factors()[whole.factors.index(name)]);
    some.back().terms.pop_back();  // in one piece: the columns of steps determine each other
    some.back().phi = factor::linear(240, 200);
    evidence::compose_options options;
    options.anchor = evidence::find_incidence(setting::athletes, outcome::any_episode);
    risk::model m;
    m.factors = factor::schema(some);
    auto prior = evidence::compose(m.factors, options);
    m.mean = prior.mean;
    m.covariance = prior.covariance;
    m.centre = prior.centre;
    m.population_spread = prior.population;
    m.log_daily_hazard = prior.log_yearly_hazard - std::log(365);
    m.intercept_sd = prior.setting_sd;
    return m;
}

void compare(const std::vector<const char*>& hide, std::uint64_t seed) {
    const risk::model m = small();
    auto row = factor::draw_population(m.factors, 1, seed);
    for (const auto* name : hide) row[m.factors.index(name)] = missing_value;
    const auto a = risk::assess(m, row, {.horizon = days{28}, .level = 0.9});
    const auto s = brute_force(m, row, 28, seed);
    const double n = draws;
    EXPECT_NEAR(s.mean, a.log_hazard, 4 * std::sqrt(a.variance / n));
    EXPECT_NEAR(s.variance, a.variance, 4 * a.variance * std::sqrt(2 / n));
    double mean = 0, squares = 0;
    int below = 0, above = 0;
    for (const double r : s.risk) {
        mean += r / n;
        squares += r * r / n;
        below += r < a.low;
        above += r > a.high;
    }
    EXPECT_NEAR(mean, a.risk, 4 * std::sqrt((squares - mean * mean) / n));
    const double share = 4 * std::sqrt(0.05 * 0.95 / n);
    EXPECT_NEAR(below / n, 0.05, share);
    EXPECT_NEAR(above / n, 0.05, share);
}

}  // namespace

TEST(Uncertainty, AgreesWithAMillionDrawsWhenAllIsKnown) { compare({}, 1); }
TEST(Uncertainty, AgreesWithAMillionDrawsWhenSomeIsMissing) {
    compare({"many_episodes", "other_pain", "sleep_hours"}, 2);
}
TEST(Uncertainty, AgreesWithAMillionDrawsWhenMostIsMissing) {
    compare({"previous_episode", "many_episodes", "load_lifted_kg", "cumulative_back_load",
             "depressive_symptoms", "sleep_hours"},
            3);
}
