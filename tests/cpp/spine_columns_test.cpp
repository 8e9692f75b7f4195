// Oracle: the scalar functions row by row; reuse of results; the printed tables where they differ from
// formulas.
#include <gtest/gtest.h>

#include <random>

#include "backrisk/core/error.hpp"
#include "backrisk/spine.hpp"

using namespace backrisk;
using namespace backrisk::spine;

namespace {
constexpr std::size_t rows = 500;
std::vector<double> uniform(double low, double high, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> any(low, high);
    std::vector<double> column(rows);
    for (auto& x : column) x = any(random);
    column[seed % rows] = missing_value;
    return column;
}
// Equal, or both NaN.
void expect_same(double a, double b) {
    EXPECT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << a << " " << b;
}
}  // namespace

TEST(Columns, LiftingRowsAreTheKernelInBothSystemsAndMemoryIsReused) {
    const auto load = uniform(0, 30, 1), h = uniform(0, 70, 2), v = uniform(0, 180, 3),
               d = uniform(0, 180, 4), a = uniform(-150, 150, 5), f = uniform(0, 16, 6), t = uniform(0, 9, 7);
    std::vector<coupling> grip(rows);
    for (std::size_t i = 0; i < rows; ++i) grip[i] = all_couplings[i % 3];
    const lifting_columns tasks{load, h, v, d, a, f, t, grip, load, v};
    lifting_table out;
    for (const auto system : all_unit_systems) {
        const lifting_options how{system, rounding::exact};
        niosh_columns(tasks, how, out);
        const double* memory = out.column[0].data();
        niosh_columns(tasks, how, out);
        EXPECT_EQ(out.column[0].data(), memory);
        for (std::size_t i = 0; i < rows; ++i) {
            const auto one = lifting_kernel(tasks.row(i), how);
            expect_same(out.column[0][i], one.rwl);
            expect_same(out.column[1][i], one.li);
            expect_same(out.column[5][i], one.stli);
            expect_same(out.column[10][i], one.multiplier.frequency);
            EXPECT_EQ(out.reason[i], one.reason);
        }
    }
}

TEST(Columns, DamageRowsAreTheKernel) {
    auto force = uniform(-100, 9000, 1), cycles = uniform(-1, 50, 2);
    force[7] = std::numeric_limits<double>::infinity();
    const auto out = fatigue_columns(force, cycles);
    const damage_constants k;
    for (std::size_t i = 0; i < rows; ++i) {
        const auto one = damage_kernel(k, force[i], cycles[i]);
        expect_same(out.value[i], one.value);
        EXPECT_EQ(out.reason[i], one.reason);
        EXPECT_EQ(out.coverage[i], one.reason == reason::none ? 1.0 : 0.0);
    }
}

TEST(Columns, LumbarAndStrengthRowsAreTheScalarsWithTheirRanges) {
    auto mass = uniform(50, 100, 1), height = uniform(1.5, 2, 2), trunk = uniform(-60, 140, 3),
         load = uniform(-5, 100, 4);
    const std::vector<double> zero(rows, 0.0);
    std::vector<body_sex> sex(rows);
    for (std::size_t i = 0; i < rows; ++i) sex[i] = all_sexes[i % 3];
    const auto out = lumbar_columns({mass, height, trunk, zero, zero, load, sex}, load_place::hands);
    const auto strength = strength_columns(mass, sex);
    std::size_t good = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        if (!std::isnan(mass[i])) {
            const auto known =
                compressive_strength(mass[i], sex[i]);  // any number between 20 and 100 is an age
            EXPECT_EQ(strength.column[0][i], known.value.value());
            EXPECT_EQ(strength.column[1][i], known.low.value());
            EXPECT_EQ(strength.column[2][i], known.high.value());
        }
        if (out.reason[i] != reason::none) continue;
        ++good;
        const auto one = lumbar_load({kilograms{mass[i]}, metres{height[i]}, sex[i]}, {degrees{trunk[i]}},
                                     kilograms{load[i]});
        EXPECT_EQ(out.column[0][i], one.moment.value.value());
        EXPECT_EQ(out.column[1][i], one.moment.low.value());
        EXPECT_EQ(out.column[4][i], one.compression.low.value());
        EXPECT_EQ(out.column[8][i], one.shear.high.value());
    }
    EXPECT_GT(good, rows / 2);
    EXPECT_LT(good, rows);
}

TEST(Columns, UnequalLengthsAreRefused) {
    const std::vector<double> three(3, 1.0), two(2, 1.0);
    EXPECT_THROW((void)fatigue_columns(three, two), invalid_argument);
    const std::vector<coupling> grip(3);
    EXPECT_THROW((void)niosh_columns({three, two, three, three, three, three, three, grip, three, three}),
                 invalid_argument);
    const std::vector<body_sex> sex(3);
    EXPECT_THROW((void)lumbar_columns({three, three, two, three, three, three, sex}, load_place::hands),
                 invalid_argument);
    EXPECT_THROW((void)strength_columns(two, sex), invalid_argument);
    const std::vector<std::int64_t> unknown(3, 10'000);
    EXPECT_THROW((void)set_compression_columns(unknown, three, three, three, three, sex), invalid_argument);
}

TEST(Columns, WorksheetUsesThePrintedEntriesWhereTheyDifferFromTheFormula) {  // tables 1 and 3 of the manual
    const lifting_options us{unit_system::us, rounding::worksheet},
        metric{unit_system::metric, rounding::worksheet};
    const auto hm = [&](double h) {
        return niosh({.load = pounds{1}, .horizontal = inches{h}}, us).multiplier.horizontal;
    };
    EXPECT_EQ(hm(22), .46);
    EXPECT_EQ(hm(23), .44);
    EXPECT_EQ(hm(21), .48);
    EXPECT_EQ(hm(24), .42);
    const auto dm = [&](double d) {
        return niosh({.load = kilograms{1}, .distance = centimetres{d}}, metric).multiplier.distance;
    };
    EXPECT_EQ(dm(130), .86);
    EXPECT_EQ(dm(115), .86);
    EXPECT_EQ(dm(160), .85);
}
