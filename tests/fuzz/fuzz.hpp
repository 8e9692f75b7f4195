#pragma once
/// What the targets share: bytes as values, and a check that stops the run.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>

namespace fuzz {

/// Reads values from the bytes of one input; zeros when they are used up.
class source {
  public:
    explicit source(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

    template <class T>
    [[nodiscard]] T next() {
        T value{};
        const std::size_t n = bytes_.size() < sizeof(T) ? bytes_.size() : sizeof(T);
        std::memcpy(&value, bytes_.data(), n);
        bytes_ = bytes_.subspan(n);
        return value;
    }
    /// Any bits at all half of the time, else one of the values that break things.
    [[nodiscard]] double number() {
        const auto how = next<std::uint8_t>();
        if ((how & 1) != 0) return next<double>();
        constexpr double special[]{0,
                                   1,
                                   -1,
                                   0.5,
                                   7,
                                   28,
                                   40,
                                   180,
                                   1e308,
                                   1e-308,
                                   -0.0,
                                   1e16,
                                   3.5e-9,
                                   __builtin_nan(""),
                                   __builtin_inf(),
                                   -__builtin_inf()};
        return special[(how >> 1) % 16];
    }
    [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }

  private:
    std::span<const std::uint8_t> bytes_;
};

inline void must(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

}  // namespace fuzz
