#pragma once
#include <boost/math/special_functions/beta.hpp>
#include <limits>
#include <utility>

#include "backrisk/validate/auc.hpp"
#include "backrisk/validate/placements.hpp"
#include "backrisk/validate/ranking.hpp"

namespace backrisk::validate {

namespace delong {

inline constexpr std::string_view no_spread =
    "no event overlaps a non-event, or all predictions are equal: the variance of DeLong is 0";
inline constexpr std::string_view one_person =
    "all events, or all non-events, are of one person or row: no variance";

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

[[nodiscard]] inline estimate interval(double area, double variance, double level) {
    estimate out = wald(area, std::sqrt(variance), level, 0, 1);
    if (std::isnan(variance)) out.note = one_person;
    if (variance == 0) out.note = no_spread;
    return out;
}

/// z = d / se, and NaN for 0 / 0: two predictions of the same order do not differ.
[[nodiscard]] inline double ratio(double difference, double se) noexcept {
    return se > 0 ? difference / se : difference == 0 ? 0 : missing_value;
}

}  // namespace delong

BACKRISK_INLINE estimate auc(const observed& of, double level) {
    const totals all = check::rows("auc", of);
    check::both_classes("auc", all);
    if (of.weight.empty() && of.person.empty()) {
        const auto [area, variance] = delong::area_and_variance(of);
        return delong::interval(area, variance, level);
    }
    const auto [area, psi] = delong::influence_of(of, of.predicted, all);
    return delong::interval(area, delong::covariance_of(of)(psi, psi), level);
}

BACKRISK_INLINE auc_set auc_covariance(const observed& of,
                                       std::span<const std::span<const double>> predictions) {
    const std::size_t k = predictions.size();
    check_argument(k > 0, "auc_covariance", "number of predictions", k, "1 or more");
    std::vector<std::vector<double>> psi;
    auc_set out{{}, std::vector<double>(k * k)};
    for (const auto predicted : predictions) {
        observed one = of;
        one.predicted = predicted;
        const totals all = check::rows("auc_covariance", one);
        check::both_classes("auc_covariance", all);
        auto [area, influence] = delong::influence_of(of, predicted, all);
        out.value.push_back(area);
        psi.push_back(std::move(influence));
    }
    const delong::covariance_of covariance(of);
    for (std::size_t a = 0; a < k; ++a)
        for (std::size_t b = 0; b <= a; ++b)
            out.covariance[a * k + b] = out.covariance[b * k + a] = covariance(psi[a], psi[b]);
    return out;
}

BACKRISK_INLINE auc_difference auc_test_paired(const observed& of, std::span<const double> other,
                                               double level) {
    const std::span<const double> both[] = {of.predicted, other};
    const auto [area, c] = auc_covariance(of, both);
    auc_difference out{delong::interval(area[0], c[0], level), delong::interval(area[1], c[3], level)};
    const double se = std::sqrt(std::max(0.0, c[0] + c[3] - 2 * c[1]));
    out.difference = wald(area[0] - area[1], se, level, -1, 1);
    out.covariance = c[1];
    out.statistic = delong::ratio(out.difference.value, se);
    out.p = two_sided(out.statistic);
    return out;
}

BACKRISK_INLINE auc_difference auc_test_unpaired(const observed& a, const observed& b, double level) {
    auc_difference out{auc(a, level), auc(b, level)};
    const double va = out.first.se * out.first.se, vb = out.second.se * out.second.se;
    const double se = std::sqrt(va + vb);
    out.difference = wald(out.first.value - out.second.value, se, level, -1, 1);
    out.statistic = delong::ratio(out.difference.value, se);
    const auto free = [](const observed& of) {
        return static_cast<double>(count_units(of.size(), of.weight, of.person)) - 1;
    };
    out.df = (va + vb) * (va + vb) / (va * va / free(a) + vb * vb / free(b));
    if (std::isfinite(out.statistic) && out.df > 0)
        out.p = boost::math::ibeta(out.df / 2, 0.5, out.df / (out.df + out.statistic * out.statistic));
    return out;
}

BACKRISK_INLINE roc_points roc_curve(const observed& of) {
    const totals all = check::rows("roc_curve", of);
    check::both_classes("roc_curve", all);
    const auto order = ranking::order(of.predicted);
    const double events = all.event_weight, others = all.weight - all.event_weight;
    roc_points out{{std::numeric_limits<double>::infinity()}, {0}, {0}};
    double e = 0, o = 0;
    for (std::size_t k = order.size(); k-- > 0;) {
        const std::size_t i = order[k].row;
        (of.event[i] == 1 ? e : o) += of.w(i);
        if (k > 0 && order[k - 1].of == order[k].of) continue;
        out.threshold.push_back(of.predicted[i]);
        out.sensitivity.push_back(k == 0 ? 1 : e / events);
        out.false_positive_rate.push_back(k == 0 ? 1 : o / others);
    }
    return out;
}

BACKRISK_INLINE partial_auc_result partial_auc(const observed& of, double low, double high) {
    check_argument(low >= 0 && low < high && high <= 1, "partial_auc", "low", low,
                   "from 0 to below high, and high (" + show(high) + ") at most 1");
    const roc_points curve = roc_curve(of);
    const std::vector<double>&tpr = curve.sensitivity, &fpr = curve.false_positive_rate;
    double area = 0;
    for (std::size_t k = 1; k < fpr.size(); ++k) {
        const double width = fpr[k] - fpr[k - 1];
        const double from = std::max(low, fpr[k - 1]), to = std::min(high, fpr[k]);
        if (to <= from || width <= 0) continue;
        const auto at = [&](double x) {
            return tpr[k - 1] + (tpr[k] - tpr[k - 1]) * (x - fpr[k - 1]) / width;
        };
        area += (to - from) * (at(from) + at(to)) / 2;
    }
    const double least = (high * high - low * low) / 2, most = high - low;
    return {area, (1 + (area - least) / (most - least)) / 2};
}

}  // namespace backrisk::validate
