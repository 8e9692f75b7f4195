// Oracle: identities that tie the four forms together, mirror and unit invariance, a truth table of bad
// input.
#include "backrisk/balance/symmetry.hpp"
#include "backrisk/core/error.hpp"

#include <gtest/gtest.h>

#include <random>

using namespace backrisk;
using namespace backrisk::balance;

namespace {
constexpr double absent = missing_value;
constexpr double inf = std::numeric_limits<double>::infinity();

double value(double left, double right, symmetry_form form) {
    return symmetry_index(left, right, form).value;
}
}  // namespace

TEST(Symmetry, WorkedByHand) {
    EXPECT_DOUBLE_EQ(value(80, 100, symmetry_form::limb_symmetry_index), 80);
    EXPECT_DOUBLE_EQ(value(80, 100, symmetry_form::percent_of_max), 20);
    EXPECT_DOUBLE_EQ(value(80, 100, symmetry_form::percent_of_mean), 200.0 / 9);
    EXPECT_NEAR(value(80, 100, symmetry_form::log_ratio), 0.22314355131420976, 1e-15);
}

TEST(Symmetry, FormsAgreeAndKnowTheirSides) {
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> strength(0.1, 900);
    for (int i = 0; i < 1000; ++i) {
        const double l = strength(random), r = strength(random), unit = 4.4482216152605;
        const double lsi = value(l, r, symmetry_form::limb_symmetry_index);
        EXPECT_NEAR(value(l, r, symmetry_form::percent_of_max), 100 - lsi, 1e-11);
        const double half_log = value(l, r, symmetry_form::log_ratio) / 2;
        EXPECT_NEAR(value(l, r, symmetry_form::percent_of_mean), 200 * std::tanh(half_log), 1e-11);
        EXPECT_NEAR(lsi, 100 * std::exp(-2 * std::abs(half_log)), 1e-11);
        for (const symmetry_info& about : symmetry_forms) {
            const double straight = value(l, r, about.form), mirrored = value(r, l, about.form);
            EXPECT_EQ(mirrored, about.directed ? -straight : straight) << about.name;
            EXPECT_NEAR(value(unit * l, unit * r, about.form), straight, 1e-12 * (1 + std::abs(straight)))
                << about.name;
        }
    }
}

TEST(Symmetry, BadInputHasAReason) {
    for (const symmetry_info& about : symmetry_forms) {
        const auto why = [&](double l, double r) { return symmetry_index(l, r, about.form).reason; };
        EXPECT_EQ(why(absent, 1), reason::not_recorded);
        EXPECT_EQ(why(1, absent), reason::not_recorded);
        EXPECT_EQ(why(-1, 1), reason::out_of_range);
        EXPECT_EQ(why(absent, -1), reason::out_of_range);
        EXPECT_EQ(why(1, inf), reason::out_of_range);
        EXPECT_EQ(why(0, 0), reason::zero_denominator);
        EXPECT_TRUE(std::isnan(symmetry_index(0, 0, about.form).value));
        EXPECT_EQ(symmetry_forms[static_cast<std::size_t>(about.form)].form, about.form);
        EXPECT_EQ(parse_symmetry_form(about.name), about.form);
    }
    EXPECT_EQ(value(0, 5, symmetry_form::limb_symmetry_index), 0);
    EXPECT_EQ(value(0, 5, symmetry_form::percent_of_max), 100);
    EXPECT_EQ(value(0, 5, symmetry_form::percent_of_mean), 200);
    EXPECT_NEAR(value(1e-300, 1e300, symmetry_form::log_ratio), 600 * std::log(10.0), 1e-9);
    EXPECT_EQ(value(0, 5, symmetry_form::log_ratio), inf);
    EXPECT_EQ(value(5, 0, symmetry_form::log_ratio), -inf);
    EXPECT_EQ(symmetry_index(0, 5, symmetry_form::log_ratio).reason, reason::zero_denominator);
    EXPECT_THROW((void)parse_symmetry_form("ratio"), invalid_argument);
}

TEST(Symmetry, ColumnsEqualTheirRows) {
    const std::vector<double> left{80, absent, 0, -3, absent}, right{100, 5, 0, 4, absent};
    const std::vector<double> covered{1, 0.5, 1, 1, 0};
    for (const symmetry_info& about : symmetry_forms) {
        const auto column = symmetry_index(left, right, about.form);
        for (std::size_t i = 0; i < left.size(); ++i) {
            const measured one = symmetry_index(left[i], right[i], about.form);
            EXPECT_EQ(column.reason[i], one.reason);
            EXPECT_EQ(column.coverage[i], covered[i]);
            if (one.known()) {
                EXPECT_EQ(column.value[i], one.value);
            }
        }
    }
    EXPECT_THROW((void)symmetry_index(left, std::vector<double>{1}, symmetry_form::log_ratio),
                 invalid_argument);
}
