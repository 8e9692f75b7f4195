#pragma once
/// The schema: which factors a model knows, in which unit and form, and on which evidence.
///
/// A *row* holds one value a factor in the factor's own unit, NaN where it is unknown. The schema turns it
/// into the columns phi that the coefficients multiply.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/core/missing.hpp"
#include "backrisk/core/nearest.hpp"
#include "backrisk/factor/mask.hpp"
#include "backrisk/factor/population.hpp"
#include "backrisk/factor/transform.hpp"

namespace backrisk::factor {

/// The five causes of the model, and the context that is none of them.
enum class cause : std::uint8_t { preparation, technique, balance, load, history, context };

inline constexpr std::array all_causes{cause::preparation, cause::technique, cause::balance,
                                       cause::load,        cause::history,   cause::context};

[[nodiscard]] constexpr std::string_view to_string(cause kind) noexcept {
    switch (kind) {
        case cause::preparation:
            return "preparation";
        case cause::technique:
            return "technique";
        case cause::balance:
            return "balance";
        case cause::load:
            return "load";
        case cause::history:
            return "history";
        case cause::context:
            return "context";
    }
    return "";
}

/// One published effect as it bears on one column.
struct evidence_use {
    std::string id;    ///< row of the evidence table, "E053"
    double units = 1;  ///< one unit of the column is this many of the published contrasts
    double p0 = 0.25;  ///< risk of the study's reference group, needed to convert odds and risk ratios
    bool indirect =
        false;  ///< the published exposure or outcome is not quite ours: the variance penalty applies
    std::optional<double> standard_error{};  ///< of the log effect, where the paper has no interval; ours
    std::optional<double>
        log_hazard_ratio{};  ///< where a paper reports a null or a range and no ratio that
                             ///< can be converted: what it is read as, with `standard_error`
    std::string because{};   ///< why it is read so

    friend bool operator==(const evidence_use&, const evidence_use&) = default;
};

/// One column of phi, one coefficient.
struct term {
    std::string name;
    std::vector<evidence_use> evidence;
    bool centred_on_zero =
        false;              ///< the evidence is null, contrary or not convertible: measured, shown, learnable
    std::string because{};  ///< why it is centred on zero
    double prior_scale = 1;  ///< widens the shrinkage prior: 2 for the effect of an earlier episode

    friend bool operator==(const term&, const term&) = default;
};

struct factor {
    std::string name;   ///< "session_spike"
    std::string label;  ///< "longest session of the last 7 days against the 30 days before"
    std::string unit;   ///< empty for a pure number
    cause of = cause::context;
    transform phi{};
    double low = 0, high = 1;  ///< plausible range, in `unit`
    std::string group{};       ///< members of one group are correlated: their published effects overlap
    marginal population{};
    std::vector<term> terms;  ///< one a column of phi
    double persistence_days =
        std::numeric_limits<double>::infinity();  ///< how long a value acts; afterwards the factor is at its
                                                  ///< mean: 7 for a spike of last week, infinite for sex

    friend bool operator==(const factor&, const factor&) = default;
};

class schema {
  public:
    schema() = default;
    /// Throws `invalid_argument` when names repeat, a width does not match its terms, or a range is empty.
    explicit schema(std::vector<factor> factors) : factors_(std::move(factors)) {
        check_argument(factors_.size() <= max_factors, "factor::schema", "factors", factors_.size(),
                       "at most 128");
        for (std::size_t k = 0; k < factors_.size(); ++k) {
            const factor& f = factors_[k];
            check_argument(index_or(f.name, k) == k, "factor::schema", "name", std::string_view(f.name),
                           "unique");
            check_argument(f.terms.size() == f.phi.width, "factor::schema", f.name + ".terms", f.terms.size(),
                           "one a column");
            check_transform(f);
            check_argument(f.low < f.high, "factor::schema", f.name + ".low", f.low, "below high");
            check_argument(f.persistence_days >= 1, "factor::schema", f.name + ".persistence_days",
                           f.persistence_days, "1 day or more");
            const std::string& parent = f.population.parent;
            parent_.push_back(parent.empty() ? none : index(parent));
            check_argument(parent_.back() == none || parent_.back() < k, "factor::schema", f.name + ".parent",
                           std::string_view(parent), "an earlier factor");
            first_.push_back(columns_);
            columns_ += f.phi.width;
        }
    }

