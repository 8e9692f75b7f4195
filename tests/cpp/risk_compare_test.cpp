// Oracles: draws of everything that is uncertain, by brute force; identities; a posterior on a grid.
#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <Eigen/SVD>
#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <numeric>
#include <random>

#include "backrisk/core/error.hpp"
#include "backrisk/factor/draw.hpp"
#include "backrisk/risk.hpp"

using namespace backrisk;

namespace {

const risk::model& literature() {
    static const risk::model m = risk::literature_model();
    return m;
}

std::vector<double> somebody(std::uint64_t seed, std::uint64_t hide) {
    auto row = factor::draw_population(literature().factors, 1, seed);
    for (std::size_t k = 0; k < row.size(); ++k)
        if (hide >> k & 1) row[k] = missing_value;
    return literature().factors.filled(row);  // a known child says that its parent is 1
}

/// A with A A' = of; some covariances are of deficient rank.
Eigen::MatrixXd root_of(const Eigen::MatrixXd& of) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(of);
    return parts.eigenvectors() * parts.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal();
}

/// Draws of a person's columns given what is known: textbook conditioning, a pseudo-inverse for copies.
struct drawn_columns {
    Eigen::VectorXd mean;
    Eigen::MatrixXd root;  // of the covariance, zero rows where known

    drawn_columns(const risk::model& m, const std::vector<double>& row) {
        std::vector<double> phi(m.factors.columns());
        const auto known = m.factors.expand(row, phi).known;
        std::vector<Eigen::Index> seen, hidden;
        for (std::size_t k = 0; k < m.factors.size(); ++k)
            for (std::size_t j = 0; j < m.factors.width(k); ++j)
                ((known >> k & 1) != 0 ? seen : hidden)
                    .push_back(static_cast<Eigen::Index>(m.factors.first_column(k) + j));
        mean = Eigen::Map<Eigen::VectorXd>(phi.data(), m.mean.size()) - m.centre;
        const Eigen::MatrixXd sho = m.population_covariance(hidden, seen);
        const Eigen::MatrixXd slope = sho * Eigen::MatrixXd(m.population_covariance(seen, seen))
                                                .completeOrthogonalDecomposition()
                                                .pseudoInverse();
        root = Eigen::MatrixXd::Zero(m.mean.size(), static_cast<Eigen::Index>(hidden.size()));
        if (hidden.empty()) return;
        mean(hidden) = slope * mean(seen);
        const Eigen::MatrixXd spread = m.population_covariance(hidden, hidden) - slope * sho.transpose();
        root(hidden, Eigen::seqN(0, root.cols())) = root_of(spread);
    }
};

struct normals {
    std::mt19937_64 engine;
    std::normal_distribution<double> normal{};
    Eigen::VectorXd operator()(Eigen::Index size) {
        Eigen::VectorXd out(size);
        for (double& one : out) one = normal(engine);
        return out;
    }
};

struct law {
    double mean = 0, sd = 0, above = 0;
};

/// Of the log hazard ratio of a against b; unknowns independent, or the same where both are unknown.
law brute_force(const std::vector<double>& a, const std::vector<double>& b, bool same_person, double decay,
                int draws) {
    const risk::model& m = literature();
    const drawn_columns one(m, a), other(m, b);
    const Eigen::MatrixXd half = root_of(m.covariance);
    Eigen::VectorXd acting(m.mean.size());
    const auto shares = m.factors.acting_shares(28);
    for (Eigen::Index j = 0; j < acting.size(); ++j) acting[j] = shares[static_cast<std::size_t>(j)];
    normals draw{std::mt19937_64(9)};
    double sum = 0, squares = 0, above = 0;
    for (int i = 0; i < draws; ++i) {
        const Eigen::VectorXd beta = (m.mean + half * draw(half.cols())).cwiseProduct(acting);
        const Eigen::VectorXd e = one.root * draw(one.root.cols());
        const Eigen::VectorXd f = same_person ? e : Eigen::VectorXd(other.root * draw(other.root.cols()));
        const double x = beta.dot(one.mean + e - other.mean - f) + decay;
        sum += x;
        squares += x * x;
        above += x > 0;
    }
    const double mean = sum / draws;
    return {mean, std::sqrt(squares / draws - mean * mean), above / draws};
}

