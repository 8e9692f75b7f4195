#pragma once
#include <string_view>
#include <utility>
#include <vector>

#include "backrisk/validate/internal/delong.hpp"
#include "backrisk/validate/internal/risk_sets.hpp"
#include "backrisk/validate/time_dependent.hpp"

namespace backrisk::validate {

namespace censored {

/// Weights W of the rows at `time`, and the censoring curve's jumps up to it.
class horizon {
  public:
    /// `of.event` is any event; `own` is empty, or says which rows had the event that is predicted.
    horizon(const survival_rows& of, double time, std::span<const double> own)
        : of_(of), own_(own), time_(time), moments_(timeline(of)) {
        double uncensored = 1;
        for (const moment& m : moments_) {
            if (m.time > time) break;
            if (m.events > 0) survival_ = m.survival * (1 - m.events / m.at_risk);
            const double left = m.at_risk - m.events;
            uncensored = m.censored > 0 ? m.uncensored * (1 - m.censored / left) : m.uncensored;
        }
        weight_.resize(of.size());
        for (std::size_t i = 0; i < of.size(); ++i) {
            if (of.stop[i] > time)
                weight_[i] = of.w(i) / uncensored;
            else if (of.event[i] == 1)
                weight_[i] = of.w(i) / at(of.stop[i]).uncensored;
        }
        observed_ = 1 - survival_;
        if (own.empty()) return;
        observed_ = 0;
        for (std::size_t i = 0; i < of.size(); ++i) {
            if (!case_by_then(i)) continue;
            const moment& m = at(of.stop[i]);
            observed_ += of.w(i) * m.survival / m.at_risk;
        }
    }
    [[nodiscard]] const std::vector<double>& weight() const noexcept { return weight_; }
    [[nodiscard]] double observed() const noexcept { return observed_; }
    [[nodiscard]] bool case_by_then(std::size_t i) const {
        return of_.stop[i] <= time_ && (own_.empty() ? of_.event[i] : own_[i]) == 1;
    }

    /// Adds to `part`, each row's own W h, what the row does to the others' W through G: with Q(s) the sum of
    /// W h over rows that G reaches at s and y(s) those at risk of censoring, Q/y at the row's own censoring
    /// less the sum of Q dLambda / y while at risk. Who has an event at s still counts as at risk of
    /// censoring at s, as in R's `riskRegression`.
    [[nodiscard]] std::vector<double> with_censoring(std::vector<double> part) const {
        std::vector<double> reached(moments_.size() + 1), past(moments_.size() + 1);
        double beyond = 0;
        for (std::size_t i = 0; i < of_.size(); ++i) {
            if (of_.stop[i] > time_)
                beyond += part[i];
            else if (of_.event[i] == 1)
                reached[index(of_.stop[i])] += part[i];
        }
        double later = beyond;
        std::vector<double> per_risk(moments_.size()), drift(moments_.size());
        for (std::size_t k = moments_.size(); k-- > 0;) {
            const moment& m = moments_[k];
            if (m.time > time_) continue;
            if (m.censored > 0) {
                per_risk[k] = later / m.at_risk;
                drift[k] = later * m.censored / (m.at_risk * m.at_risk);
            }
            later += reached[k];
        }
        for (std::size_t k = 0; k < moments_.size(); ++k) past[k + 1] = past[k] + drift[k];
        for (std::size_t i = 0; i < of_.size(); ++i) {
            const std::size_t k = index(of_.stop[i]);
            if (of_.stop[i] <= time_ && of_.event[i] == 0) part[i] += of_.w(i) * per_risk[k];
            part[i] -= of_.w(i) * past[k + 1];
        }
        return part;
    }

