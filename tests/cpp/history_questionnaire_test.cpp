// Oracles: forms worked by hand, published limits of groups, and the ends of every scale.
#include <gtest/gtest.h>

#include "backrisk/core/error.hpp"
#include "backrisk/history/disability.hpp"
#include "backrisk/history/fear.hpp"
#include "backrisk/history/overuse.hpp"
#include "backrisk/history/screening.hpp"

namespace backrisk::history {
namespace {

constexpr double open = missing_value;
using form = std::vector<double>;

form all(std::size_t items, double value) { return form(items, value); }

template <instrument Instrument>
std::string_view group(const form& items, const Instrument& by = {}) {
    const auto code = score(by, items).category;
    return code == no_category ? "" : Instrument::info.categories[code];
}

TEST(StartBack, PublishedGroups) {
    EXPECT_EQ(checked_start_back_group(3, 3), 0);
    EXPECT_EQ(checked_start_back_group(4, 3), 1);
    EXPECT_EQ(checked_start_back_group(5, 4), 2);
    EXPECT_EQ(checked_start_back_group(9, 5), 2);
    EXPECT_THROW((void)checked_start_back_group(3, 4), invalid_argument);  // distress is part of the total
    EXPECT_THROW((void)checked_start_back_group(8, 3), invalid_argument);  // only four items are not distress
    EXPECT_THROW((void)checked_start_back_group(10, 5), invalid_argument);
    EXPECT_THROW((void)checked_start_back_group(2.5, 1), invalid_argument);
}

TEST(StartBack, EveryFormGivesAPossiblePairAndTheGroupOfThatPair) {
    for (unsigned bits = 0; bits < 256; ++bits)
        for (int bother = 1; bother <= 5; ++bother) {
            form items;
            for (unsigned i = 0; i < 8; ++i) items.push_back(bits >> i & 1u);
            items.push_back(bother);
            const auto got = score(start_back{}, items);
            EXPECT_EQ(got.category, checked_start_back_group(got.score.value, got.second.value));
        }
    EXPECT_EQ(score(start_back{}, form{0, 0, 0, 0, 0, 0, 0, 0, 3}).score.value, 0);
    EXPECT_EQ(score(start_back{}, form{0, 0, 0, 0, 0, 0, 0, 0, 4}).score.value, 1);
    EXPECT_EQ(score(start_back{}, form{1, 1, 1, 1, 1, 1, 1, 1, 5}).second.value, 5);
    EXPECT_EQ(score(start_back{}, form{1, 1, open, 1, 1, 1, 1, 1, 5}).score.reason, reason::not_recorded);
}

TEST(OrebroShort, WorkedFormAndEnds) {
    const auto got = score(orebro_short{}, form{4, 6, 7, 5, 3, 2, 6, 8, 5, 4});
    EXPECT_EQ(got.score.value, 40);
    EXPECT_EQ(group<orebro_short>({4, 6, 7, 5, 3, 2, 6, 8, 5, 4}), "low");
    EXPECT_EQ(score(orebro_short{}, form{10, 10, 0, 0, 10, 10, 10, 0, 10, 10}).score.value, 100);
    EXPECT_EQ(score(orebro_short{}, form{1, 0, 10, 10, 0, 0, 0, 10, 0, 0}).score.value, 1);
    EXPECT_EQ(group<orebro_short>({10, 10, 0, 0, 10, 0, 0, 10, 0, 0}), "high");  // exactly 50
    EXPECT_EQ(group<orebro_short>({9, 10, 0, 0, 10, 0, 0, 10, 0, 0}), "low");    // 49
}

TEST(Oswestry, PublishedPercentagesAndClasses) {
    EXPECT_EQ(score(oswestry{}, form{2, 2, 2, 2, 2, 2, 2, 2, 0, 0}).score.value, 32);
    EXPECT_NEAR(score(oswestry{}, form{2, 2, 2, 2, 2, 2, 2, 2, 0, open}).score.value, 35.5, 0.06);
    EXPECT_DOUBLE_EQ(score(oswestry{}, form{2, 2, 2, 2, 2, 2, 2, 2, 0, open}).score.value, 1600.0 / 45);
    EXPECT_EQ(group<oswestry>(all(10, 0)), "minimal");
    EXPECT_EQ(group<oswestry>(all(10, 1)), "minimal");   // 20
    EXPECT_EQ(group<oswestry>(all(10, 2)), "moderate");  // 40
    EXPECT_EQ(group<oswestry>(all(10, 3)), "severe");    // 60
    EXPECT_EQ(group<oswestry>(all(10, 4)), "crippled");  // 80
    EXPECT_EQ(group<oswestry>(all(10, 5)), "bed_bound");
    EXPECT_TRUE(score(oswestry{}, form{1, 1, 1, 1, 1, 1, 1, 1, open, open}).score.known());
    EXPECT_EQ(score(oswestry{}, form{1, 1, 1, 1, 1, 1, 1, open, open, open}).score.reason,
              reason::not_recorded);
    EXPECT_EQ(score(oswestry{}, all(10, open)).score.reason, reason::not_recorded);
}

TEST(RolandMorris, CountsTicksAndReadsNoTickAsZero) {
    form items(24, open);
    items[0] = items[5] = items[23] = 1;
    EXPECT_EQ(score(roland_morris{}, items).score.value, 3);
    EXPECT_EQ(group<roland_morris>(items), "too_low_for_change");
    items[7] = 1;
    EXPECT_EQ(group<roland_morris>(items), "change_readable");
    EXPECT_EQ(group<roland_morris>(all(24, 1)), "too_high_for_change");
    EXPECT_EQ(score(roland_morris{}, all(24, open)).score.reason, reason::not_recorded);
}

TEST(PainRating, Classes) {
    const std::array<std::string_view, 11> want{"none",     "mild",     "mild",     "mild",
                                                "moderate", "moderate", "moderate", "severe",
                                                "severe",   "severe",   "severe"};
    for (int i = 0; i <= 10; ++i)
        EXPECT_EQ(group<pain_rating>({static_cast<double>(i)}), want[static_cast<std::size_t>(i)]);
    EXPECT_EQ(pain_rating::info.cut_offs.status, verification::unverified);
}

TEST(Fabq, AllThreesAndSubscalesStandAlone) {
    const auto got = score(fabq{}, all(16, 3));
    EXPECT_EQ(got.second.value, 12);
    EXPECT_EQ(got.score.value, 21);
    EXPECT_EQ(got.category, 0);
    form items(16, open);
    for (const std::size_t i : fabq::work) items[i - 1] = 5;
    const auto work = score(fabq{}, items);
    EXPECT_EQ(work.score.value, 35);
    EXPECT_EQ(work.category, 1);
    EXPECT_EQ(work.second.reason, reason::not_recorded);
    EXPECT_EQ(work.second_category, no_category);
    EXPECT_EQ(score(fabq{.work_above = 40}, items).category, 0);
}

TEST(Tampa, AllTwosAndEnds) {
    EXPECT_EQ(score(tampa{}, all(17, 2)).score.value, 38);
    EXPECT_EQ(group<tampa>(all(17, 2)), "high");
    form best = all(17, 1), worst = all(17, 4);
    for (const std::size_t i : {4u, 8u, 12u, 16u}) best[i - 1] = 4, worst[i - 1] = 1;
    EXPECT_EQ(score(tampa{}, best).score.value, 17);
    EXPECT_EQ(score(tampa{}, worst).score.value, 68);
    best[0] = 3;
    EXPECT_EQ(score(tampa{}, best).score.value, 19);
}

TEST(Overuse, WorkedForms2013) {
    EXPECT_EQ(score(ostrc_o{}, form{8, 6, 0, 8}).score.value, 22);
    EXPECT_EQ(group<ostrc_o>({8, 6, 0, 8}), "problem");
    EXPECT_EQ(score(ostrc_o{}, form{17, 13, 6, 17}).score.value, 53);
    EXPECT_EQ(group<ostrc_o>({17, 13, 6, 17}), "substantial");
    EXPECT_EQ(score(ostrc_o{}, all(4, 25)).score.value, 100);
    EXPECT_EQ(group<ostrc_o>(all(4, 0)), "no_problem");
    EXPECT_THROW((void)score(ostrc_o{}, form{6, 6, 0, 8}), invalid_argument);
    EXPECT_EQ(ostrc_o::info.scoring.status, verification::unverified);
}

TEST(Overuse, WorkedForms2020) {
    EXPECT_EQ(score(ostrc_o2{}, form{0, open, open, open}).score.value, 0);
    EXPECT_EQ(group<ostrc_o2>({0, open, open, open}), "no_problem");
    EXPECT_EQ(score(ostrc_o2{}, all(4, 8)).score.value, 32);
    EXPECT_EQ(group<ostrc_o2>(all(4, 8)), "problem");
    EXPECT_EQ(score(ostrc_o2{}, form{8, 17, 8, 8}).score.value, 41);
    EXPECT_EQ(group<ostrc_o2>({8, 17, 8, 8}), "substantial");
    EXPECT_EQ(score(ostrc_o2{}, form{25, open, open, open}).score.value, 100);
    EXPECT_EQ(score(ostrc_o2{}, form{8, open, 8, 8}).score.reason, reason::not_recorded);
    EXPECT_THROW((void)score(ostrc_o2{}, form{0, 17, 0, 0}), invalid_argument);
    EXPECT_EQ(score_rows(ostrc_o2{}, form{0, 17, 0, 0}).reason[0], reason::invalid_input);
}

template <class T>
class EveryInstrument : public testing::Test {};
using instruments = testing::Types<start_back, orebro_short, oswestry, roland_morris, pain_rating, fabq,
                                   tampa, ostrc_o, ostrc_o2>;
TYPED_TEST_SUITE(EveryInstrument, instruments);

TYPED_TEST(EveryInstrument, NamesTheImpossibleAnswer) {
    constexpr auto& info = TypeParam::info;
    for (const double bad : {-1.0, 0.5, 26.0, std::numeric_limits<double>::infinity()}) {
        form items(info.items, open);
        items.back() = bad;
        try {
            (void)score(TypeParam{}, items);
            FAIL() << info.name << " accepted " << bad;
        } catch (const invalid_argument& error) {
            const std::string text = error.what();
            EXPECT_EQ(text.find(std::string(info.name) + ": item " + std::to_string(info.items)), 0u) << text;
        }
        EXPECT_EQ(score_rows(TypeParam{}, items).reason[0], reason::out_of_range);
    }
    EXPECT_THROW((void)score(TypeParam{}, form(info.items + 1, 1)), invalid_argument);
}

TYPED_TEST(EveryInstrument, AnEmptyFormHasNoScoreAndACatalogueEntrySaysWhy) {
    constexpr auto& info = TypeParam::info;
    const auto got = score(TypeParam{}, form(info.items, open));
    EXPECT_EQ(got.score.reason, reason::not_recorded);
    EXPECT_EQ(got.category, no_category);
    EXPECT_FALSE(info.licence.empty() || info.missing.empty() || info.scoring.citation.empty());
}

TYPED_TEST(EveryInstrument, RowsEqualTheScalar) {
    constexpr auto& info = TypeParam::info;
    unsigned seed = 5;
    form flat;
    for (std::size_t i = 0; i < 200 * info.items; ++i) {
        seed = seed * 1664525u + 1013904223u;
        double value = open;
        for (unsigned tries = 0; tries < 26 && (seed >> 8) % 17 != 0; ++tries) {
            const double candidate = ((seed >> 16) + tries) % 26;
            if (TypeParam::allows(i % info.items, candidate)) {
                value = candidate;
                break;
            }
        }
        flat.push_back(value);
    }
    const auto rows = score_rows(TypeParam{}, flat);
    for (std::size_t i = 0; i < rows.score.size(); ++i) {
        const auto one =
            score_row(TypeParam{}, std::span<const double>(flat).subspan(i * info.items, info.items));
        EXPECT_EQ(rows.reason[i], one.score.reason);
        EXPECT_EQ(rows.category[i], one.category);
        if (rows.reason[i] == reason::none) {
            EXPECT_EQ(rows.score[i], one.score.value);
            EXPECT_GE(rows.score[i], info.low);
            EXPECT_LE(rows.score[i], info.high);
        }
    }
}

}  // namespace
}  // namespace backrisk::history
