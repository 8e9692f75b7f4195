#pragma once
/// Sorting of numbers by their bits: doubles become integers of the same order, which are spread over buckets
/// by the leading bits of what they differ in, as many buckets as there are numbers; the few that share a
/// bucket are sorted by insertion, the many (ties aside) are spread again.
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace backrisk::validate::ranking {

using key = std::uint64_t;

/// An integer with the order of the doubles; -0 equals 0.
[[nodiscard]] inline key key_of(double x) noexcept {
    const auto bits = std::bit_cast<key>(x + 0.0);
    const auto negative = static_cast<key>(static_cast<std::int64_t>(bits) >> 63);  // all ones, or none
    return bits ^ (negative | (key{1} << 63));
}

/// A key that knows its row.
struct keyed {
    key of;
    std::uint32_t row;
};
[[nodiscard]] inline key value_of(key one) noexcept { return one; }
[[nodiscard]] inline key value_of(const keyed& one) noexcept { return one.of; }

inline constexpr int most_digit_bits = 11;
inline constexpr std::size_t most_buckets = std::size_t{1} << most_digit_bits;
inline constexpr std::size_t few = 24;  ///< up to here insertion is the fastest

/// Which bits tell keys between `least` and `most` apart: the leading ones are the bucket.
struct digit {
    key least;
    int shift;
    std::size_t buckets;

    digit(key low, key high, std::size_t size) noexcept : least(low) {
        const int used = static_cast<int>(std::bit_width(high - low));
        const int bits = std::min({used, most_digit_bits, static_cast<int>(std::bit_width(size))});
        shift = used - bits;
        buckets = std::size_t{1} << bits;
    }
    [[nodiscard]] std::size_t operator()(key one) const noexcept {
        return static_cast<std::size_t>((one - least) >> shift);
    }
};

/// Sizes of buckets become their ends once each has been filled from its start.
using bucket_ends = std::array<std::size_t, most_buckets>;
inline void sizes_to_starts(bucket_ends& of, std::size_t buckets) noexcept {
    std::size_t place = 0;
    for (std::size_t b = 0; b < buckets; ++b) {
        const std::size_t held = of[b];
        of[b] = place;
        place += held;
    }
}

template <class Item>
void insertion_sort(Item* items, std::size_t size) noexcept {
    for (std::size_t i = 1; i < size; ++i) {
        const Item one = items[i];
        std::size_t place = i;
        for (; place > 0 && value_of(one) < value_of(items[place - 1]); --place)
            items[place] = items[place - 1];
        items[place] = one;
    }
}

/// Sorts `from` rising into `to`, of one size; `from` is left in disorder. O(n). Not stable.
template <class Item>
void sort_into(Item* __restrict from, Item* __restrict to, std::size_t size) {
    if (size <= few) {
        std::copy_n(from, size, to);
        return insertion_sort(to, size);
    }
    key low = value_of(from[0]), high = low;
    for (std::size_t i = 0; i < size; ++i) {
        low = std::min(low, value_of(from[i]));
        high = std::max(high, value_of(from[i]));
    }
    const digit bucket(low, high, size);
    bucket_ends end;
    std::fill_n(end.begin(), bucket.buckets, std::size_t{0});
    for (std::size_t i = 0; i < size; ++i) ++end[bucket(value_of(from[i]))];
    sizes_to_starts(end, bucket.buckets);
    for (std::size_t i = 0; i < size; ++i) to[end[bucket(value_of(from[i]))]++] = from[i];
    if (bucket.shift == 0) return;
    for (std::size_t b = 0, first = 0; b < bucket.buckets; first = end[b++]) {
        if (end[b] - first <= few) continue;
        sort_into(to + first, from + first, end[b] - first);
        std::copy_n(from + first, end[b] - first, to + first);
    }
    insertion_sort(to, size);
}

/// Sorts rising. O(n). Not stable within equal keys.
template <class Item>
void sort(std::vector<Item>& items) {
    std::vector<Item> sorted(items.size());
    sort_into(items.data(), sorted.data(), items.size());
    items.swap(sorted);
}

/// Rows in rising order of `x`, with their keys.
[[nodiscard]] inline std::vector<keyed> order(std::span<const double> x) {
    std::vector<keyed> rows(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) rows[i] = {key_of(x[i]), static_cast<std::uint32_t>(i)};
    sort(rows);
    return rows;
}

/// Rows in rising order of `x`; equal ones in any order.
[[nodiscard]] inline std::vector<std::size_t> sorted_rows(std::span<const double> x) {
    std::vector<std::size_t> out;
    out.reserve(x.size());
    for (const keyed& one : order(x)) out.push_back(one.row);
    return out;
}

/// Calls `work(first, last)` for each run of equal keys.
template <class Item, class Work>
void for_each_tie(std::span<const Item> sorted, Work&& work) {
    for (std::size_t i = 0; i < sorted.size();) {
        std::size_t last = i + 1;
        while (last < sorted.size() && value_of(sorted[last]) == value_of(sorted[i])) ++last;
        work(i, last);
        i = last;
    }
}

}  // namespace backrisk::validate::ranking