  private:
    [[nodiscard]] std::size_t index(double t) const {
        return static_cast<std::size_t>(
            std::lower_bound(moments_.begin(), moments_.end(), t,
                             [](const moment& m, double one) { return m.time < one; }) -
            moments_.begin());
    }
    [[nodiscard]] const moment& at(double t) const { return moments_[index(t)]; }
    const survival_rows& of_;
    std::span<const double> own_;
    double time_, survival_ = 1, observed_ = 0;
    std::vector<moment> moments_;
    std::vector<double> weight_;
};

inline void brier_at(const survival_rows& of, std::span<const double> risk, const horizon& at, double total,
                     double level, time_point& out) {
    std::vector<double> part(of.size());
    double score = 0, null = 0;
    for (std::size_t i = 0; i < of.size(); ++i) {
        const double happened = at.case_by_then(i) ? 1 : 0, apart = happened - risk[i];
        part[i] = at.weight()[i] * apart * apart / total;
        score += part[i];
        null += at.weight()[i] * (happened - out.observed) * (happened - out.observed) / total;
    }
    auto psi = at.with_censoring(std::move(part));
    for (std::size_t i = 0; i < of.size(); ++i) psi[i] -= of.w(i) * score / total;
    out.brier = wald(score, standard_error(psi, of.weight, of.person, score), level, 0);
    out.null_brier = null;
    out.scaled_brier = null > 0 ? 1 - score / null : missing_value;
}

inline void auc_at(const survival_rows& of, std::span<const double> risk, const horizon& at, double level,
                   time_point& out) {
    std::vector<double> event(of.size());
    totals all;
    for (std::size_t i = 0; i < of.size(); ++i) {
        event[i] = at.case_by_then(i) ? 1 : 0;
        all.weight += at.weight()[i];
        all.event_weight += event[i] * at.weight()[i];
    }
    if (!(all.event_weight > 0) || !(all.weight > all.event_weight)) {
        out.auc.note = estimate_note::none_by_then;
        return;
    }
    const observed weighted{event, risk, at.weight(), of.person};
    auto [area, psi] = delong::influence_of(weighted, risk, all);
    psi = at.with_censoring(std::move(psi));
    spread found = standard_error(psi, of.weight, of.person, 1);
    if (found.note == estimate_note::no_variation && (area == 0 || area == 1))
        found.note = estimate_note::separated;
    out.auc = wald(area, found, level, 0, 1);
}

/// 1 where a row ended with either event; empty without competing events.
[[nodiscard]] inline std::vector<double> either_event(std::string_view function, const survival_rows& of,
                                                      std::span<const double> competing) {
    if (competing.empty()) return {};
    check_same_size(function, "competing", competing, of.stop);
    std::vector<double> either(of.size());
    for (std::size_t i = 0; i < of.size(); ++i) {
        check_argument(competing[i] == 0 || (competing[i] == 1 && of.event[i] == 0), function,
                       "competing[" + show(i) + "]", competing[i], "0, or 1 where event is 0");
        either[i] = of.event[i] + competing[i];
    }
    return either;
}

}  // namespace censored

BACKRISK_INLINE time_point time_dependent(const survival_rows& given, std::span<const double> risk,
                                          double asked, double level, std::span<const double> competing) {
    constexpr auto name = "time_dependent";
    censored::check_rows(name, given);
    check_argument(given.start.empty(), name, "start.size", given.start.size(),
                   "0: people are followed from time 0");
    check_positive(name, "time", asked);
    const double horizons[] = {asked};
    const censored::joined_rows joined(name, given, horizons);
    const survival_rows& of = joined.rows;
    const double time = joined.times(asked);
    check_same_size(name, "risk", risk, of.stop);
    check::column(name, "risk", risk, "a probability, between 0 and 1",
                  [](double p) { return (p >= 0) & (p <= 1); });
    const std::vector<double> either = censored::either_event(name, of, competing);
    survival_rows ended = of;
    if (!competing.empty()) ended.event = either;
    const censored::horizon at(ended, time, competing.empty() ? std::span<const double>{} : of.event);
    time_point out{.time = asked};
    double total = 0, predicted = 0;
    for (std::size_t i = 0; i < of.size(); ++i) {
        total += of.w(i);
        predicted += of.w(i) * risk[i];
        const bool past = of.stop[i] > time;
        (past                  ? out.survivors
         : of.event[i] == 1    ? out.events
         : ended.event[i] == 1 ? out.others
                               : out.censored) += of.w(i);
    }
    out.mean_predicted = predicted / total;
    out.observed = at.observed();
    if (out.mean_predicted > 0) out.observed_expected = out.observed / out.mean_predicted;
    if (out.survivors == 0 && out.censored > 0) {
        out.brier.note = out.auc.note = estimate_note::none_watched;
        return out;
    }
    censored::brier_at(ended, risk, at, total, level, out);
    censored::auc_at(ended, risk, at, level, out);
    return out;
}

}  // namespace backrisk::validate
