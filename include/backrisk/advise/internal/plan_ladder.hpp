#pragma once
/// What plans of minutes and plans of sets share: checks of a problem, and the ladder of sessions that is
/// searched.
#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

#include "backrisk/advise/plan.hpp"
#include "backrisk/core/error.hpp"

namespace backrisk::advise::planning {

inline constexpr std::size_t spike_window = 30, week_days = 7;
inline constexpr double no_bound = std::numeric_limits<double>::infinity();
inline constexpr double week_minutes = 7 * 24 * 60;
/// A bound that is met exactly is not missed by the last bits.
inline constexpr double slack = 1e-9;

inline void check_shape(std::string_view here, const plan_shape& shape) {
    check_argument(!shape.day.empty(), here, "shape.day.size", shape.day.size(), "1 or more");
    check_same_size(here, "shape.share", shape.share, shape.day);
    for (std::size_t i = 0; i < shape.day.size(); ++i) {
        check_between(here, "shape.day", shape.day[i], i == 0 ? 0 : shape.day[i - 1] + 1, week_days - 1);
        check_positive(here, "shape.share", shape.share[i]);
    }
    const double sum = std::accumulate(shape.share.begin(), shape.share.end(), 0.0);
    check_argument(std::abs(sum - 1) < slack, here, "shape.share.sum", sum, "1");
}

inline void check_problem(std::string_view here, const plan_problem& problem) {
    const auto optional = [here](std::string_view name, double value, double least) {
        check_argument(std::isnan(value) || (value >= least && std::isfinite(value)), here, name, value,
                       "finite and " + show(least) + " or more, or NaN for no limit");
    };
    const plan_limits& limits = problem.limits;
    optional("limits.week_change", limits.week_change, 0);
    optional("limits.acute_chronic", limits.acute_chronic, 1);
    optional("limits.session_spike", limits.session_spike, 0);
    optional("limits.week_time_min", limits.week_time_min, 0);
    optional("limits.session_time_min", limits.session_time_min, 0);
    check_argument(!(limits.session_time_min > most_session_min), here, "limits.session_time_min",
                   limits.session_time_min, "at most 360 minutes");
    check_non_negative(here, "limits.always_session_min", limits.always_session_min);
    check_between(here, "weeks", static_cast<double>(problem.weeks), 1, 520);
    check_between(here, "step_min", problem.step_min, 0.5, 60);
    for (const double one : problem.start.weeks_min) check_non_negative(here, "start.weeks_min", one);
    for (const double one : problem.start.longest_min)
        if (!std::isnan(one)) check_non_negative(here, "start.longest_min", one);
    check_shape(here, problem.shape);
}

/// Level n deals n steps out: the next one goes to the session that is furthest below its share, the earlier
/// one first.
class ladder {
  public:
    ladder(std::span<const double> share, double step_min, double most = week_minutes)
        : sessions_(share.size()), step_min_(step_min) {
        std::vector<double> now(sessions_, 0.0);
        minutes_ = now;
        const auto levels = static_cast<std::size_t>(most / step_min + 1e-9);
        for (std::size_t level = 1; level <= levels; ++level) {
            std::size_t next = 0;
            for (std::size_t i = 1; i < sessions_; ++i)
                if ((now[i] + step_min) * share[next] < (now[next] + step_min) * share[i]) next = i;
            now[next] += step_min;
            minutes_.insert(minutes_.end(), now.begin(), now.end());
        }
    }
    [[nodiscard]] std::size_t levels() const { return minutes_.size() / sessions_; }
    [[nodiscard]] std::span<const double> sessions(std::size_t level) const {
        return {minutes_.data() + level * sessions_, sessions_};
    }
    [[nodiscard]] double week(std::size_t level) const { return static_cast<double>(level) * step_min_; }
    [[nodiscard]] double session(std::size_t level) const { return std::ranges::max(sessions(level)); }
    [[nodiscard]] double measure(std::size_t level, plan_measure by) const {
        return by == plan_measure::week ? week(level) : session(level);
    }
    /// The lowest level that reaches `goal_min`, the highest one when none does.
    [[nodiscard]] std::size_t reaching(double goal_min, plan_measure by) const {
        return highest(
            levels() - 1, [&](std::size_t n) { return measure(n, by) < goal_min - slack; }, 1);
    }
    /// The highest level up to `most` that holds, plus `above`; all levels below one that holds do.
    template <class Holds>
    [[nodiscard]] static std::size_t highest(std::size_t most, Holds holds, std::size_t above = 0) {
        std::size_t low = 0, high = most + 1;
        while (high - low > 1) {
            const std::size_t middle = (low + high) / 2;
            (holds(middle) ? low : high) = middle;
        }
        return std::min(low + above, most);
    }

  private:
    std::size_t sessions_;
    double step_min_;
    std::vector<double> minutes_;
};

}  // namespace backrisk::advise::planning
