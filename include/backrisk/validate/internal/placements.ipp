#pragma once
#include "backrisk/core/column.hpp"
#include "backrisk/validate/internal/placements.hpp"

namespace backrisk::validate::placements {

/// Smallest and largest key of a column.
BACKRISK_INLINE BACKRISK_WIDE void key_range(std::size_t size, const double* __restrict x,
                                             ranking::key* __restrict low, ranking::key* __restrict high) {
    ranking::key least = ~ranking::key{0}, most = 0;
    for (std::size_t i = 0; i < size; ++i) {
        const ranking::key one = ranking::key_of(x[i]);
        least = one < least ? one : least;
        most = one > most ? one : most;
    }
    *low = least;
    *high = most;
}

BACKRISK_INLINE counter count(const observed& of) {
    const std::size_t size = of.size();
    ranking::key low = 0, high = 0;
    key_range(size, of.predicted.data(), &low, &high);
    const ranking::digit bucket(low, high, size);
    ranking::bucket_ends end{};
    for (std::size_t i = 0; i < size; ++i) ++end[bucket(ranking::key_of(of.predicted[i]))];
    const std::size_t largest = *std::max_element(end.begin(), end.end());
    ranking::sizes_to_starts(end, bucket.buckets);
    long_column<marked> rows(size), sorted(largest);
    for (std::size_t i = 0; i < size; ++i) {
        const ranking::key one = ranking::key_of(of.predicted[i]);
        rows[end[bucket(one)]++] = {((one - low) << 1) | static_cast<ranking::key>(of.event[i] == 1)};
    }
    counter out;
    for (std::size_t b = 0, first = 0; b < bucket.buckets; first = end[b++]) {
        ranking::sort_into(rows.data() + first, sorted.data(), end[b] - first);
        out.add(sorted.data(), end[b] - first);
    }
    return out;
}

}  // namespace backrisk::validate::placements
