#pragma once
#include <algorithm>
#include <memory>
#include <utility>

#include "backrisk/cohort/columns.hpp"
#include "backrisk/cohort/person_days.hpp"
#include "backrisk/cohort/score.hpp"
#include "backrisk/core/parallel.hpp"

namespace backrisk::cohort {

namespace watching {

/// Follows one person after the other and writes their landmarks.
class watcher {
  public:
    watcher(const risk::model& of, const data& cohort, const person_day_options& options,
            const feature_map& how)
        : model_(of),
          cohort_(cohort),
          options_(options),
          map_(how),
          columns_(options.daily),
          row_(of.factors.size()),
          phi_(of.factors.columns()),
          slow_(of.factors.columns()) {
        for (std::size_t k = 0; k < of.factors.size(); ++k)
            for (std::size_t f = 0; f < fast_count; ++f)
                if (map_.fast_factor[f] == k) daily_.push_back({f, k});
        values_.resize(daily_columns(of, how).size());
    }

    /// The columns that may change every day.
    [[nodiscard]] static std::vector<Eigen::Index> daily_columns(const risk::model& of,
                                                                 const feature_map& how) {
        std::vector<Eigen::Index> out;
        for (std::size_t k = 0; k < of.factors.size(); ++k)
            for (std::size_t j = 0; j < of.factors.width(k); ++j)
                if ((how.fast_bits >> k & 1) != 0)
                    out.push_back(static_cast<Eigen::Index>(of.factors.first_column(k) + j));
        return out;
    }

    /// The diaries of people [first, last), of whom `follow` then takes one after the other.
    void open(person_index first, person_index last) { columns_.open(cohort_.days(), first, last); }

    void follow(person_index p, person_days& out) {
        begin(p);
        const auto& episodes = cohort_.episodes(p);
        const history::episode_history history(
            episodes, {.outcome = model_.outcome, .washout_days = model_.washout_days});
        auto today = history.start();
        const day_number first = cohort_.first_day(p), lead_in_end = first + options_.lead_in_days;
        // what begins from then on may have stood in a row that could not be read
        const day_number doubtful_from = cohort_.doubt(p).of(model_.outcome);
        const day_number last = std::min(cohort_.last_day(p), doubtful_from - 1);
        const std::int64_t at_risk_before = out.at_risk;
        std::size_t fact = 0;
        std::uint32_t onsets = 0;
        history::episode_state now = today.at(first);
        day_number next = lead_in_end;
        for (day_number day = first; day < last; ++day) {
            recall(p, day, fact);
            const history::episode_state then = today.at(day + 1);
            const bool onset = then.episodes > now.episodes;
            const history::episode_state state = std::exchange(now, then);
            if (!state.at_risk || day < lead_in_end) continue;
            if (day >= next) {
                add(p, day, history_factors_of(state, day >= doubtful_from), out);
                next = day + options_.every_days;
            }
            ++out.at_risk;
            if (onset) {
                out.onset.back() = 1;
                next = day + 1;  // the row is over
                ++onsets;
            } else {
                ++out.quiet.back();
            }
        }
        out.onsets_of.push_back(onsets);
        out.people += out.at_risk > at_risk_before ? 1 : 0;
        count_unused(p, history, out);
    }

  private:
    struct daily_factor {
        std::size_t fast, factor;
    };

    void begin(person_index p) {
        columns_.build(p);
        std::ranges::fill(row_, missing_value);
        slow_known_ = 0;
        changed_ = fresh_ = true;
        std::size_t j = 0;
        for (const daily_factor& one : daily_) {
            const factor::factor& of = model_.factors.factors()[one.factor];
            const bool has = columns_.given(static_cast<fast>(one.fast));
            for (std::size_t part = 0; part < of.phi.width; ++part, ++j) {
                values_[j].assign(columns_.size(), 0.0);
                if (has) centre(of, one, part, values_[j]);
            }
        }
    }

    /// phi - c of a factor, 0 where it is unknown.
    void centre(const factor::factor& of, const daily_factor& one, std::size_t part,
                std::vector<double>& to) const {
        const double* x = columns_.column(static_cast<fast>(one.fast));
        const double middle =
            model_.centre[static_cast<Eigen::Index>(model_.factors.first_column(one.factor) + part)];
        of.phi.visit([&]<factor::shape Kind>() {
            for (std::size_t i = 0; i < to.size(); ++i) {
                const double inside = std::clamp(x[i] == x[i] ? x[i] : of.low, of.low, of.high);
                const double value = of.phi.template column<Kind>(inside, part) - middle;
                to[i] = x[i] == x[i] ? value : 0.0;
            }
        });
    }

    void set(std::size_t k, double value) {
        if (k == feature_map::absent || row_[k] == value || (std::isnan(row_[k]) && std::isnan(value)))
            return;
        row_[k] = value;
        changed_ = true;
    }

    /// Facts up to and including the day.
    void recall(person_index p, day_number day, std::size_t& next) {
        const auto& facts = cohort_.facts(p);
        for (; next < facts.size() && facts[next].day <= day; ++next)
            set(map_.fact_factor[facts[next].name], facts[next].value);
    }

    /// phi - c of the slow columns, 0 where unknown.
    void expand_slow() {
        slow_known_ = model_.factors.expand(model_.factors.filled(row_), phi_).known & ~map_.fast_bits;
        std::ranges::fill(slow_, 0.0);
        for (std::size_t k = 0; k < model_.factors.size(); ++k)
            for (std::size_t c = model_.factors.first_column(k);
                 (slow_known_ >> k & 1) != 0 && c < model_.factors.first_column(k) + model_.factors.width(k);
                 ++c)
                slow_[c] = phi_[c] - model_.centre[static_cast<Eigen::Index>(c)];
    }

