// Oracle: the printed worksheets of DHHS (NIOSH) 94-110 rev. 2021 (tests/reference/spine_niosh_examples.csv),
// the full-precision products of the same inputs, tables 5 and 7, and invariances of the equation.
#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <sstream>
#include <string>

#include "backrisk/core/error.hpp"
#include "backrisk/spine/lifting_scope.hpp"

using namespace backrisk;
using namespace backrisk::spine;

namespace {

struct example {
    std::string name;
    lift task;
    std::array<double, 6> multiplier{};
    bool printed_is_checked = false;
    double rwl_printed = 0, li_printed = 0, rwl_full = 0, li_full = 0;
};

std::vector<example> examples() {
    std::ifstream file(std::string(BACKRISK_TEST_ROOT) + "/tests/reference/spine_niosh_examples.csv");
    std::vector<example> all;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#') || line.starts_with("example")) continue;
        std::vector<std::string> cell;
        std::istringstream cells(line);
        for (std::string one; std::getline(cells, one, ',');) cell.push_back(one);
        const auto number = [&](std::size_t i) { return std::stod(cell.at(i)); };
        example e;
        e.name = cell.at(0);
        e.task = {.load = pounds{number(1)},
                  .horizontal = inches{number(2)},
                  .vertical = inches{number(3)},
                  .distance = inches{number(4)},
                  .asymmetry = degrees{number(5)},
                  .per_minute = number(6),
                  .duration = hours{number(7)},
                  .grip = cell.at(8) == "fair" ? coupling::fair : coupling::poor,
                  .mean_load = {},
                  .vertical_at_origin = inches{number(9)}};
        for (std::size_t i = 0; i < 6; ++i) e.multiplier[i] = number(10 + i);
        e.rwl_printed = number(16), e.li_printed = number(17);
        e.printed_is_checked = cell.at(20) != "memory";
        e.rwl_full = number(18), e.li_full = number(19);
        all.push_back(e);
    }
    return all;
}

std::array<double, 6> as_array(const lifting_multipliers& m) {
    return {m.horizontal, m.vertical, m.distance, m.asymmetry, m.frequency, m.coupling};
}

constexpr lifting_options us{unit_system::us, rounding::exact};
constexpr lifting_options paper{unit_system::us, rounding::worksheet};

}  // namespace

TEST(Niosh, WorksheetModePrintsWhatTheManualPrints) {
    const auto all = examples();
    ASSERT_EQ(all.size(), 8u);
    for (const auto& e : all) {
        const auto r = niosh(e.task, paper);
        const auto m = as_array(r.multiplier);
        for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(m[i], e.multiplier[i], 1e-12) << e.name << " " << i;
        if (!e.printed_is_checked) continue;
        EXPECT_NEAR(pounds{r.rwl}.value(), e.rwl_printed, 1e-9) << e.name;
        EXPECT_NEAR(r.li, e.li_printed, 1e-9) << e.name;
    }
}

TEST(Niosh, FullPrecisionMatchesTheSameInputsToTheirLastDigit) {
    for (const auto& e : examples()) {
        const auto r = niosh(e.task, us);
        EXPECT_NEAR(pounds{r.rwl}.value(), e.rwl_full, 0.0005) << e.name;
        EXPECT_NEAR(r.li, e.li_full, 0.0005) << e.name;
        EXPECT_NEAR(pounds{r.rwl}.value(), e.rwl_printed, 0.025 * e.rwl_printed) << e.name;
    }
}

TEST(Niosh, FrequencyTableHasTheManualsValuesAndCutOffs) {
    const auto fm = [](double f, duration_class d, bool low) { return frequency_multiplier(f, d, low); };
    using enum duration_class;
    const double short_column[] = {.94, .91, .88, .84, .80, .75, .70, .60, .52, .45, .41, .37, .34, .31, .28};
    const double moderate_column[] = {.88, .84, .79, .72, .60, .50, .42, .35, .30, .26, .23, .21, 0, 0, 0};
    const double long_column[] = {.75, .65, .55, .45, .35, .27, .22, .18, .15, .13, 0, 0, 0, 0, 0};
    for (int f = 1; f <= 15; ++f) {
        EXPECT_EQ(fm(f, short_term, false), short_column[f - 1]);
        EXPECT_EQ(fm(f, moderate, false), moderate_column[f - 1]);
        EXPECT_EQ(fm(f, long_term, false), long_column[f - 1]);
        EXPECT_EQ(fm(f, short_term, true), f <= 12 ? short_column[f - 1] : 0);
        EXPECT_EQ(fm(f, moderate, true), f <= 10 ? moderate_column[f - 1] : 0);
        EXPECT_EQ(fm(f, long_term, true), f <= 8 ? long_column[f - 1] : 0);
    }
    EXPECT_EQ(fm(0, short_term, false), 1.0);  // below 0.2 a minute counts as 0.2
    EXPECT_EQ(fm(0.5, moderate, true), .92);
    EXPECT_NEAR(fm(2.4, short_term, false), .91 - .4 * .03, 1e-15);  // example 7 interpolates, pp. 56-57
    EXPECT_NEAR(fm(0.35, long_term, false), .83, 1e-12);
}

