#pragma once
/// Generators, permutations, and bootstrap samples of people.
///
/// Each replicate has its own generator, seeded by (seed, replicate), so that replicates may be drawn in any
/// order and on any thread.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "backrisk/core/error.hpp"

namespace backrisk::validate {

namespace resampling {

/// A generator for one replicate (SplitMix64 on both numbers; Steele 2014, doi:10.1145/2660193.2660195).
[[nodiscard]] inline std::mt19937_64 generator(std::uint64_t seed, std::uint64_t replicate) {
    const auto mixed = [](std::uint64_t x) {
        x += 0x9e3779b97f4a7c15U;
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
        return x ^ (x >> 31);
    };
    return std::mt19937_64(mixed(mixed(seed) + replicate));
}

/// Even on 0 .. below - 1, by rejection of the uneven rest.
class even {
  public:
    explicit even(std::size_t below) : below_(below), most_(~((~std::uint64_t{0} % below + 1) % below)) {}
    [[nodiscard]] std::size_t operator()(std::mt19937_64& random) const {
        std::uint64_t x = random();
        while (x > most_) x = random();
        return static_cast<std::size_t>(x % below_);
    }

  private:
    std::uint64_t below_, most_;
};

/// 0 .. size - 1 in random order.
[[nodiscard]] inline std::vector<std::size_t> permutation(std::mt19937_64& random, std::size_t size) {
    std::vector<std::size_t> order(size);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = size; i > 1; --i) std::swap(order[i - 1], order[even(i)(random)]);
    return order;
}

/// Rows of each person, in order.
[[nodiscard]] inline std::vector<std::vector<std::size_t>> rows_of(std::span<const std::size_t> person) {
    std::vector<std::vector<std::size_t>> rows;
    for (std::size_t i = 0; i < person.size(); ++i) {
        if (person[i] >= rows.size()) rows.resize(person[i] + 1);
        rows[person[i]].push_back(i);
    }
    return rows;
}

}  // namespace resampling

/// Bootstrap samples (Efron 1979, doi:10.1214/aos/1176344552): `rows` draws of a row, or, with person codes
/// 0, 1, ..., as many draws of a person as there are, each with all of that person's rows.
class bootstrap_samples {
  public:
    bootstrap_samples(std::size_t rows, std::span<const std::size_t> person, std::uint64_t seed)
        : rows_(rows), seed_(seed), people_(resampling::rows_of(person)) {
        check_argument(rows > 0, "bootstrap_rows", "rows", rows, "1 or more");
        check_argument(person.empty() || person.size() == rows, "bootstrap_rows", "person.size",
                       person.size(), show(rows));
    }
    [[nodiscard]] std::size_t rows() const noexcept { return rows_; }

    /// Calls `work(row)` for each row of a sample, in the order in which they are drawn.
    template <class Work>
    void for_each_row(std::uint64_t replicate, Work&& work) const {
        auto random = resampling::generator(seed_, replicate);
        const std::size_t units = people_.empty() ? rows_ : people_.size();
        const resampling::even draw(units);
        for (std::size_t k = 0; k < units; ++k) {
            const std::size_t unit = draw(random);
            if (people_.empty())
                work(unit);
            else
                for (const std::size_t row : people_[unit]) work(row);
        }
    }
    /// How many times each row is in a sample.
    void count(std::uint64_t replicate, std::span<double> times) const {
        std::fill(times.begin(), times.end(), 0.0);
        for_each_row(replicate, [&](std::size_t row) { ++times[row]; });
    }

  private:
    std::size_t rows_;
    std::uint64_t seed_;
    std::vector<std::vector<std::size_t>> people_;
};

}  // namespace backrisk::validate
