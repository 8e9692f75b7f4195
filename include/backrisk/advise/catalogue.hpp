#pragma once
/// Every public measure of this area: formula, source, and the test that reproduces it.
#include <array>

#include "backrisk/core/measure.hpp"

namespace backrisk::advise {

inline constexpr source what_if_source{"effect added on the log hazard scale with the composer's penalties",
                                       "", verification::assumption};

inline constexpr auto measures = std::to_array<measure_info>({
    {"advise.what_if", "",
     "log hazard + w ln HR; variance + w SE*^2, SE*^2 = SE^2 + v(certainty) + tau^2 + v(indirect); of "
     "several trials random effects over all, null ones too",
     what_if_source,
     "advise_what_if_test: published hazard ratio; naive twin that draws people and effects; pooling by "
     "hand"},
    {"advise.difference", "", "E[R(eta)] - E[R(eta + delta)], equal-tailed interval over both",
     what_if_source, "advise_what_if_test: naive twin that draws people and effects"},
    {"advise.exercises_for",
     "verdict",
     "strictest of the red-flag gate and every rule that holds",
     {"rules of the article, of guidelines and of this library, each with its source", "",
      verification::assumption},
     "advise_rules_test: the article line by line; a further fact is never more permissive"},
    {"advise.plan",
     "min",
     "M_w = the highest level allowed after M_1 .. M_{w-1}, the greatest plan within the limits",
     {"greatest element of monotone limits; the limits are conventions", "", verification::assumption},
     "advise_plan_test: every small plan tried; test_advise_plan.py: br.load on the whole diary"},
    {"advise.project",
     "",
     "risk of the diary followed by the planned days, the last values of everything else held",
     {"cohort::stream on a planned diary", "", verification::assumption},
     "test_advise_plan.py::test_a_projection_is_the_score_of_the_diary_with_the_plan_done"},
    {"advise.plan_sets",
     "sets",
     "n_w = the highest level allowed after n_1 .. n_{w-1}; sum of sets x dose <= limit",
     {"greatest element of monotone limits; no weekly spine dose is published as a limit", "",
      verification::assumption},
     "test_advise_sets.py::test_no_other_plan_of_sets_is_better"},
    {"advise.return_step",
     "",
     "regress above 5 of 10 or rising; hold above 2, worse next morning or not known; else progress",
     {"Silbernagel 2007 Am J Sports Med 35:897, thresholds for Achilles tendons, in secondary sources",
      "10.1177/0363546506298279", verification::partial},
     "test_advise_plan.py::test_a_step_back_to_training_follows_its_rules"},
});

}  // namespace backrisk::advise