    [[nodiscard]] const std::vector<factor>& factors() const noexcept { return factors_; }
    [[nodiscard]] std::size_t size() const noexcept { return factors_.size(); }
    [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
    [[nodiscard]] std::size_t first_column(std::size_t k) const noexcept { return first_[k]; }
    [[nodiscard]] std::size_t width(std::size_t k) const noexcept { return factors_[k].phi.width; }

    /// Position of a factor; throws `invalid_argument` for an unknown name.
    [[nodiscard]] std::size_t index(std::string_view name) const {
        const std::size_t k = index_or(name, factors_.size());
        if (k < factors_.size()) return k;
        std::vector<std::string_view> names;
        for (const factor& f : factors_) names.emplace_back(f.name);
        fail_unknown_name("factor::schema::index", "name", name, std::move(names));
    }
    [[nodiscard]] std::size_t index_or(std::string_view name, std::size_t otherwise) const noexcept {
        const auto at = std::ranges::find(factors_, name, &factor::name);
        return at == factors_.end() ? otherwise : static_cast<std::size_t>(at - factors_.begin());
    }

    /// Position of the factor whose value grows by one a day after recovery; `size()` when there is none.
    [[nodiscard]] std::size_t recency_factor() const noexcept {
        const auto at =
            std::ranges::find(factors_, shape::recency, [](const factor& f) { return f.phi.kind; });
        return static_cast<std::size_t>(at - factors_.begin());
    }

    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    /// Position of the factor without which factor k does not exist; `none` where there is none.
    [[nodiscard]] std::size_t parent(std::size_t k) const noexcept { return parent_[k]; }

    /// Fills in what follows from the known values of a row, and answers what is known then: a child that
    /// exists says that its parent is 1 (days since recovery: there was an episode), and where a parent is 0
    /// its children have the value that stands for "does not exist". Every road to a score comes through
    /// here, so that the same facts give the same score. Contradictions are left as they are.
    [[nodiscard]] known_mask imply(std::span<double> values, known_mask known) const noexcept {
        const auto is_known = [&](std::size_t k) { return (known >> k & 1) != 0; };
        for (std::size_t k = factors_.size(); k-- > 0;) {
            const std::size_t p = parent_[k];
            if (p == none || !is_known(k) || is_known(p)) continue;
            if (values[k] == factors_[k].population.without_parent) continue;
            values[p] = 1;
            known |= known_mask{1} << p;
        }
        for (std::size_t k = 0; k < factors_.size(); ++k) {
            const std::size_t p = parent_[k];
            if (p == none || is_known(k) || !is_known(p)) continue;
            if (std::clamp(values[p], factors_[p].low, factors_[p].high) != 0) continue;
            values[k] = factors_[k].population.without_parent;
            known |= known_mask{1} << k;
        }
        return known;
    }
    /// A row with what follows from it; `to` has as many values as `from`.
    void fill(std::span<const double> from, std::span<double> to) const noexcept {
        std::ranges::copy(from, to.begin());
        (void)imply(to, known(to));
    }
    [[nodiscard]] std::vector<double> filled(std::span<const double> row) const {
        std::vector<double> out(row.begin(), row.end());
        (void)imply(out, known(out));
        return out;
    }
    /// The values that are known: not NaN, and not infinite but for the days since recovery of somebody who
    /// never had an episode.
    [[nodiscard]] known_mask known(std::span<const double> values) const noexcept {
        known_mask mask = 0;
        for (std::size_t k = 0; k < factors_.size(); ++k) {
            const bool never = factors_[k].phi.kind == shape::recency &&
                               values[k] == std::numeric_limits<double>::infinity();
            if (std::isfinite(values[k]) || never) mask |= known_mask{1} << k;
        }
        return mask;
    }

    /// Share of a horizon's days on which today's value of factor k acts: min(H, persistence) / H. The log
    /// hazard averaged over the horizon has this share of the factor's log hazard ratio of today; on the
    /// other days the factor is expected at its mean, where phi = c.
    [[nodiscard]] double acting_share(std::size_t k, int horizon_days) const noexcept {
        const double horizon = horizon_days, days = factors_[k].persistence_days;
        return days < horizon ? days / horizon : 1.0;
    }
    /// The same for each column of phi, `columns()` of them.
    [[nodiscard]] std::vector<double> acting_shares(int horizon_days) const {
        std::vector<double> shares;
        shares.reserve(columns_);
        for (std::size_t k = 0; k < factors_.size(); ++k)
            shares.insert(shares.end(), width(k), acting_share(k, horizon_days));
        return shares;
    }

    /// What `expand` found out about a row.
    struct expansion {
        known_mask known = 0;  ///< bit k: factor k is known
        known_mask extrapolates =
            0;  ///< bit k: its value lay outside the plausible range and was moved to its end
    };

    /// Columns of one row: `x` has one value a factor, `phi` receives `columns()` values (0 where missing).
    expansion expand(std::span<const double> x, std::span<double> phi) const noexcept {
        expansion found;
        for (std::size_t k = 0; k < factors_.size(); ++k) {
            const factor& f = factors_[k];
            double* out = phi.data() + first_[k];
            const bool never =
                f.phi.kind == shape::recency && x[k] == std::numeric_limits<double>::infinity();
            if (std::isnan(x[k]) || (std::isinf(x[k]) && !never)) {
                std::fill_n(out, f.phi.width, 0.0);
                continue;
            }
            found.known |= known_mask{1} << k;
            const double inside = never ? x[k] : std::clamp(x[k], f.low, f.high);
            if (inside != x[k]) found.extrapolates |= known_mask{1} << k;
            f.phi.apply(inside, out);
        }
        return found;
    }

    friend bool operator==(const schema&, const schema&) = default;

  private:
    /// A transform that the range allows.
    static void check_transform(const factor& f) {
        constexpr std::string_view here = "factor::schema";
        const transform& phi = f.phi;
        check_argument(phi.width >= 1 && phi.width <= (phi.kind == shape::steps ? max_width : 1), here,
                       f.name + ".transform.width", phi.width, "1, or up to 3 steps");
        check_argument(phi.scale > 0, here, f.name + ".transform.scale", phi.scale, "positive");
        if (phi.kind == shape::log || phi.kind == shape::log2)
            check_argument(phi.origin > 0 && f.low > 0, here, f.name + ".transform.origin", phi.origin,
                           "positive, as the range, for a logarithm");
        for (std::size_t j = 1; phi.kind == shape::steps && j < phi.width; ++j)
            check_argument(phi.knots[j] > phi.knots[j - 1], here, f.name + ".transform.knots", phi.knots[j],
                           "above the knot before");
        if (phi.kind == shape::recency)
            check_argument(phi.scale <= phi.knots[0] && phi.knots[0] < phi.origin && phi.origin <= 36500,
                           here, f.name + ".transform.origin", phi.origin,
                           "above the unit day, which is not before the floor, and at most 36500 days");
    }

    std::vector<factor> factors_;
    std::vector<std::size_t> first_, parent_;
    std::size_t columns_ = 0;
};

/// One person-day: a value a factor, all missing at first.
class row {
  public:
    explicit row(const schema& of) : of_(&of), values_(of.size(), missing_value) {}
    [[nodiscard]] double& operator[](std::string_view name) { return values_[of_->index(name)]; }
    [[nodiscard]] std::span<const double> values() const noexcept { return values_; }

    /// Fills in what follows (`schema::imply`). Throws `invalid_argument` for an infinite value, except days
    /// since recovery (never), and for a child that exists although its parent is 0.
    void complete() {
        for (std::size_t k = 0; k < values_.size(); ++k) {
            const factor& f = of_->factors()[k];
            const bool never = f.phi.kind == shape::recency && values_[k] > 0;
            check_argument(!std::isinf(values_[k]) || never, "factor::row", f.name, values_[k],
                           "finite, or NaN where unknown");
            const std::size_t p = of_->parent(k);
            if (p == schema::none) continue;
            const factor& holder = of_->factors()[p];
            if (std::clamp(values_[p], holder.low, holder.high) != 0) continue;
            check_argument(std::isnan(values_[k]) || values_[k] == f.population.without_parent, "factor::row",
                           f.name, values_[k], "left out where " + holder.name + " is 0");
        }
        (void)of_->imply(values_, of_->known(values_));
    }

  private:
    const schema* of_;
    std::vector<double> values_;
};

}  // namespace backrisk::factor