double decay_of(const std::vector<double>& a, const std::vector<double>& b) {
    const risk::scorer scorer(literature(), 28);
    const std::size_t k = scorer.recency_factor();
    return scorer.log_horizon(a[k], 28) - scorer.log_horizon(b[k], 28);
}

}  // namespace

TEST(Compare, TwoPeopleAgreeWithDraws) {
    constexpr int draws = 100'000;
    risk::scorer scorer(literature());
    for (const auto& [hide_a, hide_b] : {std::pair<std::uint64_t, std::uint64_t>{0, 0},
                                         {0x0f0f0f0f0ULL, 0x0f0f0f0f0ULL},
                                         {0x1c3c3c3c1ULL, 0x00ff00ff0ULL}}) {
        const auto a = somebody(1, hide_a), b = somebody(2, hide_b);
        const auto found = risk::compare(scorer, a, b, {.level = 0.9});
        const law truth = brute_force(a, b, false, decay_of(a, b), draws);
        const double sd = std::sqrt(found.variance);
        EXPECT_NEAR(found.log_hazard, truth.mean, 4 * sd / std::sqrt(draws));
        EXPECT_NEAR(sd / truth.sd, 1, 4 * std::sqrt(0.5 / draws) + 0.004);
        EXPECT_NEAR(found.higher, truth.above, 4 * 0.5 / std::sqrt(draws) + 0.004);
        EXPECT_NEAR(std::log(found.hazard_ratio.value), found.log_hazard, 1e-12);
        EXPECT_NEAR(std::log(found.hazard_ratio.high / found.hazard_ratio.low), 2 * 1.6448536269514722 * sd,
                    1e-9);
        double sum = 0;
        for (const auto& part : found.differs) sum += part.log_hazard;
        EXPECT_NEAR(sum, found.log_hazard, 1e-12);
    }
}

TEST(Compare, IsAntisymmetricAndNothingAgainstOneself) {
    risk::scorer scorer(literature());
    const auto a = somebody(3, 0xf0f0ULL), b = somebody(4, 0x0ff0fULL);
    const auto there = risk::compare(scorer, a, b), back = risk::compare(scorer, b, a);
    EXPECT_NEAR(there.log_hazard, -back.log_hazard, 1e-12);
    EXPECT_NEAR(there.variance, back.variance, 1e-12);
    EXPECT_NEAR(there.higher + back.higher, 1, 1e-12);
    const auto full = somebody(3, 0);
    const auto twin = risk::compare(scorer, full, full);  // nothing unknown, nothing differs
    EXPECT_EQ(twin.log_hazard, 0);
    EXPECT_NEAR(twin.variance, 0, 1e-9);
    EXPECT_EQ(twin.higher, 0.5);
    EXPECT_TRUE(twin.differs.empty());
    const auto alike = risk::compare(scorer, a, a);  // two people of whom the same is known are not one
    EXPECT_GT(alike.unknown_variance, 0.01);
}

TEST(Change, WhatIsUnknownOnBothDaysIsTheSamePersonsAndCancels) {
    constexpr int draws = 100'000;
    risk::scorer scorer(literature());
    const risk::model& m = literature();
    std::uint64_t hide = 0;  // slow factors, unknown on both days
    for (const auto* name : {"other_pain", "smoker", "bmi", "disc_bulge", "scoliosis"})
        hide |= 1ULL << m.factors.index(name);
    const auto before = somebody(7, hide);
    auto now = before;
    now[m.factors.index("session_spike")] = 0.6;
    now[m.factors.index("mood")] = 0.3;
    const auto found = risk::change(scorer, now, before, 7);
    const law truth = brute_force(now, before, true, 0, draws);
    EXPECT_NEAR(found.log_hazard, truth.mean, 4 * truth.sd / std::sqrt(draws) + 1e-6);
    EXPECT_NEAR(std::sqrt(found.variance), truth.sd, 0.02 * truth.sd + 1e-6);
    EXPECT_NEAR(found.higher, truth.above, 4 * 0.5 / std::sqrt(draws) + 0.004);
    EXPECT_NEAR(found.unknown_variance, 0, 1e-12);
    EXPECT_LT(found.variance, risk::compare(scorer, now, before).variance);
    // nothing new: nothing has changed, for sure
    const auto same = risk::change(scorer, before, before, 7);
    EXPECT_EQ(same.log_hazard, 0);
    EXPECT_NEAR(same.variance, 0, 1e-12);
}

