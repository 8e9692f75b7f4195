// Scores of many people, and of one person a day at a time: nanoseconds a person-day.
//
// Batch: a diary of loads in; risk, both ends of the interval, hazard ratio, coverage, reason and flags out,
// into memory that is reused. The limit is the copy of one column to five. "features" are the load features
// of the same diary alone. Stream: one more day of one person, without and with its score; "replay" scores
// the whole diary again instead. "by_size" scores 10^4, 10^5 and 10^6 person-days: their cost should be flat.
#include <benchmark/benchmark.h>

#include <cstring>
#include <string>

#include "backrisk/cohort.hpp"

namespace {

using namespace backrisk;

const risk::model& literature() {
    static const risk::model m = risk::literature_model();
    return m;
}

constexpr cohort::person_index everybody = 2740;

cohort::data squad_of(cohort::person_index people) {
    cohort::tables t;
    t.sessions_taken = true;
    for (cohort::person_index p = 0; p < people; ++p) {
        t.people.id.push_back("p" + std::to_string(p));
        for (int day = 0; day < 365; ++day) {
            if ((day * 5 + static_cast<int>(p)) % 7 < 2) continue;
            t.sessions.person.push_back(p);
            t.sessions.day.push_back(20000 + day);
            t.sessions.load.push_back(60.0 * (3 + (day * 13 + static_cast<int>(p)) % 6));
        }
    }
    return cohort::data(std::move(t));
}

const cohort::data& squad() {
    static const cohort::data d = squad_of(everybody);
    return d;
}

void per_person_day(benchmark::State& state, std::size_t rows) {
    state.counters["s/person-day"] =
        benchmark::Counter(static_cast<double>(rows),
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void copy_limit(benchmark::State& state) {
    const auto& load = squad().days().load;
    std::vector<double> out(5 * load.size());
    for (auto _ : state) {
        for (std::size_t c = 0; c < 5; ++c)
            std::memcpy(out.data() + c * load.size(), load.data(), load.size() * sizeof(double));
        benchmark::ClobberMemory();
    }
    per_person_day(state, load.size());
}
BENCHMARK(copy_limit)->UseRealTime();

void features(benchmark::State& state) {
    const auto& days = squad().days();
    std::array<std::vector<double>, 8> c;
    for (auto& column : c) column.resize(days.rows());
    for (auto _ : state)
        load::batch_features(days.load, {c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]}, days.starts, {},
                             static_cast<int>(state.range(0)));
    per_person_day(state, days.rows());
}
BENCHMARK(features)->Arg(1)->Arg(2)->UseRealTime();

void score(benchmark::State& state) {
    cohort::score_options options;
    options.scored = cohort::scored_days::all;
    options.threads = static_cast<int>(state.range(0));
    options.contributions = state.range(1) != 0;
    cohort::scores out;
    for (auto _ : state) cohort::score(literature(), squad(), options, out);
    per_person_day(state, out.size());
}
BENCHMARK(score)->Args({1, 0})->Args({2, 0})->Args({1, 1})->Args({2, 1})->UseRealTime();

void score_by_size(benchmark::State& state) {
    const cohort::data people = squad_of(static_cast<cohort::person_index>(state.range(0)));
    cohort::score_options options;
    options.scored = cohort::scored_days::all;
    cohort::scores out;
    for (auto _ : state) cohort::score(literature(), people, options, out);
    per_person_day(state, out.size());
}
BENCHMARK(score_by_size)->Arg(28)->Arg(274)->Arg(everybody)->UseRealTime();

void stream_day(benchmark::State& state) {
    cohort::stream person(literature(), {});
    day_number day = 20000;
    double sum = 0;
    for (auto _ : state) {
        const double minutes = day % 7 < 2 ? 0 : 30 + day % 60;
        person.advance(++day, {.load = 5 * minutes, .longest = minutes, .minutes = minutes});
        if (state.range(0) != 0) sum += person.score().risk;
    }
    benchmark::DoNotOptimize(sum);
}
BENCHMARK(stream_day)->Arg(0)->Arg(1);

void replay_day(benchmark::State& state) {
    static const cohort::data one = [] {
        cohort::tables t;
        t.sessions_taken = true;
        t.people.id = {"p"};
        for (int day = 0; day < 365; ++day) {
            t.sessions.person.push_back(0);
            t.sessions.day.push_back(20000 + day);
            t.sessions.load.push_back(100 + day % 60);
        }
        return cohort::data(std::move(t));
    }();
    cohort::scores out;
    for (auto _ : state) cohort::score(literature(), one, {}, out);
}
BENCHMARK(replay_day);

}  // namespace
