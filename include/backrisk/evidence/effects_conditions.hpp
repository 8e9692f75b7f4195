#pragma once
/// Published effects E011 to E035: imaging findings, bone, spinal shape and posture.
///
/// Columns: id, factor, contrast, measure, unit, point, low, high, level of the interval | population,
/// outcome, horizon, design | source | certainty, use, note.
#include "backrisk/evidence/effect.hpp"
#include "backrisk/evidence/effects_sources.hpp"

namespace backrisk::evidence::rows::conditions {
using enum measure_kind;
using enum certainty;
using enum design;
using enum model_use;
using enum verification;
inline constexpr std::string_view scanned_adults = "adults <=50 y, 3097 people 14 studies";
inline constexpr std::string_view prevalence_not_incidence =
    "symptomatic vs asymptomatic, NOT incidence; imaging findings common in pain-free people (bulge 30% at "
    "20 y, 84% at 80 y)";
inline constexpr std::string_view prospective_is_null =
    "symptomatic vs asymptomatic, NOT incidence; imaging findings common in pain-free people (bulge 30% at "
    "20 y, 84% at 80 y); prospective evidence is null: E020, E141, E142";

// clang-format off
inline constexpr std::array<effect, 25> table{{
    {"E011", "disc_bulge", "present vs absent on MRI",
     odds_ratio, "", 7.54, 1.28, 44.56, 0.95,
     scanned_adults, "current LBP (prevalence)", "cross-sectional", meta_analysis,
     brinjikji_2015, very_low, shrink_hard, prevalence_not_incidence},
    {"E012", "disc_extrusion", "present vs absent",
     odds_ratio, "", 4.38, 1.98, 9.68, 0.95,
     scanned_adults, "current LBP (prevalence)", "cross-sectional", meta_analysis,
     brinjikji_2015, very_low, shrink_hard, prevalence_not_incidence},
    {"E013", "disc_protrusion", "present vs absent",
     odds_ratio, "", 2.65, 1.52, 4.62, 0.95,
     scanned_adults, "current LBP (prevalence)", "cross-sectional", meta_analysis,
     brinjikji_2015, very_low, shrink_hard, prospective_is_null},
    {"E014", "disc_degeneration", "present vs absent",
     odds_ratio, "", 2.24, 1.21, 4.15, 0.95,
     scanned_adults, "current LBP (prevalence)", "cross-sectional", meta_analysis,
     brinjikji_2015, very_low, shrink_hard, prospective_is_null},
    {"E015", "modic_1", "present vs absent",
     odds_ratio, "", 4.01, 1.1, 14.55, 0.95,
     scanned_adults, "current LBP (prevalence)", "cross-sectional", meta_analysis,
     brinjikji_2015, very_low, shrink_hard, prevalence_not_incidence},
    {"E016", "spondylolysis", "present vs absent on MRI",
     odds_ratio, "", 5.06, 1.65, 15.53, 0.95,
     scanned_adults, "current LBP (prevalence)", "cross-sectional", meta_analysis,
     brinjikji_2015, very_low, shrink_hard, prevalence_not_incidence},
    {"E017", "spondylolisthesis", "present vs absent",
     odds_ratio, "", 1.59, 0.78, 3.24, 0.95,
     scanned_adults, "current LBP (prevalence)", "cross-sectional", meta_analysis,
     brinjikji_2015, very_low, shrink_hard, prevalence_not_incidence},
    {"E018", "annular_fissure", "present vs absent",
     odds_ratio, "", 1.79, 0.97, 3.31, 0.95,
     scanned_adults, "current LBP (prevalence)", "cross-sectional", meta_analysis,
     brinjikji_2015, very_low, shrink_hard, prevalence_not_incidence},
    {"E019", "mri_findings_any", "any lumbar MRI abnormality",
     none, "", missing_value, missing_value, missing_value, 0,
     "12 cohorts", "future LBP", "1+ years", systematic_review,
     {"Steffens 2014 Eur J Pain", ""}, very_low, do_not_use, "no consistent association, could not pool"},
    {"E020", "disc_degeneration", "baseline MRI present vs absent",
     none, "", missing_value, missing_value, missing_value, 0,
     "131 LBP-free veterans 35-70 y", "new LBP", "3 years", cohort,
     jarvik_2005, low, do_not_use,
     "no association; all 5 with new extrusion and 4 with new root impingement had new pain"},
    {"E021", "annular_fissure", "incident vs none",
     odds_ratio, "", 6.6, 1.2, 36.9, 0.95,
     "123 without LBP at baseline", "chronic bothersome LBP", "3 years", cohort,
     suri_2014, very_low, do_not_use, "adjusted prior pain, depression; tiny n"},
    {"E022", "disc_extrusion", "incident vs none",
     odds_ratio, "", 5.4, missing_value, missing_value, 0,
     "123 without LBP at baseline", "incident radicular symptoms", "3 years", cohort,
     suri_2014, very_low, do_not_use, "not significant"},
    {"E023", "leg_pain_sciatica", "leg pain vs none (acute LBP)",
     hazard_ratio, "", 0.9, 0.7, 1.16, 0.95,
     "973 acute LBP primary care AU", "complete recovery (HR<1 = slower)", "12 months", cohort,
     henschke_2008, moderate, prognosis_only,
     "adjusted; crude 0.71 (0.59-0.86); Table 3 read on chiro.org copy; doi from memory"},
    {"E024", "sciatica_obesity", "obese vs normal weight",
     odds_ratio, "", 1.31, 1.07, 1.62, 0.95,
     "adults", "lumbar radicular pain", "mixed", meta_analysis,
     {"Shiri 2014 Am J Epidemiol 179:929", "10.1093/aje/kwu007", unverified}, moderate, multiplier_sciatica,
     "title and doi verified, numbers memory"},
    {"E025", "sciatica_smoking", "current vs never",
     odds_ratio, "", 1.46, 1.3, 1.64, 0.95,
     "adults", "lumbar radicular pain/sciatica", "mixed", meta_analysis,
     {"Shiri 2016 Am J Med 129:64", "10.1016/j.amjmed.2015.07.041", unverified}, moderate,
     multiplier_sciatica, "doi verified in a reference list; numbers memory"},
    {"E026", "spondylolysis_athlete", "intense athlete vs non-athlete (adolescents with LBP)",
     odds_ratio, "", 21.9, 2.8, 169.9, 0.95,
     "114 adolescents with LBP", "spondylolysis on MRI", "cross-sectional", case_control,
     {"Lurie adolescent athletes MRI series (authors Schroeder et al from memory)", "", derived}, very_low,
     diagnostic_note, "32% of 66 vs 2% of 48; clinic series"},
    {"E027", "spondylolysis_sex", "male vs female",
     odds_ratio, "", 6.07, 3.0, 12.26, 0.95,
     "adolescent athletes with LBP, 405 SPECT", "spondylolysis", "cross-sectional", retrospective_cohort,
     {"Sweeney 2024 Exerc Sport Mov", "10.1249/esm.0000000000000025"}, low, diagnostic_note,
     "14% of 999 with LBP had it"},
    {"E028", "bowling_volume", "peak 7-day >234 vs <197 deliveries",
     odds_ratio, "", 11.0, missing_value, missing_value, 0,
     "368 pro fast bowlers", "lumbar stress fracture", "season", nested_case_control,
     {"Alway 2019 BMJ Open Sport Exerc Med 5:e000529", "10.1136/bmjsem-2019-000529"}, low, sport_specific,
     "57 cases; CI not in abstract; shrink"},
    {"E029", "vertebral_fracture", "prevalent vertebral fracture vs none (women)",
     odds_ratio, "", 1.76, 1.24, 2.5, 0.95,
     "2887 adults mean 65 y Tromso", "back pain", "cross-sectional", cross_sectional,
     {"Waterloo 2013 BMC Geriatr 13:102", ""}, low, multiplier_women,
     "adjusted age height weight BMD; no association in men; authors from memory"},
    {"E030", "low_bmd", "per SD decrease in hip BMD, women",
     odds_ratio, "", 1.6, 1.34, 1.9, 0.95,
     "Tromso 38-87 y", "vertebral fracture", "cross-sectional", cross_sectional,
     waterloo_2012, moderate, fracture_module, "men 1.40 (1.18-1.67)"},
    {"E031", "age_fracture", "per 5 years, women",
     odds_ratio, "", 1.32, 1.19, 1.45, 0.95,
     "Tromso 38-87 y", "vertebral fracture", "cross-sectional", cross_sectional,
     waterloo_2012, moderate, fracture_module, "men 1.21 (1.10-1.33)"},
    {"E032", "scoliosis", "curve >=6 deg at 15 y vs none",
     odds_ratio, "", 1.42, 1.0, 2.02, 0.95,
     "3184 ALSPAC adolescents", "back pain at 18 y", "3 years", cohort,
     {"Clark 2016 Spine 41:E611", "10.1097/BRS.0000000000001330"}, moderate, multiplier, ""},
    {"E033", "scoliosis_AIS", "referred AIS vs population controls",
     odds_ratio, "", 2.12, 1.83, 2.46, 0.95,
     "1476 AIS vs 1755 controls QC", "back pain past year", "cross-sectional", retrospective_cohort,
     {"Mayo 1994 Spine 19:1573", "10.1097/00007632-199407001-00005", derived}, low, multiplier,
     "crude from 73% vs 56%; little gradient by curve size"},
    {"E034", "posture_lordosis", "more lumbar lordosis (limited lordosis = risk)",
     odds_ratio, "", 0.73, 0.55, 0.98, 0.95,
     "5459 in 12 cohorts", "new LBP", ">=12 months", meta_analysis,
     sadler_2017, low, multiplier, "unit of contrast must be read in full text"},
    {"E035", "posture_general", "spinal posture/ physical exposure",
     none, "", missing_value, missing_value, missing_value, 0,
     "umbrella of reviews", "LBP", "mixed", umbrella_review,
     {"Swain 2020 J Biomech 102:109312", "10.1016/j.jbiomech.2019.08.006"}, low, direction_only,
     "no consensus on causality; doi suffix from memory"},
}};
// clang-format on

}  // namespace backrisk::evidence::rows::conditions
