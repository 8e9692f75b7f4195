#pragma once
#include "backrisk/validate/resample.hpp"
#include "backrisk/validate/samples.hpp"

namespace backrisk::validate {

BACKRISK_INLINE std::vector<std::size_t> bootstrap_rows(std::size_t rows, std::span<const std::size_t> person,
                                                        std::uint64_t seed, std::uint64_t replicate) {
    const bootstrap_samples samples(rows, person, seed);
    std::vector<std::size_t> out;
    out.reserve(rows);
    samples.for_each_row(replicate, [&](std::size_t row) { out.push_back(row); });
    return out;
}

BACKRISK_INLINE std::vector<std::size_t> random_folds(std::size_t rows, std::size_t folds,
                                                      std::span<const std::size_t> person,
                                                      std::span<const std::size_t> stratum,
                                                      std::uint64_t seed) {
    std::vector<std::size_t> own(person.begin(), person.end());
    if (own.empty()) {
        own.resize(rows);
        std::iota(own.begin(), own.end(), std::size_t{0});
    }
    check_argument(own.size() == rows, "random_folds", "person.size", own.size(), show(rows));
    check_argument(stratum.empty() || stratum.size() == rows, "random_folds", "stratum.size", stratum.size(),
                   show(rows));
    const auto people = resampling::rows_of(own);
    check_argument(folds >= 2 && folds <= people.size(), "random_folds", "folds", folds,
                   "2 or more, and at most the number of people, " + show(people.size()));
    auto random = resampling::generator(seed, 0);
    auto order = resampling::permutation(random, people.size());
    if (!stratum.empty())
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return stratum[people[a].front()] < stratum[people[b].front()];
        });
    std::vector<std::size_t> out(rows);
    for (std::size_t k = 0; k < order.size(); ++k)
        for (const std::size_t i : people[order[k]]) out[i] = k % folds;
    return out;
}

}  // namespace backrisk::validate