TEST(Change, WhatActsForAWeekIsAnotherValueAfterAMonth) {
    risk::scorer scorer(literature());
    const auto& schema = literature().factors;
    const std::uint64_t hide = 1ULL << schema.index("session_spike");
    const auto row = somebody(8, hide);
    const double month = risk::change(scorer, row, row, 28).variance;
    const double people = risk::compare(scorer, row, row).variance;
    EXPECT_NEAR(month, people, 1e-12);  // the spike of then says nothing of the spike of now
    const double half = risk::change(scorer, row, row, 3).variance;
    EXPECT_NEAR(half / people, 3.0 / 7, 1e-9);
}

TEST(Ranks, AgreeWithDraws) {
    const risk::model& m = literature();
    constexpr std::size_t people = 12;
    const std::size_t n = m.factors.size();
    std::vector<double> rows;
    for (std::size_t i = 0; i < people; ++i) {
        const auto one = somebody(20 + i, i % 3 == 0 ? 0 : i % 3 == 1 ? 0x3333333ULL : 0x5ffffULL);
        rows.insert(rows.end(), one.begin(), one.end());
    }
    constexpr int draws = 20'000;
    const auto found = risk::ranks(m, rows, {.level = 0.8, .top_share = 0.25, .draws = draws, .threads = 2});
    EXPECT_EQ(found.top_people, 3u);
    std::vector<drawn_columns> all;
    std::vector<double> decay;
    const risk::scorer scorer(m, 28);
    for (std::size_t i = 0; i < people; ++i) {
        const std::vector<double> row(rows.begin() + static_cast<std::ptrdiff_t>(i * n),
                                      rows.begin() + static_cast<std::ptrdiff_t>((i + 1) * n));
        all.emplace_back(m, row);
        decay.push_back(scorer.log_horizon(row[scorer.recency_factor()], 28));
    }
    const auto shares = m.factors.acting_shares(28);
    const Eigen::Map<const Eigen::VectorXd> acting(shares.data(), m.mean.size());
    const Eigen::MatrixXd half = root_of(m.covariance);
    normals draw{std::mt19937_64(4)};
    std::vector<double> mean(people, 0), top(people, 0);
    std::vector<std::vector<int>> ranks(people);
    for (int i = 0; i < draws; ++i) {
        const Eigen::VectorXd beta = (m.mean + half * draw(half.cols())).cwiseProduct(acting);
        std::vector<double> eta(people);
        for (std::size_t p = 0; p < people; ++p)
            eta[p] = beta.dot(all[p].mean + all[p].root * draw(all[p].root.cols())) + decay[p];
        for (std::size_t p = 0; p < people; ++p) {
            const auto rank = 1 + std::ranges::count_if(eta, [&](double other) { return other > eta[p]; });
            mean[p] += static_cast<double>(rank) / draws;
            top[p] += (rank <= 3 ? 1.0 : 0.0) / draws;
            ranks[p].push_back(static_cast<int>(rank));
        }
    }
    double sum = 0;
    for (std::size_t p = 0; p < people; ++p) {
        EXPECT_NEAR(found.rank[p], mean[p], 0.12)
            << p;  // SD of a rank 3.4: four standard errors of two samples
        EXPECT_NEAR(found.top[p], top[p], 4 * 0.5 * std::sqrt(2.0 / draws)) << p;
        std::ranges::sort(ranks[p]);
        EXPECT_NEAR(found.low[p], ranks[p][draws / 10], 1) << p;
        EXPECT_NEAR(found.high[p], ranks[p][draws - draws / 10], 1) << p;
        sum += found.rank[p];
    }
    EXPECT_NEAR(sum, people * (people + 1) / 2.0, 1e-9);
    EXPECT_NEAR(std::accumulate(found.top.begin(), found.top.end(), 0.0), 3, 1e-9);
    const auto again = risk::ranks(m, rows, {.level = 0.8, .top_share = 0.25, .draws = draws, .threads = 1});
    EXPECT_EQ(again.rank, found.rank);
    EXPECT_EQ(again.high, found.high);
}

