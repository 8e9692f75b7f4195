#pragma once
#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <limits>
#include <utility>

#include "backrisk/validate/auc.hpp"
#include "backrisk/validate/internal/delong.hpp"

namespace backrisk::validate {

BACKRISK_INLINE estimate auc(const observed& of, double level) {
    const totals all = check::rows("auc", of);
    check::both_classes("auc", all);
    if (of.weight.empty() && of.person.empty()) {
        const auto [area, variance] = delong::area_and_variance(of);
        return delong::interval(of, area, variance, level);
    }
    const auto [area, psi] = delong::influence_of(of, of.predicted, all);
    return delong::interval(of, area, delong::covariance_of(of)(psi, psi), level);
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
    observed second = of;
    second.predicted = other;
    auc_difference out{delong::interval(of, area[0], c[0], level),
                       delong::interval(second, area[1], c[3], level)};
    // what is left of c0 + c3 - 2 c1 when both order the rows alike is rounding
    const double both_ways = c[0] + c[3], left = both_ways - 2 * c[1];
    const double se = left > 1e-12 * both_ways ? std::sqrt(left) : std::isnan(left) ? left : 0;
    const std::size_t units = count_units(of.size(), of.weight, of.person);
    out.difference = wald(area[0] - area[1], of_units(se, units, 1), level, -1, 1);
    out.covariance = c[1];
    out.statistic = units < least_units ? missing_value : delong::ratio(out.difference.value, se);
    out.p = two_sided(out.statistic);
    return out;
}

BACKRISK_INLINE auc_difference auc_test_unpaired(const observed& a, const observed& b, double level) {
    auc_difference out{auc(a, level), auc(b, level)};
    const double va = out.first.se * out.first.se, vb = out.second.se * out.second.se;
    const double se = std::sqrt(va + vb);
    out.difference = wald(
        out.first.value - out.second.value,
        spread{se, out.first.note == estimate_note::none ? out.second.note : out.first.note}, level, -1, 1);
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
