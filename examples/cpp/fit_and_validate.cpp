// Fits a logistic model to half of some people and validates it on the other half, with the truth known.
#include <backrisk/fit/glm.hpp>
#include <backrisk/validate/auc.hpp>
#include <cmath>
#include <cstdio>
#include <random>
#include <span>
#include <vector>

int main() {
    using namespace backrisk;
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    constexpr std::size_t rows = 4000;
    std::vector<double> x(2 * rows), y(rows);  // columns, one after the other
    for (std::size_t i = 0; i < rows; ++i) {
        x[i] = normal(random);
        x[rows + i] = normal(random);
        y[i] = uniform(random) < 1 / (1 + std::exp(1 - 0.8 * x[i] - 0.3 * x[rows + i])) ? 1 : 0;
    }
    constexpr std::size_t half = rows / 2;
    const fit::matrix_view first{x.data(), half, 2, 1, rows};
    const auto fitted = fit::fit_glm({first, std::span(y).first(half), {}, {}}, {});
    if (!fitted.converged) return 1;
    std::vector<double> predicted(half);
    for (std::size_t i = 0; i < half; ++i) {
        const double eta = fitted.coefficients[0] + fitted.coefficients[1] * x[half + i] +
                           fitted.coefficients[2] * x[rows + half + i];
        predicted[i] = 1 / (1 + std::exp(-eta));
    }
    const auto found = validate::auc({std::span(y).subspan(half), predicted});
    std::printf("coefficients %.3f %.3f %.3f, AUC %.3f (%.3f to %.3f)\n", fitted.coefficients[0],
                fitted.coefficients[1], fitted.coefficients[2], found.value, found.low, found.high);
    return std::abs(fitted.coefficients[1] - 0.8) < 0.2 && found.low > 0.6 ? 0 : 1;
}
