#pragma once
#include <memory>
#include <unordered_set>

#include "backrisk/core/parallel.hpp"
#include "backrisk/risk/rows.hpp"

namespace backrisk::risk {

namespace scoring {

/// One thread's scorer. What it remembers of sets of known factors is bounded: rows may know anything.
class row_worker {
  public:
    row_worker(const model& of, const row_options& options)
        : of_(&of), scorer_(of), how_{.horizon = options.horizon, .level = options.level} {}

    void run(std::span<const std::span<const double>> columns, std::size_t first, std::size_t last,
             row_scores& out) {
        for (std::size_t i = first; i < last; ++i) {
            factor::row row(of_->factors);
            factor::known_mask known = 0;
            for (std::size_t k = 0; k < columns.size(); ++k) {
                if (columns[k].empty() || std::isnan(columns[k][i])) continue;
                row[of_->factors.factors()[k].name] = columns[k][i];
                known |= factor::known_mask{1} << k;
            }
            if (!complete(row)) {
                out.reason[i] = reason::invalid_input;
                continue;
            }
            if (seen_.insert(known).second && seen_.size() > most_patterns) {
                scorer_ = scorer(*of_);
                seen_ = {known};
            }
            write(scorer_.assess(row.values(), how_), i, out);
        }
    }

  private:
    static constexpr std::size_t most_patterns = 512;

    static bool complete(factor::row& row) {
        try {
            row.complete();
        } catch (const invalid_argument&) {
            return false;
        }
        return true;
    }

    static void write(const assessment& one, std::size_t i, row_scores& out) {
        out.risk[i] = one.risk;
        out.low[i] = one.low;
        out.high[i] = one.high;
        out.hazard_ratio[i] = one.hazard_ratio;
        out.relative[i] = one.stands.relative.value;
        out.relative_low[i] = one.stands.relative.low;
        out.relative_high[i] = one.stands.relative.high;
        out.above_typical[i] = one.stands.above_typical;
        out.coverage[i] = one.coverage;
        out.reason[i] = one.reason;
        for (std::size_t k = 0; k < one.contributions.size(); ++k)
            if (one.contributions[k].extrapolates) out.extrapolates[i] |= factor::known_mask{1} << k;
    }

    const model* of_;
    scorer scorer_;
    assess_options how_;
    std::unordered_set<factor::known_mask> seen_;
};

}  // namespace scoring

BACKRISK_INLINE row_scores score_rows(const model& of, std::span<const std::span<const double>> columns,
                                      std::size_t rows, const row_options& options) {
    check_argument(columns.size() == of.factors.size(), "risk::score_rows", "columns.size", columns.size(),
                   std::to_string(of.factors.size()) + ", one column a factor");
    for (const auto& column : columns)
        check_argument(column.empty() || column.size() == rows, "risk::score_rows", "column.size",
                       column.size(), std::to_string(rows) + ", a value a row, or empty");
    check_horizon("risk::score_rows", options.horizon.count());
    check_argument(options.level > 0 && options.level < 1, "risk::score_rows", "level", options.level,
                   "inside (0, 1)");
    row_scores out;
    for (auto* column : {&out.risk, &out.low, &out.high, &out.hazard_ratio, &out.relative, &out.relative_low,
                         &out.relative_high, &out.above_typical, &out.coverage})
        column->assign(rows, missing_value);
    out.reason.assign(rows, reason::none);
    out.extrapolates.assign(rows, 0);
    out.typical = assess(of, std::vector<double>(of.factors.size(), missing_value),
                         {.horizon = options.horizon, .level = options.level})
                      .typical;
    constexpr std::size_t block = 512;
    for_each_block(
        rows, block, options.threads, [&] { return std::make_unique<scoring::row_worker>(of, options); },
        [&](const auto& worker, std::size_t first, std::size_t last) {
            worker->run(columns, first, last, out);
        });
    return out;
}

}  // namespace backrisk::risk
