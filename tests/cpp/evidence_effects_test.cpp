// Oracle: rules that every row must obey whatever its content; the rows themselves are held against the
// published table field by field in tests/python/test_evidence.py.
#include <gtest/gtest.h>

#include <set>

#include "backrisk/core/error.hpp"
#include "backrisk/evidence/baseline.hpp"
#include "backrisk/evidence/effects.hpp"

using namespace backrisk;
using namespace backrisk::evidence;

static_assert(effects.size() == 149);
static_assert(find_effect("E001").point == 3.5 && find_effect("E136").factor == "swimming_low_impact" &&
              find_effect("E149").point == 2.87);

TEST(Effects, IdsRunWithoutGapFromE001ToE149) {
    for (std::size_t i = 0; i < effects.size(); ++i) {
        const auto number = std::to_string(i + 1);
        const auto id = "E" + std::string(3 - number.size(), '0') + number;
        EXPECT_EQ(effects[i].id, id);
        EXPECT_EQ(&find_effect(id), &effects[i]);
    }
    for (const char* id : {"", "E000", "E150", "e001", "E01"})
        EXPECT_THROW((void)find_effect(id), invalid_argument) << id;
}

TEST(Effects, AnIntervalHoldsItsPointAndARangeIsNotAnInterval) {
    const std::set<std::string_view> ranges{"E009", "E061", "E062", "E124", "E148"};
    for (const auto& row : effects) {
        SCOPED_TRACE(row.id);
        EXPECT_EQ(std::isnan(row.low), std::isnan(row.high));
        const bool ends = !std::isnan(row.low);
        EXPECT_EQ(has_interval(row), ends && !ranges.contains(row.id));
        if (has_interval(row)) {
            EXPECT_EQ(row.interval_level, row.from.citation.starts_with("Warren") ? 0.90 : 0.95);
            EXPECT_LE(row.low, row.point);
            EXPECT_GE(row.high, row.point);
        }
        EXPECT_TRUE(!is_ratio(row.measure) || !ends || row.low > 0);
        EXPECT_EQ(row.measure == measure_kind::mean_difference, !row.unit.empty());
        EXPECT_TRUE(row.measure != measure_kind::none || std::isnan(row.point));
    }
}

TEST(Effects, IntervalsOfRatiosAreSymmetricOnTheLogScaleToThePrintedDigits) {
    // A typing error in one of the three numbers shows here: the geometric centre of the interval is the
    // point, to one printed unit in each number.
    const auto one_decimal = [](double x) { return std::abs(x * 10 - std::round(x * 10)) < 1e-9; };
    for (const auto& row : effects)
        if (has_ratio(row) && has_interval(row)) {
            const bool coarse = one_decimal(row.low) && one_decimal(row.high);
            const double end = coarse ? 0.1 : 0.01, middle = coarse && one_decimal(row.point) ? 0.1 : 0.01;
            EXPECT_NEAR(std::log(row.low * row.high) / 2, std::log(row.point),
                        middle / row.point + end * (0.5 / row.low + 0.5 / row.high))
                << row.id;
        }
}

TEST(Effects, RowsFromMemoryNeverShip) {
    std::size_t memory = 0, partial = 0;
    for (const auto& row : effects) {
        memory += row.from.status == verification::unverified;
        partial += row.from.status == verification::partial;
        EXPECT_EQ(may_ship(row),
                  row.from.status == verification::verified || row.from.status == verification::derived);
    }
    EXPECT_EQ(memory, 12u);
    EXPECT_EQ(partial, 3u);
    for (const char* id : {"E064", "E063", "E070", "E072", "E086", "E126"})
        EXPECT_FALSE(may_ship(find_effect(id))) << id;
}

TEST(Effects, DesignAndOutcomeFlagsOfKnownRows) {
    EXPECT_TRUE(is_cross_sectional(find_effect("E011")));   // pooled prevalence studies
    EXPECT_TRUE(is_cross_sectional(find_effect("E051")));   // one survey
    EXPECT_FALSE(is_cross_sectional(find_effect("E053")));  // longitudinal
    EXPECT_TRUE(is_other_injury(find_effect("E043")));
    EXPECT_TRUE(is_other_injury(find_effect("E102")));
    EXPECT_FALSE(is_other_injury(find_effect("E001")));
}

TEST(Effects, EveryNameOfAnEnumIsItsOwn) {
    const auto distinct = [](const auto& names) {
        return std::set<std::string_view>(names.begin(), names.end()).size() == names.size();
    };
    EXPECT_TRUE(distinct(measure_names) && distinct(certainty_names));
    EXPECT_TRUE(distinct(design_names) && distinct(model_use_names));
    EXPECT_EQ(to_string(measure_kind::none), "none");
    EXPECT_EQ(to_string(certainty::very_low), "very low");
    EXPECT_EQ(to_string(design::unspecified), "unspecified");
    EXPECT_EQ(to_string(model_use::use_recency_row), "use_recency_row");
    EXPECT_EQ(to_string(model_use::check_only), "check_only");
}
