#pragma once
/// The last `window` values, aggregated by any associative operation, in O(1) a step and without drift.
///
/// The usual running sum adds the new value and subtracts the old one; its rounding errors pile up, and a
/// maximum cannot be subtracted at all. Here time is cut into blocks of `window` values (van Herk 1992,
/// doi:10.1016/0167-8655(92)90069-C). Any window is a suffix of the last full block, then a prefix of the
/// current one, and both are at hand:
///
///     block before   | current block
///     . . . s s s s  | p p p            window of 7 = suffix of 4 combined with prefix of 3
///
/// The suffixes are filled in one sweep when a block is full. Nothing is ever subtracted, so the error of a
/// sum is that of `window` additions, and a person's answer does not depend on how long ago monitoring began
/// other than through the place of the block's edge.
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace backrisk {

/// Sum and number of the observed values. Default: no value.
struct total {
    double sum = 0;
    std::size_t count = 0;

    [[nodiscard]] static total of(double x) noexcept { return std::isnan(x) ? total{} : total{x, 1}; }
    [[nodiscard]] friend total combine(const total& a, const total& b) noexcept {
        return {a.sum + b.sum, a.count + b.count};
    }
    friend bool operator==(const total&, const total&) = default;
};

/// Largest and number of the observed values; the largest of none is 0, for amounts that are not negative.
struct largest {
    double max = 0;
    std::size_t count = 0;

    [[nodiscard]] static largest of(double x) noexcept { return std::isnan(x) ? largest{} : largest{x, 1}; }
    [[nodiscard]] friend largest combine(const largest& a, const largest& b) noexcept {
        return {a.max < b.max ? b.max : a.max, a.count + b.count};
    }
    friend bool operator==(const largest&, const largest&) = default;
};

/// `Item` is a value type whose default is the identity of the associative `combine(earlier, later)`. Memory
/// is taken once, in the constructor.
template <class Item>
class sliding {
  public:
    explicit sliding(std::size_t window) : slots_(window) {}

    void update(const Item& newest) {
        prefix_ = place_ == 0 ? newest : combine(prefix_, newest);
        slots_[place_++] = newest;
        if (place_ < slots_.size()) {
            window_ = combine(slots_[place_], prefix_);  // the slots ahead still hold suffixes
            return;
        }
        window_ = prefix_;
        for (std::size_t i = slots_.size() - 1; i-- > 0;) slots_[i] = combine(slots_[i], slots_[i + 1]);
        place_ = 0;
    }

    /// As `steps` updates with the identity, for a window that has seen nothing else.
    void skip(std::size_t steps) noexcept { place_ = (place_ + steps) % slots_.size(); }

    /// The aggregate of the last `window()` items; those before the first one count as the identity.
    [[nodiscard]] const Item& value() const noexcept { return window_; }
    [[nodiscard]] std::size_t window() const noexcept { return slots_.size(); }
    friend bool operator==(const sliding&, const sliding&) = default;

  private:
    std::vector<Item>
        slots_;  ///< [0, place): values of this block; [place, window): suffixes of the last one
    std::size_t place_ = 0;
    Item prefix_{};
    Item window_{};
};

/// Gives back what was put in `length` steps ago, `before` at first.
template <class Item>
class delay {
  public:
    explicit delay(std::size_t length, Item before = {}) : slots_(length, before) {}

    [[nodiscard]] Item update(Item newest) {
        if (slots_.empty()) return newest;
        std::swap(slots_[place_], newest);
        place_ = place_ + 1 < slots_.size() ? place_ + 1 : 0;
        return newest;
    }

  private:
    std::vector<Item> slots_;
    std::size_t place_ = 0;
};

}  // namespace backrisk
