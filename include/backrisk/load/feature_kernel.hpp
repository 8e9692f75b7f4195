#pragma once
/// `features`: the columns of features.hpp for many people, at the speed of memory.
///
/// A person without a missing day takes the plain path: three sweeps over days that stay in the cache. The
/// averages are chains of dependent operations, so four people are interleaved; the weekly sums are cut into
/// blocks of 7 as in sliding.hpp; all the rest is independent from day to day and vectorises. Anybody else
/// streams through `feature_state`. Both paths do the same operations in the same order on each number, so
/// that the answer does not depend on the path, to the last bit; a compiler that fuses a * b + c where it
/// sees fit (GCC does, once it may use FMA) needs -ffp-contract=off for that.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>
#if defined(__SSE2__) && !defined(__NO_MATH_ERRNO__)
#include <emmintrin.h>
#endif

#include "backrisk/load/features.hpp"

namespace backrisk::load {

/// Constants and buffers, reused from call to call: nothing is allocated once it has seen the longest person.
struct feature_workspace {
    explicit feature_workspace(const feature_options& chosen = {})
        : options(chosen),
          fresh(chosen),
          state(fresh),
          acute_from(first_known(fresh.acute())),
          chronic_from(first_known(fresh.chronic())) {}

    feature_options options;
    feature_state fresh;
    feature_state state;
    std::size_t acute_from;  ///< days before the average is known, when none is missing
    std::size_t chronic_from;
    std::vector<double> sums;  ///< weekly sums of one person

  private:
    /// Days until the coverage suffices; never, where it stops rising before.
    [[nodiscard]] static std::size_t first_known(ewma_state average) {
        for (std::size_t day = 0;; ++day) {
            const double before = average.coverage();
            average.update(0);
            if (average.value().known()) return day;
            if (average.coverage() == before) return std::numeric_limits<std::size_t>::max();
        }
    }
};

namespace kernel {

inline constexpr std::size_t lanes = 4;                 ///< people whose averages are interleaved
inline constexpr std::size_t head = 2 * week_days - 1;  ///< days that lack a full week, or one before it
inline constexpr std::size_t stride = 64;               ///< days of one vectorised block

/// One person on the plain path: where the columns begin, and how far the averages are.
struct lane {
    const double* x = nullptr;
    double* acute = nullptr;
    double* chronic = nullptr;
    std::size_t first = 0, size = 0;
    double acute_level = 0, chronic_level = 0;

