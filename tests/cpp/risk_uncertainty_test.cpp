// Oracle: a million draws of everything that is uncertain, by brute force.
#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <map>
#include <random>

#include "backrisk/core/mean_risk.hpp"
#include "backrisk/factor/draw.hpp"
#include "backrisk/risk.hpp"

using namespace backrisk;

namespace {

constexpr int draws = 1'000'000;

// Draws of everything that is uncertain of one person: coefficients and missing columns given the known ones,
// each Gaussian; the place apart.
struct sample {
    std::vector<double> eta;       // coefficients and unknowns
    std::vector<double> at_mean;   // risks: unknowns only, at the mean of the coefficients
    std::vector<double> position;  // share of the population below, under the same coefficients
    double mean = 0, variance = 0;
};

struct person {
    Eigen::VectorXd centre;  // of the hidden columns
    Eigen::MatrixXd root;
    std::vector<Eigen::Index> hidden;
    Eigen::VectorXd z;
};

person conditioned(const risk::model& m, const std::vector<double>& row) {
    const auto p = m.mean.size();
    std::vector<double> phi(static_cast<std::size_t>(p));
    const auto known = m.factors.expand(row, phi).known;
    std::vector<Eigen::Index> seen;
    person out;
    for (std::size_t k = 0; k < m.factors.size(); ++k)
        for (std::size_t j = 0; j < m.factors.width(k); ++j)
            ((known >> k & 1) != 0 ? seen : out.hidden)
                .push_back(static_cast<Eigen::Index>(m.factors.first_column(k) + j));
    out.z = Eigen::Map<Eigen::VectorXd>(phi.data(), p) - m.centre;
    // conditional distribution by the textbook formula, with an explicit inverse
    const Eigen::MatrixXd soo = m.population_covariance(seen, seen).eval().inverse();
    const Eigen::MatrixXd sho = m.population_covariance(out.hidden, seen);
    out.centre = sho * soo * out.z(seen);
    const Eigen::MatrixXd spread =
        m.population_covariance(out.hidden, out.hidden) - sho * soo * sho.transpose();
    out.root = spread.llt().matrixL();
    return out;
}

sample brute_force(const risk::model& m, const std::vector<double>& row, int horizon, std::uint64_t seed) {
    const auto p = m.mean.size();
    person one = conditioned(m, row);
    const Eigen::MatrixXd beta_root = m.covariance.llt().matrixL();
    std::mt19937_64 engine(seed);
    std::normal_distribution<double> normal;
    Eigen::VectorXd b(p), h(static_cast<Eigen::Index>(one.hidden.size()));
    sample out;
    double sum = 0, squares = 0;
    for (int i = 0; i < draws; ++i) {
        for (double& x : b) x = normal(engine);
        for (double& x : h) x = normal(engine);
        one.z(one.hidden) = one.centre + one.root * h;
        const Eigen::VectorXd beta = m.mean + beta_root * b;
        const double eta = beta.dot(one.z);
        sum += eta;
        squares += eta * eta;
        out.eta.push_back(eta);
        out.at_mean.push_back(1 - std::exp(-std::exp(m.log_daily_hazard + m.mean.dot(one.z)) * horizon));
        const double spread = std::sqrt(beta.dot(m.population_covariance * beta));
        out.position.push_back(0.5 * std::erfc(-eta / spread / std::sqrt(2.0)));
    }
    out.mean = sum / draws;
    out.variance = squares / draws - out.mean * out.mean;
    return out;
}

double quantile(std::vector<double> of, double share) {
    const auto at = of.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(of.size() - 1));
    std::nth_element(of.begin(), at, of.end());
    return *at;
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
    m.population_covariance = prior.population;
    m.log_daily_hazard = prior.log_yearly_hazard - std::log(365);
    m.setting_sd = prior.setting_sd;
    return m;
}

void agrees(const std::vector<const char*>& hide, std::uint64_t seed) {
    const risk::model m = small();
    auto row = factor::draw_population(m.factors, 1, seed);
    for (const auto* name : hide) row[m.factors.index(name)] = missing_value;
    const auto a = risk::assess(m, row, {.horizon = days{28}, .level = 0.9});
    const auto s = brute_force(m, row, 28, seed);
    const double n = draws;
    EXPECT_NEAR(s.mean, a.log_hazard, 4 * std::sqrt(a.variance / n));
    EXPECT_NEAR(s.variance, a.variance, 4 * a.variance * std::sqrt(2 / n));
    // the risk is that at the mean of the coefficients
    double mean = 0, squares = 0;
    for (const double r : s.at_mean) {
        mean += r / n;
        squares += r * r / n;
    }
    EXPECT_NEAR(mean, a.risk, 4 * std::sqrt(std::max(0.0, squares - mean * mean) / n) + 1e-9);
    int below = 0, above = 0, lower = 0, higher = 0, ahead = 0;
    for (const double eta : s.eta) {
        const double r = 1 - std::exp(-std::exp(m.log_daily_hazard + eta) * 28);
        below += r < a.low;
        above += r > a.high;
        lower += std::exp(eta) < a.stands.relative.low;
        higher += std::exp(eta) > a.stands.relative.high;
        ahead += eta > 0;
    }
    // eta is a sum of products of Gaussians where factors are missing, and is taken for Gaussian: that moves
    // its tails by up to 0.3 % of the people and the share above the average by up to 0.8 %, beside four
    // errors
    const double share = 4 * std::sqrt(0.05 * 0.95 / n) + 0.003;
    for (const int tail : {below, above, lower, higher}) EXPECT_NEAR(tail / n, 0.05, share);
    EXPECT_NEAR(ahead / n, a.stands.above_typical, 4 * 0.5 / std::sqrt(n) + 0.008);
    EXPECT_NEAR(a.stands.relative.value, std::exp(a.log_hazard), 1e-12);  // every day is worth the same here
    const auto& rank = a.stands.percentile;
    EXPECT_NEAR(rank.low, 100 * quantile(s.position, 0.05), 2);
    EXPECT_NEAR(rank.value, 100 * quantile(s.position, 0.5), 2);
    EXPECT_NEAR(rank.high, 100 * quantile(s.position, 0.95), 2);
    // places: their draws alone
    std::mt19937_64 engine(seed + 1);
    std::normal_distribution<double> normal;
    std::vector<double> places;
    for (int i = 0; i < 2000; ++i) {
        const double shift = m.setting_sd * normal(engine);
        places.push_back(mean_risk(m.log_daily_hazard + std::log(28.0) + a.log_hazard + shift,
                                   std::sqrt(a.unknown_variance)));
    }
    for (const auto& [end, tail] : {std::pair{a.between_places.low, 0.05}, {a.between_places.high, 0.95}}) {
        const auto under = std::ranges::count_if(places, [&, e = end](double r) { return r < e; });
        EXPECT_NEAR(static_cast<double>(under) / 2000, tail, 4 * std::sqrt(0.05 * 0.95 / 2000));
    }
}

}  // namespace

