#pragma once
#include "backrisk/core/parallel.hpp"
#include "backrisk/load/feature_batch.hpp"

namespace backrisk::load {

namespace kernel {

/// Whether each is NaN, or finite and not negative.
[[nodiscard]] BACKRISK_INLINE BACKRISK_WIDE bool are_amounts(const double* x, std::size_t size) {
    std::uint64_t wrong = 0;
    for (std::size_t i = 0; i < size; ++i)
        wrong += ((x[i] < 0) | (x[i] > std::numeric_limits<double>::max())) ? 1U : 0U;
    return wrong == 0;
}

/// As `check::amounts`, which is asked for the words only.
inline void check_amounts(std::span<const double> daily) {
    if (!are_amounts(daily.data(), daily.size())) check::amounts("features", "daily", daily);
}

/// Everything that may throw has happened before: GCC ends the program when an exception leaves a cloned
/// function.
BACKRISK_INLINE BACKRISK_WIDE void checked_features(std::span<const double> daily, const feature_columns& out,
                                                    feature_workspace& work, group_starts starts) {
    features(daily, out, work, starts);
}

}  // namespace kernel

BACKRISK_INLINE void wide_features(std::span<const double> daily, const feature_columns& out,
                                   feature_workspace& work, group_starts starts) {
    check::groups("features", starts, daily.size());
    kernel::check_amounts(daily);
    for (const auto& column :
         {out.acute, out.chronic, out.ratio, out.mean, out.sd, out.monotony, out.strain, out.week_change})
        check_same_size("features", "out", column, daily);
    std::size_t longest = 0;
    for_each_person(daily.size(), starts,
                    [&](std::size_t first, std::size_t last) { longest = std::max(longest, last - first); });
    if (work.sums.size() < longest) work.sums.resize(longest);
    kernel::checked_features(daily, out, work, starts);
}

BACKRISK_INLINE void batch_features(std::span<const double> daily, const feature_columns& out,
                                    group_starts starts, const feature_options& options, int threads) {
    check::groups("features", starts, daily.size());
    kernel::check_amounts(daily);  // here, so that a message counts from the first row of all
    check::features(options);
    const std::size_t whole[2] = {0, daily.size()};
    if (starts.empty()) starts = whole;
    for_each_block(starts.size() - 1, 64, threads, [&](std::size_t from, std::size_t to) {
        feature_workspace work(options);
        const std::size_t first = starts[from], size = starts[to] - first;
        std::vector<std::size_t> own(starts.begin() + static_cast<std::ptrdiff_t>(from),
                                     starts.begin() + static_cast<std::ptrdiff_t>(to) + 1);
        for (std::size_t& start : own) start -= first;
        const auto part = [&](std::span<double> column) { return column.subspan(first, size); };
        wide_features(daily.subspan(first, size),
                      {part(out.acute), part(out.chronic), part(out.ratio), part(out.mean), part(out.sd),
                       part(out.monotony), part(out.strain), part(out.week_change)},
                      work, own);
    });
}

}  // namespace backrisk::load
