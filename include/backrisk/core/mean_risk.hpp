#pragma once
/// E[1 - exp(-exp(mu + sd z))], z standard normal: the posterior mean risk of a lognormal hazard.
///
/// As a function of mu and the variance t = sd^2 it obeys the heat equation u_t = u_mumu / 2. So its Taylor
/// series about a point (mu_0, t_0) needs derivatives by mu alone, on the heat polynomials (Rosenbloom &
/// Widder 1959, 10.1090/S0002-9947-1959-0107118-2):
///
///     u(mu_0 + x, t_0 + s) = sum_k u^(k)(mu_0, t_0) / k! v_k(x, s),   v_k+1 = x v_k + k s v_k-1,  v_0 = 1
///
/// Eight coefficients, one cache line, are tabulated on cells of 1/8 by 1/32 for -12 <= mu <= 3 and
/// 0 < sd <= 2; a risk is then one look-up. Beyond the table the trapezoidal rule that made it is used
/// (Trefethen & Weideman 2014, 10.1137/130932132), for mu > 0 and sd < 0.25, where the series is at its
/// worst, a Gauss-Hermite rule of eight points; without spread the risk itself. Relative error below 2e-8 for
/// sd <= 2 (5e-9 for mu < -1), below 1e-6 for sd <= 3; a 32-point Gauss-Hermite rule has 4e-7 at sd = 1.2 and
/// 1e-4 at sd = 2.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "backrisk/core/exponential.hpp"