TEST(Niosh, CouplingTableIsNotInverted) {  // a public calculator has fair at .95 above 75 cm and 1 below
    EXPECT_EQ(coupling_multiplier(coupling::fair, true), 0.95);
    EXPECT_EQ(coupling_multiplier(coupling::fair, false), 1.0);
    EXPECT_EQ(coupling_multiplier(coupling::good, true), 1.0);
    EXPECT_EQ(coupling_multiplier(coupling::poor, true), 0.90);
    EXPECT_EQ(coupling_multiplier(coupling::poor, false), 0.90);
}

// Defects seen in public implementations, each a regression test.
TEST(Niosh, LimitOfZeroIsAnInfiniteIndexNotNoRisk) {
    for (const lift& task :
         {lift{.load = kilograms{5}, .horizontal = centimetres{64}},
          lift{.load = kilograms{5}, .vertical = centimetres{176}},
          lift{.load = kilograms{5}, .distance = centimetres{176}},
          lift{.load = kilograms{5}, .asymmetry = degrees{136}},
          lift{.load = kilograms{5}, .per_minute = 15.5}, lift{.load = kilograms{5}, .per_minute = 16}}) {
        const auto r = niosh(task);
        EXPECT_EQ(r.rwl.value(), 0.0);
        EXPECT_EQ(r.li, std::numeric_limits<double>::infinity());
        EXPECT_EQ(r.reason, reason::zero_denominator);
    }
    EXPECT_TRUE(std::isnan(niosh({.load = kilograms{0}, .horizontal = centimetres{64}}).li));
}

TEST(Niosh, MoreThanEightHoursIsOutsideTheEquationNotTheShortColumn) {
    const auto r = niosh({.load = kilograms{5}, .duration = hours{8.01}});
    EXPECT_EQ(r.reason, reason::not_applicable);
    EXPECT_TRUE(std::isnan(r.li));
    EXPECT_EQ(niosh({.load = kilograms{5}, .duration = hours{8}}).multiplier.frequency, .85);
}

TEST(Niosh, BoundsThemselvesAreInsideInBothUnitSystems) {
    const lift at_metric{.load = kilograms{1},
                         .horizontal = centimetres{63},
                         .vertical = centimetres{175},
                         .distance = centimetres{175},
                         .asymmetry = degrees{135}};
    EXPECT_GT(niosh(at_metric).rwl.value(), 0);
    const lift at_us{.load = pounds{1},
                     .horizontal = inches{25},
                     .vertical = inches{70},
                     .distance = inches{70},
                     .asymmetry = degrees{135}};
    EXPECT_GT(niosh(at_us, us).rwl.value(), 0);
    EXPECT_EQ(
        niosh({.load = pounds{1}, .vertical = inches{30}, .grip = coupling::fair}, us).multiplier.coupling,
        1);
}

TEST(Niosh, MonotoneWherePhysicsSaysSoAndSymmetricInSide) {
    for (double x = 0; x < 130; x += 7.5) {
        const auto rwl = [](const lift& t) { return niosh(t).rwl.value(); };
        const auto h = [&](double v) { return rwl({.load = kilograms{10}, .horizontal = centimetres{v}}); };
        const auto d = [&](double v) { return rwl({.load = kilograms{10}, .distance = centimetres{v}}); };
        const auto a = [&](double v) { return rwl({.load = kilograms{10}, .asymmetry = degrees{v}}); };
        const auto f = [&](double v) { return rwl({.load = kilograms{10}, .per_minute = v}); };
        const auto t = [&](double v) { return rwl({.load = kilograms{10}, .duration = hours{v}}); };
        EXPECT_GE(h(x), h(x + 7.5));
        EXPECT_GE(d(x), d(x + 7.5));
        EXPECT_GE(a(x), a(x + 7.5));
        EXPECT_EQ(a(x), a(-x));
        EXPECT_GE(f(x / 8), f((x + 7.5) / 8));
        EXPECT_GE(t(x / 20), t((x + 7.5) / 20));
        EXPECT_DOUBLE_EQ(2 * niosh({.load = kilograms{10}}).li, niosh({.load = kilograms{20}}).li);
    }
}

