#pragma once
/// A progression of weekly training that reaches a goal within limits, or what stands in its way.
///
/// Every session is a whole number of steps of `step_min` minutes, at one RPE. A week is a *level* n of a
/// ladder: n steps dealt out over the sessions of the week as near to their shares as whole steps allow, each
/// level one step in one session above the last. A level is allowed after what came before when it keeps
///
///     week_change     sum of the week <= (1 + g) x sum of the week before
///     acute_chronic   mean of the last 7 days <= b x mean of the last 28, at the end of the week, b >= 1
///                     (coupled, rolling; Windt & Gabbett 2019, doi:10.1136/bjsports-2017-098925)
///     session_spike   each session <= (1 + c) x the longest one of the 30 days before it and before its week
///                     (Frandsen 2025, doi:10.1136/bjsports-2024-109380)
///     week_time       sum of the week <= minutes that the person has
///     session_time    longest session <= minutes that the person has
///
/// and a week whose sessions are all at most `always_session_min` keeps the first three whatever was before:
/// a share of nothing is nothing.
///
/// The method is exact. The levels are ordered, a lower one is allowed where a higher one is, and *no limit
/// gets tighter when an earlier week gets longer*. Let M_w be the highest level allowed after M_1 .. M_{w-1}.
/// Every plan m within the limits has m_w <= M_w in each week: m_w is allowed after m_1 .. m_{w-1}, so after
/// the longer M_1 .. M_{w-1}, and M_w is the highest of those. M is the greatest plan, found in one pass;
/// neither convexity nor a relaxation is needed, and the maximum over 30 days, which is not convex, is exact.
/// So
///
///   - a goal can be reached by week N exactly when the longest of M_1 .. M_N reaches it;
///   - the nearest goal is that longest week, and a looser limit never brings it down;
///   - M held at the goal reaches it too: before the first week in which M reaches it nothing changes.
///
/// Of all uniform growth rates h that reach the goal the smallest is chosen: m_w <= (1 + h) m_{w-1} is one
/// more such limit, the reach rises with h, and bisection finds it.
///
/// The ratio reads m_w (4 - b) <= b (m_{w-1} + m_{w-2} + m_{w-3}), so earlier weeks only help; b of 4 or more
/// never binds. It and the change are held at the end of each week: in between, a window that straddles two
/// weeks may pass them for a few days. The ladder, the exempt short sessions and the default limits are ours;
/// that they prevent back pain is not shown.
#include <array>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/core/missing.hpp"

namespace backrisk::advise {

enum class plan_limit : unsigned char { week_change, acute_chronic, session_spike, week_time, session_time };

inline constexpr std::array all_plan_limits{plan_limit::week_change, plan_limit::acute_chronic,
                                            plan_limit::session_spike, plan_limit::week_time,
                                            plan_limit::session_time};

[[nodiscard]] constexpr std::string_view to_string(plan_limit one) noexcept {
    constexpr std::array<std::string_view, 5> names{"week_change", "acute_chronic", "session_spike",
                                                    "week_time", "session_time"};
    return names[static_cast<std::size_t>(one)];
}

/// No plan has a longer session, whatever the limits: six hours, ours. A goal beyond it is an error.
inline constexpr double most_session_min = 360;

/// NaN: there is no such limit. The bound on the ratio is a preference: managing load by it did not change
/// health problems in a cluster-randomised trial (rate ratio 1.01, 0.91 to 1.12; Dalen-Lorentsen 2021,
/// doi:10.1136/bjsports-2020-103003, E143).
struct plan_limits {
    double week_change = 0.10;    ///< rise from week to week, 0.10 is ten per cent
    double acute_chronic = 1.5;   ///< 1 or more
    double session_spike = 0.10;  ///< rise of a session over the longest one of the 30 days before
    double week_time_min = missing_value;
    double session_time_min = 180;   ///< three hours; ours. NaN: `most_session_min`
    double always_session_min = 20;  ///< sessions of this length need no history
};

/// What the diary says on the day before the plan, in minutes at the RPE of the plan (load / RPE).
struct plan_start {
    std::array<double, 3> weeks_min{};  ///< sums of the last three times 7 days, the last one last
    /// Longest session of each day before the plan, the last day last; NaN where it is not known.
    std::vector<double> longest_min;
};

/// Session i lies on day `day[i]` of the week (0 to 6, rising) and takes about `share[i]` of its minutes.
struct plan_shape {
    std::vector<int> day;
    std::vector<double> share;  ///< positive, sum 1
};

/// What is to be reached: minutes of a week, or of its longest session.
enum class plan_measure : unsigned char { week, session };

struct plan_problem {
    plan_start start;
    plan_shape shape;
    plan_limits limits;
    std::size_t weeks = 12;
    double step_min = 1;
    plan_measure measure = plan_measure::week;
};

struct plan_path {
    std::vector<double> session_min;  ///< week after week, sessions in the order of the shape
    std::vector<double> week_min;     ///< their sums
    std::vector<std::optional<plan_limit>>
        held_by;       ///< the limit that the next step would break; none: the goal
    double reach = 0;  ///< best week or session of all, by the measure
};

/// What one limit costs, on the greatest plan.
struct plan_cost {
    plan_limit limit = plan_limit::week_change;
    double value = missing_value;  ///< the limit as given
    std::size_t weeks_held = 0;    ///< weeks of the greatest plan that it holds
    double reach_without = 0;      ///< what could be reached if this limit alone were dropped
    /// Minutes of reach gained for each 0.01 (change, ratio, spike) or minute (times) of a looser limit, over
    /// five of them, since minutes come in steps.
    double shadow_price = 0;
    bool in_conflict = false;  ///< in the irreducible set of limits that makes the goal impossible
};

struct plan_answer {
    bool reached = false;
    double reach = 0;  ///< what the limits allow at most: the nearest goal where it is not reached
    double growth = missing_value;  ///< smallest uniform rise from week to week that reaches the goal
    plan_path path;                 ///< the plan; the greatest one where the goal is not reached
    std::vector<plan_cost> costs;
};

/// The greatest plan, with no week above the first level that reaches `goal_min`, nor rising by more than the
/// share `growth`. Throws `invalid_argument` for a limit, a shape or a start that is out of range; `plan`
/// alike.
[[nodiscard]] plan_path greatest_plan(const plan_problem& problem,
                                      double goal_min = std::numeric_limits<double>::infinity(),
                                      double growth = std::numeric_limits<double>::infinity());

/// The gentlest plan that reaches `goal_min`, or the greatest one where none does.
[[nodiscard]] plan_answer plan(const plan_problem& problem, double goal_min);

}  // namespace backrisk::advise

#ifndef BACKRISK_COMPILED
#include "backrisk/advise/plan.ipp"
#endif
