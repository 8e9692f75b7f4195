// A row of episodes that cannot be read is no "no". Oracles: the day-by-day evaluator beside the batch, and
// the same tables without the row and without a table of episodes.
#include <gtest/gtest.h>

#include <cmath>

#include "backrisk/cohort.hpp"

namespace backrisk::cohort {
namespace {

const risk::model& literature() {
    static const risk::model m = risk::literature_model();
    return m;
}

constexpr day_number start = 20000;

tables diary() {
    tables all;
    all.people.id = {"ann", "bob"};
    all.people.monitored_from = {start, start};
    all.people.monitored_to = {start + 79, start + 79};
    for (person_index p = 0; p < 2; ++p)
        for (int d = 0; d < 80; d += 2) {
            all.sessions.person.push_back(p);
            all.sessions.day.push_back(start + d);
            all.sessions.load.push_back(300 + d % 7);
        }
    all.sessions_taken = all.episodes_taken = true;
    return all;
}

void add(tables& all, person_index p, day_number onset, const char* region) {
    all.episodes.person.push_back(p);
    all.episodes.onset.push_back(onset);
    all.episodes.recovered.push_back(onset == no_day ? no_day : onset + 2);
    all.episodes.region.emplace_back(region);
    all.episodes.severity.emplace_back("any");
}

data checked(tables all) {
    const auto found = check(all, {.today = start + 100});
    return data(clean(std::move(all), found));
}

TEST(Doubt, BatchAndDayByDayHaveTheSameBits) {
    tables all = diary();
    add(all, 0, start + 20, "low bakc");
    add(all, 1, start + 10, "low_back");
    add(all, 1, start + 40, "low bakc");
    const data cohort = checked(std::move(all));
    score_options options;
    options.scored = scored_days::all;
    const scores batch = score(literature(), cohort, options);
    const feature_map how(literature(), cohort.fact_names());
    person_scorer one(literature(), how, options);
    for (person_index p = 0; p < 2; ++p) {
        one.start(&cohort.episodes(p), cohort.doubt(p).of(outcome::any_episode));
        for (int d = 0; d < 80; ++d) {
            const std::size_t row = cohort.days().starts[p] + static_cast<std::size_t>(d);
            one.advance(start + d, cohort.days().record(row));
            if (!one.at_risk()) continue;
            double ratio = 0;
            risk::block_output out;
            out.hazard_ratio = &ratio;
            static_cast<void>(one.score(out));
            ASSERT_EQ(ratio, batch.hazard_ratio[row]) << p << " " << d;
        }
    }
}

TEST(Doubt, BeginsWithTheOnsetOrFromAlwaysWithoutOne) {
    tables all = diary();
    add(all, 0, start + 20, "low bakc");
    add(all, 1, no_day, "low_back");
    const data cohort = checked(std::move(all));
    EXPECT_EQ(cohort.doubt(0).any, start + 20);
    EXPECT_EQ(cohort.doubt(1).any, history_doubt::always);
}

TEST(Doubt, ARowWhoseIdNobodyHasConcernsWhoseItMayBe) {
    tables all = diary();
    add(all, no_person, start + 20, "low_back");
    all.episode_may_be = {1};
    const data cohort = checked(std::move(all));
    EXPECT_EQ(cohort.doubt(0).any, history_doubt::never);
    EXPECT_EQ(cohort.doubt(1).any, start + 20);
}

TEST(Fields, EveryColumnOfATableIsDescribedOnce) {
    tables none;
    for_each_diary(none, [](std::string_view, const auto& table) {
        using Table = std::decay_t<decltype(table)>;
        std::vector<std::string_view> names;
        for_each_field<Table>([&](const auto& one) { names.push_back(one.name); });
        std::ranges::sort(names);
        EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
    });
}

}  // namespace
}  // namespace backrisk::cohort
