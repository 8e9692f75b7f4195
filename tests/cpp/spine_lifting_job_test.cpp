// Oracle: the composite worksheets of DHHS (NIOSH) 94-110 rev. 2021 (p. 28, example 7), hand sums of the
// composite equation, identities of the three job indices, and permutation of the rows.
#include <gtest/gtest.h>

#include <numeric>

#include "backrisk/core/error.hpp"
#include "backrisk/spine/lifting_job.hpp"

using namespace backrisk;
using namespace backrisk::spine;

namespace {
constexpr lifting_options us{unit_system::us, rounding::exact};
constexpr lifting_options paper{unit_system::us, rounding::worksheet};

std::vector<lift> depalletizing() {  // example 7: 12 lifts a minute over five tiers, conveyor at 20 in
    std::vector<lift> tiers;
    for (const double v : {0.0, 10.0, 20.0, 30.0, 40.0})
        tiers.push_back({.load = pounds{12},
                         .horizontal = inches{16},
                         .vertical = inches{v},
                         .distance = inches{std::abs(20 - v)},
                         .asymmetry = degrees{45},
                         .per_minute = 2.4,
                         .duration = hours{1},
                         .grip = coupling::fair,
                         .mean_load = {},
                         .vertical_at_origin = {}});
    return tiers;
}
}  // namespace

TEST(CompositeIndex, ThreeTaskExampleOfPage28) {
    std::vector<composite_part> printed{{1.6, 1.5, 1, false}, {1.1, 1.0, 2, false}, {.8, .67, 4, false}};
    EXPECT_NEAR(composite_equation(printed, duration_class::short_term, rounding::worksheet).value, 1.9,
                1e-12);
    std::vector<composite_part> exact{
        {30 / 18.8, 1.5, 1, false}, {20 / 18.2, 1.0, 2, false}, {10 / 12.6, 10. / 15, 4, false}};
    EXPECT_NEAR(composite_equation(exact, duration_class::short_term).value, 1.863, 0.0005);
    EXPECT_NEAR(composite_equation(exact, duration_class::short_term).value,
                30 / 18.8 + 1.0 * (1 / .88 - 1 / .94) + 10. / 15 * (1 / .70 - 1 / .88), 1e-12);
}

TEST(CompositeIndex, DepalletizingExample7) {
    const double printed[] = {18.6, 22.3, 24.4, 27.6, 23.4}, full[] = {18.28, 22.03, 23.98, 27.29, 22.97};
    const auto tiers = depalletizing();
    for (std::size_t i = 0; i < tiers.size(); ++i) {
        EXPECT_NEAR(pounds{niosh(tiers[i], paper).firwl}.value(), printed[i], 1e-9) << i;
        EXPECT_NEAR(pounds{niosh(tiers[i], us).firwl}.value(), full[i], 0.005) << i;
    }
    EXPECT_NEAR(composite_lifting_index(tiers, paper).value, 1.4, 1e-9);
    EXPECT_NEAR(composite_lifting_index(tiers, us).value, 1.50, 0.005);
}

TEST(CompositeIndex, OneTaskIsItsOwnSingleTaskIndex) {
    for (const auto& task : depalletizing())
        EXPECT_EQ(composite_lifting_index({{task}}, us).value, niosh(task, us).stli);
}

TEST(CompositeIndex, OrderOfRowsNeverMatters) {
    auto tasks = depalletizing();
    tasks.push_back(tasks[1]);
    tasks[2].load = pounds{24}, tasks[3].per_minute = 0.3, tasks[5].vertical = inches{35};
    std::vector<std::size_t> order(tasks.size());
    std::iota(order.begin(), order.end(), 0u);
    const double first = composite_lifting_index(tasks, us).value;
    const double variable = variable_lifting_index(tasks, us).value;
    for (int turn = 0; turn < 200; ++turn) {
        std::next_permutation(order.begin(), order.end());
        std::vector<lift> shuffled;
        for (const auto i : order) shuffled.push_back(tasks[i]);
        EXPECT_EQ(composite_lifting_index(shuffled, us).value, first);
        EXPECT_EQ(variable_lifting_index(shuffled, us).value, variable);
    }
}

TEST(CompositeIndex, NeverBelowItsWorstTaskAndGrowsWithEachTask) {
    const auto tasks = depalletizing();
    double before = 0;
    for (std::size_t count = 1; count <= tasks.size(); ++count) {
        const auto now = composite_lifting_index(std::span(tasks).first(count), us).value;
        EXPECT_GT(now, before);
        before = now;
    }
}

