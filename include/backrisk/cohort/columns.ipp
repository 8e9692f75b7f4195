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

/// Splits a column into its values, 0 where unknown, and whether each is known.
BACKRISK_INLINE BACKRISK_WIDE void split(const double* __restrict x, std::size_t size,
                                         double* __restrict value, double* __restrict known) {
    for (std::size_t i = 0; i < size; ++i) {
        value[i] = x[i] == x[i] ? x[i] : 0.0;
        known[i] = x[i] == x[i] ? 1.0 : 0.0;
    }
}

/// Days on which a column is known.
[[nodiscard]] BACKRISK_INLINE BACKRISK_WIDE std::size_t known_among(const double* __restrict x,
                                                                    std::size_t size) {
    std::uint64_t known = 0;
    for (std::size_t i = 0; i < size; ++i) known += x[i] == x[i] ? 1U : 0U;
    return known;
}

/// wider[i] = max(narrow[i], narrow[i - back]).
BACKRISK_INLINE BACKRISK_WIDE void widen(const double* __restrict narrow, std::size_t back, std::size_t size,
                                         double* __restrict wider) {
    const double* __restrict before = narrow - back;
    for (std::size_t i = 0; i < size; ++i) wider[i] = narrow[i] < before[i] ? before[i] : narrow[i];
}

/// x / largest before + 1 - 1 as `week_spike_state` rounds it; -1 where it is not known. `observed[i]` counts
/// the known days before day i.
BACKRISK_INLINE BACKRISK_WIDE void rises(const double* __restrict x, const double* __restrict largest,
                                         const double* __restrict observed, double needed, std::size_t size,
                                         double* __restrict rise) {
    for (std::size_t i = 0; i < size; ++i) {
        const double ratio = x[i] / largest[i] - 1 + 1;
        rise[i] = ((x[i] == x[i]) & (largest[i] > 0) & (observed[i] >= needed)) ? ratio : -1;
    }
}

BACKRISK_INLINE BACKRISK_WIDE void finish_spikes(const double* __restrict largest, std::size_t size,
                                                 double* __restrict spike) {
    for (std::size_t i = 0; i < size; ++i) spike[i] = largest[i] < 0 ? missing_value : largest[i] - 1;
}

/// Values, 0 where unknown.
BACKRISK_INLINE BACKRISK_WIDE void known_or_zero(const double* __restrict x, std::size_t size,
                                                 double* __restrict value) {
    for (std::size_t i = 0; i < size; ++i) value[i] = x[i] == x[i] ? x[i] : 0.0;
}
/// Degrees x lifts where both are known, and the lifts of known angle; else 0.
BACKRISK_INLINE BACKRISK_WIDE void lifted_angles(const double* __restrict angle,
                                                 const double* __restrict lifts, std::size_t size,
                                                 double* __restrict turned, double* __restrict bent) {
    for (std::size_t i = 0; i < size; ++i) {
        const double product = angle[i] * lifts[i];
        turned[i] = product == product ? product : 0.0;
        bent[i] = product == product ? lifts[i] : 0.0;
    }
}
/// part / whole where the whole is at least `least`.
BACKRISK_INLINE BACKRISK_WIDE void shares(const double* __restrict part, const double* __restrict whole,
                                          double least, std::size_t size, double* __restrict share) {
    for (std::size_t i = 0; i < size; ++i) share[i] = whole[i] >= least ? part[i] / whole[i] : missing_value;
}
/// x where y is known.
BACKRISK_INLINE BACKRISK_WIDE void where_known(const double* __restrict x, const double* __restrict y,
                                               std::size_t size, double* __restrict out) {
    for (std::size_t i = 0; i < size; ++i) out[i] = y[i] == y[i] ? x[i] : missing_value;
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

/// scale x mean of the observed, where enough are.
BACKRISK_INLINE BACKRISK_WIDE void scaled_means(const double* __restrict sums,
                                                const double* __restrict observed, double needed,
                                                double scale, std::size_t size, double* __restrict mean) {
    for (std::size_t i = 0; i < size; ++i) {
        const double value = scale * (sums[i] / observed[i]);
        mean[i] = observed[i] >= needed ? value : missing_value;
    }
}

}  // namespace kernel

