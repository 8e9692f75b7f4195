#pragma once
/// Which rows go where: bootstrap samples of people, and folds that keep a person together. Indices only.
///
/// Each replicate has its own generator, seeded by (seed, replicate), so that replicates may be drawn in any
/// order and on any thread, and the standard library's distributions, which differ between compilers, are not
/// used.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "backrisk/core/config.hpp"

namespace backrisk::validate {

/// The most samples that one call draws: more is a slip of the keyboard.
inline constexpr std::size_t most_replicates = 1'000'000;

/// Rows of one bootstrap sample (Efron 1979, doi:10.1214/aos/1176344552): `rows` draws of a row, or, with
/// person codes 0, 1, ..., as many draws of a person as there are, each with all of that person's rows.
/// @param rows how many there are, 1 or more
/// @param person a code a row, or empty
/// @return row numbers in the order drawn. Throws `invalid_argument`
[[nodiscard]] std::vector<std::size_t> bootstrap_rows(std::size_t rows, std::span<const std::size_t> person,
                                                      std::uint64_t seed, std::uint64_t replicate);

/// A fold 0 .. folds - 1 for each row. A person's rows share a fold; people of one stratum (that of their
/// first row) are dealt out evenly, in random order. `person` and `stratum` may be empty: each row its own,
/// all in one. Throws `invalid_argument` for fewer than 2 folds, or more than people.
[[nodiscard]] std::vector<std::size_t> random_folds(std::size_t rows, std::size_t folds,
                                                    std::span<const std::size_t> person,
                                                    std::span<const std::size_t> stratum, std::uint64_t seed);

}  // namespace backrisk::validate

#ifndef BACKRISK_COMPILED
#include "backrisk/validate/resample.ipp"
#endif