TEST(Uncertainty, AgreesWithAMillionDrawsWhenAllIsKnown) { agrees({}, 1); }
TEST(Uncertainty, AgreesWithAMillionDrawsWhenSomeIsMissing) {
    agrees({"many_episodes", "other_pain", "sleep_hours"}, 2);
}
TEST(Uncertainty, AgreesWithAMillionDrawsWhenMostIsMissing) {
    agrees({"previous_episode", "many_episodes", "load_lifted_kg", "cumulative_back_load",
            "depressive_symptoms", "sleep_hours"},
           3);
}

namespace {

risk::model with_another_column(risk::model m, double effect_sd) {
    auto all = m.factors.factors();
    factor::factor extra = all.front();
    extra.name = "noise";
    extra.phi = factor::linear(0, 1);
    extra.low = -1e6;
    extra.high = 1e6;
    extra.population = {factor::law::normal, 0, 1, {}, 0, 0, verification::assumption};
    extra.group = "";
    extra.terms.front().name = "noise";
    all.push_back(extra);
    m.factors = factor::schema(all);
    const Eigen::Index p = m.mean.size();
    m.mean.conservativeResize(p + 1);
    m.centre.conservativeResize(p + 1);
    m.mean[p] = m.centre[p] = 0;
    for (Eigen::MatrixXd* matrix : {&m.covariance, &m.population_covariance}) {
        matrix->conservativeResize(p + 1, p + 1);
        matrix->row(p).setZero();
        matrix->col(p).setZero();
    }
    m.covariance(p, p) = effect_sd * effect_sd;
    m.population_covariance(p, p) = 1;
    return m;
}

}  // namespace

// A factor without evidence has mean 0 and a wide spread: it must not move a risk, whatever its value.
TEST(Uncertainty, ANullFactorMovesNoRiskAndNoRank) {
    const risk::model& m = small();
    const risk::model wide = with_another_column(m, 0.7);
    const auto people = factor::draw_population(m.factors, 40, 5);
    const std::size_t n = m.factors.size();
    for (const double horizon : {28, 365})
        for (std::size_t i = 0; i < 40; ++i) {
            const std::vector<double> row(people.begin() + static_cast<std::ptrdiff_t>(i * n),
                                          people.begin() + static_cast<std::ptrdiff_t>((i + 1) * n));
            const risk::assess_options options{.horizon = days{static_cast<int>(horizon)}};
            const auto before = risk::assess(m, row, options);
            for (const double value : {-3.0, 0.0, 0.5, 3.0, missing_value}) {
                auto longer = row;
                longer.push_back(value);
                const auto after = risk::assess(wide, longer, options);
                EXPECT_NEAR(after.risk, before.risk, 1e-12) << value;
                EXPECT_NEAR(after.stands.relative.value, before.stands.relative.value, 1e-12);
                EXPECT_GE(after.variance, before.variance - 1e-12);
            }
        }
}

TEST(Uncertainty, RankByRiskIsRankByHazardAmongPeopleOfWhomTheSameIsKnown) {
    const risk::model m = risk::literature_model();
    const std::size_t n = m.factors.size();
    for (const std::uint64_t hide : {0ULL, 0x5a5a5a5aULL, 0x0f0f33ccULL})
        for (const int horizon : {28, 365}) {
            const auto people = factor::draw_population(m.factors, 400, 11);
            std::map<std::vector<bool>, std::vector<std::pair<double, double>>> alike;
            risk::scorer scorer(m, horizon);
            for (std::size_t i = 0; i < 400; ++i) {
                std::vector<double> row(people.begin() + static_cast<std::ptrdiff_t>(i * n),
                                        people.begin() + static_cast<std::ptrdiff_t>((i + 1) * n));
                for (std::size_t k = 0; k < n; ++k)
                    if (hide >> k & 1) row[k] = missing_value;
                const auto a = scorer.assess(row, {.horizon = days{horizon}});
                std::vector<bool> known;  // a child tells its parent, so that not the same is known of all
                for (const auto& part : a.contributions) known.push_back(part.known);
                alike[known].emplace_back(a.stands.relative.value, a.risk);
                EXPECT_EQ(a.stands.relative.value > 1, a.stands.above_typical > 0.5);
            }
            EXPECT_LE(alike.size(), 4u);
            for (auto& [known, pairs] : alike) {
                std::ranges::sort(pairs);
                EXPECT_TRUE(std::ranges::is_sorted(pairs, {}, &std::pair<double, double>::second));
            }
        }
}
