#pragma once
#include <vector>

#include "backrisk/validate/concordance.hpp"
#include "backrisk/validate/internal/ranking.hpp"
#include "backrisk/validate/internal/risk_sets.hpp"

namespace backrisk::validate {

namespace pairs {

/// Weights by rank, with sums below a rank in O(log n) (Fenwick 1994, doi:10.1002/spe.4380240306).
class rank_sums {
  public:
    explicit rank_sums(std::size_t ranks) : tree_(ranks + 1), at_(ranks) {}
    void add(std::size_t rank, double weight) {
        total_ += weight;
        at_[rank] += weight;
        for (std::size_t k = rank + 1; k < tree_.size(); k += k & (~k + 1)) tree_[k] += weight;
    }
    /// Weights below, equal to and above a rank.
    struct split {
        double below, equal, above;
    };
    [[nodiscard]] split around(std::size_t rank) const {
        double below = 0;
        for (std::size_t k = rank; k > 0; k &= k - 1) below += tree_[k];
        return {below, at_[rank], total_ - below - at_[rank]};
    }

  private:
    std::vector<double> tree_, at_;
    double total_ = 0;
};

/// Derivatives of the three counts by a row's weight.
struct counts {
    double concordant = 0, discordant = 0, tied = 0;
    void add(double weight, double c, double d, double t) noexcept {
        concordant += weight * c;
        discordant += weight * d;
        tied += weight * t;
    }
};

[[nodiscard]] inline std::vector<std::size_t> dense_ranks(std::span<const double> x) {
    const auto order = ranking::order(x);
    std::vector<std::size_t> rank(x.size());
    std::size_t next = 0;
    ranking::for_each_tie<ranking::keyed>(order, [&](std::size_t first, std::size_t last) {
        for (std::size_t k = first; k < last; ++k) rank[order[k].row] = next;
        ++next;
    });
    return rank;
}

/// T of each row's own event; 0 for rows without one, or after `until`.
[[nodiscard]] inline std::vector<double> event_weights(const survival_rows& of,
                                                       const concordance_options& options) {
    const bool plain = options.method == time_weight::harrell;  // needs no curves
    const auto moments = plain ? std::vector<censored::moment>{} : censored::timeline(of);
    double everybody = 0;
    for (std::size_t i = 0; i < of.size(); ++i) everybody += of.w(i);
    const auto at = [&](const censored::moment& m) {
        switch (options.method) {
            case time_weight::harrell:
                break;
            case time_weight::uno:
                return 1 / (m.uncensored * m.uncensored);
            case time_weight::peto:
                return everybody * m.survival / m.at_risk;
            case time_weight::schemper:
                return everybody * m.survival / (m.uncensored * m.at_risk);
            case time_weight::equal:
                return 1 / m.at_risk;
        }
        return missing_value;
    };
    std::vector<double> out(of.size());
    for (std::size_t i = 0; i < of.size(); ++i) {
        if (of.event[i] == 0 || of.stop[i] > options.until || of.w(i) == 0) continue;
        out[i] = plain
                     ? 1
                     : at(*std::lower_bound(moments.begin(), moments.end(), of.stop[i],
                                            [](const censored::moment& m, double t) { return m.time < t; }));
    }
    return out;
}

/// Rows by the times at which they leave and enter.
struct in_time {
    explicit in_time(const survival_rows& of)
        : by_stop(ranking::sorted_rows(of.stop)), by_start(ranking::sorted_rows(of.start)) {}
    std::vector<std::size_t> by_stop, by_start;
};

/// Each event against those at risk after it: time runs backwards, rows come in at their stop and leave at
/// their start. Returns the weight of pairs of events at one time.
[[nodiscard]] inline double as_event(const survival_rows& of, const in_time& rows,
                                     std::span<const std::size_t> rank, std::span<const double> t,
                                     std::vector<counts>& out) {
    const auto& [by_stop, by_start] = rows;
    rank_sums at_risk(of.size());
    std::size_t leaving = by_start.size();
    double tied_events = 0;
    for (std::size_t last = by_stop.size(); last > 0;) {
        const double now = of.stop[by_stop[last - 1]];
        std::size_t first = last;
        while (first > 0 && of.stop[by_stop[first - 1]] == now) --first;
        for (; leaving > 0 && of.start[by_start[leaving - 1]] >= now; --leaving)
            at_risk.add(rank[by_start[leaving - 1]], -of.w(by_start[leaving - 1]));
        for (std::size_t k = first; k < last; ++k)
            if (of.event[by_stop[k]] == 0) at_risk.add(rank[by_stop[k]], of.w(by_stop[k]));
        double sum = 0, squares = 0, weight = 0;
        for (std::size_t k = first; k < last; ++k) {
            const std::size_t i = by_stop[k];
            if (t[i] == 0) continue;
            const auto others = at_risk.around(rank[i]);
            out[i].add(t[i], others.below, others.above, others.equal);
            sum += of.w(i);
            squares += of.w(i) * of.w(i);
            weight = t[i];
        }
        tied_events += weight * (sum * sum - squares) / 2;
        for (std::size_t k = first; k < last; ++k)
            if (of.event[by_stop[k]] == 1) at_risk.add(rank[by_stop[k]], of.w(by_stop[k]));
        last = first;
    }
    return tied_events;
}

/// Each row against the events inside its time at risk: time runs forwards, events gather; what a row met is
/// the gathering at its stop less that at its start.
inline void as_other(const survival_rows& of, const in_time& rows, std::span<const std::size_t> rank,
                     std::span<const double> t, std::vector<counts>& out) {
    const auto& [by_stop, by_start] = rows;
    rank_sums events(of.size());
    const auto met = [&](std::size_t i, double sign) {
        const auto seen = events.around(rank[i]);
        out[i].add(sign, seen.above, seen.below, seen.equal);
    };
    std::size_t entering = 0;
    for (std::size_t first = 0; first < by_stop.size();) {
        const double now = of.stop[by_stop[first]];
        for (; entering < by_start.size() && of.start[by_start[entering]] < now; ++entering)
            met(by_start[entering], -1);
        std::size_t last = first;
        while (last < by_stop.size() && of.stop[by_stop[last]] == now) ++last;
        for (std::size_t k = first; k < last; ++k)
            if (of.event[by_stop[k]] == 1) met(by_stop[k], 1);
        for (std::size_t k = first; k < last; ++k)
            if (t[by_stop[k]] != 0) events.add(rank[by_stop[k]], of.w(by_stop[k]) * t[by_stop[k]]);
        for (std::size_t k = first; k < last; ++k)
            if (of.event[by_stop[k]] == 0) met(by_stop[k], 1);
        first = last;
    }
}

}  // namespace pairs

BACKRISK_INLINE concordance_result concordance(const survival_rows& given, std::span<const double> predicted,
                                               const concordance_options& given_options) {
    constexpr auto name = "concordance";
    censored::check_rows(name, given);
    check_level(given_options.level);
    check_argument(!std::isnan(given_options.until), name, "until", given_options.until, "a time");
    const double until[] = {given_options.until};
    const censored::joined_rows joined(name, given, until);
    const survival_rows& of = joined.rows;
    concordance_options options = given_options;
    options.until = joined.times(options.until);
    check_same_size(name, "predicted", predicted, of.stop);
    check::column(name, "predicted", predicted, "a finite number", [](double p) { return p - p == 0; });
    const auto rank = pairs::dense_ranks(predicted);
    const auto t = pairs::event_weights(of, options);
    const pairs::in_time rows(of);
    std::vector<pairs::counts> own(of.size());
    concordance_result out;
    out.joined_times = joined.times.joined();
    out.tied_events = pairs::as_event(of, rows, rank, t, own);
    for (std::size_t i = 0; i < of.size(); ++i) {
        out.concordant += of.w(i) * own[i].concordant;
        out.discordant += of.w(i) * own[i].discordant;
        out.tied += of.w(i) * own[i].tied;
    }
    pairs::as_other(of, rows, rank, t, own);
    const double total = out.concordant + out.discordant + out.tied;
    if (!(total > 0)) {
        out.c.note = estimate_note::no_pairs;
        return out;
    }
    const double c = (out.concordant + out.tied / 2) / total;
    std::vector<double> psi(of.size());
    for (std::size_t i = 0; i < of.size(); ++i) {
        const auto& d = own[i];
        psi[i] = of.w(i) * (d.concordant + d.tied / 2 - c * (d.concordant + d.discordant + d.tied)) / total;
    }
    double variance = 0;
    for (const double one : person_sums(psi, of.person)) variance += one * one;
    spread found = of_units(std::sqrt(variance), count_units(of.size(), of.weight, of.person), 1);
    if (found.note == estimate_note::no_variation && (c == 0 || c == 1))
        found.note = estimate_note::separated;
    out.c = wald(c, found, options.level, 0, 1);
    return out;
}

}  // namespace backrisk::validate
