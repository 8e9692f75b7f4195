#pragma once
/// The episodes of simulated people, drawn from the true hazard.
#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "backrisk/cohort/columns.hpp"
#include "backrisk/cohort/score.hpp"
#include "backrisk/cohort/simulate_options.hpp"
#include "backrisk/core/exponential.hpp"

namespace backrisk::cohort::simulating {

/// Walks the true hazard of one person after the other, day by day.
class life {
  public:
    life(const risk::model& of, const truth& known, const data& everything, const feature_map& how,
         const simulate_options& o)
        : of_(of),
          truth_(known),
          everything_(everything),
          how_(how),
          options_(o),
          row_(of.factors.size()),
          phi_(of.factors.columns()),
          recency_(of.factors.recency_factor()) {}

    /// The diaries of people [first, last), of whom `live` then takes one after the other.
    void open(person_index first, person_index last) { columns_.open(everything_.days(), first, last); }

    struct outcome {
        std::vector<history::episode> episodes;  ///< that happened, in order
        double hazard_sum = 0;
        std::size_t days_at_risk = 0;
    };
    /// `numbers` are two uniform ones a day: whether an onset follows, and how long it lasts.
    [[nodiscard]] outcome live(person_index p, const double* numbers) {
        begin(p);
        outcome out;
        const auto& facts = everything_.facts(p);
        std::size_t next = 0;
        for (int d = 0; d + 1 < options_.days; ++d) {
            const day_number day = options_.first_day + d;
            for (; next < facts.size() && facts[next].day <= day; ++next)
                set(how_.fact_factor[facts[next].name], facts[next].value);
            const history::episode_state now = cursor_->at(day);
            const history_factors past = history_factors_of(now, false);
            set(how_.previous, past.previous);
            set(how_.many, past.many);
            set(how_.other_pain, past.other_pain);
            if (!now.at_risk) continue;
            const double hazard = exponential(log_hazard(static_cast<std::size_t>(d), past.recency));
            out.hazard_sum += hazard;
            ++out.days_at_risk;
            const double chance = numbers[2 * d];
            if (chance >= hazard || chance >= -std::expm1(-hazard)) continue;  // 1 - exp(-h) <= h
            out.episodes.push_back(happen(day + 1, numbers[2 * d + 1]));
        }
        return out;
    }

  private:
    void begin(person_index p) {
        columns_.build(p);
        known_episodes_ = everything_.episodes(p);
        remember();
        std::ranges::fill(row_, missing_value);
        changed_ = true;
        daily_.assign(static_cast<std::size_t>(options_.days), 0.0);
        for (std::size_t f = 0; f < fast_count; ++f)
            if (f != at(fast::recency_days) && how_.fast_factor[f] != feature_map::absent &&
                columns_.given(static_cast<fast>(f)))
                add_daily(how_.fast_factor[f], columns_.column(static_cast<fast>(f)));
    }

    /// Adds beta (phi - c) of a factor where it is known.
    void add_daily(std::size_t k, const double* x) {
        const factor::factor& one = of_.factors.factors()[k];
        one.phi.visit([&]<factor::shape Kind>() {
            for (std::size_t part = 0; part < one.phi.width; ++part) {
                const auto column = static_cast<Eigen::Index>(of_.factors.first_column(k) + part);
                const double slope = truth_.coefficients[column], centre = of_.centre[column];
                for (std::size_t i = 0; i < daily_.size(); ++i) {
                    const double inside = std::clamp(x[i] == x[i] ? x[i] : one.low, one.low, one.high);
                    const double term = slope * (one.phi.template column<Kind>(inside, part) - centre);
                    daily_[i] += x[i] == x[i] ? term : 0.0;
                }
            }
        });
    }

    void set(std::size_t k, double value) {
        if (k == feature_map::absent || row_[k] == value || (std::isnan(row_[k]) && std::isnan(value)))
            return;
        row_[k] = value;
        changed_ = true;
    }

    [[nodiscard]] double log_hazard(std::size_t d, double recency) {
        if (changed_) {
            slow_ = truth_.log_daily_hazard +
                    sum_of(of_.factors.expand(of_.factors.filled(row_), phi_).known & ~how_.fast_bits);
            changed_ = false;
        }
        return slow_ + daily_[d] + recency_term(recency);
    }
    [[nodiscard]] double sum_of(factor::known_mask known) const {
        double sum = 0;
        for (std::size_t k = 0; k < of_.factors.size(); ++k)
            for (std::size_t j = of_.factors.first_column(k);
                 (known >> k & 1) != 0 && j < of_.factors.first_column(k) + of_.factors.width(k); ++j)
                sum += truth_.coefficients[static_cast<Eigen::Index>(j)] *
                       (phi_[j] - of_.centre[static_cast<Eigen::Index>(j)]);
        return sum;
    }
    /// The term of the days since recovery, which is the same for who never had an episode.
    [[nodiscard]] double recency_term(double recency) {
        if (recency_ == of_.factors.size() || std::isnan(recency)) return 0;
        if (recency == last_recency_) return last_term_;
        const factor::factor& one = of_.factors.factors()[recency_];
        const double inside = std::isinf(recency) ? recency : std::clamp(recency, one.low, one.high);
        const std::size_t first = of_.factors.first_column(recency_);
        one.phi.apply(inside, phi_.data() + first);
        last_recency_ = recency;
        last_term_ = 0;
        for (std::size_t j = first; j < first + one.phi.width; ++j)
            last_term_ += truth_.coefficients[static_cast<Eigen::Index>(j)] *
                          (phi_[j] - of_.centre[static_cast<Eigen::Index>(j)]);
        return last_term_;
    }

    [[nodiscard]] history::episode happen(day_number onset, double lasts) {
        const auto length = static_cast<day_number>(
            1 + std::floor(std::log(lasts) / std::log1p(-1 / options_.mean_episode_days)));
        history::episode one;
        one.onset = onset;
        if (onset + length <= options_.first_day + options_.days - 1) one.recovered = onset + length;
        known_episodes_.push_back(one);
        remember();
        return one;
    }
    void remember() {
        history_.emplace(known_episodes_, history::episode_rules{of_.outcome, of_.washout_days, 0});
        cursor_.emplace(history_->start());
    }

    const risk::model& of_;
    const truth& truth_;
    const data& everything_;
    const feature_map& how_;
    const simulate_options& options_;
    person_columns columns_;
    std::vector<history::episode> known_episodes_;
    std::optional<history::episode_history> history_;
    std::optional<history::episode_history::cursor> cursor_;
    std::vector<double> row_, phi_, daily_;
    std::size_t recency_;
    double slow_ = 0, last_recency_ = missing_value, last_term_ = 0;
    bool changed_ = true;
};

}  // namespace backrisk::cohort::simulating