    void add(person_index p, day_number day, const history_factors& past, person_days& out) {
        set(map_.previous, past.previous);
        set(map_.many, past.many);
        set(map_.other_pain, past.other_pain);
        const auto i = static_cast<std::size_t>(day - cohort_.first_day(p));
        const bool was_changed = std::exchange(changed_, false);
        if (was_changed) expand_slow();
        factor::known_mask known = slow_known_;
        std::size_t j = 0;
        for (const daily_factor& one : daily_) {
            const bool of_history = one.fast == at(fast::recency_days);
            const bool is_known =
                of_history ? !std::isnan(past.recency) : (columns_.known()[i] >> one.fast & 1) != 0;
            if (is_known) known |= factor::known_mask{1} << one.factor;
            if (of_history && is_known) add_recency(one.factor, past.recency, i, j);
            j += model_.factors.width(one.factor);
        }
        for (const auto& column : values_) out.fast.push_back(column[i]);
        const auto last = out.slow.end() - (out.runs.empty() ? 0 : static_cast<long>(slow_.size()));
        const bool begins = fresh_ || out.runs.back().known != known ||
                            (was_changed && !std::equal(slow_.begin(), slow_.end(), last));
        fresh_ = false;
        if (begins) {
            out.runs.push_back({p, out.landmarks(), 0, known});
            out.slow.insert(out.slow.end(), slow_.begin(), slow_.end());
        }
        ++out.runs.back().size;
        out.day.push_back(day);
        out.quiet.push_back(0);
        out.onset.push_back(0);
    }

    /// The columns of the days since recovery, which the diary does not know.
    void add_recency(std::size_t k, double days, std::size_t i, std::size_t first) {
        const factor::factor& of = model_.factors.factors()[k];
        const std::size_t column = model_.factors.first_column(k);
        of.phi.apply(std::isinf(days) ? days : std::clamp(days, of.low, of.high), phi_.data() + column);
        for (std::size_t part = 0; part < of.phi.width; ++part)
            values_[first + part][i] =
                phi_[column + part] - model_.centre[static_cast<Eigen::Index>(column + part)];
    }

    void count_unused(person_index p, const history::episode_history& history, person_days& out) const {
        std::vector<day_number> seen;
        for (const history::episode& one : cohort_.episodes(p)) {
            if (one.where != history::region::low_back) {
                ++out.elsewhere;
                continue;
            }
            if (const auto why = reason_of(p, history, one, seen))
                ++out.unused_episodes[static_cast<std::size_t>(*why)];
            if (history::counts(model_.outcome, one.how)) seen.push_back(one.onset);
        }
    }
    [[nodiscard]] std::optional<unused> reason_of(person_index p, const history::episode_history& history,
                                                  const history::episode& one,
                                                  const std::vector<day_number>& seen) const {
        if (!history::counts(model_.outcome, one.how)) return unused::milder;
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
    const feature_map& map_;
    person_columns columns_;
    std::vector<daily_factor> daily_;
    std::vector<std::vector<double>> values_;  ///< phi - c of the daily columns over the diary
    std::vector<double> row_, phi_, slow_;
    factor::known_mask slow_known_ = 0;
    bool changed_ = true, fresh_ = true;
};

template <class T>
void append(std::vector<T>& to, const std::vector<T>& more) {
    to.insert(to.end(), more.begin(), more.end());
}

/// Adds the person-days of further people.
inline void append(person_days& to, const person_days& more) {
    const std::size_t landmarks = to.landmarks();
    for (person_days::run one : more.runs) {
        one.first += landmarks;
        to.runs.push_back(one);
    }
    append(to.slow, more.slow), append(to.fast, more.fast), append(to.day, more.day);
    append(to.quiet, more.quiet), append(to.onset, more.onset), append(to.onsets_of, more.onsets_of);
    for (std::size_t i = 0; i < to.unused_episodes.size(); ++i)
        to.unused_episodes[i] += more.unused_episodes[i];
    to.elsewhere += more.elsewhere, to.at_risk += more.at_risk, to.people += more.people;
}

}  // namespace watching

BACKRISK_INLINE person_days find_person_days(const risk::model& of, const data& cohort,
                                             const person_day_options& options) {
    constexpr std::string_view here = "cohort::person_days";
    check_argument(cohort.episodes_taken(), here, "cohort.episodes", std::string_view("not given"),
                   "a table (with no rows where nobody had an episode): without it onsets are unknown");
    check_argument(options.every_days >= 1, here, "every_days", options.every_days, "1 or more");
    check_argument(options.lead_in_days >= 0, here, "lead_in_days", options.lead_in_days, "0 or more");
    check_argument(options.threads >= 1, here, "threads", options.threads, "1 or more");
    const feature_map how(of, cohort.fact_names());
    person_days out;
    out.daily = watching::watcher::daily_columns(of, how);
    constexpr std::size_t block = 64;
    std::vector<person_days> parts((cohort.people() + block - 1) / block);
    const calling_thread caller;
    for_each_block(
        cohort.people(), block, options.threads,
        [&] { return std::make_unique<watching::watcher>(of, cohort, options, how); },
        [&](const auto& watcher, std::size_t first, std::size_t last) {
            if (options.progress && caller.is_here())
                options.progress(static_cast<double>(first) / static_cast<double>(cohort.people()));
            for (std::size_t p = first; p < last; ++p) {
                if ((p - first) % person_columns::together == 0)
                    watcher->open(static_cast<person_index>(p),
                                  static_cast<person_index>(std::min(last, p + person_columns::together)));
                watcher->follow(static_cast<person_index>(p), parts[first / block]);
            }
        });
    for (person_days& part : parts) {
        watching::append(out, part);
        part = {};
    }
    return out;
}

}  // namespace backrisk::cohort