    void step(std::size_t t, double acute_alpha, double chronic_alpha) noexcept {
        acute_level += acute_alpha * (x[t] - acute_level);
        chronic_level += chronic_alpha * (x[t] - chronic_level);
        acute[t] = acute_level;
        chronic[t] = chronic_level;
    }
};

/// The averages of four people as far as all four go.
template <std::size_t... L>
[[nodiscard]] std::size_t average_together(std::array<lane, lanes>& people, double acute_alpha,
                                           double chronic_alpha, std::index_sequence<L...>) noexcept {
    std::array<lane, lanes> now = people;  // local, so that levels stay in registers
    const std::size_t shortest = std::min({now[L].size...});
    for (std::size_t t = head; t < shortest; ++t) (now[L].step(t, acute_alpha, chronic_alpha), ...);
    people = now;
    return shortest;
}

/// Sums of the last 7 days, in the order of `sliding<total>`.
inline void week_sums(const double* x, std::size_t size, double* sums) noexcept {
    std::array<double, week_days + 1> suffix{};
    for (std::size_t begin = 0; begin < size; begin += week_days) {
        const std::size_t days_left = std::min(week_days, size - begin);
        double prefix = 0;
        for (std::size_t i = 0; i < days_left; ++i) {
            prefix += x[begin + i];
            sums[begin + i] = suffix[i + 1] + prefix;
        }
        if (days_left < week_days) return;
        suffix[week_days - 1] = x[begin + week_days - 1];
        for (std::size_t i = week_days - 1; i-- > 0;) suffix[i] = x[begin + i] + suffix[i + 1];
    }
}

inline void square_roots(double* __restrict values, std::size_t size) noexcept {
    std::size_t i = 0;
#if defined(__SSE2__) && !defined(__NO_MATH_ERRNO__)  // a std::sqrt that may set errno is not vectorised
    for (; i + 2 <= size; i += 2) _mm_storeu_pd(values + i, _mm_sqrt_pd(_mm_loadu_pd(values + i)));
#endif
    for (; i < size; ++i) values[i] = std::sqrt(values[i]);
}

/// One person's columns.
struct week_columns {
    const double* x;
    const double* sums;
    const double* acute;
    const double* chronic;
    double *ratio, *mean, *sd, *monotony, *strain, *week_change;
};

/// `stride` days each, or `size` where there are fewer. They are functions, as only the arguments of a
/// function are believed not to overlap.
template <class Size>
inline void deviations_of(const double* __restrict x, double* __restrict sd, double per_freedom,
                          Size size) noexcept {
    constexpr double per_day = 1 / static_cast<double>(week_days);
    for (std::size_t i = 0; i < size; ++i) {
        const double d1 = (x - 1)[i] - x[i], d2 = (x - 2)[i] - x[i], d3 = (x - 3)[i] - x[i];
        const double d4 = (x - 4)[i] - x[i], d5 = (x - 5)[i] - x[i], d6 = (x - 6)[i] - x[i];
        const double sum = d1 + d2 + d3 + d4 + d5 + d6;
        const double squares = d1 * d1 + d2 * d2 + d3 * d3 + d4 * d4 + d5 * d5 + d6 * d6;
        const double spread = squares - sum * sum * per_day;
        sd[i] = std::abs(spread) * per_freedom;
    }
    square_roots(sd, size);
}

template <class Size>
inline void monotony_of(const double* __restrict sums, const double* __restrict sd, double* __restrict mean,
                        double* __restrict monotony, double* __restrict strain, Size size) noexcept {
    for (std::size_t i = 0; i < size; ++i) {
        const double m = sums[i] / static_cast<double>(week_days);
        const double ratio = is_constant(sd[i], m) ? missing_value : m / sd[i];
        mean[i] = m;
        monotony[i] = ratio;
        strain[i] = sums[i] * ratio;
    }
}

template <class Size>
inline void ratios_of(const double* __restrict sums, const double* __restrict acute,
                      const double* __restrict chronic, double* __restrict ratio, double* __restrict change,
                      Size size) noexcept {
    for (std::size_t i = 0; i < size; ++i) {
        const double before = (sums - week_days)[i];
        change[i] = 100 * (sums[i] - before) / before;
        ratio[i] = acute[i] / chronic[i];
    }
}

template <class Size>
inline void week_block(const week_columns& at, std::size_t t, double per_freedom, Size size) noexcept {
    deviations_of(at.x + t, at.sd + t, per_freedom, size);
    monotony_of(at.sums + t, at.sd + t, at.mean + t, at.monotony + t, at.strain + t, size);
    ratios_of(at.sums + t, at.acute + t, at.chronic + t, at.ratio + t, at.week_change + t, size);
}

/// Days `head` to `size` of one person. The last block overlaps the one before: it writes the same again.
inline void weeks(const week_columns& at, std::size_t size, double per_freedom) noexcept {
    constexpr std::integral_constant<std::size_t, stride> whole;
    std::size_t t = head;
    for (; t + stride <= size; t += stride) week_block(at, t, per_freedom, whole);
    if (t == size) return;
    if (size >= head + stride)
        week_block(at, size - stride, per_freedom, whole);
    else
        week_block(at, t, per_freedom, size - t);
}

/// Streams days [first, until) of a person into the columns; the state stays in the workspace.
inline void stream(std::span<const double> daily, const feature_columns& out, feature_workspace& work,
                   std::size_t first, std::size_t until) {
    work.state = work.fresh;
    for (std::size_t i = first; i < until; ++i) {
        work.state.update(daily[i]);
        out.set(i, work.state.row());
    }
}

/// Up to four people on the plain path.
inline void plain(std::span<const double> daily, const feature_columns& out, feature_workspace& work,
                  std::array<lane, lanes>& people, std::size_t count) {
    const double acute_alpha = work.fresh.acute().alpha(), chronic_alpha = work.fresh.chronic().alpha();
    for (std::size_t p = 0; p < count; ++p) {
        lane& one = people[p];
        stream(daily, out, work, one.first, one.first + head);
        one.x = daily.data() + one.first;
        one.acute = out.acute.data() + one.first;
        one.chronic = out.chronic.data() + one.first;
        one.acute_level = work.state.acute().level();
        one.chronic_level = work.state.chronic().level();
    }
    std::size_t done = head;
    if (count == lanes)
        done = average_together(people, acute_alpha, chronic_alpha, std::make_index_sequence<lanes>{});
    const double per_freedom = 1 / (static_cast<double>(week_days) - work.options.ddof);
    for (std::size_t p = 0; p < count; ++p) {
        lane one = people[p];
        for (std::size_t t = done; t < one.size; ++t) one.step(t, acute_alpha, chronic_alpha);
        std::fill_n(one.acute, std::min(one.size, work.acute_from), missing_value);
        std::fill_n(one.chronic, std::min(one.size, work.chronic_from), missing_value);
        week_sums(one.x, one.size, work.sums.data());
        const auto column = [&one](std::span<double> whole) { return whole.data() + one.first; };
        weeks({one.x, work.sums.data(), one.acute, one.chronic, column(out.ratio), column(out.mean),
               column(out.sd), column(out.monotony), column(out.strain), column(out.week_change)},
              one.size, per_freedom);
    }
}

}  // namespace kernel

/// All features of all people. `out` holds eight columns as long as `daily`, which may not overlap each other
/// or `daily`. Throws `invalid_argument`.
inline void features(std::span<const double> daily, const feature_columns& out, feature_workspace& work,
                     group_starts starts = {}) {
    check::groups("features", starts, daily.size());
    for (const auto& column :
         {out.acute, out.chronic, out.ratio, out.mean, out.sd, out.monotony, out.strain, out.week_change})
        check_same_size("features", "out", column, daily);
    std::array<kernel::lane, kernel::lanes> people;
    std::size_t count = 0;
    for_each_person(daily.size(), starts, [&](std::size_t first, std::size_t last) {
        std::size_t unknown = 0;
        for (std::size_t i = first; i < last; ++i)
            unknown += !(daily[i] >= 0 && daily[i] <= std::numeric_limits<double>::max()) ? 1U : 0U;
        if (unknown > 0) check::amounts("features", "daily", daily.first(last), first);
        if (unknown > 0 || last - first <= kernel::head) return kernel::stream(daily, out, work, first, last);
        if (work.sums.size() < last - first) work.sums.resize(last - first);
        people[count++] = {.first = first, .size = last - first};
        if (count < kernel::lanes) return;
        kernel::plain(daily, out, work, people, count);
        count = 0;
    });
    kernel::plain(daily, out, work, people, count);
}

}  // namespace backrisk::load
