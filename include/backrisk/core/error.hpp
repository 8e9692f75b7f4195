#pragma once
/// Three error types, thrown once at the edge of the library.
///
/// Each names the function, the argument, the offending value and the rule it broke, so that the message can
/// be acted on without reading source. Inside a batch nothing is thrown for one bad row: the row is null plus
/// a `reason` (missing.hpp).
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace backrisk {

/// An argument of a call breaks a rule: the caller's code is wrong.
class invalid_argument : public std::invalid_argument {
  public:
    using std::invalid_argument::invalid_argument;
};

/// Where in the user's data a value stands. Rows count from 1, as a person counts the data rows of a table.
struct location {
    std::string table;                ///< table or file name, empty when unknown
    std::optional<std::int64_t> row;  ///< 1-based data row
    std::string column;               ///< column name, empty when the whole row is meant
};

/// The user's data break a rule.
class data_error : public std::runtime_error {
  public:
    data_error(location where, std::string_view value, std::string_view rule)
        : std::runtime_error(message(where, value, rule)), where_(std::move(where)) {}
    explicit data_error(std::string_view text) : std::runtime_error(std::string(text)) {}
    [[nodiscard]] const location& where() const noexcept { return where_; }

  private:
    static std::string message(const location& at, std::string_view value, std::string_view rule) {
        std::string text = at.table.empty() ? std::string("table") : at.table;
        if (at.row) text += ", row " + std::to_string(*at.row);
        if (!at.column.empty()) text += ", column " + at.column;
        text += ": ";
        if (!value.empty()) text += std::string(value) + ": ";
        return text += rule;
    }
    location where_;
};

/// A computation did not come out: no convergence, a singular matrix, an overflow.
class numeric_error : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The shortest decimal that reads back as the same double.
[[nodiscard]] inline std::string show(double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return {text, end};
}
template <class Integer>
requires std::is_integral_v<Integer>
[[nodiscard]] std::string show(Integer value) { return std::to_string(value); }
[[nodiscard]] inline std::string show(std::string_view value) { return "'" + std::string(value) + "'"; }

/// Throws `invalid_argument`: "function: argument is value, but must be rule".
template <class Value>
[[noreturn]] void fail_argument(std::string_view function, std::string_view argument, const Value& value,
                                std::string_view rule) {
    throw invalid_argument(std::string(function) + ": " + std::string(argument) + " is " + show(value) +
                           ", but must be " + std::string(rule));
}

template <class Value>
void check_argument(bool holds, std::string_view function, std::string_view argument, const Value& value,
                    std::string_view rule) {
    if (!holds) [[unlikely]]
        fail_argument(function, argument, value, rule);
}
inline void check_positive(std::string_view function, std::string_view argument, double value) {
    check_argument(value > 0 && std::isfinite(value), function, argument, value, "finite and positive");
}
inline void check_non_negative(std::string_view function, std::string_view argument, double value) {
    check_argument(value >= 0 && std::isfinite(value), function, argument, value, "finite and not negative");
}
inline void check_between(std::string_view function, std::string_view argument, double value, double low,
                          double high) {
    check_argument(value >= low && value <= high, function, argument, value,
                   "between " + show(low) + " and " + show(high));
}
template <class A, class B>
void check_same_size(std::string_view function, std::string_view argument, const A& a, const B& reference) {
    check_argument(std::size(a) == std::size(reference), function, std::string(argument) + ".size",
                   std::size(a), std::to_string(std::size(reference)));
}

}  // namespace backrisk
