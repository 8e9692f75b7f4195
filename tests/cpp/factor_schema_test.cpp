// Oracle: the documented formulas at values that can be checked by eye, and naive twins.
#include <gtest/gtest.h>

#include "backrisk/core/error.hpp"
#include "backrisk/factor.hpp"
#include "backrisk/factor/draw.hpp"

using namespace backrisk;
using namespace backrisk::factor;

namespace {
constexpr double never = std::numeric_limits<double>::infinity();

double phi(const transform& of, double x) {
    double columns[max_width]{};
    of.apply(x, columns);
    return columns[0];
}
}  // namespace

TEST(Transform, ValuesOfEachShape) {
    EXPECT_EQ(phi(linear(30, 10), 45), 1.5);
    EXPECT_EQ(phi(indicator(), 1), 1);
    EXPECT_EQ(phi(log2_ratio(1), 4), 2);
    EXPECT_EQ(phi(log_ratio(2), 2), 0);
    EXPECT_EQ(phi(below(7, 2), 5), 1);
    EXPECT_EQ(phi(below(7, 2), 9), 0);
    const transform three = steps({0.1, 0.3, 1.0}, 3);
    for (const auto& [x, at] :
         {std::pair{0.1, -1}, {0.11, 0}, {0.3, 0}, {0.31, 1}, {1.0, 1}, {1.01, 2}, {9., 2}}) {
        double columns[max_width]{};
        three.apply(x, columns);
        for (int j = 0; j < 3; ++j) EXPECT_EQ(columns[j], j == at ? 1.0 : 0.0) << x;
    }
}

TEST(Transform, RecencyIsOneAtItsUnitDayZeroFromItsHorizonAndFlatBeforeItsFloor) {
    const transform decay = recency(365, 14, 30);
    EXPECT_EQ(phi(decay, 30), 1);
    EXPECT_EQ(phi(decay, 365), 0);
    EXPECT_EQ(phi(decay, 1000), 0);
    EXPECT_EQ(phi(decay, never), 0);
    EXPECT_EQ(phi(decay, 0), phi(decay, 14));
    EXPECT_NEAR(phi(decay, 14), std::log(365.0 / 14) / std::log(365.0 / 30), 1e-15);
    for (int day = 0; day < 400; ++day) {
        EXPECT_GE(phi(decay, day), phi(decay, day + 1));
        EXPECT_NEAR(phi(decay, day + 1e-9), phi(decay, day), 1e-9);  // no jumps, also at both ends
    }
}

TEST(HorizonDecay, EqualsTheSumDayByDay) {
    const transform shape = recency(365, 14, 30);
    for (const double beta : {-0.7, 0.0, 0.4, 1.1}) {
        const horizon_decay decay(shape, beta, 400);
        for (const int since : {0, 3, 14, 30, 200, 363, 364, 365, 5000})
            for (const int horizon : {1, 28, 365, 400}) {
                double days = 0;
                for (int d = 1; d <= horizon; ++d)
                    days += std::exp(beta * (phi(shape, since + d) - phi(shape, since)));
                EXPECT_NEAR(decay.log_days(since, horizon), std::log(days), 1e-11) << since << " " << horizon;
            }
        EXPECT_EQ(decay.log_days(missing_value, 28), std::log(28.0));
        EXPECT_EQ(decay.log_days(never, 28), std::log(28.0));
        EXPECT_EQ(decay.log_days(-3, 28), decay.log_days(0, 28));
    }
    EXPECT_EQ(horizon_decay().log_days(3, 28), std::log(28.0));
}

TEST(Schema, MovesOutsideValuesToTheNearestEndAndSaysSo) {
    const schema of = default_schema();
    std::vector<double> x(of.size(), missing_value), a(of.columns()), b(of.columns());
    for (std::size_t k = 0; k < of.size(); ++k) {
        const auto& f = of.factors()[k];
        for (const auto& [outside, end] : {std::pair{f.high * 1.5 + 1, f.high}, {f.low - 1, f.low}}) {
            x[k] = outside;
            const auto moved = of.expand(x, a);
            x[k] = end;
            const auto still = of.expand(x, b);
            EXPECT_EQ(a, b) << f.name;
            EXPECT_EQ(moved.extrapolates, known_mask{1} << k) << f.name;
            EXPECT_EQ(still.extrapolates, 0U) << f.name;
            EXPECT_EQ(moved.known, known_mask{1} << k);
        }
        for (const double unusable : {missing_value, never, -never}) {
            x[k] = unusable;
            const bool known = unusable == never && f.phi.kind == shape::recency;
            EXPECT_EQ(of.expand(x, a).known != 0, known) << f.name;
            for (const double column : a) EXPECT_EQ(column, 0);
        }
        x[k] = missing_value;
    }
}

