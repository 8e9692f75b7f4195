#pragma once
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

BACKRISK_INLINE void person_columns::build(const diary& days, person_index person) {
    const std::size_t first = days.starts[person];
    size_ = days.starts[person + 1] - first;
    for (auto& column : columns_)
        if (column.size() < size_) column.resize(size_);
    known_.assign(size_, 0);
    given_.fill(false);
    const auto own = [&](const std::vector<double>& whole) {
        return std::span(whole).subspan(first, whole.empty() ? 0 : size_);
    };
    load_columns(own(days.load));
    using features = daily_features;
    run(fast::session_spike, own(days.longest), features::spike(options_),
        [](const auto& s) { return s.value().value; });
    run(fast::activity_min_week, own(days.minutes), features::month_mean(options_),
        [](const auto& s) { return 7 * s.value().value; });
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
