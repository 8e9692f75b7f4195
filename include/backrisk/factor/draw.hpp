#pragma once
/// People drawn from a schema's target population.
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "backrisk/core/normal.hpp"
#include "backrisk/factor/schema.hpp"

namespace backrisk::factor {

/// Standard normal numbers that are the same on every platform: the Mersenne twister is fixed by the
/// standard, the library's distributions are not, so its bits go through the normal quantile.
class normal_stream {
  public:
    explicit normal_stream(std::uint64_t seed) : engine_(seed) {}
    [[nodiscard]] double uniform() noexcept { return (static_cast<double>(engine_() >> 11) + 0.5) * 0x1p-53; }
    [[nodiscard]] double operator()() { return normal_quantile(uniform()); }

  private:
    std::mt19937_64 engine_;
};

/// `people` rows of `of.size()` values, row after row: each factor has its marginal distribution, members of
/// a group share a common score (Gaussian copula, correlation of two members = product of their loadings),
/// and a factor with a parent exists only where the parent is 1. Rows 2i and 2i + 1 are mirror images (z and
/// -z), which keeps the sample's centre near the population's.
[[nodiscard]] inline std::vector<double> draw_population(const schema& of, std::size_t people,
                                                         std::uint64_t seed) {
    const std::size_t width = of.size();
    std::vector<std::size_t> group(width), parent(width, width);
    std::map<std::string, std::size_t> names;
    for (std::size_t k = 0; k < width; ++k) {
        const factor& f = of.factors()[k];
        group[k] = names.emplace(f.group.empty() ? "\n" + f.name : f.group, names.size()).first->second;
        if (of.parent(k) != schema::none) parent[k] = of.parent(k);
    }
    normal_stream normal(seed);
    std::vector<double> common(names.size()), score(width), rows(people * width);
    for (std::size_t i = 0; i < people; ++i) {
        if (i % 2 == 0) {
            for (double& z : common) z = normal();
            for (std::size_t k = 0; k < width; ++k) {
                const double loading = of.factors()[k].population.loading;
                score[k] = loading * common[group[k]] + std::sqrt(1 - loading * loading) * normal();
            }
        }
        double* x = rows.data() + i * width;
        for (std::size_t k = 0; k < width; ++k) {
            const marginal& m = of.factors()[k].population;
            const bool exists = parent[k] == width || x[parent[k]] == 1.0;
            x[k] = exists ? m.at_score(i % 2 == 0 ? score[k] : -score[k]) : m.without_parent;
        }
    }
    return rows;
}

}  // namespace backrisk::factor
