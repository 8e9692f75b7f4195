// The feature columns against the single measures, and the plain path against the streaming one: equal bits.
#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <random>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/load.hpp"

namespace backrisk::load {
namespace {

struct table {
    explicit table(std::size_t size) : column(8, std::vector<double>(size, -1.0)) {}
    [[nodiscard]] feature_columns view() {
        return {column[0], column[1], column[2], column[3], column[4], column[5], column[6], column[7]};
    }
    std::vector<std::vector<double>> column;
};

[[nodiscard]] std::uint64_t bits(double x) {
    return std::isnan(x) ? ~std::uint64_t{0} : std::bit_cast<std::uint64_t>(x);
}

/// People of many lengths; every third one misses days, every fifth one is constant or idle for weeks.
struct squad {
    std::vector<double> daily;
    std::vector<std::size_t> starts{0};

    squad(unsigned seed, std::size_t people) {
        std::mt19937_64 random(seed);
        std::uniform_real_distribution<double> uniform;
        const std::size_t lengths[] = {0, 1, 6, 7, 12, 13, 14, 15, 76, 77, 78, 141, 142, 200, 365};
        for (std::size_t g = 0; g < people; ++g) {
            const std::size_t length = lengths[random() % std::size(lengths)];
            for (std::size_t t = 0; t < length; ++t) {
                double x = uniform(random) < 0.3 ? 0 : std::exp(12 * uniform(random) - 3);
                if (g % 3 == 0 && uniform(random) < 0.1) x = missing_value;
                if (g % 5 == 1) x = t / 40 % 2 == 0 ? 0 : 123.4;
                daily.push_back(x);
            }
            starts.push_back(daily.size());
        }
    }
};

TEST(LoadFeatures, plain_path_has_the_bits_of_the_stream) {
    for (const double least : {0.75, 0.0, 0.4, 1.0}) {
        for (const int ddof : {0, 1}) {
            const feature_options options{
                .acute = days{5}, .start = ewma_start::zero(), .ddof = ddof, .min_coverage = least};
            const squad people(7, 60);
            table columns(people.daily.size());
            feature_workspace work(options);
            features(people.daily, columns.view(), work, people.starts);
            for (std::size_t g = 0; g + 1 < people.starts.size(); ++g) {
                feature_state state(options);
                for (std::size_t i = people.starts[g]; i < people.starts[g + 1]; ++i) {
                    state.update(people.daily[i]);
                    const feature_row row = state.row();
                    const double want[] = {row.acute, row.chronic,  row.ratio,  row.mean,
                                           row.sd,    row.monotony, row.strain, row.week_change};
                    for (std::size_t c = 0; c < 8; ++c)
                        ASSERT_EQ(bits(columns.column[c][i]), bits(want[c]))
                            << "column " << c << ", person " << g << ", day " << i - people.starts[g];
                }
            }
        }
    }
}

TEST(LoadFeatures, have_the_bits_of_the_single_measures) {
    const squad people(8, 60);
    table columns(people.daily.size());
    feature_workspace work;
    features(people.daily, columns.view(), work, people.starts);
    const auto& x = people.daily;
    const group_starts starts = people.starts;
    const measured_series single[] = {ewma(x, 7, {}, starts),
                                      ewma(x, 28, {}, starts),
                                      acwr(x, {.method = ratio_method::ewma}, starts),
                                      rolling_mean(x, {}, starts),
                                      {},
                                      monotony(x, {}, starts),
                                      strain(x, {}, starts),
                                      week_change(x, {}, starts)};
    for (std::size_t c = 0; c < 8; ++c)
        for (std::size_t i = 0; i < single[c].size(); ++i)
            ASSERT_EQ(bits(columns.column[c][i]), bits(single[c].value[i]))
                << "column " << c << ", row " << i;
}

TEST(LoadFeatures, refuse_a_negative_load_and_a_short_column) {
    std::vector<double> x(40, 1.0);
    table columns(40);
    feature_workspace work;
    x[33] = -1;
    EXPECT_THROW(features(x, columns.view(), work), invalid_argument);
    x.push_back(1);
    EXPECT_THROW(features(x, columns.view(), work), invalid_argument);
    EXPECT_THROW(feature_state({.ddof = 7}), invalid_argument);
    EXPECT_THROW(feature_state({.acute = days{28}}), invalid_argument);
}

}  // namespace
}  // namespace backrisk::load
