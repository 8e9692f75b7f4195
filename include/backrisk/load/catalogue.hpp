#pragma once
/// The measures of this area, each with its formula, its source and the test that holds it.
#include <array>

#include "backrisk/core/measure.hpp"

namespace backrisk::load {

namespace cite {
inline constexpr source foster_2001{
    "Foster 2001 J Strength Cond Res 15:109; SoccerMon, Midoglu 2024, 16265 sessions",
    "10.5281/zenodo.10033832", verification::partial};
inline constexpr source foster_1998{"Foster 1998 Med Sci Sports Exerc 30:1164; SoccerMon, Midoglu 2024",
                                    "10.5281/zenodo.10033832", verification::partial};
inline constexpr source williams_2017{"Williams 2017 Br J Sports Med 51:209", "10.1136/bjsports-2016-096589"};
inline constexpr source windt_2019{"Windt & Gabbett 2019 Br J Sports Med 53:988",
                                   "10.1136/bjsports-2017-098925", verification::partial};
inline constexpr source moussa_2019{"Moussa 2019 BMJ Open Sport Exerc Med 5:e000573",
                                    "10.1136/bmjsem-2019-000573"};
inline constexpr source clarke_2013{"Clarke & Skiba 2013 Adv Physiol Educ 37:134",
                                    "10.1152/advan.00078.2011"};
inline constexpr source frandsen_2025{"Frandsen 2025 Br J Sports Med 59:1203",
                                      "10.1136/bjsports-2024-109380"};
inline constexpr source gasparrini_2010{
    "Gasparrini, Armstrong & Kenward 2010 Stat Med 29:2224; R dlnm 2.4.10", "10.1002/sim.3940",
    verification::partial};
inline constexpr source of_ours{"definition of ours", "", verification::assumption};
}  // namespace cite

inline constexpr std::array<measure_info, 15> measures{{
    {"load.session_rpe", "load", "RPE x minutes", cite::foster_2001, "test_load_peers.py::test_soccermon"},
    {"load.daily_load", "load", "sum of the sessions of a local date; rest 0, missing and unmonitored NaN",
     cite::of_ours, "load_daily_test.cpp"},
    {"load.rolling_mean", "load", "mean of the observed days of the last n", cite::windt_2019,
     "test_load_published.py::test_three_athletes"},
    {"load.ewma", "load", "E_t = E_{t-1} + alpha (x_t - E_{t-1}), alpha = 2 / (N + 1)", cite::williams_2017,
     "test_load_published.py::test_three_athletes"},
    {"load.acwr", "", "acute mean / chronic mean; coupled, uncoupled or ewma", cite::windt_2019,
     "test_load_published.py::test_three_athletes"},
    {"load.monotony", "", "mean / sd of the last n days", cite::foster_1998,
     "test_load_published.py::test_monotony_of_the_three_athletes"},
    {"load.strain", "load", "load of the last n days x monotony", cite::foster_1998,
     "test_load_published.py::test_monotony_of_the_three_athletes"},
    {"load.week_change", "% or load", "100 (x - y) / y; 100 (x - y) / (x + y); x - y; x / y", cite::of_ours,
     "test_load_published.py::test_three_athletes"},
    {"load.redi", "load", "sum exp(-rate k) x_{t-k} / sum exp(-rate k) over observed days", cite::moussa_2019,
     "test_load_published.py::test_three_athletes"},
    {"load.fitness_fatigue", "load", "g_t = g_{t-1} exp(-1/tau) + w_t; p = p0 + k1 g - k2 h",
     cite::clarke_2013, "test_load_published.py::test_banister_figure_6"},
    {"load.performance_management", "load",
     "EWMA with alpha = 1 - exp(-1/tau) from zero; balance = CTL - ATL", cite::clarke_2013,
     "test_load_peers.py::test_ham01"},
    {"load.session_spike", "", "longest session today / longest of the last n days - 1", cite::frandsen_2025,
     "test_load_properties.py::test_session_spike_twin"},
    {"load.consecutive_days", "days", "training days in a row, today included", cite::of_ours,
     "test_load_properties.py::test_consecutive_days_twin"},
    {"load.share", "", "sum of a channel / sum of the total over the last n days", cite::of_ours,
     "test_load_properties.py::test_share_twin"},
    {"load.cross_basis", "", "sum over lags l of b_v(x_{i-l}) c_m(l), one column a pair (v, m)",
     cite::gasparrini_2010, "test_load_lagged_published.py::test_drug_matrices"},
}};

}  // namespace backrisk::load
