#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "backrisk/core/ties.hpp"
#include "backrisk/validate/auc.hpp"
#include "backrisk/validate/calibration.hpp"
#include "backrisk/validate/federated.hpp"
#include "backrisk/validate/internal/checks.hpp"
#include "backrisk/validate/internal/loss.hpp"
#include "backrisk/validate/internal/pack_terms.hpp"

namespace backrisk::validate {

namespace packs {

/// Boundaries of cells that all clinics share: finer where risks are small.
inline constexpr std::array edges{0.0,  0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.035,
                                  0.04, 0.05,  0.06,  0.07,  0.08, 0.09,  0.1,  0.12,  0.14, 0.16,
                                  0.18, 0.2,   0.225, 0.25,  0.3,  0.35,  0.4,  0.45,  0.5,  0.55,
                                  0.6,  0.65,  0.7,   0.75,  0.8,  0.85,  0.9,  0.95,  1.0};

[[nodiscard]] inline std::size_t code(const observed& of, std::size_t i) noexcept {
    return of.person.empty() ? i : of.person[i];
}

/// How many people have a row for which `holds(i)`.
template <class Holds>
[[nodiscard]] std::size_t people_with(const observed& of, Holds&& holds) {
    std::vector<std::size_t> seen;
    for (std::size_t i = 0; i < of.size(); ++i)
        if (of.w(i) > 0 && holds(i)) seen.push_back(code(of, i));
    std::sort(seen.begin(), seen.end());
    return static_cast<std::size_t>(std::unique(seen.begin(), seen.end()) - seen.begin());
}

/// Cells of `edges` that hold nobody or `least` people; smaller ones go with the next, the last with the one
/// before.
[[nodiscard]] inline std::vector<pack_cell> cells_of(const observed& of, std::size_t least) {
    std::vector<pack_cell> out;
    std::vector<double> top;
    pack_cell open{0, 0, 0, 0, 0};
    const auto people = [&](const pack_cell& cell) {
        return people_with(of, [&](std::size_t i) {
            return of.predicted[i] <= cell.high && (of.predicted[i] > cell.low || cell.low == 0);
        });
    };
    for (std::size_t k = 1; k < edges.size(); ++k) {
        open.high = edges[k];
        std::size_t held = people(open);
        const bool last = k + 1 == edges.size();
        if (held > 0 && held < least && !last) continue;
        for (; held > 0 && held < least && !out.empty(); held = people(open)) {
            open.low = out.back().low;
            out.pop_back();
        }
        out.push_back(open);
        open = {edges[k], 0, 0, 0, 0};
    }
    for (std::size_t i = 0; i < of.size(); ++i) {
        const auto at = std::lower_bound(out.begin(), out.end(), of.predicted[i],
                                         [](const pack_cell& cell, double p) { return cell.high < p; });
        at->rows += of.w(i);
        at->events += of.w(i) * of.event[i];
        at->predicted += of.w(i) * of.predicted[i];
    }
    return out;
}

inline void check_options(const char* name, const pack_options& options) {
    check::column(name, "thresholds", options.thresholds, "between 0 and 1, ends excluded",
                  [](double t) { return (t > 0) & (t < 1); });
    for (std::size_t k = 1; k < options.thresholds.size(); ++k)
        check_argument(options.thresholds[k] > options.thresholds[k - 1], name, "thresholds[" + show(k) + "]",
                       options.thresholds[k], "above the one before");
    check_argument(std::isfinite(options.shift), name, "shift", options.shift, "finite");
    check_argument(std::isfinite(options.intercept), name, "intercept", options.intercept, "finite");
    check_argument(std::isfinite(options.slope), name, "slope", options.slope, "finite");
    check_argument(options.least >= 1, name, "least", options.least, "1 or more");
}

/// Thresholds at which the flagged are told apart from those of the shown one before by enough people.
[[nodiscard]] inline std::vector<char> shown_thresholds(const observed& of, const pack_options& options,
                                                        std::size_t everybody) {
    std::vector<char> shown;
    double before = 0;
    for (const double t : options.thresholds) {
        const std::size_t above =
            people_with(of, [&](std::size_t i) { return at_least(of.predicted[i], t); });
        const std::size_t between = people_with(of, [&](std::size_t i) {
            return !at_least(of.predicted[i], t) && (before == 0 || at_least(of.predicted[i], before));
        });
        const auto few = [&](std::size_t people) { return people > 0 && people < options.least; };
        shown.push_back(!few(above) && !few(between) && above <= everybody);
        if (shown.back() != 0) before = t;
    }
    return shown;
}

/// Adds F_g and F_g F_g' person by person.
inline void add_people(const observed& of, std::span<const double> logit, std::span<const char> shown,
                       clinic_pack& out) {
    const std::size_t k = terms_of(shown.size());
    std::vector<std::size_t> order(of.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    if (!of.person.empty())
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return of.person[a] < of.person[b]; });
    out.sums.assign(k, 0);
    out.products.assign(k * k, 0);
    out.information.assign(3, 0);
    const auto share = [](double eta) { return 1 / (1 + std::exp(-eta)); };
    std::vector<double> own(k);
    for (std::size_t from = 0; from < order.size();) {
        std::fill(own.begin(), own.end(), 0.0);
        const std::size_t person = code(of, order[from]);
        for (; from < order.size() && code(of, order[from]) == person; ++from) {
            const std::size_t i = order[from];
            const double w = of.w(i), y = of.event[i], p = of.predicted[i];
            if (w == 0) continue;
            const double shifted = share(out.agreed.shift + logit[i]);
            const double lined = share(out.agreed.intercept + out.agreed.slope * logit[i]);
            const double apart = p - y, information = w * lined * (1 - lined);
            const std::array fixed{w,
                                   w * y,
                                   w * p,
                                   w * apart * apart,
                                   w * accuracy::surprise(y, p),
                                   w * (y - shifted),
                                   w * (y - lined),
                                   w * (y - lined) * logit[i]};
            for (std::size_t a = 0; a < fixed.size(); ++a) own[a] += fixed[a];
            for (std::size_t t = 0; t < shown.size(); ++t) {
                const double flag = at_least(p, out.agreed.thresholds[t]) ? w : 0;
                own[first_flag + 2 * t] += flag * y;
                own[first_flag + 2 * t + 1] += flag * (1 - y);
            }
            out.shift_information += w * shifted * (1 - shifted);
            out.information[0] += information;
            out.information[1] += information * logit[i];
            out.information[2] += information * logit[i] * logit[i];
        }
        for (std::size_t a = 0; a < k; ++a) {
            out.sums[a] += own[a];
            for (std::size_t b = 0; b < k; ++b) out.products[a * k + b] += own[a] * own[b];
        }
    }
    for (std::size_t t = 0; t < shown.size(); ++t) {
        if (shown[t] != 0) continue;
        for (std::size_t a = first_flag + 2 * t; a < first_flag + 2 * t + 2; ++a) {
            out.sums[a] = missing_value;
            for (std::size_t b = 0; b < k; ++b)
                out.products[a * k + b] = out.products[b * k + a] = missing_value;
        }
    }
}

}  // namespace packs

