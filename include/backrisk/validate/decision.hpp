#pragma once
/// Decisions: is it better to act on the predictions than to act on everybody, or on nobody?
///
///     NB(t) = (true positives - false positives t / (1 - t)) / n,   flagged: prediction >= t
///
/// (Vickers & Elkin 2006, doi:10.1177/0272989X06295361.) Acting on nobody has 0; acting on everybody share -
/// (1 - share) t / (1 - t). Standardised: NB / share, 1 at best (Kerr 2016, doi:10.1200/JCO.2015.65.5654).
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "backrisk/validate/calibration.hpp"
#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

struct decision_point {
    double threshold = missing_value;
    estimate net_benefit{};
    estimate standardised{};
    double treat_all = missing_value;
    estimate over_treat_all{};  ///< net benefit - that of acting on everybody
    double avoided_per_100 =
        missing_value;  ///< unneeded actions avoided against acting on everybody, at equal benefit
};

namespace decision {

/// The net benefit of one flag rule at one threshold, with the influence of each row.
struct benefit {
    double value = 0;
    std::vector<double> psi;
};

template <class Flag>
[[nodiscard]] benefit of_rule(const observed& of, const totals& all, double threshold, Flag&& flagged) {
    const double harm = threshold / (1 - threshold);
    benefit out{0, std::vector<double>(of.size())};
    for (std::size_t i = 0; i < of.size(); ++i) {
        out.psi[i] = flagged(i) ? (of.event[i] == 1 ? 1 : -harm) : 0;
        out.value += of.w(i) * out.psi[i] / all.weight;
    }
    for (std::size_t i = 0; i < of.size(); ++i) out.psi[i] = of.w(i) * (out.psi[i] - out.value) / all.weight;
    return out;
}

inline void check_thresholds(std::string_view function, std::span<const double> thresholds) {
    check::column(function, "thresholds", thresholds, "between 0 and 1, ends excluded",
                  [](double t) { return (t > 0) & (t < 1); });
}

}  // namespace decision

/// A point for each threshold in (0, 1). Intervals are by the influence of each row, a person's together; the
/// share of events counts as unknown too. Throws `invalid_argument` for a bad column or no event.
[[nodiscard]] inline std::vector<decision_point> decision_curve(const observed& of,
                                                                std::span<const double> thresholds,
                                                                double level = 0.95) {
    constexpr auto name = "decision_curve";
    const totals all = check::probabilities(name, of);
    check_argument(all.events > 0, name, "number of events", all.events, "1 or more");
    decision::check_thresholds(name, thresholds);
    const auto interval = [&](double value, std::span<const double> psi) {
        return wald(value, standard_error(psi, of.weight, of.person), level);
    };
    std::vector<decision_point> out;
    for (const double t : thresholds) {
        const auto model = decision::of_rule(of, all, t, [&](std::size_t i) { return of.predicted[i] >= t; });
        const auto everybody = decision::of_rule(of, all, t, [](std::size_t) { return true; });
        const double share = all.share(), gain = model.value - everybody.value;
        std::vector<double> standard(of.size()), over(of.size());
        for (std::size_t i = 0; i < of.size(); ++i) {
            const double of_share = of.w(i) * (of.event[i] - share) / all.weight;
            standard[i] = (model.psi[i] - model.value / share * of_share) / share;
            over[i] = model.psi[i] - everybody.psi[i];
        }
        out.push_back({t, interval(model.value, model.psi), interval(model.value / share, standard),
                       everybody.value, interval(gain, over), 100 * gain * (1 - t) / t});
    }
    return out;
}

/// The risk at which acting and not acting cost the same: `unneeded` / (`unneeded` + `missed`), for what an
/// unneeded action costs and what an event costs that was not acted on (Pauker & Kassirer 1975,
/// doi:10.1056/NEJM197507312930501). In one unit.
[[nodiscard]] inline double threshold_of_costs(double unneeded, double missed) {
    check_positive("threshold_of_costs", "unneeded", unneeded);
    check_positive("threshold_of_costs", "missed", missed);
    return unneeded / (unneeded + missed);
}

/// What acting at a threshold means for so many people, with Wilson's intervals of the shares.
struct threshold_row {
    double threshold = missing_value;
    std::size_t flagged = 0, true_positives = 0, false_positives = 0, missed = 0, spared = 0;
    estimate sensitivity{}, specificity{};
    estimate positive_value{};                 ///< share of the flagged with an event
    estimate negative_value{};                 ///< share of the others without one
    double flagged_per_event = missing_value;  ///< how many are flagged for each event found
};

/// Counts are of rows; takes no weights.
[[nodiscard]] inline std::vector<threshold_row> threshold_table(const observed& of,
                                                                std::span<const double> thresholds,
                                                                double level = 0.95) {
    constexpr auto name = "threshold_table";
    const totals all = check::probabilities(name, of);
    check_argument(of.weight.empty(), name, "weight.size", of.weight.size(), "0: counts are of rows");
    decision::check_thresholds(name, thresholds);
    const auto part = [&](std::size_t some, std::size_t of_all) {
        return wilson(static_cast<double>(some), static_cast<double>(of_all), level);
    };
    std::vector<threshold_row> out;
    for (const double t : thresholds) {
        threshold_row row{.threshold = t};
        for (std::size_t i = 0; i < of.size(); ++i) {
            row.flagged += of.predicted[i] >= t;
            row.true_positives += of.predicted[i] >= t && of.event[i] == 1;
        }
        row.false_positives = row.flagged - row.true_positives;
        row.missed = all.events - row.true_positives;
        row.spared = all.rows - all.events - row.false_positives;
        row.sensitivity = part(row.true_positives, all.events);
        row.specificity = part(row.spared, all.rows - all.events);
        row.positive_value = part(row.true_positives, row.flagged);
        row.negative_value = part(row.spared, all.rows - row.flagged);
        if (row.true_positives > 0)
            row.flagged_per_event =
                static_cast<double>(row.flagged) / static_cast<double>(row.true_positives);
        out.push_back(row);
    }
    return out;
}

}  // namespace backrisk::validate