BACKRISK_INLINE person_columns::person_columns(const daily_options& options)
    : options_(options), work_(daily_features::load_options(options)) {}

BACKRISK_INLINE void person_columns::open(const diary& days, person_index first, person_index last) {
    days_ = &days;
    opened_from_ = days.starts[first];
    starts_.clear();
    for (std::size_t p = first; p <= last; ++p) starts_.push_back(days.starts[p] - opened_from_);
    const std::size_t size = starts_.back();
    for (auto& column : loads_)
        if (column.size() < size) column.resize(size);
    const auto at_most = [&](std::vector<double>& column) { return std::span(column).first(size); };
    load::wide_features(std::span(days.load).subspan(opened_from_, size),
                        {at_most(loads_[0]), at_most(loads_[1]), at_most(loads_[2]), at_most(loads_[3]),
                         at_most(loads_[4]), at_most(loads_[5]), at_most(loads_[6]), at_most(loads_[7])},
                        work_, starts_);
}

BACKRISK_INLINE void person_columns::load_columns(std::size_t offset) {
    enum : std::size_t { ratio = 2, monotony = 5, week_change = 7 };  // of `load::feature_columns`
    kernel::finish_loads(size_, loads_[ratio].data() + offset, loads_[week_change].data() + offset,
                         loads_[monotony].data() + offset, columns_[at(fast::acute_chronic_ratio)].data(),
                         columns_[at(fast::week_change)].data(), columns_[at(fast::monotony)].data());
    for (const fast one : {fast::acute_chronic_ratio, fast::week_change, fast::monotony})
        given_[at(one)] = true;
}