BACKRISK_INLINE clinic_pack pack(const observed& given, const pack_options& options) {
    constexpr auto name = "pack";
    const totals all = check::probabilities(name, given);
    check::both_classes(name, all);
    packs::check_options(name, options);
    const chosen_rows counted(given, [](std::size_t) { return true; });
    const observed of = counted.view();
    const std::vector<double> logit = logits(name, of.predicted, options.clip);
    clinic_pack out{options, all.rows, count_units(of.size(), of.weight, of.person), all.events};
    const std::size_t k = packs::terms_of(options.thresholds.size());
    check_argument(out.people >= 2 * k && out.people >= options.least, name, "number of people", out.people,
                   "at least twice the number of sums, " + show(2 * k) + ", and `least`");
    out.clustered = !of.person.empty();
    out.weighted = !of.weight.empty();
    const auto shown = packs::shown_thresholds(of, options, out.people);
    packs::add_people(of, logit, shown, out);
    out.cells = packs::cells_of(of, options.least);
    out.auc = auc(of);
    out.observed_expected = observed_expected(of);
    try {
        const auto found = calibration(of, {.clip = options.clip});
        out.in_the_large = found.in_the_large;
        out.slope = found.slope;
    } catch (const numeric_error&) {
        out.in_the_large.note = out.slope.note = estimate_note::separated;
    }
    return out;
}

