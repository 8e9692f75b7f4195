#pragma once
#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>

#include "backrisk/cohort/columns.hpp"
#include "backrisk/cohort/condition_factors.hpp"
#include "backrisk/cohort/data.hpp"
#include "backrisk/cohort/score.hpp"
#include "backrisk/cohort/simulate.hpp"
#include "backrisk/cohort/simulated_life.hpp"
#include "backrisk/core/adult.hpp"
#include "backrisk/core/exponential.hpp"
#include "backrisk/core/normal.hpp"
#include "backrisk/core/parallel.hpp"
#include "backrisk/factor/draw.hpp"

namespace backrisk::cohort {

namespace simulating {

/// One person's factors by name, as drawn; 0 for a name that the schema lacks.
class drawn_person {
  public:
    drawn_person(const factor::schema& of, const double* row) : of_(of), row_(row) {}
    [[nodiscard]] double operator[](std::string_view name) const {
        const std::size_t k = of_.index_or(name, of_.size());
        return k == of_.size() ? 0.0 : row_[k];
    }

  private:
    const factor::schema& of_;
    const double* row_;
};

/// To a multiple of `step`, 1 or more, or of the reciprocal of a whole number: the double nearest to it.
[[nodiscard]] inline double rounded(double x, double step) noexcept {
    return step < 1 ? std::round(x / step) / std::round(1 / step) : std::round(x / step) * step;
}

inline void draw_people(people_table& out, const drawn_person& x, std::size_t p, std::size_t of,
                        const simulate_options& o, factor::normal_stream& normal) {
    std::string number = std::to_string(p + 1);
    number.insert(0, std::to_string(of).size() - number.size(), '0');
    out.id.push_back("p" + number);
    out.female.push_back(x["female"]);
    out.age_years.push_back(std::clamp(std::round(x["age_years"]), adult_years, 80.0));
    const double height =
        rounded(std::clamp((x["female"] == 1 ? 1.66 : 1.79) + 0.07 * normal(), 1.45, 2.15), 0.01);
    out.height_m.push_back(height);
    out.mass_kg.push_back(rounded(x["bmi"] * height * height, 0.1));
    out.smoker.push_back(x["smoker"]);
    out.monitored_from.push_back(o.first_day);
    out.monitored_to.push_back(o.first_day + o.days - 1);
    for (auto& [factor, column] : out.given) column.push_back(x[factor]);
}

/// Sessions and sets of one person: weekly rhythm, seasonal block, a session now and then that is too long.
/// Each day takes the same numbers from the stream, whether somebody trains on it or not.
inline void draw_training(tables& out, const drawn_person& x, person_index p, const simulate_options& o,
                          factor::normal_stream& normal) {
    const double weekly_min = std::clamp(x["activity_min_week"], 40.0, 900.0);
    const double sessions = std::clamp(weekly_min / 60, 1.0, 6.0), length = weekly_min / sessions;
    const double effort = std::clamp(4.5 + normal(), 2.0, 8.0),
                 share = std::clamp(x["warm_up_share"], 0.0, 1.0);
    const double kilograms = std::clamp(x["load_lifted_kg"], 2.0, 120.0),
                 lifts = std::clamp(x["lifts_per_day"], 1.0, 60.0);
    const double flexion = std::clamp(x["lumbar_flexion_deg"], 0.0, 90.0);
    const double reps = std::max(1.0, std::round(lifts * 7 / sessions / 3));
    const double heavy = rounded(kilograms * 1.0, 0.5), light = rounded(kilograms * 0.8, 0.5);
    double form = 0;
    for (int d = 0; d < o.days; ++d) {
        if (d % 7 == 0) form = 0.7 * form + 0.15 * normal();
        const bool trains = normal.uniform() < sessions / 7;
        const double jump = normal.uniform() < 0.02 ? 1.6 : 1.0;
        const double of_length = normal.uniform(), of_effort = normal.uniform();
        const bool warm = normal.uniform() < share;
        const double of_angle = normal.uniform(), lighter = normal.uniform();
        if (!trains) continue;
        const double scatter = std::exp(form + 0.2 * normal_quantile(of_length));
        out.sessions.person.push_back(p);
        out.sessions.day.push_back(o.first_day + d);
        out.sessions.duration_min.push_back(rounded(std::clamp(length * jump * scatter, 5.0, 300.0), 5));
        out.sessions.rpe.push_back(std::round(std::clamp(effort + normal_quantile(of_effort), 1.0, 10.0)));
        out.sessions.warm_up_min.push_back(warm ? 10 : 0);
        out.sets.person.push_back(p);
        out.sets.day.push_back(o.first_day + d);
        out.sets.exercise.emplace_back("deadlift");
        out.sets.sets.push_back(3);
        out.sets.reps.push_back(reps);
        out.sets.mass_kg.push_back(lighter < 0.3 ? heavy : light);
        out.sets.trunk_flexion_deg.push_back(
            std::round(std::clamp(flexion + 8 * normal_quantile(of_angle), 0.0, 110.0)));
    }
}

inline void draw_wellness(wellness_table& out, const drawn_person& x, person_index p,
                          const simulate_options& o, factor::normal_stream& normal) {
    const double usual_sleep = x["sleep_hours"], usual_mood = x["mood"];
    for (int d = 0; d < o.days; ++d) {
        out.person.push_back(p);
        out.day.push_back(o.first_day + d);
        out.sleep_hours.push_back(rounded(std::clamp(usual_sleep + 0.8 * normal(), 2.0, 12.0), 0.5));
        out.mood.push_back(rounded(std::clamp(usual_mood + 0.12 * normal(), 0.0, 1.0), 0.25));
    }
}

inline void draw_tests(tests_table& out, const drawn_person& x, person_index p, const simulate_options& o,
                       factor::normal_stream& normal) {
    const double left = std::clamp(300 + 60 * normal(), 120.0, 600.0), sign = normal.uniform() < 0.5 ? 1 : -1;
    const std::array<std::tuple<const char*, side, double>, 5> results{
        {{"hip_extensor_strength", side::left, rounded(left, 0.1)},
         {"hip_extensor_strength", side::right,
          rounded(left * std::exp(sign * x["hip_extensor_asymmetry"]), 0.1)},
         {"trunk_extensor_endurance", side::none,
          rounded(std::clamp(x["trunk_extensor_endurance_s"], 5.0, 400.0), 1)},
         {"hamstring_rom", side::left, rounded(std::clamp(x["hamstring_rom_deg"], 20.0, 140.0), 1)},
         {"lateral_flexion_rom", side::left,
          rounded(std::clamp(x["lateral_flexion_rom_deg"], 5.0, 60.0), 1)}}};
    for (int d = 0; d < o.days; d += 180)
        for (const auto& [test, on, value] : results) {
            out.person.push_back(p);
            out.day.push_back(o.first_day + d);
            out.test.emplace_back(test);
            out.on.push_back(on);
            out.value.push_back(value);
        }
}

inline void draw_conditions(conditions_table& out, const drawn_person& x, person_index p) {
    const bool woman = x["female"] == 1;
    for (const auto& [condition, factor, women_only] : preparing::condition_factors) {
        out.person.push_back(p);
        out.condition.emplace_back(condition);
        out.present.push_back(women_only && !woman ? 0.0 : x[factor]);
    }
}

inline void add_episode(episodes_table& out, person_index p, day_number onset, day_number end,
                        std::string_view region) {
    out.person.push_back(p);
    out.onset.push_back(onset);
    out.recovered.push_back(end);
    out.region.emplace_back(region);
    out.severity.emplace_back("any");
}

/// What had happened before monitoring began.
inline void draw_past(episodes_table& out, const drawn_person& x, person_index p, const simulate_options& o) {
    if (x["other_pain"] == 1) add_episode(out, p, o.first_day - 400, no_day, "neck");
    if (x["previous_episode"] != 1) return;
    const auto ago = static_cast<day_number>(std::clamp(x["recency_days"], 1.0, 9000.0));
    for (int i = x["many_episodes"] == 1 ? 3 : 1; i > 0; --i)
        add_episode(out, p, o.first_day - ago - 200 * i,
                    o.first_day - ago - 200 * i + 180 + (i == 1 ? 20 : 0), "low_back");
}

/// Removes tests and wellness of people who were not recorded.
inline void forget(tables& all, const std::vector<bool>& recorded) {
    tests_table tests;
    for (std::size_t i = 0; i < all.tests.size(); ++i) {
        if (!recorded[all.tests.person[i]]) continue;
        tests.person.push_back(all.tests.person[i]);
        tests.day.push_back(all.tests.day[i]);
        tests.test.push_back(all.tests.test[i]);
        tests.on.push_back(all.tests.on[i]);
        tests.value.push_back(all.tests.value[i]);
    }
    wellness_table wellness;
    for (std::size_t i = 0; i < all.wellness.size(); ++i) {
        if (!recorded[all.wellness.person[i]]) continue;
        wellness.person.push_back(all.wellness.person[i]);
        wellness.day.push_back(all.wellness.day[i]);
        wellness.sleep_hours.push_back(all.wellness.sleep_hours[i]);
        wellness.mood.push_back(all.wellness.mood[i]);
    }
    all.tests = std::move(tests);
    all.wellness = std::move(wellness);
}

inline void check(const simulate_options& o) {
    constexpr std::string_view here = "cohort::simulate";
    check_argument(o.people >= 1, here, "people", o.people, "1 or more");
    check_argument(o.days >= 1 && o.days <= 36525, here, "days", o.days, "1 to 36525, a hundred years");
    const double person_days = static_cast<double>(o.people) * o.days;
    check_argument(person_days <= most_simulated_days, here, "people x days", person_days,
                   "at most " + show(most_simulated_days));
    check_argument(o.threads >= 1, here, "threads", o.threads, "1 or more");
    check_between(here, "missing_share", o.missing_share, 0, 1);
    check_argument(o.mean_episode_days > 1, here, "mean_episode_days", o.mean_episode_days, "above 1");
}

}  // namespace simulating

BACKRISK_INLINE simulated simulate(const risk::model& of, const simulate_options& o) {
    simulating::check(o);
    simulated out;
    factor::normal_stream normal(o.seed ^ 0x9e3779b97f4a7c15ULL);
    out.truth.coefficients = of.mean;
    if (o.draw_coefficients) {
        Eigen::VectorXd z(of.mean.size());
        for (double& one : z) one = normal();
        const Eigen::LDLT<Eigen::MatrixXd> root(of.covariance);
        const Eigen::VectorXd scale = root.vectorD().cwiseMax(0).cwiseSqrt();
        const Eigen::VectorXd turned = root.matrixL() * scale.cwiseProduct(z);
        const Eigen::VectorXd shift = root.transpositionsP().transpose() * turned;
        out.truth.coefficients += shift;
    }
    out.truth.log_daily_hazard = of.log_daily_hazard + o.setting_shift;
    tables& all = out.tables;
    all.sessions_taken = all.sets_taken = all.wellness_taken = all.episodes_taken = true;
    for (const char* name :
         {"cumulative_back_load", "bent_twisted_work", "whole_body_vibration", "depressive_symptoms"})
        if (of.factors.index_or(name, of.factors.size()) != of.factors.size())
            all.people.given.emplace_back(name, std::vector<double>{});

    const std::vector<double> rows = factor::draw_population(of.factors, o.people, o.seed);
    std::vector<bool> recorded;
    const auto report = [&](double share, person_index p) {
        if (o.progress && p % 64 == 0)
            o.progress(share + 0.5 * static_cast<double>(p) / static_cast<double>(o.people));
    };
    for (person_index p = 0; p < o.people; ++p) {
        report(0, p);
        const simulating::drawn_person x(of.factors, rows.data() + p * of.factors.size());
        simulating::draw_people(all.people, x, p, o.people, o, normal);
        simulating::draw_training(all, x, p, o, normal);
        simulating::draw_wellness(all.wellness, x, p, o, normal);
        simulating::draw_tests(all.tests, x, p, o, normal);
        simulating::draw_conditions(all.conditions, x, p);
        simulating::draw_past(all.episodes, x, p, o);
        recorded.push_back(normal.uniform() >= o.missing_share);
    }
    std::vector<double> numbers(2 * o.people * static_cast<std::size_t>(o.days));
    for (double& one : numbers) one = normal.uniform();
    const data everything(all);
    const feature_map how(of, everything.fact_names());
    std::vector<simulating::life::outcome> lives(o.people);
    const calling_thread caller;
    constexpr std::size_t block = 64;
    for_each_block(
        o.people, block, o.threads,
        [&] { return std::make_unique<simulating::life>(of, out.truth, everything, how, o); },
        [&](const auto& life, std::size_t first, std::size_t last) {
            if (caller.is_here()) report(0.5, static_cast<person_index>(first));
            for (std::size_t p = first; p < last; ++p) {
                if ((p - first) % person_columns::together == 0)
                    life->open(static_cast<person_index>(p),
                               static_cast<person_index>(std::min(last, p + person_columns::together)));
                lives[p] = life->live(static_cast<person_index>(p),
                                      numbers.data() + 2 * p * static_cast<std::size_t>(o.days));
            }
        });
    for (person_index p = 0; p < o.people; ++p) {
        const simulating::life::outcome& one = lives[p];
        for (const history::episode& e : one.episodes)
            simulating::add_episode(all.episodes, p, e.onset, e.recovered.value_or(no_day), "low_back");
        const auto days = static_cast<double>(one.days_at_risk);
        out.truth.mean_hazard.push_back(days > 0 ? one.hazard_sum / days : missing_value);
        out.truth.events += one.episodes.size();
        out.truth.days_at_risk += one.days_at_risk;
    }
    simulating::forget(all, recorded);
    return out;
}

}  // namespace backrisk::cohort