/// Days that must be observed in a window, at least one; infinite where none suffice.
[[nodiscard]] inline double days_needed(std::size_t window, double min_coverage) noexcept {
    for (std::size_t days = 1; days <= window; ++days)
        if (!(static_cast<double>(days) / static_cast<double>(window) < min_coverage))
            return static_cast<double>(days);
    return std::numeric_limits<double>::infinity();
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

/// Known days of each window, where some are missing.
BACKRISK_INLINE void person_columns::count_window(const double* known, std::span<double> suffix) {
    kernel::window_sums({known, size_}, suffix, counts_.data() + 1);
}
/// Known days of each window, where all are known.
BACKRISK_INLINE void person_columns::count_whole_window(std::size_t window) {
    for (std::size_t i = 0; i < size_ && i < window; ++i) counts_[i + 1] = static_cast<double>(i + 1);
    if (size_ > window) std::fill_n(counts_.data() + 1 + window, size_ - window, static_cast<double>(window));
}

/// Numbers of known days, and values, of a window; the sums go to `sliding_[0]`, the counts to `counts_`.
/// False, and nothing, where no day is known.
BACKRISK_INLINE bool person_columns::sum_window(std::span<const double> x, std::span<double> suffix) {
    const std::size_t known = kernel::known_among(x.data(), size_);
    if (known == 0) return false;
    if (known == size_) {
        kernel::window_sums(x, suffix, sliding_[0].data());
        count_whole_window(suffix.size());
        return true;
    }
    double* value = sliding_[1].data();
    kernel::split(x.data(), size_, value, known_days_.data());
    kernel::window_sums({value, size_}, suffix, sliding_[0].data());
    count_window(known_days_.data(), suffix);
    return true;
}

BACKRISK_INLINE void person_columns::spike_column(std::span<const double> longest) {
    constexpr std::size_t window = daily_features::spike_window;
    static_assert(window == 30);
    const std::size_t known = kernel::known_among(longest.data(), size_);
    if (known == 0) return;
    if (known == size_) {
        std::ranges::copy(longest, sliding_[0].data() + pad);
        count_whole_window(window);
    } else {
        std::array<double, window> suffix;
        kernel::split(longest.data(), size_, sliding_[0].data() + pad, known_days_.data());
        count_window(known_days_.data(), suffix);
    }
    counts_[0] = 0;
    const double* month = largest_of({1, 2, 4, 8, 14}, 0);  // 2, 4, 8, 16, 30 days
    kernel::rises(longest.data(), month - 1, counts_.data(), days_needed(window, options_.min_coverage),
                  size_, sliding_[0].data() + pad);
    const double* week = largest_of({1, 2, 3}, -1);  // 2, 4, 7 days
    kernel::finish_spikes(week, size_, columns_[at(fast::session_spike)].data());
    given_[at(fast::session_spike)] = true;
}

template <std::size_t Window>
void person_columns::mean_column(fast one, std::span<const double> x, double min_coverage, double scale) {
    std::array<double, Window> suffix;
    if (!sum_window(x, suffix)) return;
    kernel::scaled_means(sliding_[0].data(), counts_.data() + 1, days_needed(Window, min_coverage), scale,
                         size_, columns_[at(one)].data());
    given_[at(one)] = true;
}

/// Sum over the month of `sliding_[0]` by that of `sliding_[1]`, where the latter is at least `least`.
BACKRISK_INLINE void person_columns::share_column(fast one, double least) {
    std::array<double, daily_features::month> suffix;
    kernel::window_sums({sliding_[0].data(), size_}, suffix, known_days_.data());
    kernel::window_sums({sliding_[1].data(), size_}, suffix, counts_.data());
    kernel::shares(known_days_.data(), counts_.data(), least, size_, columns_[at(one)].data());
    given_[at(one)] = true;
}

BACKRISK_INLINE void person_columns::lift_columns(std::span<const double> reps,
                                                  std::span<const double> heaviest,
                                                  std::span<const double> angle) {
    static_assert(daily_features::month == 28);
    kernel::lifted_angles(angle.data(), reps.data(), size_, sliding_[0].data(), sliding_[1].data());
    share_column(fast::lumbar_flexion_deg, std::numeric_limits<double>::denorm_min());
    mean_column<daily_features::month>(fast::lifts_per_day, reps, options_.min_coverage, 1);
    if (!given_[at(fast::lifts_per_day)]) return;
    kernel::known_or_zero(heaviest.data(), size_, sliding_[0].data() + pad);
    const double* month = largest_of({1, 2, 4, 8, 12}, 0);  // 2, 4, 8, 16, 28 days
    kernel::where_known(month, columns_[at(fast::lifts_per_day)].data(), size_,
                        columns_[at(fast::load_lifted_kg)].data());
    given_[at(fast::load_lifted_kg)] = true;
}

BACKRISK_INLINE void person_columns::build(person_index person) {
    const diary& days = *days_;
    const std::size_t first = days.starts[person];
    size_ = days.starts[person + 1] - first;
    for (auto& column : columns_)
        if (column.size() < size_) column.resize(size_);
    for (auto& buffer : sliding_)
        if (buffer.size() < pad + size_) buffer.resize(pad + size_);
    for (auto* buffer : {&known_days_, &counts_})
        if (buffer->size() < size_ + 1) buffer->resize(size_ + 1);
    known_.assign(size_, 0);
    given_.fill(false);
    const auto own = [&](const std::vector<double>& whole) {
        return std::span(whole).subspan(first, whole.empty() ? 0 : size_);
    };
    load_columns(first - opened_from_);
    using features = daily_features;
    spike_column(own(days.longest));
    if (!days.minutes.empty())
        mean_column<features::month>(fast::activity_min_week, own(days.minutes), options_.min_coverage, 7);
    if (!days.recorded.empty()) {
        kernel::known_or_zero(days.warmed_up.data() + first, size_, sliding_[0].data());
        kernel::known_or_zero(days.recorded.data() + first, size_, sliding_[1].data());
        share_column(fast::warm_up_share, options_.min_warm_up_sessions);
    }
    if (!days.reps.empty()) lift_columns(own(days.reps), own(days.heaviest_kg), own(days.flexion_deg));
    if (!days.sleep_hours.empty())
        mean_column<features::week>(fast::sleep_hours, own(days.sleep_hours), options_.min_wellness_coverage,
                                    1);
    if (!days.mood.empty())
        mean_column<features::week>(fast::mood, own(days.mood), options_.min_wellness_coverage, 1);
    for (std::size_t f = 0; f < fast_count; ++f)
        if (given_[f])
            kernel::mark_known(columns_[f].data(), size_, static_cast<std::uint16_t>(1U << f), known_.data());
}

}  // namespace backrisk::cohort
