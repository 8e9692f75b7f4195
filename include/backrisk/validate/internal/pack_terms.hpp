#pragma once
/// The sums of a pack by name, and estimates that are functions of them.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/internal/interval.hpp"

namespace backrisk::validate::packs {

enum term : std::size_t {
    one,
    event,
    predicted,
    squared,
    surprise,
    at_shift,
    at_line,
    along_line,
    first_flag
};

[[nodiscard]] inline std::size_t terms_of(std::size_t thresholds) noexcept {
    return first_flag + 2 * thresholds;
}

/// A few coefficients of sums.
using combination = std::vector<std::pair<std::size_t, double>>;

/// F and M of all clinics.
struct totals_of_packs {
    std::vector<double> f, m;
    std::size_t people = 0;
    bool plain = true;  ///< each row is its own person, of weight 1

    [[nodiscard]] double value(const combination& of) const {
        double sum = 0;
        for (const auto& [k, times] : of) sum += times * f[k];
        return sum;
    }
    /// sqrt(v' M v) / `bottom`, with G / (G - 1) unless `model` says that rows are as the model has them.
    [[nodiscard]] spread error(const combination& of, double bottom, double scale, bool model = false) const {
        double sum = 0;
        for (const auto& [a, by_a] : of)
            for (const auto& [b, by_b] : of) sum += by_a * by_b * m[a * f.size() + b];
        const auto g = static_cast<double>(people);
        const double se = std::sqrt(std::max(sum, 0.0) * (model ? 1 : g / (g - 1))) / bottom;
        if (std::isnan(sum)) return {missing_value, estimate_note::withheld};
        return of_units(se, people, scale);
    }
    /// A / B with v = (a - ratio b) / B, where B is the sum of weights.
    [[nodiscard]] estimate mean(const combination& of, double level, double least, double most,
                                double scale) const {
        const double r = value(of) / f[one];
        combination v = of;
        v.emplace_back(one, -r);
        return wald(r, error(v, f[one], scale), level, least, most);
    }
};

}  // namespace backrisk::validate::packs