namespace packs {

[[nodiscard]] inline totals_of_packs added(std::span<const clinic_pack> all) {
    totals_of_packs out{std::vector<double>(all[0].sums.size()), std::vector<double>(all[0].products.size())};
    for (const clinic_pack& one : all) {
        for (std::size_t a = 0; a < out.f.size(); ++a) out.f[a] += one.sums[a];
        for (std::size_t a = 0; a < out.m.size(); ++a) out.m[a] += one.products[a];
        out.people += one.people;
        out.plain = out.plain && !one.clustered && !one.weighted;
    }
    return out;
}

inline void check_alike(std::span<const clinic_pack> all) {
    constexpr auto name = "pool_packs";
    check_argument(all.size() >= 2, name, "number of packs", all.size(), "2 or more");
    const pack_options& first = all[0].agreed;
    const std::size_t k = terms_of(first.thresholds.size());
    for (std::size_t c = 0; c < all.size(); ++c) {
        const pack_options& own = all[c].agreed;
        const bool same = own.thresholds == first.thresholds && own.shift == first.shift &&
                          own.intercept == first.intercept && own.slope == first.slope &&
                          own.clip == first.clip;
        check_argument(same, name, "options of pack " + show(c), "others",
                       "those of the first pack: thresholds, shift, line and clip");
        check_argument(all[c].sums.size() == k && all[c].products.size() == k * k &&
                           all[c].information.size() == 3 && !all[c].cells.empty(),
                       name, "pack " + show(c), "incomplete", "as `pack` made it");
    }
}

/// Calibration in the large and the line after one step of Newton, and what the next round starts from.
inline void calibrate(std::span<const clinic_pack> all, const totals_of_packs& sums, double level,
                      pooled_packs& out) {
    double i0 = 0;
    std::array<double, 3> info{};
    for (const clinic_pack& one : all) {
        i0 += one.shift_information;
        for (std::size_t a = 0; a < 3; ++a) info[a] += one.information[a];
    }
    const pack_options& at = all[0].agreed;
    const auto [a, b, c] = info;
    const double determinant = a * c - b * b, s0 = sums.f[at_line], s1 = sums.f[along_line];
    const double moved = sums.f[at_shift] / i0, by_intercept = (c * s0 - b * s1) / determinant,
                 by_slope = (a * s1 - b * s0) / determinant;
    out.next = at;
    out.next.shift += moved;
    out.next.intercept += by_intercept;
    out.next.slope += by_slope;
    const double most = std::max({std::abs(moved), std::abs(by_intercept), std::abs(by_slope)});
    out.calibration_settled = most < 1e-6;
    const auto found = [&](double value, const combination& v, double by_model) {
        const spread of = sums.plain ? spread{std::sqrt(by_model)} : sums.error(v, 1, 1);
        estimate one = wald(value, of, level);
        if (!out.calibration_settled && one.note == estimate_note::none)
            one.note = estimate_note::not_converged;
        return one;
    };
    out.in_the_large = found(out.next.shift, {{at_shift, 1 / i0}}, 1 / i0);
    out.intercept = found(out.next.intercept, {{at_line, c / determinant}, {along_line, -b / determinant}},
                          c / determinant);
    out.slope =
        found(out.next.slope, {{at_line, -b / determinant}, {along_line, a / determinant}}, a / determinant);
}

[[nodiscard]] inline decision_point decide(const totals_of_packs& sums, std::size_t t, double threshold,
                                           double level) {
    const double harm = threshold / (1 - threshold), weight = sums.f[one], share = sums.f[event] / weight;
    const std::size_t tp = first_flag + 2 * t, fp = tp + 1;
    const combination model{{tp, 1}, {fp, -harm}}, all{{event, 1 + harm}, {one, -harm}};
    const double value = sums.value(model) / weight, everybody = sums.value(all) / weight;
    decision_point out{.threshold = threshold, .treat_all = everybody};
    out.net_benefit = sums.mean(model, level, -HUGE_VAL, HUGE_VAL, share);
    const double standard = value / share;
    const combination by_share{{tp, 1 / share}, {fp, -harm / share}, {event, -standard / share}};
    out.standardised = wald(standard, sums.error(by_share, weight, share), level);
    const combination over{{tp, 1}, {fp, -harm}, {event, -1 - harm}, {one, harm}};
    out.over_treat_all = sums.mean(over, level, -HUGE_VAL, HUGE_VAL, share);
    out.avoided_per_100 = 100 * (value - everybody) * (1 - threshold) / threshold;
    return out;
}

/// Cells between boundaries that every clinic has.
[[nodiscard]] inline std::vector<pack_cell> common_cells(std::span<const clinic_pack> all) {
    std::vector<pack_cell> out;
    double low = 0;
    for (const pack_cell& of_first : all[0].cells) {
        const bool everywhere = std::all_of(all.begin(), all.end(), [&](const clinic_pack& one) {
            return std::any_of(one.cells.begin(), one.cells.end(),
                               [&](const pack_cell& cell) { return cell.high == of_first.high; });
        });
        if (!everywhere) continue;
        pack_cell sum{low, of_first.high, 0, 0, 0};
        for (const clinic_pack& one : all)
            for (const pack_cell& cell : one.cells) {
                if (cell.high <= low || cell.high > sum.high) continue;
                sum.rows += cell.rows;
                sum.events += cell.events;
                sum.predicted += cell.predicted;
            }
        out.push_back(sum);
        low = sum.high;
    }
    return out;
}

/// The AUC of predictions rounded to cells, and its bounds: within a cell any order is possible.
inline void discriminate(bool plain, double level, pooled_packs& out) {
    double events = 0, others = 0, below = 0, sure = 0, open = 0;
    for (const pack_cell& cell : out.cells) {
        const double e = cell.events, o = cell.rows - cell.events;
        sure += e * below;
        open += e * o;
        below += o;
        events += e;
        others += o;
    }
    const double pairs = events * others, area = (sure + open / 2) / pairs;
    out.auc_low = sure / pairs;
    out.auc_high = (sure + open) / pairs;
    out.auc = {area, missing_value, missing_value, missing_value, estimate_note::not_pooled};
    if (!plain) return;
    double of_events = 0, of_others = 0, others_below = 0, events_below = 0;
    for (const pack_cell& cell : out.cells) {
        const double e = cell.events, o = cell.rows - cell.events;
        const double placed_event = (others_below + o / 2) / others - area;
        const double placed_other = 1 - (events_below + e / 2) / events - area;
        of_events += e * placed_event * placed_event;
        of_others += o * placed_other * placed_other;
        others_below += o;
        events_below += e;
    }
    const double variance = of_events / (events * (events - 1)) + of_others / (others * (others - 1));
    out.auc = wald(area, of_units(std::sqrt(variance), out.people, 1), level, 0, 1);
}

/// Random effects over clinics whose own estimate has an interval; nothing where fewer than two have one.
template <class Scale>
[[nodiscard]] meta_result across(std::span<const clinic_pack> all, estimate clinic_pack::*which, double level,
                                 Scale&& scale) {
    std::vector<double> value, variance;
    for (const clinic_pack& clinic : all) {
        const auto [y, se] = scale(clinic.*which);
        if (!(se > 0) || !std::isfinite(y)) continue;
        value.push_back(y);
        variance.push_back(se * se);
    }
    if (value.size() < 2) {
        meta_result none;
        none.mean.note = estimate_note::few_units;
        none.tau_squared = none.q = none.i_squared = missing_value;
        return none;
    }
    return pool(value, variance, {.level = level});
}

}  // namespace packs