TEST(CompositeIndex, FrequencyBeyondTheTableIsInfiniteWithAReason) {  // a public tool divides by zero here
    auto tasks = depalletizing();
    for (auto& task : tasks) task.per_minute = 4;
    const auto index = composite_lifting_index(tasks, us);
    EXPECT_TRUE(std::isinf(index.value));
    EXPECT_EQ(index.reason, reason::zero_denominator);
    EXPECT_EQ(composite_lifting_index({}, us).reason, reason::not_recorded);
    tasks[0].duration = hours{9};
    EXPECT_EQ(composite_lifting_index(tasks, us).reason, reason::not_applicable);
    tasks[0].load = pounds{-1};
    EXPECT_THROW((void)composite_lifting_index(tasks, us), invalid_argument);
}

TEST(VariableIndex, SixOrFewerKindsOfLiftsEqualTheCompositeOfTheKinds) {
    // One lift a category: VLI and CLI are then the same equation.
    std::vector<lift> kinds;
    for (int i = 0; i < 6; ++i)
        kinds.push_back({.load = kilograms{4.0 + 2 * i}, .horizontal = centimetres{30}, .per_minute = 0.5});
    EXPECT_NEAR(variable_lifting_index(kinds).value, composite_lifting_index(kinds).value, 1e-12);
    // Splitting each lift into halves of its frequency changes no category.
    std::vector<lift> halves;
    for (auto kind : kinds) {
        kind.per_minute /= 2;
        halves.insert(halves.end(), {kind, kind});
    }
    EXPECT_NEAR(variable_lifting_index(halves).value, variable_lifting_index(kinds).value, 1e-12);
}

TEST(VariableIndex,
     CategoriesAreSixEqualWidths) {  // hand grouping of FILI 0.3 ... 2.5 as published in practice
    for (const auto& [fili, place] :
         {std::pair{0.3, 0u}, {0.66, 0u}, {0.68, 1u}, {1.1, 2u}, {1.5, 3u}, {1.9, 4u}, {2.2, 5u}, {2.5, 5u}})
        EXPECT_EQ(detail::category_of(0.3, 2.5, fili, 6), place) << fili;
    EXPECT_EQ(detail::category_of(1, 1, 1, 6), 0u);
}

TEST(VariableIndex, BothRulesLieBetweenTheMeanLiftAndTheWorstLiftAtTheWholeRate) {
    std::vector<lift> lifts;
    for (int i = 0; i < 30; ++i)
        lifts.push_back(
            {.load = kilograms{3.0 + i % 7}, .horizontal = centimetres{25.0 + i}, .per_minute = 0.1});
    double worst = 0, mean = 0;
    for (const auto& one : lifts) {
        worst = std::max(worst, niosh(one).fili);
        mean += niosh(one).fili / 30;
    }
    const double fm = frequency_multiplier(3, duration_class::short_term, false);
    for (const auto rule : {category_rule::equal_width, category_rule::equal_share}) {
        const double index = variable_lifting_index(lifts, {}, rule).value;
        EXPECT_GT(index, mean / frequency_multiplier(0.1, duration_class::short_term, false));
        EXPECT_LT(index, worst / fm);
    }
}

TEST(SequentialIndex, OneTaskForTheWholeShiftIsItsOwnIndex) {
    const lift task{
        .load = kilograms{10}, .horizontal = centimetres{40}, .per_minute = 2, .duration = hours{8}};
    const double whole_shift[] = {480};
    const auto index = sequential_lifting_index({{task}}, whole_shift);
    EXPECT_DOUBLE_EQ(index.value, niosh(task).li);
    EXPECT_EQ(index.from.status, verification::unverified);
}

TEST(SequentialIndex, HandExample) {
    // Two tasks of 4 h in an 8 h shift: LI_own with the 2-8 h column is the same as LI_max.
    const lift a{.load = kilograms{10}, .horizontal = centimetres{40}, .per_minute = 2, .duration = hours{1}};
    const lift b{.load = kilograms{5}, .horizontal = centimetres{40}, .per_minute = 2, .duration = hours{1}};
    const double time[] = {240, 240};
    const double rwl = 23 * 25.0 / 40;
    const double own = 10 / (rwl * .91), max_a = 10 / (rwl * .65), max_b = 5 / (rwl * .65);
    const double k = (max_a * .5 + max_b * .5) / max_a;
    EXPECT_NEAR(sequential_lifting_index({{a, b}}, time).value, own + (max_a - own) * k, 1e-12);
    const double wrong[] = {240};
    EXPECT_THROW((void)sequential_lifting_index({{a, b}}, wrong), invalid_argument);
}