TEST(WorthKnowing, IsTheVarianceThatAnAnswerRemoves) {
    const risk::model& m = literature();
    risk::scorer scorer(m, 28);
    const auto row = somebody(6, 0x2a5a5a5a5ULL);
    std::vector<double> phi(m.factors.columns());
    const auto known = m.factors.expand(row, phi).known;
    const auto questions = risk::worth_knowing(scorer, known);
    EXPECT_EQ(questions.size(), m.factors.size() - static_cast<std::size_t>(std::popcount(known.low) +
                                                                            std::popcount(known.high)));
    const double now = scorer.known(known).unknown;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const auto& one = questions[i];
        const double after = scorer.known(known | factor::known_mask{1} << one.factor).unknown;
        EXPECT_NEAR(one.reduction, now - after, 1e-6 * now) << one.name;  // conditioning anew
        EXPECT_NEAR(one.share, one.reduction / now, 1e-12);
        if (i > 0) {
            EXPECT_LE(one.reduction, questions[i - 1].reduction);
        }
    }
}

TEST(Anchored, AYearlyRiskIsTheMeanOverThePopulation) {
    const risk::model there = risk::anchored(literature(), 0.18);
    EXPECT_NEAR(risk::population_risk(there, 365), 0.18, 1e-12);
    EXPECT_EQ(there.setting_sd, 0);
    const risk::model composed = risk::literature_model({.yearly_risk = 0.18});
    EXPECT_NEAR(there.log_daily_hazard, composed.log_daily_hazard, 1e-9);
    for (const double bad : {0.0, 1.0, missing_value})
        EXPECT_THROW((void)risk::anchored(literature(), bad), invalid_argument);
}

// The posterior of the rate on a grid: Gamma prior with the incidence as its mean and the SD between places
// of its logarithm, Poisson likelihood.
TEST(Anchored, ACountIsThePosteriorOnAGrid) {
    const risk::model& m = literature();
    const double rate = risk::population_rate(m), sigma = m.setting_sd;
    for (const auto& [episodes, years] : {std::pair{12.0, 80.0}, {0.0, 5.0}, {3.0, 2.0}, {400.0, 300.0}}) {
        const risk::model there = risk::anchored(m, risk::episode_count{episodes, years});
        // the shape, by its own definition: SD of ln Gamma(shape) on a grid is sigma
        const auto moments = [&](double shape, double inverse_scale) {
            double total = 0, mean = 0, log_mean = 0, log_square = 0;
            for (int i = -60000; i <= 20000; ++i) {
                const double u = i * 1e-3, x = std::exp(u);
                const double weight = std::exp(shape * u - inverse_scale * x);
                total += weight;
                mean += weight * x;
                log_mean += weight * u;
                log_square += weight * u * u;
            }
            log_mean /= total;
            return std::pair{mean / total, std::sqrt(log_square / total - log_mean * log_mean)};
        };
        double low = 0.05, high = 50;
        for (int step = 0; step < 40; ++step) {
            const double middle = std::sqrt(low * high);
            (moments(middle, middle / rate).second > sigma ? low : high) = middle;
        }
        EXPECT_NEAR(moments(low, low / rate).first, rate, 1e-6 * rate);
        const auto [mean, sd] = moments(low + episodes, low / rate + years);
        EXPECT_NEAR(there.log_daily_hazard - m.log_daily_hazard, std::log(mean / rate), 1e-5);
        EXPECT_NEAR(there.setting_sd, sd, 1e-5);
        EXPECT_NEAR(risk::population_rate(there), mean, 1e-5 * mean);
        EXPECT_LE(there.setting_sd, sigma + 1e-9);  // no episode narrows nothing: the level moves
    }
    const risk::model nothing = risk::anchored(m, risk::episode_count{0, 1e-9});
    EXPECT_NEAR(nothing.log_daily_hazard, m.log_daily_hazard, 1e-8);
    EXPECT_NEAR(nothing.setting_sd, m.setting_sd, 1e-8);
    EXPECT_NEAR(risk::setting_sd_after(m, 0), m.setting_sd, 1e-9);
    EXPECT_LT(risk::setting_sd_after(m, 100), 0.2);
    EXPECT_THROW((void)risk::anchored(m, risk::episode_count{-1, 3}), invalid_argument);
    EXPECT_THROW((void)risk::anchored(m, risk::episode_count{1, 0}), invalid_argument);
    EXPECT_THROW((void)risk::anchored(risk::anchored(m, 0.2), risk::episode_count{1, 5}), invalid_argument);
}