BACKRISK_INLINE pooled_packs pool_packs(std::span<const clinic_pack> all, double level) {
    packs::check_alike(all);
    check_level(level);
    using namespace packs;
    const totals_of_packs sums = added(all);
    pooled_packs out{.clinics = all.size(), .people = sums.people};
    bool clustered = false;
    for (const clinic_pack& clinic : all) {
        clustered = clustered || clinic.clustered;
        out.rows += clinic.rows;
        out.events += clinic.events;
    }
    const double weight = sums.f[one], share = sums.f[event] / weight, null = share * (1 - share);
    out.share = sums.mean({{event, 1}}, level, 0, 1, share);
    out.mean_predicted = sums.mean({{predicted, 1}}, level, 0, 1, share);
    out.brier = sums.mean({{squared, 1}}, level, 0, HUGE_VAL, sums.f[squared] / weight);
    out.log_loss = sums.mean({{surprise, 1}}, level, 0, HUGE_VAL, 1);
    if (std::isinf(sums.f[surprise])) out.log_loss.note = estimate_note::impossible;
    out.observed_expected =
        wald_of_log(sums.f[event] / sums.f[predicted],
                    sums.error({{event, 1}, {one, -share}}, sums.f[event], 1, !clustered), level);
    const double score = sums.f[squared] / weight, ratio = score / null, tilt = ratio * (1 - 2 * share);
    const combination scaled{{squared, 1}, {one, -score + tilt * share}, {event, -tilt}};
    out.scaled_brier = wald(1 - ratio, sums.error(scaled, null * weight, 1), level, -HUGE_VAL, 1);
    calibrate(all, sums, level, out);
    for (std::size_t t = 0; t < all[0].agreed.thresholds.size(); ++t)
        out.decision.push_back(decide(sums, t, all[0].agreed.thresholds[t], level));
    out.cells = common_cells(all);
    discriminate(sums.plain, level, out);
    const auto plain = [](const estimate& of) { return std::pair(of.value, of.se); };
    out.across_auc = across(all, &clinic_pack::auc, level, [](const estimate& of) {
        const double a = of.value;
        return std::pair(std::log(a / (1 - a)), of.se / (a * (1 - a)));
    });
    out.across_observed_expected =
        across(all, &clinic_pack::observed_expected, level,
               [](const estimate& of) { return std::pair(std::log(of.value), of.se); });
    out.across_in_the_large = across(all, &clinic_pack::in_the_large, level, plain);
    out.across_slope = across(all, &clinic_pack::slope, level, plain);
    return out;
}

}  // namespace backrisk::validate
