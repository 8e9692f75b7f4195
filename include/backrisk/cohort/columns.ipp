#pragma once
#include <algorithm>
#include <cmath>

#include "backrisk/cohort/columns.hpp"

namespace backrisk::cohort {

namespace kernel {

/// Marks the days on which a column is known.
BACKRISK_INLINE BACKRISK_WIDE void mark_known(const double* __restrict x, std::size_t size, std::uint16_t bit,
                                              std::uint16_t* __restrict known) {
    for (std::size_t i = 0; i < size; ++i)
        known[i] = static_cast<std::uint16_t>(known[i] | (x[i] == x[i] ? bit : 0));
}

/// NaN instead of infinite, and the change of a week on its bounded scale.
BACKRISK_INLINE BACKRISK_WIDE void finish_loads(std::size_t size, const double* __restrict ratio,
                                                const double* __restrict percent,
                                                const double* __restrict monotony,
                                                double* __restrict ratio_out, double* __restrict change_out,
                                                double* __restrict monotony_out) {
    for (std::size_t i = 0; i < size; ++i) {
        ratio_out[i] = finite_or_missing(ratio[i]);
        change_out[i] = symmetrised_change(percent[i]);
        monotony_out[i] = finite_or_missing(monotony[i]);
    }
}

/// Whether every day of a diary is known.
[[nodiscard]] BACKRISK_INLINE BACKRISK_WIDE bool complete(const double* __restrict x, std::size_t size) {
    std::size_t missing = 0;
    for (std::size_t i = 0; i < size; ++i) missing += x[i] == x[i] ? 0 : 1;
    return missing == 0;
}

/// wider[i] = max(narrow[i], narrow[i - back]).
BACKRISK_INLINE BACKRISK_WIDE void widen(const double* __restrict narrow, std::size_t back, std::size_t size,
                                         double* __restrict wider) {
    const double* __restrict before = narrow - back;
    for (std::size_t i = 0; i < size; ++i) wider[i] = narrow[i] < before[i] ? before[i] : narrow[i];
}

/// x / largest before + 1 - 1 as `week_spike_state` rounds it; -1 where it is not known.
BACKRISK_INLINE BACKRISK_WIDE void rises(const double* __restrict x, const double* __restrict largest,
                                         std::size_t known_from, std::size_t size, double* __restrict rise) {
    for (std::size_t i = 0; i < size; ++i) {
        const double ratio = x[i] / largest[i] - 1 + 1;
        rise[i] = (largest[i] > 0) & (i >= known_from) ? ratio : -1;
    }
}

BACKRISK_INLINE BACKRISK_WIDE void finish_spikes(const double* __restrict largest, std::size_t size,
                                                 double* __restrict spike) {
    for (std::size_t i = 0; i < size; ++i) spike[i] = largest[i] < 0 ? missing_value : largest[i] - 1;
}

/// Sums of the last `suffix.size()` days, in the order of `sliding<total>`.
BACKRISK_INLINE void window_sums(std::span<const double> x, std::span<double> suffix, double* sums) {
    const std::size_t window = suffix.size();
    std::ranges::fill(suffix, 0.0);
    for (std::size_t begin = 0; begin < x.size(); begin += window) {
        const std::size_t days_left = std::min(window, x.size() - begin);
        double prefix = 0;
        for (std::size_t i = 0; i < days_left; ++i) {
            prefix += x[begin + i];
            sums[begin + i] = (i + 1 < window ? suffix[i + 1] : 0) + prefix;
        }
        if (days_left < window) return;
        double sum = 0;
        for (std::size_t i = window; i-- > 1;) suffix[i] = sum = x[begin + i] + sum;
    }
}

BACKRISK_INLINE BACKRISK_WIDE void week_means(const double* __restrict sums, std::size_t window,
                                              std::size_t known_from, std::size_t size,
                                              double* __restrict mean) {
    for (std::size_t i = 0; i < size; ++i) {
        const double days = static_cast<double>(static_cast<std::int32_t>(i < window ? i + 1 : window));
        mean[i] = i >= known_from ? 7 * (sums[i] / days) : missing_value;
    }
}

}  // namespace kernel

BACKRISK_INLINE person_columns::person_columns(const daily_options& options)
    : options_(options), work_(daily_features::load_options(options)) {}

BACKRISK_INLINE void person_columns::load_columns(std::span<const double> load) {
    for (auto& column : loads_)
        if (column.size() < size_) column.resize(size_);
    const auto at_most = [&](std::vector<double>& column) { return std::span(column).first(size_); };
    const load::feature_columns out{at_most(loads_[0]), at_most(loads_[1]), at_most(loads_[2]),
                                    at_most(loads_[3]), at_most(loads_[4]), at_most(loads_[5]),
                                    at_most(loads_[6]), at_most(loads_[7])};
    load::wide_features(load, out, work_, {});
    kernel::finish_loads(size_, out.ratio.data(), out.week_change.data(), out.monotony.data(),
                         columns_[at(fast::acute_chronic_ratio)].data(),
                         columns_[at(fast::week_change)].data(), columns_[at(fast::monotony)].data());
    for (const fast one : {fast::acute_chronic_ratio, fast::week_change, fast::monotony})
        given_[at(one)] = true;
}

template <class State, class Value>
void person_columns::run(fast one, std::span<const double> in, State state, Value value) {
    double* out = columns_[at(one)].data();
    for (std::size_t i = 0; i < size_; ++i) {
        state.update(in[i]);
        out[i] = value(state);
    }
    given_[at(one)] = true;
}

/// Days that must be observed in a window, at least one; more than the window where none suffice.
[[nodiscard]] inline std::size_t days_needed(std::size_t window, double min_coverage) noexcept {
    std::size_t days = 1;
    while (days <= window && static_cast<double>(days) / static_cast<double>(window) < min_coverage) ++days;
    return days <= window ? days : std::numeric_limits<std::size_t>::max();
}

/// Largest values of windows that double in length, between two buffers with `pad` values before the first.
BACKRISK_INLINE const double* person_columns::largest_of(std::initializer_list<std::size_t> steps,
                                                         double before) {
    for (auto& buffer : sliding_) std::fill_n(buffer.data(), pad, before);
    std::size_t from = 0;
    for (const std::size_t back : steps) {
        kernel::widen(sliding_[from].data() + pad, back, size_, sliding_[1 - from].data() + pad);
        from = 1 - from;
    }
    return sliding_[from].data() + pad;
}

BACKRISK_INLINE void person_columns::spike_column(std::span<const double> longest) {
    if (!kernel::complete(longest.data(), size_)) {
        run(fast::session_spike, longest, daily_features::spike(options_),
            [](const auto& s) { return s.value().value; });
        return;
    }
    std::ranges::copy(longest, sliding_[0].begin() + pad);
    static_assert(daily_features::spike_window == 30);
    const double* month = largest_of({1, 2, 4, 8, 14}, 0);  // 2, 4, 8, 16, 30 days
    std::vector<double>& rise = sliding_[0];
    kernel::rises(longest.data(), month - 1, days_needed(daily_features::spike_window, options_.min_coverage),
                  size_, rise.data() + pad);
    const double* week = largest_of({1, 2, 3}, -1);  // 2, 4, 7 days
    kernel::finish_spikes(week, size_, columns_[at(fast::session_spike)].data());
    given_[at(fast::session_spike)] = true;
}

BACKRISK_INLINE void person_columns::activity_column(std::span<const double> minutes) {
    constexpr std::size_t window = daily_features::month;
    if (!kernel::complete(minutes.data(), size_)) {
        run(fast::activity_min_week, minutes, daily_features::month_mean(options_),
            [](const auto& s) { return 7 * s.value().value; });
        return;
    }
    std::array<double, window> suffix;
    kernel::window_sums(minutes, suffix, sliding_[0].data());
    kernel::week_means(sliding_[0].data(), window, days_needed(window, options_.min_coverage) - 1, size_,
                       columns_[at(fast::activity_min_week)].data());
    given_[at(fast::activity_min_week)] = true;
}

BACKRISK_INLINE void person_columns::build(const diary& days, person_index person) {
    const std::size_t first = days.starts[person];
    size_ = days.starts[person + 1] - first;
    for (auto& column : columns_)
        if (column.size() < size_) column.resize(size_);
    for (auto& buffer : sliding_)
        if (buffer.size() < pad + size_) buffer.resize(pad + size_);
    known_.assign(size_, 0);
    given_.fill(false);
    const auto own = [&](const std::vector<double>& whole) {
        return std::span(whole).subspan(first, whole.empty() ? 0 : size_);
    };
    load_columns(own(days.load));
    using features = daily_features;
    spike_column(own(days.longest));
    activity_column(own(days.minutes));
    if (!days.recorded.empty() || !days.reps.empty()) {  // small tables: the plain state
        features state(options_);
        std::array<double, fast_count> x{};
        for (std::size_t i = 0; i < size_; ++i) {
            state.update(days.record(first + i));
            state.values(x);
            for (const fast one : features::sets_and_warm_up) columns_[at(one)][i] = x[at(one)];
        }
        for (const fast one : features::sets_and_warm_up) given_[at(one)] = true;
    }
    const auto mean = [](const auto& s) { return s.value().value; };
    if (!days.sleep_hours.empty())
        run(fast::sleep_hours, own(days.sleep_hours), features::week_mean(options_), mean);
    if (!days.mood.empty()) run(fast::mood, own(days.mood), features::week_mean(options_), mean);
    for (std::size_t f = 0; f < fast_count; ++f)
        if (given_[f])
            kernel::mark_known(columns_[f].data(), size_, static_cast<std::uint16_t>(1U << f), known_.data());
}

}  // namespace backrisk::cohort
