#pragma once
/// Scoring a questionnaire from the numbers of its answers. No item wording is here, and none is needed.
///
/// An instrument is a small type: its facts in `info`, which answers it `allows`, and how it adds them up.
/// `score` reads one person, `score_rows` a table. Answers are numbers, NaN where a question was left open;
/// what an open question does is a rule of each instrument. A fact that was remembered rather than read
/// carries `verification::unverified` in its source.
#include <array>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/source.hpp"

namespace backrisk::history {

inline constexpr std::uint8_t no_category = 255;

/// `score` is the total; `second` a subscale where the instrument has one.
struct instrument_score {
    measured score;
    measured second{reason::not_applicable};
    std::uint8_t category = no_category;         ///< index into `info.categories`
    std::uint8_t second_category = no_category;  ///< index into `info.second_categories`
};

struct instrument_info {
    std::string_view name;
    std::string_view title;
    std::size_t items;
    double low, high;                                   ///< range of the score
    std::string_view score;                             ///< what the score is
    std::string_view second;                            ///< what the second score is, or empty
    std::array<std::string_view, 5> categories;         ///< in rising order, padded with empty names
    std::array<std::string_view, 2> second_categories;  ///< the same for the second score
    std::string_view answers;                           ///< how answers are numbered
    std::string_view missing;                           ///< what an open question does
    std::string_view licence;
    std::string_view note;
    std::string_view loinc;  ///< LOINC code of the score, or empty
    source scoring;          ///< of the sum
    source cut_offs;         ///< of the categories
    source missing_rule;     ///< of the rule for open questions
};

template <class T>
concept instrument = requires(const T one, std::span<const double> items, std::size_t i, double value) {
    { T::info } -> std::convertible_to<instrument_info>;
    { T::allows(i, value) } -> std::same_as<bool>;
    { one.add_up(items, i) } -> std::same_as<instrument_score>;
};

[[nodiscard]] constexpr bool whole_between(double value, double low, double high) noexcept {
    return value >= low && value <= high && value == static_cast<double>(static_cast<int>(value));
}

/// Sum of the items whose 1-based numbers are listed; missing when one of them is.
template <std::size_t N>
[[nodiscard]] measured sum_of(std::span<const double> items,
                              const std::array<std::size_t, N>& numbers) noexcept {
    double sum = 0;
    for (const std::size_t number : numbers) sum += items[number - 1];
    return std::isnan(sum) ? measured(reason::not_recorded) : measured(sum);
}

/// The index of the first upper limit that `value` does not exceed; the number of limits when it exceeds all.
template <std::size_t N>
[[nodiscard]] constexpr std::uint8_t category_of(double value, const std::array<double, N>& upper) noexcept {
    std::uint8_t index = 0;
    while (index < N && value > upper[index]) ++index;
    return index;
}

/// One row of answers, of the right length. An answer outside its range gives `reason::out_of_range`.
template <instrument Instrument>
[[nodiscard]] instrument_score score_row(const Instrument& by, std::span<const double> items) noexcept {
    std::size_t answered = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (std::isnan(items[i])) continue;
        if (!Instrument::allows(i, items[i]))
            return {measured(reason::out_of_range), measured(reason::out_of_range)};
        ++answered;
    }
    return by.add_up(items, answered);
}

/// One person. Throws `invalid_argument` for the wrong number of items and names the first impossible answer.
template <instrument Instrument>
[[nodiscard]] instrument_score score(const Instrument& by, std::span<const double> items) {
    constexpr const auto& info = Instrument::info;
    check_argument(items.size() == info.items, info.name, "items.size", items.size(),
                   std::to_string(info.items));
    for (std::size_t i = 0; i < items.size(); ++i)
        check_argument(std::isnan(items[i]) || Instrument::allows(i, items[i]), info.name,
                       "item " + std::to_string(i + 1), items[i], info.answers);
    const auto answer = score_row(by, items);
    check_argument(answer.score.reason != reason::invalid_input, info.name, "items", items[0],
                   "answers that do not contradict each other");
    return answer;
}

struct instrument_columns {
    std::vector<double> score, second;
    std::vector<backrisk::reason> reason, second_reason;
    std::vector<std::uint8_t> category, second_category;
};

/// Many people: `items` holds rows of `info.items` answers, one person after the other. A bad row is NaN with
/// its reason.
template <instrument Instrument>
[[nodiscard]] instrument_columns score_rows(const Instrument& by, std::span<const double> items) {
    constexpr std::size_t width = Instrument::info.items;
    check_argument(items.size() % width == 0, Instrument::info.name, "items.size", items.size(),
                   "a multiple of " + std::to_string(width));
    const std::size_t rows = items.size() / width;
    instrument_columns out{std::vector<double>(rows),       std::vector<double>(rows),
                           std::vector<reason>(rows),       std::vector<reason>(rows),
                           std::vector<std::uint8_t>(rows), std::vector<std::uint8_t>(rows)};
    for (std::size_t i = 0; i < rows; ++i) {
        const auto one = score_row(by, items.subspan(i * width, width));
        out.score[i] = one.score.value;
        out.second[i] = one.second.value;
        out.reason[i] = one.score.reason;
        out.second_reason[i] = one.second.reason;
        out.category[i] = one.category;
        out.second_category[i] = one.second_category;
    }
    return out;
}

}  // namespace backrisk::history
