#pragma once
/// The default factors: at least one for each of the five causes, and the context.
///
/// Which published rows bear on which factor, how a row's contrast maps to the factor's unit, and where the
/// evidence is null or contrary (`centred_on_zero`). No effect size stands here: sizes are in area
/// `evidence`, by row id. The population's numbers only centre and spread the score; unless marked otherwise
/// they are ours.
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "backrisk/core/estimand.hpp"
#include "backrisk/factor/schema.hpp"

namespace backrisk::factor {

namespace defaults {

[[nodiscard]] inline marginal share(double probability, double loading = 0.5,
                                    verification status = verification::assumption) {
    return {law::bernoulli, probability, 0, {}, 0, loading, status};
}
[[nodiscard]] inline marginal bell(double mean, double sd, double loading = 0.5) {
    return {law::normal, mean, sd, {}, 0, loading, verification::assumption};
}
[[nodiscard]] inline marginal skewed(double median, double log_sd, double loading = 0.5) {
    return {law::lognormal, median, log_sd, {}, 0, loading, verification::assumption};
}
[[nodiscard]] inline marginal flat(double low, double high, double loading = 0.5) {
    return {law::uniform, low, high, {}, 0, loading, verification::assumption};
}
[[nodiscard]] inline marginal child(marginal of, std::string parent, double otherwise) {
    of.parent = std::move(parent);
    of.without_parent = otherwise;
    return of;
}
[[nodiscard]] inline factor one(std::string name, std::string label, std::string unit, cause of,
                                transform phi, std::pair<double, double> range, std::string group,
                                marginal population, std::vector<evidence_use> rows) {
    term only{name, std::move(rows), false, {}, 1};
    return {std::move(name),  std::move(label),      std::move(unit),  of, phi, range.first, range.second,
            std::move(group), std::move(population), {std::move(only)}};
}
[[nodiscard]] inline factor one_zero(std::string name, std::string label, std::string unit, cause of,
                                     transform phi, std::pair<double, double> range, std::string group,
                                     marginal population, std::vector<evidence_use> rows,
                                     std::string because) {
    factor f = one(std::move(name), std::move(label), std::move(unit), of, phi, range, std::move(group),
                   std::move(population), std::move(rows));
    f.terms.front().centred_on_zero = true;
    f.terms.front().because = std::move(because);
    return f;
}

/// A finding without a ratio, read as this log hazard ratio: a null as 0, with what a study of its size could
/// not have excluded (Schoenfeld 1983, 10.2307/2531021: 1 / sqrt(events p (1 - p))).
[[nodiscard]] inline evidence_use read_as(std::string id, double log_hazard_ratio, double standard_error,
                                          std::string because) {
    evidence_use use{std::move(id), 1, 0.25, true, standard_error};
    use.log_hazard_ratio = log_hazard_ratio;
    use.because = std::move(because);
    return use;
}
/// The cohorts that looked at scans first and waited for pain: no association. Three tenths of people are
/// taken to have the finding.
[[nodiscard]] inline std::vector<evidence_use> scans_before_pain() {
    return {
        read_as("E020", 0, 0.233, "no association: 88 of 131 people had new pain"),
        read_as("E141", 0, 0.059, "no association among 3369 people, four tenths taken to have had pain")};
}
[[nodiscard]] inline std::vector<evidence_use> joined(std::vector<evidence_use> rows,
                                                      std::vector<evidence_use> more) {
    rows.insert(rows.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    return rows;
}

/// Earlier episodes and conditions of the back. Lifetime prevalence of low-back pain in athletes: 63 %
/// (Wilson 2021, 10.1136/bjsports-2020-102537). Bulges in 30 % and protrusions in 29 % of pain-free
/// 20-year-olds (Brinjikji 2015, 10.3174/ajnr.A4173).
///
/// Days since recovery and the number of episodes are conditional on an earlier one: their columns say how
/// somebody with a history differs from the average of those with a history. The risk of the reference group
/// (p0) of E003 to E005 and E149 is what the published overall risk leaves for it, with 63 % having a
/// history, 30 % pain elsewhere and 40 % more than two episodes.
inline void add_history(std::vector<factor>& all, outcome what) {
    constexpr double never = std::numeric_limits<double>::infinity();
    constexpr std::pair<double, double> yes_no{0, 1};
    const bool care = what == outcome::care_seeking;
    const auto add = [&](factor one, double prior_scale = 1) {
        one.terms.front().prior_scale = prior_scale;
        all.push_back(std::move(one));
    };
    add(one("previous_episode", "an earlier low-back episode", "", cause::history, indicator(), yes_no,
            "history", share(0.63, 0.5, verification::verified),
            {{"E001"}, {"E002", 1, 0.318}, {"E003", 1, 0.193, false, 0.354}}),
        2);
    add(one("recency_days", "days since recovery from the last episode", "d", cause::history,
            recency(365, 14, 30), {0, 1e5}, "history",
            child(skewed(365, 1.2, -0.5), "previous_episode", never), {{"E009", 1, 0.25, false, 0.428}}),
        2);
    add(one("many_episodes", "more than two earlier episodes", "", cause::history, indicator(), yes_no,
            "history", child(share(0.4), "previous_episode", 0),
            {care ? evidence_use{"E149", 1, 0.117} : evidence_use{"E005", 1, 0.228}, {"E006"}}),
        2);
    add(one("other_pain", "pain at the neck or another site", "", cause::history, indicator(), yes_no,
            "history", share(0.3), {{"E004", 1, 0.242, false, 0.354}}));
    add(one("disc_bulge", "disc bulge on imaging", "", cause::history, indicator(), yes_no, "imaging",
            share(0.30, 0.5, verification::verified), joined({{"E011"}}, scans_before_pain())));
    add(one(
        "disc_herniation", "disc protrusion or extrusion on imaging", "", cause::history, indicator(), yes_no,
        "imaging", share(0.29, 0.5, verification::verified),
        joined(joined({{"E012"}, {"E013"}}, scans_before_pain()),
               {read_as("E142", 0, 0.309, "herniation stayed below the threshold in the same 76 people")})));
    add(one("spondylolysis", "spondylolysis on imaging", "", cause::history, indicator(), yes_no, "imaging",
            share(0.07), {{"E016"}}));
    add(one("spondylolisthesis", "spondylolisthesis on imaging", "", cause::history, indicator(), yes_no,
            "imaging", share(0.05), {{"E017"}}));
    add(one("scoliosis", "scoliosis of 6 degrees or more", "", cause::history, indicator(), yes_no, "",
            share(0.05), {{"E032"}, {"E033", 1, 0.56}}));
}

/// Training load. The evidence on single sessions is on running injuries of any site; ratios are centred on
/// zero.
inline void add_load(std::vector<factor>& all) {
    factor spike = one("session_spike", "longest session of the last 7 days against the 30 days before", "",
                       cause::load, steps({0.1, 0.3, 1.0}, 3), {-1, 10}, "load", skewed(1, 0.35), {});
    spike.population = bell(0.0, 0.35);
    spike.terms = {{"session_spike_10", {{"E043", 1, 0.25, true}}, false, {}, 1},
                   {"session_spike_30", {{"E044", 1, 0.25, true}}, false, {}, 1},
                   {"session_spike_100", {{"E045", 1, 0.25, true}}, false, {}, 1}};
    all.push_back(std::move(spike));
    all.push_back(
        one_zero("acute_chronic_ratio", "acute to chronic load, exponentially weighted, 7 and 28 days", "",
                 cause::load, log2_ratio(1), {0.25, 4}, "load", skewed(1, 0.3),
                 {{"E036"}, {"E037"}, {"E038"}, {"E039"}, {"E040"}, {"E041"}, {"E042"}, {"E047"}, {"E143"}},
                 "any injury, 28 and 29 bowlers, an artefact of the shared denominator (E047), and no effect "
                 "of managing it in a trial (E143)"));
    all.push_back(one_zero("week_change", "this week's load against last week's, 100 (x - y) / (x + y)", "%",
                           cause::load, linear(0, 50), {-100, 100}, "load", bell(0, 25), {{"E046"}},
                           "no relation in 5205 runners (E046)"));
    all.push_back(one_zero("monotony", "mean over SD of the last 7 days' loads", "", cause::load,
                           log_ratio(1), {0.2, 5}, "", skewed(1, 0.4), {{"E050"}},
                           "no effect size on low-back pain is published"));
}

/// Technique and spine load: what is lifted, how often, in which posture.
inline void add_technique(std::vector<factor>& all) {
    all.push_back(one("load_lifted_kg", "heaviest load lifted in the last 28 days", "kg", cause::technique,
                      linear(0, 10), {0, 50}, "lifting", skewed(10, 0.8),
                      {{"E053", 1, 0.1842}, {"E059", 0.4, 0.25, true}}));
    all.push_back(one("lifts_per_day", "lifts a day over the last 28 days", "1/d", cause::technique,
                      linear(0, 10), {0, 50}, "lifting", skewed(10, 0.8), {{"E054", 1, 0.1842}}));
    all.push_back(one("cumulative_back_load",
                      "cumulative load on the low back, as a share of people with less", "", cause::technique,
                      linear(0, 1), {0, 1}, "lifting", flat(0, 1),
                      {{"E057", 1.5}, {"E058", 1.5, 0.25, true}}));
    all.push_back(one("bent_twisted_work", "often bent or twisted at work or in sport", "", cause::technique,
                      indicator(), {0, 1}, "lifting", share(0.25), {{"E060", 1, 0.25, true}}));
    all.push_back(one_zero("lumbar_flexion_deg", "mean trunk flexion while lifting, last 28 days", "deg",
                           cause::technique, linear(40, 20), {0, 110}, "", bell(40, 20), {{"E075"}},
                           "no association with onset in the only longitudinal study (E075)"));
    all.push_back(one("whole_body_vibration", "exposed to whole-body vibration", "", cause::technique,
                      indicator(), {0, 1}, "", share(0.1),
                      {{"E078"},
                       {"E080"},
                       read_as("E148", 0.1445, 0.072,
                               "odds ratios of 1.0 to 1.4 over exposures, at a risk of 25 %: the middle of "
                               "the logarithms, and the range as four standard errors")}));
}

/// Muscle balance: the evidence is null, contrary or not convertible.
inline void add_balance(std::vector<factor>& all) {
    all.push_back(one_zero("hip_extensor_asymmetry", "hip extensor strength, |ln(right / left)|", "",
                           cause::balance, linear(0, 0.1), {0, 0.7}, "", skewed(0.07, 0.7),
                           {{"E081"}, {"E082"}, {"E083"}},
                           "five events in women, none in men (E081); pain may come first (E082)"));
    all.push_back(one_zero("trunk_extensor_endurance_s", "trunk extensor hold", "s", cause::balance,
                           linear(150, 60), {0, 300}, "", bell(150, 55), {{"E084"}, {"E085"}, {"E086"}},
                           "strong evidence of no relation in 26 cohorts (E084)"));
    all.push_back(one_zero("hamstring_rom_deg", "straight leg raise", "deg", cause::balance, linear(75, 10),
                           {60, 90}, "range", bell(75, 12), {{"E089"}},
                           "the unit of the published contrast was not read (E089)"));
    all.push_back(one_zero("lateral_flexion_rom_deg", "lateral flexion of the trunk", "deg", cause::balance,
                           linear(30, 8), {5, 60}, "range", bell(30, 8), {{"E088"}},
                           "the unit of the published contrast was not read (E088)"));
}

/// Preparation: warm-up and regular activity. Cohorts that counted any pain speak for any episode, those that
/// counted frequent or chronic pain for the other outcomes.
inline void add_preparation(std::vector<factor>& all, outcome what) {
    all.push_back(one("warm_up_share", "share of sessions of the last 28 days with a warm-up", "",
                      cause::preparation, linear(0, 1), {0, 1}, "", flat(0, 1),
                      {{"E102", 0.5, 0.25, true}, {"E103", 0.5, 0.25, true}}));
    factor activity =
        one("activity_min_week", "training minutes a week over the last 28 days", "min", cause::preparation,
            steps({0, 300, 0}, 2), {0, 3000}, "body", skewed(240, 0.7, -0.5), {});
    const bool any = what == outcome::any_episode;
    const evidence_use chronic_moderate{"E106", 1, 0.25, true}, chronic_high{"E107", 1, 0.25, true};
    activity.terms = {
        {"activity_moderate", {any ? evidence_use{"E146"} : chronic_moderate, {"E109"}}, false, {}, 1},
        {"activity_high", {any ? evidence_use{"E147"} : chronic_high, {"E110"}}, false, {}, 1}};
    all.push_back(std::move(activity));
}

/// Age, body, smoking, sleep and mood.
inline void add_context(std::vector<factor>& all, outcome what) {
    all.push_back(one_zero("age_years", "age", "a", cause::context, linear(30, 10), {18, 80}, "",
                           flat(18, 62), {{"E127"}},
                           "reviews find no rise with age (Fejer & Leboeuf-Yde 2012, twelve studies); the "
                           "only slope is of rowers of 18 to 30 years (E127)"));
    all.push_back(one("female", "female sex", "", cause::context, indicator(), {0, 1}, "", share(0.5),
                      {{what == outcome::care_seeking ? "D002" : "D001"}, {"E128"}}));
    all.push_back(one("vertebral_fracture_women", "vertebral fracture, in a woman", "", cause::history,
                      indicator(), {0, 1}, "", child(share(0.04), "female", 0), {{"E029"}}));
    factor mass = one("bmi", "body mass index", "kg/m2", cause::context, steps({25, 30, 0}, 2), {14, 50},
                      "body", skewed(25, 0.15), {});
    mass.terms = {{"overweight", {{"E112"}}, false, {}, 1}, {"obese", {{"E111"}, {"E113"}}, false, {}, 1}};
    all.push_back(std::move(mass));
    all.push_back(one("smoker", "current smoker", "", cause::context, indicator(), {0, 1}, "body", share(0.2),
                      {{"E114"}}));
    all.push_back(one("depressive_symptoms", "symptoms of depression", "", cause::context, indicator(),
                      {0, 1}, "mind", share(0.15), {{"E118"}}));
    all.push_back(one("mood", "mean mood of the last 7 days, 0 worst to 1 best", "", cause::context,
                      below(0.5, 0.5), {0, 1}, "mind", bell(0.65, 0.17, -0.5), {{"E118", 1, 0.25, true}}));
    all.push_back(one("sleep_hours", "mean sleep of the last 7 nights", "h", cause::context, below(7, 2),
                      {3, 12}, "mind", bell(7.4, 0.9, -0.5), {{"E121", 1, 0.25, true}}));
}

/// How long a value acts: what is a mean or a largest value of the last seven days says nothing of the months
/// after. Ours; the exposure windows are those of the measures.
inline void set_persistence(std::vector<factor>& all) {
    constexpr double week = 7, month = 28;
    for (factor& one : all)
        for (const auto& [name, days] : {std::pair{"session_spike", week},
                                         {"acute_chronic_ratio", week},
                                         {"week_change", week},
                                         {"monotony", week},
                                         {"mood", month},
                                         {"sleep_hours", month}})
            if (one.name == name) one.persistence_days = days;
}

}  // namespace defaults

/// The schema of the literature model for an outcome. One population of people for all settings: a setting is
/// an incidence and nothing else, so that two settings differ by one hazard ratio for everybody.
[[nodiscard]] inline schema default_schema(outcome what = outcome::any_episode) {
    std::vector<factor> all;
    defaults::add_history(all, what);
    defaults::add_load(all);
    defaults::add_technique(all);
    defaults::add_balance(all);
    defaults::add_preparation(all, what);
    defaults::add_context(all, what);
    defaults::set_persistence(all);
    return schema(std::move(all));
}

}  // namespace backrisk::factor