TEST(Schema, RefusesRepeatedNamesEmptyRangesAndWrongWidths) {
    const auto f = defaults::one("x", "", "", cause::load, indicator(), {0, 1}, "", defaults::share(0.5), {});
    EXPECT_THROW(schema({f, f}), invalid_argument);
    auto narrow = f;
    narrow.high = 0;
    EXPECT_THROW(schema({narrow}), invalid_argument);
    auto wide = f;
    wide.phi.width = 2;
    EXPECT_THROW(schema({wide}), invalid_argument);
    try {
        (void)default_schema().index("recency_day");
        FAIL();
    } catch (const invalid_argument& error) {
        EXPECT_NE(std::string(error.what()).find("recency_days"), std::string::npos) << error.what();
    }
}

TEST(Row, FillsInWhatFollowsFromAnAbsentParent) {
    const schema of = default_schema();
    row person(of);
    person["previous_episode"] = 0;
    person.complete();
    EXPECT_EQ(person["recency_days"], never);
    EXPECT_EQ(person["many_episodes"], 0);
    EXPECT_TRUE(std::isnan(person["other_pain"]));
    person["previous_episode"] = -1;  // counts as 0, the end of its range
    person.complete();
    row unknown(of);
    unknown.complete();
    for (const double value : unknown.values()) EXPECT_TRUE(std::isnan(value));
    row contrary(of);
    contrary["previous_episode"] = 0;
    contrary["recency_days"] = 30;
    EXPECT_THROW(contrary.complete(), invalid_argument);
    row endless(of);
    endless["bmi"] = never;
    EXPECT_THROW(endless.complete(), invalid_argument);
}

TEST(Population, HasTheMarginalsAndTheCorrelationsOfItsLoadings) {
    const auto bell = [](std::string name, double loading, std::string group) {
        return defaults::one(std::move(name), "", "", cause::load, linear(0, 1), {-99, 99}, std::move(group),
                             defaults::bell(2, 3, loading), {});
    };
    auto parent =
        defaults::one("p", "", "", cause::history, indicator(), {0, 1}, "", defaults::share(0.3), {});
    auto child = defaults::one("c", "", "", cause::history, linear(0, 1), {0, 99}, "",
                               defaults::child(defaults::skewed(5, 0.4), "p", never), {});
    const schema of({bell("a", 0.8, "g"), bell("b", -0.5, "g"), bell("alone", 0.5, ""), parent, child});
    constexpr std::size_t people = 200000;
    const auto rows = draw_population(of, people, 11);
    double a = 0, aa = 0, ab = 0, al = 0, parents = 0, above = 0;
    for (std::size_t i = 0; i < people; ++i) {
        const double* x = rows.data() + i * of.size();
        const double u = (x[0] - 2) / 3, v = (x[1] - 2) / 3, w = (x[2] - 2) / 3;
        a += u, aa += u * u, ab += u * v, al += u * w, parents += x[3];
        EXPECT_EQ(x[3] == 1, x[4] != never);
        above += x[3] == 1 && x[4] > 5;
    }
    const double n = people, se = 4 / std::sqrt(n / 2);  // mirrored pairs: half as many independent draws
    EXPECT_NEAR(a / n, 0, 1e-9);                         // and a mean of exactly zero
    EXPECT_NEAR(aa / n, 1, se * std::sqrt(2.0));
    EXPECT_NEAR(ab / n, -0.4, se);
    EXPECT_NEAR(al / n, 0, se);
    EXPECT_NEAR(parents / n, 0.3, se);
    EXPECT_NEAR(above / parents, 0.5, se);
    EXPECT_EQ(rows, draw_population(of, people, 11));
    EXPECT_NE(rows, draw_population(of, people, 12));
}
