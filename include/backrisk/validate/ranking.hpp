#pragma once
/// Sorting of numbers by radix: doubles become integers of the same order, the high 33 bits of what they
/// differ in are sorted by three counting passes, and the few that still share those bits by comparison.
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
    return (bits >> 63) != 0 ? ~bits : bits | (key{1} << 63);
}

/// A key that knows its row.
struct keyed {
    key of;
    std::uint32_t row;
};
[[nodiscard]] inline key value_of(key one) noexcept { return one; }
[[nodiscard]] inline key value_of(const keyed& one) noexcept { return one.of; }

inline constexpr int digit_bits = 11;
inline constexpr int passes = 3;
inline constexpr std::size_t buckets = std::size_t{1} << digit_bits;

/// One stable counting pass from `from` to `to` on the digit above `shift`.
template <class Item>
void pass(std::span<const Item> from, std::span<Item> to, key least, int shift,
          std::array<std::size_t, buckets>& count) {
    std::size_t place = 0;
    for (std::size_t& c : count) {
        const std::size_t held = c;
        c = place;
        place += held;
    }
    for (const Item& one : from) to[count[((value_of(one) - least) >> shift) & (buckets - 1)]++] = one;
}

/// Sorts rising. O(n) for keys spread over their range, O(n log n) at worst. Not stable within equal keys.
template <class Item>
void sort(std::vector<Item>& items) {
    const auto by_key = [](const Item& a, const Item& b) { return value_of(a) < value_of(b); };
    if (items.size() < 2 * buckets) return std::sort(items.begin(), items.end(), by_key);
    const auto [low, high] = std::minmax_element(items.begin(), items.end(), by_key);
    const key least = value_of(*low);
    const int used = static_cast<int>(std::bit_width(value_of(*high) - least));
    const int base = std::max(0, used - passes * digit_bits);
    std::array<std::array<std::size_t, buckets>, passes> count{};
    for (const Item& one : items) {
        const key rest = (value_of(one) - least) >> base;
        for (std::size_t d = 0; d < passes; ++d) ++count[d][(rest >> (digit_bits * d)) & (buckets - 1)];
    }
    std::vector<Item> other(items.size());
    for (int d = 0; d < passes; ++d) {
        pass<Item>(items, other, least, base + digit_bits * d, count[static_cast<std::size_t>(d)]);
        items.swap(other);
    }
    for (std::size_t i = 0; i < items.size();) {
        std::size_t last = i + 1;
        const key prefix = (value_of(items[i]) - least) >> base;
        while (last < items.size() && (value_of(items[last]) - least) >> base == prefix) ++last;
        if (last - i > 1)
            std::sort(items.begin() + static_cast<std::ptrdiff_t>(i),
                      items.begin() + static_cast<std::ptrdiff_t>(last), by_key);
        i = last;
    }
}

/// Rows in rising order of `x`, with their keys.
[[nodiscard]] inline std::vector<keyed> order(std::span<const double> x) {
    std::vector<keyed> rows(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) rows[i] = {key_of(x[i]), static_cast<std::uint32_t>(i)};
    sort(rows);
    return rows;
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
