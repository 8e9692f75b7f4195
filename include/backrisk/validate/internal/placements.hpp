#pragma once
/// Ranks of events among non-events and the reverse, and their spread: the AUC with DeLong's variance in one
/// sort. A row is its prediction's key with its class in the lowest bit, 8 bytes. Rows are spread over
/// buckets by the leading bits of the prediction, and each bucket is sorted and counted while it is in the
/// cache.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "backrisk/core/config.hpp"
#include "backrisk/validate/internal/ranking.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate::placements {

/// Count, mean, and sum of squares about the mean; merged by Chan, Golub & LeVeque (1983,
/// doi:10.1080/00031305.1983.10483115). Equal values stay exactly without spread.
struct moments {
    double count = 0, mean = 0, squares = 0;

    void merge(const moments& other) noexcept {
        if (other.count == 0) return;
        const double all = count + other.count, apart = other.mean - mean;
        mean += apart * (other.count / all);
        squares += other.squares + apart * apart * (count * (other.count / all));
        count = all;
    }
};

/// The same of whole numbers counted from `base`, exact for up to 4096 of them below 2^14.
struct whole_moments {
    std::uint64_t base = 0, count = 0, sum = 0, squares = 0;

    void add(std::uint64_t value, std::uint64_t times) noexcept {
        const std::uint64_t apart = times * (value - base);  // times is 0 or 1
        count += times;
        sum += apart;
        squares += apart * apart;
    }
    [[nodiscard]] moments done() const noexcept {
        if (count == 0) return {};
        const auto k = static_cast<double>(count);
        return {k, static_cast<double>(base) + static_cast<double>(sum) / k,
                static_cast<double>(count * squares - sum * sum) / k};
    }
};

/// A key without its leading bit, which the bucket knows, and the class in the free bit.
struct marked {
    ranking::key bits;
    [[nodiscard]] std::uint64_t event() const noexcept { return bits & 1; }
};
[[nodiscard]] inline ranking::key value_of(const marked& one) noexcept { return one.bits >> 1; }

/// Counts rows in rising order of prediction. The rank of a row is twice the number of the other class below
/// it, plus the number equal to it.
class counter {
  public:
    void add(const marked* sorted, std::size_t size) {
        for (std::size_t i = 0; i < size;) i = add_run(sorted, i, size);
    }
    [[nodiscard]] const moments& of_events() const noexcept { return of_events_; }
    [[nodiscard]] const moments& of_others() const noexcept { return of_others_; }
    /// Of events: an exact whole number.
    [[nodiscard]] std::uint64_t rank_sum() const noexcept { return rank_sum_; }

  private:
    static constexpr std::size_t run = 4096;

    /// Rows from `i` on that have no equal, up to a run of them or the first tie, which follows.
    std::size_t add_run(const marked* sorted, std::size_t i, std::size_t size) {
        const std::size_t stop = std::min(i + run, size);
        std::uint64_t events = events_, others = others_;
        whole_moments e{2 * others}, o{2 * events};
        bool tied = false;
        for (; i < stop; ++i) {
            tied = i + 1 < size && value_of(sorted[i]) == value_of(sorted[i + 1]);
            if (tied) break;
            const std::uint64_t event = sorted[i].event();
            e.add(2 * others, event);
            o.add(2 * events, 1 - event);
            events += event;
            others += 1 - event;
        }
        rank_sum_ += e.base * e.count + e.sum;
        of_events_.merge(e.done());
        of_others_.merge(o.done());
        events_ = events;
        others_ = others;
        return tied ? add_tie(sorted, i, size) : i;
    }
    std::size_t add_tie(const marked* sorted, std::size_t i, std::size_t size) {
        const ranking::key value = value_of(sorted[i]);
        std::uint64_t e = 0, rows = 0;
        for (; i < size && value_of(sorted[i]) == value; ++i, ++rows) e += sorted[i].event();
        const std::uint64_t o = rows - e, rank = 2 * others_ + o;
        rank_sum_ += e * rank;
        of_events_.merge({static_cast<double>(e), static_cast<double>(rank), 0});
        of_others_.merge({static_cast<double>(o), static_cast<double>(2 * events_ + e), 0});
        events_ += e;
        others_ += o;
        return i;
    }

    std::uint64_t events_ = 0, others_ = 0, rank_sum_ = 0;
    moments of_events_, of_others_;
};

/// Ranks of all rows, weights and persons aside.
[[nodiscard]] counter count(const observed& of);

}  // namespace backrisk::validate::placements

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/internal/placements.ipp"
#endif