namespace backrisk {

namespace core::mean_risk_table {

inline constexpr std::size_t terms = 8;
inline constexpr double lowest = -12, highest = 3;        ///< of mu
inline constexpr double narrow = 1.0 / 16, widest = 4;    ///< of the variance
inline constexpr double per_mu = 8, per_variance = 32;    ///< cells a unit
inline constexpr std::int32_t columns = 121, rows = 128;  ///< points of mu, cells of the variance

/// Nodes z = -6.5, -6.25, ..., 9.5 of the trapezoidal rule with their weights, which sum to 1.
struct rule {
    static constexpr std::size_t nodes = 65;
    std::array<double, nodes> z{}, weight{};
    rule() noexcept {
        double sum = 0;
        for (std::size_t j = 0; j < nodes; ++j) {
            z[j] = -6.5 + 0.25 * static_cast<double>(j);
            sum += weight[j] = exponential(-0.5 * z[j] * z[j]);
        }
        for (double& one : weight) one /= sum;
    }
};

[[nodiscard]] inline const rule& the_rule() noexcept {
    static const rule made;
    return made;
}

/// The coefficients of one row of cells: from S_j = E[h^j exp(-h)], h = exp(mu + sd z), since
/// u^(k) = sum_j (-1)^(j+1) {k over j} S_j with Stirling numbers of the second kind.
inline void fill_row(double variance, double* cells) noexcept {
    std::array<std::array<double, columns>, terms> sums{};
    std::array<double, columns> centre{};
    for (std::size_t i = 0; i < columns; ++i)
        centre[i] = exponential(lowest + static_cast<double>(i) / per_mu);
    const double sd = std::sqrt(variance);
    for (std::size_t j = 0; j < rule::nodes; ++j) {
        const double step = exponential(sd * the_rule().z[j]), weight = the_rule().weight[j];
        for (std::size_t i = 0; i < columns; ++i) {
            const double hazard = centre[i] * step, event = -exponential_minus_one(-hazard);
            sums[0][i] += weight * event;
            double power = weight * (1 - event);
            for (std::size_t k = 1; k < terms; ++k) sums[k][i] += power *= hazard;
        }
    }
    std::array<std::array<double, terms>, terms> stirling{};
    stirling[0][0] = 1;
    for (std::size_t k = 1; k < terms; ++k)
        for (std::size_t j = 1; j <= k; ++j)
            stirling[k][j] = static_cast<double>(j) * stirling[k - 1][j] + stirling[k - 1][j - 1];
    for (std::size_t i = 0; i < columns; ++i) {
        double* cell = cells + i * terms;
        cell[0] = sums[0][i];
        double factorial = 1;
        for (std::size_t k = 1; k < terms; ++k) {
            factorial *= static_cast<double>(k);
            double derivative = 0;
            for (std::size_t j = 1; j <= k; ++j)
                derivative += (j % 2 == 1 ? stirling[k][j] : -stirling[k][j]) * sums[j][i];
            cell[k] = derivative / factorial;
        }
    }
}

struct table {
    std::array<double, static_cast<std::size_t>(rows) * columns * terms> cells;
    table() noexcept {
        for (std::size_t row = 0; row < rows; ++row)
            fill_row((static_cast<double>(row) + 0.5) / per_variance, cells.data() + row * columns * terms);
    }
};

/// Made once, when the first risk is asked for, within milliseconds; it never changes.
[[nodiscard, gnu::noinline]] inline const double* cells() noexcept {
    alignas(64) static const table made;
    return made.cells.data();
}

[[nodiscard]] inline bool outside(double mu, double variance) noexcept {
    return (mu < lowest) | (mu > highest) | (variance > widest) | (variance <= 0) |
           ((variance < narrow) & (mu > 0));
}

/// Where in the table, and how far from the middle of the cell. What lies outside goes to the first cell; NaN
/// stays NaN.
struct place {
    std::int32_t at;
    double x, s;
    place() = default;
    place(double mu, double variance) noexcept {
        const bool inside = (mu >= lowest) & (mu <= highest) & (variance >= 0) & (variance <= widest);
        const double column = inside ? (mu - lowest) * per_mu + 0.5 : 0;
        const double row = inside ? variance * per_variance : 0;
        const auto i = static_cast<std::int32_t>(column);
        const auto j = std::min(static_cast<std::int32_t>(row), rows - 1);
        at = (j * columns + i) * static_cast<std::int32_t>(terms);
        x = mu - (lowest + i / per_mu);
        s = variance - (j + 0.5) / per_variance;
    }
};

/// The series of `size` points, each with the coefficients of its cell.
inline void sum_series(const double* __restrict cell, const double* __restrict x, const double* __restrict s,
                       std::size_t size, double* __restrict sum) noexcept {
    for (std::size_t i = 0; i < size; ++i, cell += terms) {
        double total = cell[0] + cell[1] * x[i], before = 1, term = x[i];
        for (std::size_t k = 1; k + 1 < terms; ++k) {
            const double next = x[i] * term + static_cast<double>(k) * (s[i] * before);
            before = term;
            term = next;
            total += cell[k + 1] * next;
        }
        sum[i] = total;
    }
}

[[nodiscard]] inline double by_rule(double mu, double sd) noexcept {
    double sum = 0;
    for (std::size_t j = 0; j < rule::nodes; ++j)
        sum -= the_rule().weight[j] * exponential_minus_one(-exponential(mu + sd * the_rule().z[j]));
    return sum;
}

/// Nodes and weights of the Gauss-Hermite rule of eight points for the standard normal density (Abramowitz &
/// Stegun 1964, table 25.10, times sqrt 2 and over sqrt pi).
[[nodiscard]] inline double by_eight_points(double mu, double sd) noexcept {
    constexpr std::array<double, 4> z{0.539079811351375, 1.636519042435108, 2.802485861287542,
                                      4.144547186125894};
    constexpr std::array<double, 4> weight{0.37301225767907731, 0.11723990766175904, 0.00963522012078826,
                                           0.00011261453837537};
    double sum = 0;
    for (std::size_t j = 0; j < z.size(); ++j)
        sum -= weight[j] * (exponential_minus_one(-exponential(mu - sd * z[j])) +
                            exponential_minus_one(-exponential(mu + sd * z[j])));
    return sum;
}

[[nodiscard]] inline double beyond(double mu, double sd) noexcept {
    if (sd == 0) return -exponential_minus_one(-exponential(mu));
    return sd * sd < narrow ? by_eight_points(mu, sd) : by_rule(mu, sd);
}

/// `sd(i)` is the spread of point i.
template <class Spread>
void fill(std::span<const double> mu, Spread sd, std::span<double> risk) noexcept {
    const double* const table = cells();
    constexpr std::size_t lane = 64;
    alignas(64) std::array<std::int32_t, lane> at;
    alignas(64) std::array<double, lane> x, s;
    alignas(64) std::array<double, lane * terms> near;  // the cells of the lane, side by side
    for (std::size_t from = 0; from < mu.size(); from += lane) {
        const std::size_t n = mu.size() - from < lane ? mu.size() - from : lane;
        std::uint64_t far = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const double variance = sd(from + i) * sd(from + i);
            const place one(mu[from + i], variance);
            at[i] = one.at;
            x[i] = one.x;
            s[i] = one.s;
            far |= outside(mu[from + i], variance) ? 1 : 0;
        }
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t k = 0; k < terms; ++k)
                near[i * terms + k] = table[static_cast<std::size_t>(at[i]) + k];
        sum_series(near.data(), x.data(), s.data(), n, risk.data() + from);
        if (far == 0) continue;
        for (std::size_t i = from; i < from + n; ++i)
            if (outside(mu[i], sd(i) * sd(i))) risk[i] = beyond(mu[i], sd(i));
    }
}

}  // namespace core::mean_risk_table

/// Mean risk of a log cumulative hazard with mean `mu` and standard deviation `sd`, for columns of one
/// length. NaN where either is NaN.
inline void mean_risk(std::span<const double> mu, std::span<const double> sd,
                      std::span<double> risk) noexcept {
    core::mean_risk_table::fill(
        mu, [&](std::size_t i) { return sd[i]; }, risk);
}

/// The same with one standard deviation for the whole column; bit-identical.
inline void mean_risk(std::span<const double> mu, double sd, std::span<double> risk) noexcept {
    if (sd == 0) {
        for (std::size_t i = 0; i < mu.size(); ++i) risk[i] = -exponential_minus_one(-exponential(mu[i]));
        return;
    }
    core::mean_risk_table::fill(
        mu, [&](std::size_t) { return sd; }, risk);
}

/// The same for one; bit-identical.
[[nodiscard]] inline double mean_risk(double mu, double sd) noexcept {
    double risk = 0;
    mean_risk({&mu, 1}, sd, {&risk, 1});
    return risk;
}

}  // namespace backrisk
