#pragma once
/// The AUC and the influence of rows on it (DeLong 1988, doi:10.2307/2531595; Obuchowski 1997,
/// doi:10.2307/2533958).
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "backrisk/validate/internal/checks.hpp"
#include "backrisk/validate/internal/interval.hpp"
#include "backrisk/validate/internal/placements.hpp"
#include "backrisk/validate/internal/ranking.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

namespace delong {

/// (A, Var A) without weights and persons: of doubled ranks among m events and n non-events.
[[nodiscard]] inline std::pair<double, double> area_and_variance(const observed& of) {
    const auto counted = placements::count(of);
    const auto& [m, event_rank, over_events] = counted.of_events();
    const auto& [n, other_rank, over_others] = counted.of_others();
    return {static_cast<double>(counted.rank_sum()) / (2 * m * n),
            over_events / (4 * n * n) / (m * (m - 1)) + over_others / (4 * m * m) / (n * (n - 1))};
}

/// A, and the influence of each row on it: w (V - A) / (weight of its class).
struct influence {
    double area = 0;
    std::vector<double> psi;
};

[[nodiscard]] inline influence influence_of(const observed& of, std::span<const double> predicted,
                                            const totals& all) {
    const double events = all.event_weight, others = all.weight - all.event_weight;
    const auto order = ranking::order(predicted);
    influence out{0, std::vector<double>(of.size())};
    double events_below = 0, others_below = 0;
    ranking::for_each_tie<ranking::keyed>(order, [&](std::size_t first, std::size_t last) {
        double e = 0, o = 0;
        for (std::size_t k = first; k < last; ++k) {
            const std::size_t i = order[k].row;
            (of.event[i] == 1 ? e : o) += of.w(i);
        }
        const double placed_event = (others_below + o / 2) / others;
        const double placed_other = 1 - (events_below + e / 2) / events;
        for (std::size_t k = first; k < last; ++k) {
            const std::size_t i = order[k].row;
            out.psi[i] = of.event[i] == 1 ? placed_event : placed_other;
        }
        out.area += e / events * placed_event;
        events_below += e;
        others_below += o;
    });
    for (std::size_t i = 0; i < of.size(); ++i)
        out.psi[i] = of.w(i) * (out.psi[i] - out.area) / (of.event[i] == 1 ? events : others);
    return out;
}

/// k / (k - 1), the small-sample factor; NaN when there is no second unit.
[[nodiscard]] inline double unbiased(std::size_t k) noexcept {
    return k > 1 ? static_cast<double>(k) / static_cast<double>(k - 1) : missing_value;
}

/// Obuchowski's three sums for two influences; DeLong's two when each row is its own person.
class covariance_of {
  public:
    covariance_of(const observed& of) : of_(of) {
        std::vector<char> kinds;
        std::size_t events = 0, others = 0;
        for (std::size_t i = 0; i < of.size(); ++i) {
            if (of.w(i) == 0) continue;
            const std::size_t unit = of.person.empty() ? i : of.person[i];
            if (unit >= kinds.size()) kinds.resize(unit + 1);
            const char kind = of.event[i] == 1 ? 1 : 2;
            if ((kinds[unit] & kind) == 0) ++(kind == 1 ? events : others);
            kinds[unit] = static_cast<char>(kinds[unit] | kind);
        }
        std::size_t units = 0;
        for (const char kind : kinds) units += kind != 0;
        events_ = unbiased(events);
        others_ = unbiased(others);
        units_ = units > 1 ? unbiased(units) : 0;
    }

    [[nodiscard]] double operator()(std::span<const double> a, std::span<const double> b) const {
        const auto ae = sums(a, 1), ao = sums(a, 0), be = sums(b, 1), bo = sums(b, 0);
        double events = 0, others = 0, cross = 0;
        for (std::size_t g = 0; g < ae.size(); ++g) {
            events += ae[g] * be[g];
            others += ao[g] * bo[g];
            cross += ae[g] * bo[g] + ao[g] * be[g];
        }
        return events_ * events + others_ * others + units_ * cross;
    }

  private:
    [[nodiscard]] std::vector<double> sums(std::span<const double> psi, double kind) const {
        std::vector<double> own(psi.begin(), psi.end());
        for (std::size_t i = 0; i < own.size(); ++i)
            if (of_.event[i] != kind) own[i] = 0;
        return person_sums(own, of_.person);
    }
    const observed& of_;
    double events_, others_, units_;
};

/// Whether all predictions that count are equal.
[[nodiscard]] inline bool all_equal(const observed& of) noexcept {
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (std::size_t i = 0; i < of.size(); ++i) {
        if (of.w(i) == 0) continue;
        least = std::min(least, of.predicted[i]);
        most = std::max(most, of.predicted[i]);
    }
    return least == most;
}

/// Wald interval within [0, 1], by the rule of estimate.hpp.
[[nodiscard]] inline estimate interval(const observed& of, double area, double variance, double level) {
    const std::size_t units = count_units(of.size(), of.weight, of.person);
    spread found = std::isnan(variance) && units >= least_units
                       ? spread{missing_value, estimate_note::one_per_class}
                       : of_units(std::sqrt(std::max(variance, 0.0)), units, 1);
    if (found.note == estimate_note::no_variation) {
        if (area == 0 || area == 1) found.note = estimate_note::separated;
        if (all_equal(of)) found.note = estimate_note::equal_predictions;
    }
    return wald(area, found, level, 0, 1);
}

/// z = d / se, and NaN for 0 / 0: two predictions of the same order do not differ.
[[nodiscard]] inline double ratio(double difference, double se) noexcept {
    return se > 0 ? difference / se : difference == 0 ? 0 : missing_value;
}

}  // namespace delong

}  // namespace backrisk::validate
