// Oracle: the abstract of McGill 1999 (65 %, 39 %, 99 %, 79 %) from the tabled means, and limits by hand.
#include "backrisk/balance/endurance.hpp"
#include "backrisk/core/error.hpp"

#include <gtest/gtest.h>

#include "backrisk/balance/norms.hpp"
#include "backrisk/balance/strength.hpp"

using namespace backrisk;
using namespace backrisk::balance;

namespace {
endurance_holds mean_holds(sex of) {
    return {find_norm("trunk_extensor_endurance", of)->value, find_norm("trunk_flexor_endurance", of)->value,
            find_norm("side_bridge", of, "left")->value, find_norm("side_bridge", of, "right")->value};
}
double two_digits(double x) { return std::round(100 * x) / 100; }
}  // namespace

TEST(Endurance, TabledMeansGiveTheRatiosOfTheAbstract) {
    for (const sex of : {sex::male, sex::female}) {
        const auto profile = endurance_profile(mean_holds(of));
        const auto published = [&](std::size_t k) {
            return of == sex::male ? endurance_ratios[k].men : endurance_ratios[k].women;
        };
        EXPECT_EQ(two_digits(profile.ratio[1].value), published(1));
        // The abstract gives one side bridge for both sides: their mean.
        EXPECT_EQ(two_digits((profile.ratio[2].value + profile.ratio[3].value) / 2), published(2));
        EXPECT_EQ(published(2), published(3));
    }
}

// The quoted limits flagged 85 to 89 % of the healthy norm sample: there is none now, and no flag.
TEST(Endurance, NoRatioIsFlaggedWithoutALimit) {
    constexpr std::array<flag, 4> none{flag::unknown, flag::unknown, flag::unknown, flag::unknown};
    for (const double side : {0.0, 50.0, 75.0, 106.0, missing_value})
        EXPECT_EQ(endurance_profile({100, 101, side, 76}).crossed, none);
    for (const auto& one : endurance_ratios)
        EXPECT_EQ(one.rule.from.status, verification::unverified) << one.name;
}

TEST(Endurance, MirrorSwapsTheSidesOnly) {
    const auto straight = endurance_profile({120, 90, 60, 80}),
               mirrored = endurance_profile({120, 90, 80, 60});
    EXPECT_DOUBLE_EQ(straight.ratio[0].value * mirrored.ratio[0].value, 1);
    EXPECT_EQ(straight.ratio[1].value, mirrored.ratio[1].value);
    EXPECT_EQ(straight.ratio[2].value, mirrored.ratio[3].value);
    EXPECT_EQ(straight.ratio[3].value, mirrored.ratio[2].value);
}

TEST(Endurance, ColumnsEqualTheirRows) {
    const double nan = missing_value;
    const std::vector<double> e{120, nan, 0, 60}, f{90, 90, 90, -4}, l{60, 60, nan, 1}, r{80, 0, 70, 2};
    const auto columns = endurance_profile(endurance_columns{e, f, l, r});
    for (std::size_t i = 0; i < e.size(); ++i) {
        const auto row = endurance_profile({e[i], f[i], l[i], r[i]});
        for (std::size_t k = 0; k < columns.size(); ++k) {
            EXPECT_EQ(columns[k].reason[i], row.ratio[k].reason);
            if (row.ratio[k].known()) {
                EXPECT_EQ(columns[k].value[i], row.ratio[k].value);
            }
            EXPECT_EQ(flags(columns[k], endurance_ratios[k].rule)[i],
                      static_cast<std::int8_t>(row.crossed[k]));
        }
    }
    EXPECT_THROW((void)endurance_profile(endurance_columns{e, f, l, std::span(r).first(2)}),
                 invalid_argument);
}

TEST(Strength, LimitsAndReferences) {
    const auto hq = ratio_kind::hamstring_quadriceps;
    EXPECT_EQ(strength_ratio(60, 100, hq).crossed, flag::clear);
    EXPECT_EQ(strength_ratio(59.9, 100, hq).crossed, flag::raised);
    EXPECT_EQ(strength_ratio(101, 100, ratio_kind::trunk_flexor_extensor).crossed, flag::raised);
    EXPECT_EQ(strength_ratio(79, 100, ratio_kind::hamstring_quadriceps_functional).crossed, flag::raised);
    EXPECT_EQ(strength_ratio(1, 100, ratio_kind::hip_adductor_abductor).crossed, flag::unknown);
    EXPECT_EQ(strength_ratio(1, 0, hq).ratio.reason, reason::zero_denominator);
    EXPECT_EQ(strength_ratio(0, 0, hq).crossed, flag::unknown);
    EXPECT_EQ(strength_ratio(-1, 1, hq).ratio.reason, reason::out_of_range);
    for (const ratio_info& about : strength_ratios) {
        EXPECT_EQ(describe(about.kind).name, about.name);
        EXPECT_EQ(parse_ratio_kind(about.name), about.kind);
    }
}
