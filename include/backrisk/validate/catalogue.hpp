#pragma once
/// The measures of this area, each with its formula, its source and the test that holds it.
#include <array>

#include "backrisk/core/measure.hpp"

namespace backrisk::validate {

namespace cite {
inline constexpr source delong_1988{"DeLong 1988 Biometrics 44:837", "10.2307/2531595",
                                    verification::partial};
inline constexpr source mcclish_1989{"McClish 1989 Med Decis Making 9:190", "10.1177/0272989X8900900307",
                                     verification::partial};
inline constexpr source brier_1950{"Brier 1950 Mon Weather Rev 78:1",
                                   "10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2"};
inline constexpr source kattan_2018{"Kattan & Gerds 2018 Diagn Progn Res 2:7", "10.1186/s41512-018-0029-2",
                                    verification::partial};
inline constexpr source nagelkerke_1991{"Nagelkerke 1991 Biometrika 78:691", "10.1093/biomet/78.3.691",
                                        verification::partial};
inline constexpr source spiegelhalter_1986{"Spiegelhalter 1986 Stat Med 5:421", "10.1002/sim.4780050506",
                                           verification::partial};
inline constexpr source van_calster_2019{"Van Calster 2019 BMC Med 17:230", "10.1186/s12916-019-1466-7",
                                         verification::partial};
inline constexpr source austin_2019{"Austin & Steyerberg 2019 Stat Med 38:4051", "10.1002/sim.8281",
                                    verification::partial};
inline constexpr source good_1952{"Good 1952 J R Stat Soc B 14:107", "10.1111/j.2517-6161.1952.tb00104.x",
                                  verification::partial};
inline constexpr source harrell_1996{"Harrell 1996 Stat Med 15:361",
                                     "10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4",
                                     verification::partial};
inline constexpr source graf_1999{"Graf 1999 Stat Med 18:2529; Blanche 2015 Biometrics 71:102",
                                  "10.1002/(SICI)1097-0258(19990915/30)18:17/18<2529::AID-SIM274>3.0.CO;2-5",
                                  verification::partial};
inline constexpr source vickers_2006{"Vickers & Elkin 2006 Med Decis Making 26:565",
                                     "10.1177/0272989X06295361", verification::partial};
inline constexpr source wilson_1927{"Wilson 1927 J Am Stat Assoc 22:209", "10.1080/01621459.1927.10502953",
                                    verification::partial};
inline constexpr source efron_1979{"Efron 1979 Ann Stat 7:1", "10.1214/aos/1176344552",
                                   verification::partial};
inline constexpr source riley_2020{"Riley 2020 BMJ 368:m441; Riley 2019 Stat Med 38:1276", "10.1136/bmj.m441",
                                   verification::partial};
inline constexpr source riley_2021{"Riley 2021 Stat Med 40:4230", "10.1002/sim.9025", verification::partial};
inline constexpr source higgins_2009{"Higgins 2009 J R Stat Soc A 172:137",
                                     "10.1111/j.1467-985X.2008.00552.x", verification::partial};
inline constexpr source kull_2017{"Kull 2017 Electron J Stat 11:5052; Cox 1958 Biometrika 45:562",
                                  "10.1214/17-EJS1338SI", verification::partial};
inline constexpr source wilks_1938{"Wilks 1938 Ann Math Stat 9:60; Demler 2012 Stat Med 31:2577",
                                   "10.1214/aoms/1177732360", verification::partial};
inline constexpr source impellizzeri_2020{"Impellizzeri 2020 Int J Sports Physiol Perform 15:907",
                                          "10.1123/ijspp.2019-0864", verification::unverified};
inline constexpr source holm_1979{"Holm 1979 Scand J Stat 6:65", "10.2307/4615733", verification::partial};
inline constexpr source riley_2023{"Riley & Collins 2023 Biom J 65:2200302", "10.1002/bimj.202200302",
                                   verification::partial};
inline constexpr source efron_1997{"Efron & Tibshirani 1997 J Am Stat Assoc 92:548",
                                   "10.1080/01621459.1997.10474007", verification::partial};
inline constexpr source riley_2019{"Riley 2019 Stat Med 38:1276", "10.1002/sim.7992", verification::partial};
inline constexpr source pauker_1975{"Pauker & Kassirer 1975 N Engl J Med 293:229",
                                    "10.1056/NEJM197507312930501", verification::partial};
inline constexpr source blanche_2013{"Blanche 2013 Stat Med 32:5381", "10.1002/sim.5958",
                                     verification::partial};
inline constexpr source vickers_2008{"Vickers 2008 BMC Med Inform Decis Mak 8:53", "10.1186/1472-6947-8-53",
                                     verification::partial};
inline constexpr source takada_2021{"Takada 2021 J Clin Epidemiol 137:83; Debray 2017 BMJ 356:i6460",
                                    "10.1016/j.jclinepi.2021.03.025", verification::partial};
inline constexpr source davis_2017{"Davis 2017 J Am Med Inform Assoc 24:1052", "10.1093/jamia/ocx030",
                                   verification::partial};
inline constexpr source thomassen_2024{"Thomassen 2024 Stat Med 43:1384", "10.1002/sim.10018",
                                       verification::partial};
inline constexpr source zou_2008{"Zou & Donner 2008 Stat Med 27:1693", "10.1002/sim.3095",
                                 verification::partial};
}  // namespace cite

inline constexpr std::array measures{
    measure_info{"validate.auc", "", "P(event predicted higher) + P(equal) / 2; variance of DeLong",
                 cite::delong_1988, "test_validate_published.py::test_delong"},
    measure_info{"validate.auc_test", "", "z = (A1 - A2) / sqrt(V1 + V2 - 2 C12); Welch's t when unpaired",
                 cite::delong_1988, "test_validate_published.py::test_delong_unpaired"},
    measure_info{"validate.partial_auc", "", "trapezoids of the ROC curve between two false positive rates",
                 cite::mcclish_1989, "test_validate_peers.py::test_partial_auc"},
    measure_info{"validate.brier", "", "mean of (p - y)^2", cite::brier_1950,
                 "test_validate_published.py::test_accuracy"},
    measure_info{"validate.scaled_brier", "", "1 - Brier / (share (1 - share))", cite::kattan_2018,
                 "test_validate_published.py::test_accuracy"},
    measure_info{"validate.log_loss", "nat", "mean of -ln(probability of what happened)", cite::good_1952,
                 "test_validate_published.py::test_accuracy"},
    measure_info{"validate.r_squared", "", "Cox-Snell, Nagelkerke, McFadden, Tjur", cite::nagelkerke_1991,
                 "test_validate_published.py::test_accuracy"},
    measure_info{"validate.spiegelhalter_z", "", "sum (y - p)(1 - 2p) / sqrt(sum (1 - 2p)^2 p (1 - p))",
                 cite::spiegelhalter_1986, "test_validate_published.py::test_accuracy"},
    measure_info{"validate.calibration", "", "logit P(y) = a + logit p; = a + b logit p; O / E",
                 cite::van_calster_2019, "test_validate_published.py::test_calibration"},
    measure_info{"validate.calibration_curve", "", "loess or restricted cubic spline; ICI, E50, E90, Emax",
                 cite::austin_2019, "test_validate_published.py::test_loess"},
    measure_info{"validate.calibration_groups", "", "events and rows between quantiles of the predictions",
                 cite::van_calster_2019, "test_validate_published.py::test_groups"},
    measure_info{"validate.concordance", "",
                 "pairs of an event and a row at risk after it; five time weights", cite::harrell_1996,
                 "test_validate_survival.py::test_concordance_of_lung"},
    measure_info{"validate.time_dependent", "", "Brier, AUC and O:E at a time, weighted by 1 / G",
                 cite::graf_1999, "test_validate_survival.py::test_accuracy_at_a_time"},
    measure_info{"validate.time_dependent (competing)", "",
                 "cumulative incidence; who had another event weighs 1 / G(T-) as without the event",
                 cite::blanche_2013, "test_validate_competing.py::test_observed_risk_of_r"},
    measure_info{"validate.integrate", "", "trapezoids over times; AUC weighted by the fall of survival",
                 cite::graf_1999,
                 "test_validate_survival_peers.py::test_accuracy_over_time_of_scikit_survival"},
    measure_info{"validate.decision_curve", "", "(true positives - false positives t / (1 - t)) / n",
                 cite::vickers_2006, "test_validate_published.py::test_net_benefit"},
    measure_info{"validate.threshold_table", "people",
                 "natural frequencies at a threshold; Wilson's intervals of their shares", cite::wilson_1927,
                 "test_validate_published.py::test_net_benefit"},
    measure_info{"validate.bootstrap", "", "percentiles over samples of people, drawn with replacement",
                 cite::efron_1979, "test_validate_resample.py::test_bootstrap_of_a_mean"},
    measure_info{"validate.optimism", "", "apparent - mean of (in the sample - in the original)",
                 cite::harrell_1996, "test_validate_resample.py::test_optimism_of_vertebral"},
    measure_info{"validate.bootstrap_632", "", "(1 - w) apparent + w out of bag, w = .632 / (1 - .368 R)",
                 cite::efron_1997, "test_validate_stability.py::test_632_by_its_definition"},
    measure_info{"validate.instability", "", "mean of |prediction of a model of another sample - predicted|",
                 cite::riley_2023,
                 "test_validate_stability.py::test_instability_is_that_of_models_of_the_samples"},
    measure_info{"validate.sample_size", "people", "risk, absolute error, shrinkage, optimism",
                 cite::riley_2020, "test_validate_sample_size.py::test_published_examples"},
    measure_info{"validate.sample_size_survival", "people", "risk at a horizon, shrinkage, optimism",
                 cite::riley_2019, "test_validate_sample_size.py::test_published_example_of_survival"},
    measure_info{"validate.threshold_of_costs", "", "unneeded / (unneeded + missed)", cite::pauker_1975,
                 "test_validate_decision.py::test_a_threshold_of_costs_is_where_costs_are_equal"},
    measure_info{"validate.sample_size_validation", "people", "precise O:E, calibration slope and AUC",
                 cite::riley_2021, "test_validate_sample_size.py::test_precision_is_reached"},
    measure_info{"validate.pool", "", "mean, tau^2, I^2 and prediction interval over sites",
                 cite::higgins_2009, "test_validate_sample_size.py::test_pool_of_bcg"},
    measure_info{
        "validate.recalibrate", "",
        "link(q) = a + b link(p); logit q = c + a ln p - b ln(1 - p); rising q nearest to the events",
        cite::kull_2017, "test_validate_recalibrate.py::test_against_statsmodels"},
    measure_info{"validate.added_value", "",
                 "2 (l1 - l0); differences of AUC and scaled Brier, less optimism", cite::wilks_1938,
                 "test_validate_added.py::test_likelihood_ratio_and_wald_of_statsmodels"},
    measure_info{"validate.denominator_check", "",
                 "a ratio beside its numerator over a constant and over shuffled denominators",
                 cite::impellizzeri_2020,
                 "test_validate_added.py::test_denominator_that_does_nothing_and_one_that_does"},
    measure_info{"validate.window_sensitivity", "", "odds ratio and p of every window, p by Holm",
                 cite::impellizzeri_2020,
                 "test_validate_added.py::test_windows_in_the_same_rows_with_their_multiplicity"},
    measure_info{"validate.holm", "", "max over j <= i of (k - j + 1) p_j", cite::holm_1979,
                 "test_validate_added.py::test_holm_of_statsmodels"},
    measure_info{"validate.net_benefit_difference", "", "net benefit of the second - of the first",
                 cite::vickers_2008, "test_validate_decision.py::test_difference_in_net_benefit"},
    measure_info{"validate.at_horizon", "",
                 "1 / G(T-) for events, 1 / G(horizon-) for who stayed, 0 for lost", cite::graf_1999,
                 "test_validate_ties.py::test_weights_of_censoring_are_those_written_out"},
    measure_info{"validate.across_clinics", "", "random effects of logit AUC, ln O:E, in the large, slope",
                 cite::takada_2021, "test_validate_clinics.py::test_clinics_are_pooled_as_by_hand"},
    measure_info{"validate.pack", "", "sums over rows and their products over people; pooled they add up",
                 cite::takada_2021,
                 "test_validate_clinics.py::test_packs_say_what_the_rows_put_together_say"},
    measure_info{"validate.drift", "", "logit P(y) = a + b t + logit p; measures by calendar period",
                 cite::davis_2017,
                 "test_validate_drift.py::test_the_trend_is_that_of_a_logistic_regression_on_time"},
    measure_info{"validate.effective_sample_size", "people", "p (1 - p) / Var(p)", cite::thomassen_2024,
                 "test_validate_drift.py::test_a_share_of_n_people_is_worth_n_people"},
    measure_info{"validate.subgroups", "", "a metric in each group, and its difference from the rest",
                 cite::zou_2008, "test_validate_subgroups.py::test_difference_of_newcombe"},
};

}  // namespace backrisk::validate
