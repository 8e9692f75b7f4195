// Oracle: naive twins that look at the raw entries of each window, and the streaming state of the risk model.
#include "backrisk/core/error.hpp"
#include "backrisk/preparation/recent.hpp"

#include <gtest/gtest.h>

#include <random>

#include "backrisk/preparation/inputs.hpp"

using namespace backrisk;
using namespace backrisk::preparation;

namespace {

/// Entries with gaps, some impossible.
std::vector<double> diary(unsigned seed, std::size_t size) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> entry(0, 12), chance(0, 1);
    std::vector<double> out(size);
    for (double& x : out) {
        const double kind = chance(random);
        x = kind < 0.15 ? missing_value : kind < 0.18 ? -1.0 : kind < 0.3 ? 0.0 : entry(random);
    }
    return out;
}

/// The definition, read aloud: `part` of each possible entry of the last `window` days, averaged.
template <class Part>
measured twin(const std::vector<double>& x, std::size_t t, std::size_t window, const Part& part,
              double* coverage) {
    double sum = 0, count = 0;
    for (std::size_t d = t + 1 > window ? t + 1 - window : 0; d <= t; ++d)
        if (x[d] >= 0 && x[d] <= 24) {
            sum += part(x[d]);
            ++count;
        }
    *coverage = count / static_cast<double>(window);
    if (x[t] < 0) return measured(reason::out_of_range);
    return *coverage < 0.75 ? measured(reason::low_coverage) : measured(sum / count);
}

template <class Part>
void expect_twin(const measured_series& fast, const std::vector<double>& x, std::size_t window, double scale,
                 const Part& part) {
    int known = 0;
    for (std::size_t t = 0; t < x.size(); ++t) {
        double coverage = 0;
        const measured slow = twin(x, t, window, part, &coverage);
        EXPECT_EQ(fast.reason[t], slow.reason) << t;
        EXPECT_EQ(fast.coverage[t], coverage) << t;
        if (slow.known()) {
            EXPECT_NEAR(fast.value[t], scale * slow.value, 1e-13 * (1 + scale * slow.value)) << t;
            ++known;
        }
    }
    EXPECT_GT(known, 50);
}

}  // namespace

TEST(Recent, MeanDebtAndRestDaysAreTheirDefinitions) {
    for (const int window : {1, 3, 7, 28}) {
        const auto x = diary(static_cast<unsigned>(window), 400);
        const auto n = static_cast<std::size_t>(window);
        recent_options options = sleep_options;
        options.window = days{window};
        expect_twin(recent_mean(x, options), x, n, 1, [](double h) { return h; });
        expect_twin(sleep_debt(x, 8, options), x, n, window, [](double h) { return std::max(0.0, 8 - h); });
        expect_twin(rest_days(x, options), x, n, window, [](double h) { return h == 0 ? 1.0 : 0.0; });
    }
}

TEST(Recent, SleepDebtByHand) {
    const std::vector<double> slept{6, 7, 8, 9, 10, 5, 8};
    const auto debt = sleep_debt(slept, 8);
    EXPECT_EQ(debt.value[6], 2 + 1 + 3);  // the long nights pay for nothing
    EXPECT_EQ(debt.coverage[6], 1);
    EXPECT_EQ(debt.reason[4], reason::low_coverage);  // five of seven nights
    const auto enough = sleep_debt(slept, 0);
    EXPECT_EQ(enough.value[6], 0);
}

TEST(Recent, OnePersonDoesNotSeeAnother) {
    const auto a = diary(1, 40), b = diary(2, 60);
    std::vector<double> both = a;
    both.insert(both.end(), b.begin(), b.end());
    const std::vector<std::size_t> starts{0, 40, 40, 100};
    const auto together = recent_mean(both, sleep_options, starts);
    const auto alone = recent_mean(b, sleep_options);
    for (std::size_t i = 0; i < b.size(); ++i) {
        EXPECT_EQ(together.reason[40 + i], alone.reason[i]);
        if (alone[i].known()) {
            EXPECT_EQ(together.value[40 + i], alone.value[i]);
        }
    }
}

TEST(Recent, RefusesImpossibleOptions) {
    const std::vector<double> x{1};
    EXPECT_THROW((void)recent_mean(x, {.window = days{0}}), invalid_argument);
    EXPECT_THROW((void)recent_mean(x, {.min_coverage = 1.5}), invalid_argument);
    EXPECT_THROW((void)recent_mean(x, {.low = 2, .high = 1}), invalid_argument);
    EXPECT_THROW((void)sleep_debt(x, -1), invalid_argument);
    EXPECT_THROW((void)sleep_debt(x, missing_value), invalid_argument);
    EXPECT_THROW((void)recent_mean(x, {}, std::vector<std::size_t>{0, 2}), invalid_argument);
}

TEST(Inputs, StreamingEqualsBatchToTheBit) {
    const std::size_t size = 300;
    auto sleep = diary(3, size), mood = diary(4, size), stress = diary(5, size), warm = diary(6, size);
    // A month away from the diary, and one day in nine with two sessions.
    for (std::size_t t = 100; t < 160; ++t) sleep[t] = mood[t] = stress[t] = missing_value;
    std::vector<day_number> row_day;
    std::vector<warm_up_mark> marks;
    std::vector<std::size_t> last_row(size);
    const auto sessions = [&](std::size_t t) {
        return t >= 100 && t < 160 ? std::vector<double>{}
               : t % 9 == 0        ? std::vector<double>{warm[t], warm[t] / 3}
                                   : std::vector<double>{warm[t]};
    };
    std::vector<std::uint8_t> is_session;
    for (std::size_t t = 0; t < size; ++t) {
        for (const double minutes : sessions(t)) {
            row_day.push_back(static_cast<day_number>(t));
            marks.push_back(mark_warm_up(minutes, warm_up_options{}.minimum_min));
            is_session.push_back(1);
        }
        row_day.push_back(static_cast<day_number>(t));  // a row that only asks
        marks.push_back(warm_up_mark::unknown);
        is_session.push_back(0);
        last_row[t] = row_day.size() - 1;
    }
    const auto batch_sleep = recent_mean(sleep, sleep_options), batch_mood = recent_mean(mood),
               batch_stress = recent_mean(stress);
    const auto batch_warm = warm_up_score(row_day, marks, is_session);
    input_state state;
    const auto same = [](measured a, double a_covered, const measured_series& b, std::size_t i) {
        return a.reason == b.reason[i] && a_covered == b.coverage[i] && (!a.known() || a.value == b.value[i]);
    };
    for (std::size_t t = 0; t < size; ++t) {
        if (t >= 100 && t < 160) continue;
        const auto today = sessions(t);
        state.advance(static_cast<day_number>(t), {sleep[t], mood[t], stress[t], today});
        EXPECT_TRUE(same(state.sleep().value(), state.sleep().coverage(), batch_sleep, t)) << t;
        EXPECT_TRUE(same(state.mood().value(), state.mood().coverage(), batch_mood, t)) << t;
        EXPECT_TRUE(same(state.stress().value(), state.stress().coverage(), batch_stress, t)) << t;
        const auto& habit = state.warm_up();
        EXPECT_TRUE(same(habit.share(), habit.coverage(), batch_warm.share, last_row[t])) << t;
        EXPECT_TRUE(same(habit.regularity(), habit.coverage(), batch_warm.regularity, last_row[t])) << t;
    }
    EXPECT_THROW(state.advance(5, {}), invalid_argument);
    state.advance(2'000'000'000, {.sleep_hours = 8});  // a typing error in a year must not hang
    EXPECT_EQ(state.sleep().coverage(), 1.0 / 7);
}
