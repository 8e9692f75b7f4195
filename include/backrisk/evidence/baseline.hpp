#pragma once
/// How often back pain happens: every published incidence and prevalence, as it stands. What anchors a model
/// is in incidence.hpp.
#include <array>
#include <string_view>

#include "backrisk/core/missing.hpp"
#include "backrisk/core/source.hpp"

namespace backrisk::evidence {

/// `low` and `high` are a 95 % interval, or a range where item or unit says so or no value is given.
struct baseline {
    std::string_view item;
    double value = missing_value;
    double low = missing_value;
    double high = missing_value;
    std::string_view unit;
    std::string_view population;
    source from;
    std::string_view note;
};

// clang-format off
/// Columns: item, value, low, high, unit | population, source, note.
inline constexpr std::array<baseline, 30> baselines{{
    {"first-ever or transition-to-LBP incidence", 25, missing_value, missing_value, "%/year (approx)",
     "adults, 41 studies, community and occupational",
     {"Taylor 2014 Spine J 14:2299", "10.1016/j.spinee.2014.01.026"}, "same for first-ever and transition"},
    {"new episode, non-consulting", 31.5, missing_value, missing_value, "%/year (31 M / 32 F)",
     "UK adults pain-free >=1 month", {"Papageorgiou 1996 Pain 66:181", ""}, ""},
    {"new episode, consulting", 4, missing_value, missing_value, "%/year (3 M / 5 F)",
     "UK adults pain-free >=1 month", {"Papageorgiou 1996 Pain 66:181", ""},
     "8-fold gap by outcome definition"},
    {"first LBP over 2 years", 42.1, missing_value, missing_value, "%/2 years (518/1230)",
     "US soldiers", {"George 2012 PLoS One 7:e30597", "10.1371/journal.pone.0030597"},
     "23.9%/yr at constant hazard [derived]"},
    {"incidence scaffolders", 24, 20, 28, "%/year (range)",
     "scaffolders NL", {"3-year cohort (docobook copy)", ""}, "recurrence 64-77%/yr"},
    {"any recurrence after recovery", 69, 62, 74, "%/12 months",
     "250 recovered adults AU", {"da Silva 2019 J Physiother 65:159", "10.1016/j.jphys.2019.04.010"},
     "median 139 d (105-173)"},
    {"activity-limiting recurrence", 40, 33, 46, "%/12 months",
     "250 recovered adults AU", {"da Silva 2019", "10.1016/j.jphys.2019.04.010"}, ""},
    {"care-seeking recurrence", 41, 34, 46, "%/12 months",
     "250 recovered adults AU", {"da Silva 2019", "10.1016/j.jphys.2019.04.010"}, ""},
    {"recurrence (recall-based)", 33, missing_value, missing_value, "%/12 months",
     "999 acute LBP", {"Machado 2017 Phys Ther 97:889", "", verification::partial},
     "18% needing care; definition sensitive"},
    {"recurrence range", missing_value, 30, 70, "%/12 months",
     "reviews", {"Cochrane protocol PMC11264324", ""}, ""},
    {"activity-limiting recurrence median, controls", 112, 89, 140, "days",
     "350 WalkBack controls", {"Pocovi 2024 Lancet", "10.1016/S0140-6736(24)00755-4"},
     "mean 33 earlier episodes: high-risk sample"},
    {"complete recovery", 72, missing_value, missing_value, "% by 12 months",
     "973 acute LBP", {"Henschke 2008 BMJ", "10.1136/bmj.a171"},
     "median pain recovery 58 d (52-63), disability 31 d (25-37)"},
    {"athlete LBP point prevalence", 42, 27, 58, "%",
     "athletes, 6 high-quality studies", {"Wilson 2021", "10.1136/bjsports-2020-102537"},
     "range 18-80, I2 97%"},
    {"athlete LBP 12-month prevalence", 51, 41, 61, "%",
     "22 studies", {"Wilson 2021", "10.1136/bjsports-2020-102537"},
     "range 12-94, I2 98% -> between-setting logit SD ~1.2 [derived]"},
    {"athlete LBP lifetime prevalence", 63, 51, 74, "%",
     "13 studies", {"Wilson 2021", "10.1136/bjsports-2020-102537"}, "range 36-88, I2 99%"},
    {"athlete LBP 12-month prevalence range", missing_value, 17, 94, "%",
     "36 studies", {"Farahbakhsh 2018 J Back Musculoskelet Rehabil 31:901", "10.3233/bmr-170941"},
     "point 10-67, lifetime 33-84; highest ski, floorball, rowing; lowest shooting, golf, triathlon"},
    {"athlete LBP point prevalence range", missing_value, 18, 65, "%",
     "Olympic disciplines 14-40 y", {"Trompeter 2017 Sports Med 47:1183", "10.1007/s40279-016-0645-3"},
     "lifetime 1-94; rowing and xc-ski highest"},
    {"rowers LBP episodes", 1.67, missing_value, missing_value, "per 1000 h",
     "76 NZ rowers", {"Newlands 2015", ""},
     "53% had >=1 in 12 months; monthly prevalence 6-25%; 567 h/yr [derived]"},
    {"runners LBP incidence", missing_value, 0.3, 22, "% (range)",
     "19 studies", {"Maselli 2020 BMC Musculoskelet Disord 21:343", "10.1186/s12891-020-03357-4"},
     "prevalence 0.7-20.2"},
    {"Olympic weightlifting injuries", missing_value, 2.4, 3.3, "per 1000 h",
     "review", {"Aasa 2017 Br J Sports Med 51:211", "10.1136/bjsports-2016-096037"},
     "spine, shoulder, knee most common"},
    {"powerlifting injuries", missing_value, 1.0, 4.4, "per 1000 h",
     "review", {"Aasa 2017", "10.1136/bjsports-2016-096037"}, ""},
    {"CrossFit injuries", 3.2, 2.06, 4.34, "per 1000 h",
     "14 studies", {"CrossFit meta-analysis 2021 Dtsch Z Sportmed", ""},
     "0.2-18.9 across studies (Rodriguez 2021); 2.3 Montalvo 2017"},
    {"CrossFit spine share", 26.8, 20.6, 33.0, "% of injuries",
     "14 studies", {"CrossFit meta-analysis 2021 Dtsch Z Sportmed", ""},
     "lower back 12.9-36.0% in 18 studies"},
    {"weightlifting low-back share", 23, missing_value, missing_value, "% of injuries",
     "elite US weightlifters", {"Calhoon & Fry 1999 J Athl Train", "", verification::unverified}, ""},
    {"implied LBP injuries powerlifting/CrossFit", missing_value, 0.25, 1.1, "per 1000 h",
     "", {"rate x share", "", verification::derived},
     "order of magnitude; time-loss/medical, NOT self-reported pain"},
    {"fast bowler lumbar stress fracture", 2.46, missing_value, missing_value, "per 100 bowlers/yr",
     "368 pros", {"Alway 2019", "10.1136/bmjsem-2019-000529"}, "0.16 per 10000 deliveries; mean age 22.8"},
    {"spondylolysis among adolescents with LBP", 14, missing_value, missing_value, "%",
     "999 patients", {"Sweeney 2024", "10.1249/esm.0000000000000025"}, "35% of those scanned by SPECT"},
    {"asymptomatic disc degeneration", missing_value, 37, 96, "% at 20 y / 80 y",
     "3110 pain-free", {"Brinjikji 2015 AJNR 36:811", "10.3174/ajnr.A4173"},
     "bulge 30/84, protrusion 29/43, fissure 19/29"},
    {"global prevalence", 628.8, missing_value, missing_value, "million (2021)",
     "GBD 2021", {"Li 2024 Front Public Health", "10.3389/fpubh.2024.1480779"},
     "incidence ASR 3176.6/100k is a GBD-severity definition: do NOT use as baseline"},
    {"serious pathology in acute LBP", 0.9, missing_value, missing_value, "% (11/1172; 8 fractures)",
     "primary care AU", {"Henschke 2009 Arthritis Rheum 60:3072", "10.1002/art.24853"},
     "80.4% had >=1 red flag"},
}};
// clang-format on

}  // namespace backrisk::evidence
