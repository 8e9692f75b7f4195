#pragma once
#include <algorithm>

#include "backrisk/cohort/person_days.hpp"
#include "backrisk/cohort/score.hpp"

namespace backrisk::cohort {

namespace watching {

/// Follows one person after the other and writes their landmarks.
class watcher {
  public:
    watcher(const risk::model& of, const data& cohort, const person_day_options& options, person_days& out)
        : model_(of),
          cohort_(cohort),
          options_(options),
          out_(out),
          plan_(of, cohort.fact_names()),
          scorer_(of, plan_, {.daily = options.daily}),
          phi_(of.factors.columns()),
          slow_(of.factors.columns()) {
        for (std::size_t k = 0; k < of.factors.size(); ++k)
            for (std::size_t j = 0; j < of.factors.width(k); ++j)
                if ((plan_.fast_bits >> k & 1) != 0)
                    out.daily.push_back(static_cast<Eigen::Index>(of.factors.first_column(k) + j));
    }

    void follow(person_index p) {
        const auto& episodes = cohort_.episodes(p);
        const history::episode_history history(episodes,
                                               {.event = model_.event, .washout_days = model_.washout_days});
        auto tomorrow = history.start();
        scorer_.start(&episodes);
        const std::int64_t at_risk_before = out_.at_risk;
        const std::size_t row = cohort_.days().starts[p];
        std::size_t fact = 0;
        std::uint32_t onsets = 0;
        double begun = tomorrow.at(cohort_.first_day(p)).episodes;
        next_ = cohort_.first_day(p) + options_.lead_in_days;
        for (day_number day = cohort_.first_day(p); day < cohort_.last_day(p); ++day) {
            settle(p, day, fact);
            scorer_.advance(
                day, cohort_.days().record(row + static_cast<std::size_t>(day - cohort_.first_day(p))));
            const double then = tomorrow.at(day + 1).episodes;
            const bool onset = then > begun;
            begun = then;
            if (!scorer_.at_risk() || day < cohort_.first_day(p) + options_.lead_in_days) continue;
            if (day >= next_) {
                add(p, day);
                next_ = day + options_.every_days;
            }
            ++out_.at_risk;
            if (onset) {
                out_.onset.back() = 1;
                next_ = day + 1;  // the row is over
                ++onsets;
            } else {
                ++out_.quiet.back();
            }
        }
        out_.onsets_of.push_back(onsets);
        out_.people += out_.at_risk > at_risk_before ? 1 : 0;
        count_unused(p, history);
    }

  private:
    /// Facts up to and including the day.
    void settle(person_index p, day_number day, std::size_t& next) {
        const auto& facts = cohort_.facts(p);
        for (; next < facts.size() && facts[next].day <= day; ++next)
            if (const std::size_t k = plan_.fact_factor[facts[next].name]; k != plan::absent)
                scorer_.set(k, facts[next].value);
    }

    void add(person_index p, day_number day) {
        const auto found = model_.factors.expand(model_.factors.filled(scorer_.row()), phi_);
        std::ranges::fill(slow_, 0.0);
        for (std::size_t k = 0; k < model_.factors.size(); ++k)
            for (std::size_t j = 0; j < model_.factors.width(k); ++j) {
                const std::size_t c = model_.factors.first_column(k) + j;
                const bool known = (found.known >> k & 1) != 0;
                const double x = known ? phi_[c] - model_.centre[static_cast<Eigen::Index>(c)] : 0.0;
                if ((plan_.fast_bits >> k & 1) != 0)
                    out_.fast.push_back(x);
                else
                    slow_[c] = x;
            }
        const auto last = out_.slow.end() - (out_.runs.empty() ? 0 : static_cast<long>(slow_.size()));
        if (out_.runs.empty() || out_.runs.back().person != p || out_.runs.back().known != found.known ||
            !std::equal(slow_.begin(), slow_.end(), last)) {
            out_.runs.push_back({p, out_.landmarks(), 0, found.known});
            out_.slow.insert(out_.slow.end(), slow_.begin(), slow_.end());
        }
        ++out_.runs.back().size;
        out_.day.push_back(day);
        out_.quiet.push_back(0);
        out_.onset.push_back(0);
    }

    void count_unused(person_index p, const history::episode_history& history) {
        std::vector<day_number> seen;
        for (const history::episode& one : cohort_.episodes(p)) {
            if (one.where != history::region::low_back) {
                ++out_.elsewhere;
                continue;
            }
            if (const auto why = reason_of(p, history, one, seen))
                ++out_.unused_episodes[static_cast<std::size_t>(*why)];
            if (history::counts(model_.event, one.how)) seen.push_back(one.onset);
        }
    }
    [[nodiscard]] std::optional<unused> reason_of(person_index p, const history::episode_history& history,
                                                  const history::episode& one,
                                                  const std::vector<day_number>& seen) const {
        if (!history::counts(model_.event, one.how)) return unused::milder;
        if (one.onset <= cohort_.first_day(p)) return unused::before;
        if (one.onset > cohort_.last_day(p)) return unused::after;
        const history::episode_state eve = history.at(one.onset - 1);
        if (eve.open || std::ranges::find(seen, one.onset) != seen.end()) return unused::inside;
        if (!eve.at_risk) return unused::washout;
        if (one.onset <= cohort_.first_day(p) + options_.lead_in_days) return unused::lead_in;
        return std::nullopt;
    }

    const risk::model& model_;
    const data& cohort_;
    const person_day_options& options_;
    person_days& out_;
    plan plan_;
    person_scorer scorer_;
    std::vector<double> phi_, slow_;
    day_number next_ = 0;
};

}  // namespace watching

BACKRISK_INLINE person_days find_person_days(const risk::model& of, const data& cohort,
                                             const person_day_options& options) {
    constexpr std::string_view here = "cohort::person_days";
    check_argument(cohort.episodes_taken(), here, "cohort.episodes", std::string_view("not given"),
                   "a table (with no rows where nobody had an episode): without it onsets are unknown");
    check_argument(options.every_days >= 1, here, "every_days", options.every_days, "1 or more");
    check_argument(options.lead_in_days >= 0, here, "lead_in_days", options.lead_in_days, "0 or more");
    person_days out;
    watching::watcher watcher(of, cohort, options, out);
    for (person_index p = 0; p < cohort.people(); ++p) {
        if (options.progress && p % 64 == 0)
            options.progress(static_cast<double>(p) / static_cast<double>(cohort.people()));
        watcher.follow(p);
    }
    return out;
}

}  // namespace backrisk::cohort
