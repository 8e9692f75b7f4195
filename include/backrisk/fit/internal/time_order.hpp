#pragma once
/// Event times in order, and the place of any time among them without a long search.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace backrisk::fit {

/// Latest first: by digits of their bits where there are many, which needs no comparison.
inline void sort_latest_first(std::span<double> times) {
    if (times.size() < 1024) {
        std::sort(times.begin(), times.end(), std::greater<>{});
        return;
    }
    constexpr int digit_bits = 11, digits = 6;
    constexpr std::uint64_t last_digit = (1u << digit_bits) - 1, sign = std::uint64_t{1} << 63;
    std::vector<std::uint64_t> key(times.size()), other(times.size());
    std::vector<std::array<std::uint32_t, last_digit + 1>> count(digits);
    for (std::size_t i = 0; i < times.size(); ++i) {
        const auto bits = std::bit_cast<std::uint64_t>(times[i]);
        key[i] = (bits & sign) != 0 ? bits : ~(bits | sign);  // ascending as the time descends
        for (int d = 0; d < digits; ++d)
            ++count[static_cast<std::size_t>(d)][key[i] >> (d * digit_bits) & last_digit];
    }
    for (int d = 0; d < digits; ++d) {
        auto& from = count[static_cast<std::size_t>(d)];
        if (std::ranges::find(from, times.size()) != from.end()) continue;  // all have this digit
        std::uint32_t sum = 0;
        for (std::uint32_t& one : from) sum += std::exchange(one, sum);
        for (const std::uint64_t one : key) other[from[one >> (d * digit_bits) & last_digit]++] = one;
        key.swap(other);
    }
    for (std::size_t i = 0; i < times.size(); ++i)
        times[i] = std::bit_cast<double>((key[i] & sign) != 0 ? key[i] : ~key[i] ^ sign);
}

/// The first of a range of descending times that is not after a time. The range is cut into as many equal
/// spans of time as it has times, so that a search looks at a few only; times in clusters are searched by
/// halves.
class time_finder {
  public:
    /// `times` must stay.
    explicit time_finder(std::span<const double> times) : times_(times), from_(times.size() + 2, 0) {
        if (times.empty()) return;
        const double range = times.front() - times.back();
        if (range > 0 && std::isfinite(range)) scale_ = static_cast<double>(times.size()) / range;
        for (const double t : times) ++from_[span_of(t) + 1];
        for (std::size_t k = 1; k < from_.size(); ++k) from_[k] += from_[k - 1];
    }
    /// Its position; the number of times where all are after `time`.
    [[nodiscard]] std::uint32_t find(double time) const {
        if (times_.empty()) return 0;
        const std::size_t span = span_of(time);
        const auto begin = times_.begin();
        return static_cast<std::uint32_t>(
            std::lower_bound(begin + from_[span], begin + from_[span + 1], time, std::greater<>{}) - begin);
    }

  private:
    /// Rises as `time` falls; rounding keeps that.
    [[nodiscard]] std::size_t span_of(double time) const {
        const double at = (times_.front() - time) * scale_, last = static_cast<double>(times_.size());
        return at > 0 ? static_cast<std::size_t>(std::min(at, last)) : 0;
    }
    std::span<const double> times_;
    std::vector<std::uint32_t> from_;
    double scale_ = 0;
};

}  // namespace backrisk::fit
