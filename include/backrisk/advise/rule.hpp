#pragma once
/// One rule of advice as data: when it holds, which exercises it is about, what it says, and who says so.
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "backrisk/advise/fact.hpp"
#include "backrisk/advise/guidance_table.hpp"
#include "backrisk/evidence/effect.hpp"
#include "backrisk/history/red_flag.hpp"

namespace backrisk::advise {

/// In rising order of strictness. There is no verdict that clears a person.
enum class verdict : std::uint8_t { suitable, modify, not_now };
/// Who says so: the clinic's article, a guideline or consensus statement, this library's reading of
/// mechanics and practice, or a professional's own file.
enum class origin : std::uint8_t { article, guideline, expert, own };

}  // namespace backrisk::advise

namespace backrisk {
template <>
inline constexpr auto enum_names<advise::verdict> = std::to_array<std::string_view>({"suitable", "modify",
                                                                                     "not_now"});
template <>
inline constexpr auto enum_names<advise::origin> = std::to_array<std::string_view>({"article", "guideline",
                                                                                    "expert", "own"});
}  // namespace backrisk

namespace backrisk::advise {

inline constexpr auto all_verdicts = enum_values<verdict>;
inline constexpr auto all_origins = enum_values<origin>;

struct rule {
    std::string_view id;
    std::string_view when;  ///< a premise: "always", a symptom, a condition, or up to three with "&"
    std::string_view what;  ///< a selector (below); "-" for advice that is about no exercise
    verdict then = verdict::suitable;
    origin by = origin::expert;
    std::string_view how{};     ///< in words a patient understands
    std::string_view reason{};  ///< in words a clinician expects
    source from{};
    evidence::certainty grade = evidence::certainty::very_low;
    history::rule_record record{};
};

/// Which exercises a rule is about, as text that can be read and written:
///
///     all   -   exercise=plank   name~squat   role=core   pattern=jump   flexion>=high   strain<=low
///
/// A demand (flexion, extension, rotation, shear, compression, impact, speed) or `strain`, the largest of
/// them, is compared with none, low, moderate or high.
struct selector {
    enum class kind : std::uint8_t { all, none, exercise, name, role, pattern, at_least, at_most };
    kind is = kind::none;
    std::string_view word{};    ///< of exercise and name
    std::uint8_t code = 0;      ///< role, pattern or demand; `strain_code`
    level bound = level::none;  ///< of at_least and at_most
    static constexpr std::uint8_t strain_code = all_demands.size();

    [[nodiscard]] constexpr bool operator()(std::size_t index) const {
        const guidance& g = guidances[index];
        const auto asked = [&] { return code == strain_code ? g.strain() : g.demands[code]; };
        switch (is) {
            case kind::all:
                return true;
            case kind::none:
                return false;
            case kind::exercise:
                return g.exercise == word;
            case kind::name:
                return g.exercise.find(word) != std::string_view::npos;
            case kind::role:
                return g.role == static_cast<role>(code);
            case kind::pattern:
                return spine::exercises[index].pattern == static_cast<spine::movement_pattern>(code);
            case kind::at_least:
                return asked() >= bound;
            case kind::at_most:
                return asked() <= bound;
        }
        return false;
    }
};

namespace detail_rule {
[[nodiscard]] constexpr std::optional<selector> bounded(std::string_view text, std::size_t at) {
    const auto bound = find_name<level>(text.substr(at + 2));
    if (!bound) return std::nullopt;
    selector found{text[at] == '>' ? selector::kind::at_least : selector::kind::at_most, {}, 0, *bound};
    const auto left = text.substr(0, at);
    if (left == "strain") return found.code = selector::strain_code, found;
    const auto which = find_name<demand>(left);
    if (!which) return std::nullopt;
    return found.code = static_cast<std::uint8_t>(*which), found;
}
}  // namespace detail_rule

/// The selector of a text spelt as above; nothing when it is none, or names an exercise that does not exist.
[[nodiscard]] constexpr std::optional<selector> find_selector(std::string_view text) {
    using kind = selector::kind;
    if (text == "all") return selector{kind::all};
    if (text == "-") return selector{kind::none};
    for (const std::string_view sign : {">=", "<="})
        if (const auto at = text.find(sign); at != std::string_view::npos)
            return detail_rule::bounded(text, at);
    const auto at = text.find_first_of("=~");
    if (at == std::string_view::npos) return std::nullopt;
    const auto left = text.substr(0, at), right = text.substr(at + 1);
    if (right.empty()) return std::nullopt;
    if (text[at] == '~') return left == "name" ? std::optional(selector{kind::name, right}) : std::nullopt;
    if (left == "exercise" && detail_guidance::is_exercise(right)) return selector{kind::exercise, right};
    if (left == "role")
        if (const auto one = find_name<role>(right))
            return selector{kind::role, {}, static_cast<std::uint8_t>(*one)};
    if (left == "pattern")
        for (const auto one : spine::all_patterns)
            if (spine::to_string(one) == right)
                return selector{kind::pattern, {}, static_cast<std::uint8_t>(one)};
    return std::nullopt;
}

/// The same, or `invalid_argument` that says what a selector may be; an unknown exercise gets the nearest
/// names.
[[nodiscard]] inline selector parse_selector(std::string_view text) {
    if (const auto found = find_selector(text)) return *found;
    if (text.starts_with("exercise=")) (void)exercise_index(text.substr(9));
    fail_argument(
        "advise::parse_selector", "what", text,
        "all, -, exercise=NAME, name~WORD, role=ROLE, pattern=PATTERN, DEMAND>=LEVEL or DEMAND<=LEVEL "
        "with a demand of flexion, extension, rotation, shear, compression, impact, speed, strain and a "
        "level of "
        "none, low, moderate, high");
}

}  // namespace backrisk::advise
