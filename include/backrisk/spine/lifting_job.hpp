#pragma once
/// Jobs of several lifting tasks: composite (CLI), variable (VLI) and sequential (SLI) lifting index.
///
///     CLI = STLI_1 + sum_{i >= 2} FILI_i (1 / FM(F_1 + ... + F_i) - 1 / FM(F_1 + ... + F_{i-1}))
///
/// with the tasks sorted by STLI, largest first. Source of the CLI: DHHS (NIOSH) 94-110, revised 2021,
/// pp. 26-28, doi:10.26616/NIOSHPUB94110revised092021.
///
/// Ours, where the manual is silent: ties of STLI put the higher frequency first, then the larger FILI, then
/// the lower origin, so that the order of the rows never matters; the added task's own origin height picks
/// the column of FM for both summed frequencies; a summed frequency whose FM is 0 gives an infinite index
/// with `reason::zero_denominator`.
#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "backrisk/core/source.hpp"
#include "backrisk/spine/lifting.hpp"

namespace backrisk::spine {

/// One index for a whole job, and how far its formula was checked.
struct job_index {
    double value = missing_value;
    backrisk::reason reason = backrisk::reason::not_recorded;
    source from{};
};

/// A task, or a category of tasks, as the composite equation sees it.
struct composite_part {
    double stli, fili, per_minute;
    bool low_origin;
    friend auto operator<=>(const composite_part&, const composite_part&) = default;
};

inline constexpr source lifting_manual{"DHHS (NIOSH) 94-110, revised 2021",
                                       "10.26616/NIOSHPUB94110revised092021", verification::verified};
inline constexpr source lifting_variable_source{
    "Waters 2016 Hum Factors 58:695; width of the categories from "
    "a secondary description",
    "10.1177/0018720815612256", verification::partial};
inline constexpr source lifting_sequential_source{"Waters, Lu, Occhipinti 2007 Ergonomics 50:1761", "",
                                                  verification::unverified};

/// The composite equation over `parts` (sorted in place).
[[nodiscard]] inline measured composite_equation(std::span<composite_part> parts, duration_class worked,
                                                 rounding mode = rounding::exact) {
    if (parts.empty()) return measured{reason::not_recorded};
    const auto key = [](const composite_part& p) {
        return std::tuple{-p.stli, -p.per_minute, -p.fili, !p.low_origin};
    };
    std::sort(parts.begin(), parts.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    const bool on_paper = mode == rounding::worksheet;
    const auto factor = [&](double rate, bool low) {
        const double fm = frequency_multiplier(rate, worked, low);
        return on_paper ? round_on_paper(fm, 100) : fm;
    };
    double index = parts.front().stli, rate = parts.front().per_minute;
    for (const auto& part : parts.subspan(1)) {
        const double before = factor(rate, part.low_origin);
        rate += part.per_minute;
        const double after = factor(rate, part.low_origin);
        if (after == 0) return {std::numeric_limits<double>::infinity(), reason::zero_denominator};
        index += part.fili * (1 / after - 1 / before);
    }
    if (on_paper) index = round_on_paper(index, 10);
    return std::isinf(index) ? measured{index, reason::zero_denominator} : measured{index};
}

namespace detail {
/// Every task's part, or the reason why the job has no index.
[[nodiscard]] inline reason parts_of(std::span<const lift_numbers> tasks, const lifting_options& how,
                                     std::vector<composite_part>& parts, double& longest_hours) {
    parts.clear();
    longest_hours = 0;
    for (const auto& task : tasks) {
        const auto one = lifting_kernel(task, how);
        if (one.reason != reason::none && one.reason != reason::zero_denominator) return one.reason;
        parts.push_back({one.stli, one.fili, task.per_minute,
                         task.vertical_at_origin < constants_of(how.system).vertical_reference});
        longest_hours = std::max(longest_hours, task.hours);
    }
    const bool undefined = std::any_of(parts.begin(), parts.end(), [](const auto& p) {
        return std::isnan(p.stli + p.fili);  // 0 / 0: nothing lifted where nothing may be lifted
    });
    return undefined ? reason::zero_denominator : reason::none;
}
}  // namespace detail

/// CLI of a job's tasks. The job's duration class is that of its longest `hours`.
[[nodiscard]] inline measured composite_index(std::span<const lift_numbers> tasks,
                                              const lifting_options& how) {
    std::vector<composite_part> parts;
    double longest = 0;
    const reason why = detail::parts_of(tasks, how, parts, longest);
    if (why != reason::none) return measured{why};
    return composite_equation(parts, classify_duration(longest), how.mode);
}

/// How lifts are put into categories of FILI: six equal widths between the smallest and the largest, or six
/// equal shares of the lifts (the latter is remembered, not checked: `verification::unverified`).
enum class category_rule : std::uint8_t { equal_width, equal_share };
inline constexpr std::array all_category_rules{category_rule::equal_width, category_rule::equal_share};
[[nodiscard]] constexpr std::string_view to_string(category_rule rule) noexcept {
    return rule == category_rule::equal_width ? "equal_width" : "equal_share";
}

namespace detail {
struct fili_category {
    double rate = 0, weighted_fili = 0, low = 0;
};

[[nodiscard]] inline std::size_t category_of(double low, double high, double value,
                                             std::size_t count) noexcept {
    if (!(high > low)) return 0;
    return std::min(count - 1,
                    static_cast<std::size_t>((value - low) / (high - low) * static_cast<double>(count)));
}
}  // namespace detail

/// VLI of many different lifts: FILI of every lift, grouped into at most `categories` categories; each
/// category enters the composite equation with its mean FILI and summed frequency. Means are weighted by
/// frequency; a category counts as low when most of its lifts start below 75 cm (30 in): both are ours.
[[nodiscard]] inline measured variable_index(std::span<const lift_numbers> tasks, const lifting_options& how,
                                             category_rule rule = category_rule::equal_width,
                                             std::size_t categories = 6) {
    check_argument(categories >= 1, "spine::variable_lifting_index", "categories", categories, "1 or more");
    std::vector<composite_part> lifts;
    double longest = 0;
    const reason why = detail::parts_of(tasks, how, lifts, longest);
    if (why != reason::none) return measured{why};
    if (lifts.empty()) return measured{reason::not_recorded};
    std::sort(lifts.begin(), lifts.end(), [](const auto& a, const auto& b) {
        return std::tuple{a.fili, a.per_minute, a.low_origin} <
               std::tuple{b.fili, b.per_minute, b.low_origin};
    });
    if (std::isinf(lifts.back().fili)) return {lifts.back().fili, reason::zero_denominator};
    double total = 0;
    for (const auto& one : lifts) total += one.per_minute;
    if (!(total > 0)) return measured{reason::zero_denominator};
    std::vector<detail::fili_category> sums(categories);
    double before = 0;
    for (const auto& one : lifts) {
        const std::size_t place =
            rule == category_rule::equal_width
                ? detail::category_of(lifts.front().fili, lifts.back().fili, one.fili, categories)
                : detail::category_of(0, total, before + 0.5 * one.per_minute, categories);
        auto& sum = sums[place];
        sum.rate += one.per_minute;
        sum.weighted_fili += one.per_minute * one.fili;
        sum.low += one.low_origin ? one.per_minute : 0;
        before += one.per_minute;
    }
    std::vector<composite_part> parts;
    const auto worked = classify_duration(longest);
    for (const auto& sum : sums) {
        if (sum.rate == 0) continue;
        const double fili = sum.weighted_fili / sum.rate;
        const bool low = sum.low > 0.5 * sum.rate;
        parts.push_back({fili / frequency_multiplier(sum.rate, worked, low), fili, sum.rate, low});
    }
    return composite_equation(parts, worked, how.mode);
}

/// One task of a rotation: its lifting index under its own duration, its index as if it filled the shift, and
/// the share of the shift it takes.
struct rotation_part {
    double own, whole_shift, share;
};

/// SLI of workers who rotate between tasks (remembered, not checked):
///     SLI = LI_1 + (LImax_1 - LI_1) K,   K = sum_i LImax_i TF_i / LImax_1
/// with tasks sorted by LI at their own duration, TF_i = time / 480 min, and LImax_i the index with the FM of
/// the whole shift. `minutes_worked[i]` is the time on task i.
[[nodiscard]] inline measured sequential_index(std::span<const lift_numbers> tasks,
                                               std::span<const double> minutes_worked,
                                               const lifting_options& how) {
    check_same_size("spine::sequential_lifting_index", "minutes_worked", minutes_worked, tasks);
    double shift = 0;
    for (const double time : minutes_worked) {
        check_non_negative("spine::sequential_lifting_index", "minutes_worked", time);
        shift += time;
    }
    if (tasks.empty()) return measured{reason::not_recorded};
    std::vector<rotation_part> parts;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        lift_numbers whole = tasks[i];
        whole.hours = shift / 60;
        const auto own = lifting_kernel(tasks[i], how), all = lifting_kernel(whole, how);
        for (const auto& one : {own, all})
            if (std::isnan(one.li)) return measured{one.reason};
        parts.push_back({own.li, all.li, minutes_worked[i] / 480});
    }
    const auto worst = std::max_element(parts.begin(), parts.end(), [](const auto& a, const auto& b) {
        return std::tuple{a.own, a.whole_shift} < std::tuple{b.own, b.whole_shift};
    });
    if (std::isinf(worst->own)) return {worst->own, reason::zero_denominator};
    double weighted = 0;
    for (const auto& part : parts) weighted += part.share > 0 ? part.whole_shift * part.share : 0;
    if (std::isinf(weighted)) return {weighted, reason::zero_denominator};
    if (worst->whole_shift == 0) return measured{0.0};
    const double index = worst->own + (worst->whole_shift - worst->own) * weighted / worst->whole_shift;
    return measured{how.mode == rounding::worksheet ? round_on_paper(index, 10) : index};
}

[[nodiscard]] inline std::vector<lift_numbers> numbers_of(std::string_view function,
                                                          std::span<const lift> tasks, unit_system system) {
    std::vector<lift_numbers> numbers;
    for (const auto& task : tasks) {
        check_lift(function, task);
        numbers.push_back(numbers_of(task, system));
    }
    return numbers;
}

/// The three indices with units at the edge. Each throws `invalid_argument` when a task breaks a rule.
[[nodiscard]] inline job_index composite_lifting_index(std::span<const lift> tasks,
                                                       const lifting_options& how = {}) {
    const auto one = composite_index(numbers_of("spine::composite_lifting_index", tasks, how.system), how);
    return {one.value, one.reason, lifting_manual};
}
[[nodiscard]] inline job_index variable_lifting_index(std::span<const lift> tasks,
                                                      const lifting_options& how = {},
                                                      category_rule rule = category_rule::equal_width) {
    const auto one =
        variable_index(numbers_of("spine::variable_lifting_index", tasks, how.system), how, rule);
    return {one.value, one.reason, lifting_variable_source};
}
[[nodiscard]] inline job_index sequential_lifting_index(std::span<const lift> tasks,
                                                        std::span<const double> minutes_worked,
                                                        const lifting_options& how = {}) {
    const auto numbers = numbers_of("spine::sequential_lifting_index", tasks, how.system);
    const auto one = sequential_index(numbers, minutes_worked, how);
    return {one.value, one.reason, lifting_sequential_source};
}

}  // namespace backrisk::spine
