#pragma once
// Numbers in JSON, and a reader that names the key it stumbles over.
#include <cmath>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backrisk/core/error.hpp"

namespace backrisk::io {

using json = nlohmann::ordered_json;

inline constexpr std::string_view equation =
    "hazard(day) = exp(log_daily_hazard + sum of coefficient * (column - centre)) + triggers; "
    "risk = 1 - exp(-sum of the hazard over the horizon)";

[[nodiscard]] inline json to_number(double value) {
    if (std::isnan(value)) return nullptr;
    if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
    return value;
}

// One value of a document and the way to it, "factors[3].transform.scale".
class reader {
  public:
    reader(const json& at, std::string path) : at_(&at), path_(std::move(path)) {}

    [[noreturn]] void fail(std::string_view rule) const {
        throw data_error("model card, key " + path_ + ": must be " + std::string(rule));
    }
    void require(bool holds, std::string_view rule) const {
        if (!holds) fail(rule);
    }

    // An object that has these keys and no others, but for the optional one.
    void only(std::initializer_list<std::string_view> keys, std::string_view optional = {}) const {
        require(at_->is_object(), "an object");
        for (const std::string_view key : keys)
            if (!at_->contains(key)) throw data_error("model card, key " + child(key) + ": is missing");
        for (const auto& [key, value] : at_->items())
            if (std::find(keys.begin(), keys.end(), key) == keys.end() && key != optional)
                throw data_error("model card, key " + child(key) + ": is unknown to this schema version");
    }
    [[nodiscard]] bool is_null() const { return at_->is_null(); }
    [[nodiscard]] bool has(std::string_view key) const { return at_->contains(key); }
    [[nodiscard]] reader operator[](std::string_view key) const {
        require(at_->is_object(), "an object");
        const auto found = at_->find(key);
        if (found == at_->end()) throw data_error("model card, key " + child(key) + ": is missing");
        return {*found, child(key)};
    }
    [[nodiscard]] std::vector<reader> items() const {
        require(at_->is_array(), "a list");
        std::vector<reader> all;
        for (std::size_t i = 0; i < at_->size(); ++i)
            all.emplace_back((*at_)[i], path_ + "[" + std::to_string(i) + "]");
        return all;
    }
    [[nodiscard]] std::vector<reader> items(std::size_t size) const {
        auto all = items();
        require(all.size() == size, "a list of " + std::to_string(size));
        return all;
    }

    [[nodiscard]] double number() const {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        if (at_->is_null()) return std::numeric_limits<double>::quiet_NaN();
        if (*at_ == "inf") return infinity;
        if (*at_ == "-inf") return -infinity;
        require(at_->is_number(), "a number, null, \"inf\" or \"-inf\"");
        return at_->get<double>();
    }
    [[nodiscard]] double number(double low, double high) const {
        const double value = number();
        require(value >= low && value <= high, "a number between " + show(low) + " and " + show(high));
        return value;
    }
    [[nodiscard]] double finite() const { return number(-largest, largest); }
    [[nodiscard]] double positive() const { return number(smallest, largest); }
    [[nodiscard]] std::int64_t integer(std::int64_t low, std::int64_t high) const {
        const std::string rule = "a whole number between " + show(low) + " and " + show(high);
        require(at_->is_number_integer(), rule);
        require(!at_->is_number_unsigned() || at_->get<std::uint64_t>() <= static_cast<std::uint64_t>(high),
                rule);
        const auto value = at_->get<std::int64_t>();
        require(value >= low && value <= high, rule);
        return value;
    }
    [[nodiscard]] bool flag() const {
        require(at_->is_boolean(), "true or false");
        return at_->get<bool>();
    }
    [[nodiscard]] std::string text() const {
        require(at_->is_string(), "a text");
        return at_->get<std::string>();
    }
    [[nodiscard]] std::string name() const {
        require(at_->is_string() && !at_->get_ref<const std::string&>().empty(), "a text that is not empty");
        return text();
    }
    template <class Enum, std::size_t N>
    [[nodiscard]] Enum one_of(const std::array<Enum, N>& all) const {
        const std::string given = text();
        std::string rule = "one of";
        for (const Enum one : all) {
            if (to_string(one) == given) return one;
            rule += " '" + std::string(to_string(one)) + "'";
        }
        fail(rule);
    }

  private:
    static constexpr double largest = 1e9, smallest = 1e-9;  // nothing in a model comes near these

    [[nodiscard]] std::string child(std::string_view key) const {
        return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
    }

    const json* at_;
    std::string path_;
};

/// What the JSON library says, without its own label, and without bytes that are no ASCII: it quotes a broken
/// document as it is, and an error's text must be readable in every language.
[[nodiscard]] inline std::string said(const json::exception& error) {
    std::string text = error.what();
    if (const auto end = text.find("] "); text.starts_with("[json.exception.") && end != std::string::npos)
        text.erase(0, end + 2);
    for (char& one : text)
        if (one < ' ' || one > '~') one = '?';
    return text;
}

}  // namespace backrisk::io
