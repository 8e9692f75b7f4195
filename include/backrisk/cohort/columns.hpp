#pragma once
/// The fast factors of one person for the whole diary, column by column: what `daily_features` says day by
/// day.
#include <array>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "backrisk/cohort/data.hpp"
#include "backrisk/core/config.hpp"
#include "backrisk/load/feature_batch.hpp"

namespace backrisk::cohort {

/// Reused from person to person: nothing is allocated once it has seen the longest diaries.
class person_columns {
  public:
    explicit person_columns(const daily_options& options = {});

    /// People whose averages run side by side: each is a chain of operations that wait for one another.
    static constexpr std::size_t together = load::kernel::lanes;

    /// The measures of the load of people [first, last), of whom `build` then takes one after the other. The
    /// diary must outlive that.
    void open(const diary& days, person_index first, person_index last);
    /// Computes the columns of a person's diary. Bit for bit the values of `daily_features`; NaN where
    /// missing, undefined or infinite. Recency is not among them: it belongs to the episodes.
    void build(person_index person);
    void build(const diary& days, person_index person) {
        open(days, person, person + 1);
        build(person);
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool given(fast one) const noexcept { return given_[at(one)]; }
    [[nodiscard]] const double* column(fast one) const noexcept { return columns_[at(one)].data(); }
    [[nodiscard]] std::vector<double>& recency() noexcept { return columns_[at(fast::recency_days)]; }
    /// Bit f: fast factor f is known on day i. Without recency.
    [[nodiscard]] const std::vector<std::uint16_t>& known() const noexcept { return known_; }

  private:
    static constexpr std::size_t pad = 32;  ///< values before the first of a sliding buffer

    void load_columns(std::size_t offset);
    void spike_column(std::span<const double> longest);
    template <std::size_t Window>
    void mean_column(fast one, std::span<const double> x, double min_coverage, double scale);
    void share_column(fast one, double least);
    void lift_columns(std::span<const double> reps, std::span<const double> heaviest,
                      std::span<const double> angle);
    [[nodiscard]] bool sum_window(std::span<const double> x, std::span<double> suffix);
    void count_window(const double* known, std::span<double> suffix);
    void count_whole_window(std::size_t window);
    [[nodiscard]] const double* largest_of(std::initializer_list<std::size_t> steps, double before);

    daily_options options_;
    load::feature_workspace work_;
    const diary* days_ = nullptr;
    std::size_t opened_from_ = 0;  ///< the row of `days_` where `loads_` begin
    std::vector<std::size_t> starts_;
    std::array<std::vector<double>, fast_count> columns_;
    std::array<std::vector<double>, 8> loads_;
    std::array<std::vector<double>, 2> sliding_;
    std::vector<double> known_days_, counts_;  ///< 1 where known; known days of a window, from day -1 on
    std::array<bool, fast_count> given_{};
    std::vector<std::uint16_t> known_;
    std::size_t size_ = 0;
};

}  // namespace backrisk::cohort

#ifndef BACKRISK_COMPILED
#include "backrisk/cohort/columns.ipp"
#endif
