#pragma once
/// What is validated: an outcome of 0 or 1 and a prediction a row, and how the rows count.
#include <cmath>
#include <cstddef>
#include <span>

namespace backrisk::validate {

/// Columns of one length. No weight means 1 each; a row of weight 0 counts as absent. Weights are taken as
/// sampling weights: a row of weight 2 moves the estimate like two rows and is still one person's row. Rows
/// with the same `person` code (0, 1, ...) belong together; none given means each row is its own.
struct observed {
    std::span<const double> event;
    std::span<const double> predicted;
    std::span<const double> weight{};
    std::span<const std::size_t> person{};

    [[nodiscard]] std::size_t size() const noexcept { return event.size(); }
    [[nodiscard]] double w(std::size_t i) const noexcept { return weight.empty() ? 1 : weight[i]; }
};

/// Rows of times. A row is at risk in (start, stop]; `event` says whether it ended with one. No start: 0 for
/// all, whatever the clock. Weights and persons as in `observed`. Times that differ by rounding alone
/// (core/ties.hpp) are one time.
struct survival_rows {
    std::span<const double> stop;
    std::span<const double> event;
    std::span<const double> start{};
    std::span<const double> weight{};
    std::span<const std::size_t> person{};

    [[nodiscard]] std::size_t size() const noexcept { return stop.size(); }
    [[nodiscard]] double w(std::size_t i) const noexcept { return weight.empty() ? 1 : weight[i]; }
    [[nodiscard]] double from(std::size_t i) const noexcept { return start.empty() ? -HUGE_VAL : start[i]; }
};

}  // namespace backrisk::validate