TEST(Niosh, UnitsOfTheInputDoNotMatterUnitSystemsDifferByTheirConstants) {
    for (const auto& e : examples()) {
        lift metric = e.task;  // the same quantities, written in metric units
        metric.load = kilograms{kilograms{e.task.load}.value()};
        metric.horizontal = centimetres{centimetres{e.task.horizontal}.value()};
        EXPECT_DOUBLE_EQ(niosh(metric, us).li, niosh(e.task, us).li);
        // 23 kg against 51 lb is 0.6 %, 25 cm against 10 in 1.6 %, DM at most 1 %: together below 3.5 %.
        EXPECT_NEAR(niosh(metric).rwl.value() / niosh(metric, us).rwl.value(), 1, 0.035) << e.name;
    }
}

TEST(Niosh, BadInputIsRefusedAtTheEdgeAndNamedInTheKernel) {
    const double nan = missing_value, inf = std::numeric_limits<double>::infinity();
    for (const double bad : {nan, -1.0, inf}) {
        EXPECT_THROW((void)niosh({.load = kilograms{bad}}), invalid_argument);
        EXPECT_THROW((void)niosh({.load = kilograms{1}, .horizontal = centimetres{bad}}), invalid_argument);
        EXPECT_THROW((void)niosh({.load = kilograms{1}, .vertical = centimetres{bad}}), invalid_argument);
        EXPECT_THROW((void)niosh({.load = kilograms{1}, .per_minute = bad}), invalid_argument);
    }
    EXPECT_THROW((void)niosh({.load = kilograms{1}, .asymmetry = degrees{181}}), invalid_argument);
    const lift_numbers good{10, 30, 50, 40, 0, 1, 1, coupling::good, 10, 50};
    auto missing = good, negative = good;
    missing.horizontal = nan;
    negative.load = -1;
    EXPECT_EQ(lifting_kernel(good, {}).reason, reason::none);
    EXPECT_EQ(lifting_kernel(missing, {}).reason, reason::not_recorded);
    EXPECT_EQ(lifting_kernel(negative, {}).reason, reason::out_of_range);
    EXPECT_TRUE(std::isnan(lifting_kernel(negative, {}).li));
}

TEST(NioshScope, DurationFollowsTheRecoveryRule) {  // manual pp. 13-14
    const auto worked = [](std::vector<work_spell> spells) { return effective_duration(spells); };
    using std::chrono::minutes;
    EXPECT_EQ(worked({{minutes{30}, minutes{10}}, {minutes{45}, minutes{0}}}), hours{1.25});  // moderate
    EXPECT_EQ(worked({{minutes{30}, minutes{30}}, {minutes{45}, minutes{0}}}), hours{0.75});  // short
    EXPECT_EQ(worked({{minutes{120}, minutes{36}}, {minutes{120}, minutes{0}}}), hours{2});
    EXPECT_EQ(worked({{minutes{120}, minutes{35}}, {minutes{120}, minutes{0}}}), hours{4});
    EXPECT_THROW((void)worked({{minutes{-1}, minutes{0}}}), invalid_argument);
}

TEST(NioshScope, IntermittentLiftingIsSpreadOverTheWindow) {  // p. 16
    EXPECT_NEAR(intermittent_frequency(10, minutes{8}), 5.33, 0.005);
    EXPECT_NEAR(intermittent_frequency(10, minutes{5}), 10.0 / 3, 1e-12);  // the manual prints 3.4
    EXPECT_THROW((void)intermittent_frequency(16, minutes{5}), invalid_argument);
}

TEST(NioshScope, HorizontalDistanceOfAContainer) {  // p. 8
    EXPECT_DOUBLE_EQ(estimated_horizontal(centimetres{40}, centimetres{50}).value(), 40);
    EXPECT_DOUBLE_EQ(estimated_horizontal(centimetres{40}, centimetres{24}).value(), 45);
    EXPECT_DOUBLE_EQ(inches{estimated_horizontal(inches{16}, inches{10}, unit_system::us)}.value(), 16);
    EXPECT_DOUBLE_EQ(inches{estimated_horizontal(inches{16}, inches{9}, unit_system::us)}.value(), 18);
}

TEST(NioshScope, EveryConditionOfTheManualIsReported) {
    EXPECT_TRUE(out_of_scope({}).empty());
    const lifting_conditions all{true, true, true, true, true, true, 1.0, 0.3, 30, 60, hours{9}};
    EXPECT_EQ(out_of_scope(all).size(), 11u);
    EXPECT_EQ(out_of_scope({.one_handed = true}).front(), "lifting with one hand");
    EXPECT_THROW((void)out_of_scope({.temperature_c = missing_value}), invalid_argument);
}