// Coefficients and places drawn, people too: the mean hazard of the prior that learning starts from is that
// of the published incidence.
TEST(Anchored, ThePriorOfLearningHasThePublishedIncidenceAsItsMean) {
    const risk::model& m = literature();
    const double excess = risk::prior_mean_excess(m);
    const auto people = factor::draw_population(m.factors, 4000, 77);
    const auto columns = static_cast<Eigen::Index>(m.factors.columns());
    Eigen::MatrixXd z(4000, columns);
    std::vector<double> phi(m.factors.columns());
    for (std::size_t i = 0; i < 4000; ++i) {
        (void)m.factors.expand({people.data() + i * m.factors.size(), m.factors.size()}, phi);
        z.row(static_cast<Eigen::Index>(i)) =
            Eigen::Map<const Eigen::VectorXd>(phi.data(), columns).transpose() - m.centre.transpose();
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(m.covariance);
    const Eigen::MatrixXd root =
        parts.eigenvectors() * parts.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal();
    std::mt19937_64 engine(5);
    std::normal_distribution<double> normal;
    double drawn = 0, stated = 0;
    constexpr int places = 4000;
    for (int i = 0; i < places; ++i) {
        Eigen::VectorXd unit(columns);
        for (double& one : unit) one = normal(engine);
        const double level = m.setting_sd * normal(engine);
        drawn += (z * (m.mean + root * unit)).array().exp().mean() * std::exp(level - excess) / places;
    }
    stated = (z * m.mean).array().exp().mean();
    // 4000 places: a mean of lognormals of SD 0.9 is known to about 2 %
    EXPECT_NEAR(std::log(drawn / stated), 0, 0.06);
    EXPECT_GT(excess, 0.5 * m.setting_sd * m.setting_sd);
    EXPECT_NEAR(risk::prior_mean_excess(risk::anchored(m, 0.2)), excess - 0.5 * m.setting_sd * m.setting_sd,
                1e-12);
}

// Clinics drawn from the prior: the interval of the level holds the truth as often as it says.
TEST(Anchored, CoversTheTruthOfDrawnClinics) {
    const risk::model& m = literature();
    const double rate = risk::population_rate(m);
    double shape = 0;  // of the prior, from a count that is all prior
    {
        const double far = 1e-12;
        const risk::model there = risk::anchored(m, risk::episode_count{1, far});
        shape = 1 / std::expm1(there.log_daily_hazard - m.log_daily_hazard);  // (shape + 1) / shape
    }
    std::mt19937_64 engine(31);
    std::gamma_distribution<double> gamma(shape, rate / shape);
    int covered = 0;
    constexpr int clinics = 400;
    constexpr double years = 40;
    std::map<int, std::pair<double, double>> posteriors;  // by count: centre and SD of the log rate
    for (int i = 0; i < clinics; ++i) {
        const double truth = gamma(engine);
        const int count = std::poisson_distribution<int>(truth * years)(engine);
        if (!posteriors.contains(count)) {
            const risk::model there = risk::anchored(m, risk::episode_count{double(count), years});
            posteriors[count] = {std::log(rate) + there.log_daily_hazard - m.log_daily_hazard,
                                 there.setting_sd};
        }
        const auto [centre, sd] = posteriors[count];
        covered += std::abs(std::log(truth) - centre) < 1.959964 * sd;
    }
    EXPECT_NEAR(covered / static_cast<double>(clinics), 0.95, 4 * std::sqrt(0.95 * 0.05 / clinics));
}
