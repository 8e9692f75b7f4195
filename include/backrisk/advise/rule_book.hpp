#pragma once
/// A set of rules to advise by: the library's, with a professional's own on top, and the check for
/// contradictions among them.
#include <deque>
#include <string>
#include <vector>

#include "backrisk/advise/rules.hpp"
#include "backrisk/core/estimand.hpp"

namespace backrisk::advise {

/// A rule with its two texts understood.
struct known_rule {
    rule text;
    premise when{};
    selector what{};
};

/// A rule as a professional writes it, every field a word. An `id` of the library replaces that rule, a new
/// one adds a rule, and the verdict "off" takes a rule away.
struct own_rule {
    std::string id, when, what, verdict, how, reason, source, certainty;
};

[[nodiscard]] inline verdict parse_verdict(std::string_view text) {
    return parse<verdict>("advise::rule_book", "verdict", text);
}
[[nodiscard]] inline evidence::certainty parse_certainty(std::string_view text) {
    constexpr std::array grades{evidence::certainty::high, evidence::certainty::moderate,
                                evidence::certainty::low, evidence::certainty::very_low};
    return text.empty() ? evidence::certainty::very_low
                        : core::parse_name("advise::rule_book", "certainty", text, grades);
}

class rule_book {
  public:
    /// The rules of the library, in the order article, guidelines, experts.
    rule_book() {
        for (const auto& one : article_rules) append(one);
        for (const auto& one : guideline_rules) append(one);
        for (const auto& one : expert_rules) append(one);
    }
    rule_book(rule_book&&) = default;
    rule_book& operator=(rule_book&&) = default;

    [[nodiscard]] std::span<const known_rule> rules() const noexcept { return rules_; }

    /// Replaces, adds or takes away. Throws `invalid_argument` that names the field: an unknown fact,
    /// exercise, verdict or certainty, an empty id, or "off" for a rule that is not there.
    void apply(const own_rule& one) {
        constexpr std::string_view here = "advise::rule_book";
        check_argument(!one.id.empty(), here, "id", std::string_view(one.id), "not empty");
        const auto at = std::ranges::find(rules_, one.id, [](const known_rule& r) { return r.text.id; });
        if (one.verdict == "off") {
            check_argument(at != rules_.end(), here, "id", std::string_view(one.id), "a rule to switch off");
            rules_.erase(at);
            return;
        }
        const premise when = parse_premise(one.when);
        rule text{keep(one.id), keep(name_of(when)), keep(one.what), parse_verdict(one.verdict), origin::own};
        const selector what = parse_selector(text.what);
        text.grade = parse_certainty(one.certainty);
        text.how = keep(one.how);
        text.reason = keep(one.reason);
        text.from = {keep(one.source.empty() ? "the professional's own rules" : one.source), "",
                     verification::assumption};
        if (at == rules_.end())
            rules_.push_back({text, when, what});
        else
            *at = {text, when, what};
    }

  private:
    void append(const rule& one) {
        rules_.push_back({one, *find_premise(one.when), *find_selector(one.what)});
    }
    std::string_view keep(const std::string& text) { return text_.emplace_back(text); }

    std::vector<known_rule> rules_;
    std::deque<std::string> text_;  ///< of own rules: moving a deque keeps its elements where they are
};

/// What a reader of a set of rules should know.
enum class rule_finding : std::uint8_t {
    duplicate_id,    ///< two rules of one id: an error
    contradiction,   ///< one origin says two things of the same exercises at the same time: an error
    without_effect,  ///< the selector picks no exercise: an error
    disagreement,    ///< two origins differ for the same fact: shown with the advice
    both_ways,       ///< one origin names an exercise for everybody and stricter for some: shown
};

}  // namespace backrisk::advise

namespace backrisk {
template <>
inline constexpr auto enum_names<advise::rule_finding> = std::to_array<std::string_view>(
    {"duplicate_id", "contradiction", "without_effect", "disagreement", "both_ways"});
}  // namespace backrisk

namespace backrisk::advise {

[[nodiscard]] constexpr bool is_error(rule_finding one) noexcept {
    return one <= rule_finding::without_effect;
}

struct rule_conflict {
    rule_finding what;
    std::string_view first, second;  ///< ids; `second` empty for a rule alone
    std::string_view exercise;       ///< the first one that both are about
};

namespace detail_book {
/// First exercise that both pick, or the number of exercises.
[[nodiscard]] inline std::size_t shared_exercise(const selector& a, const selector& b) {
    std::size_t i = 0;
    while (i < guidances.size() && !(a(i) && b(i))) ++i;
    return i;
}
[[nodiscard]] inline std::optional<rule_finding> between(const known_rule& a, const known_rule& b) {
    if (a.text.id == b.text.id) return rule_finding::duplicate_id;
    if (a.text.then == b.text.then) return std::nullopt;
    if (a.text.by != b.text.by)
        return a.when == b.when ? std::optional(rule_finding::disagreement) : std::nullopt;
    if (a.when == b.when)
        return a.text.what == b.text.what ? std::optional(rule_finding::contradiction) : std::nullopt;
    const auto& wide = a.when.is_always() ? a : b;
    const auto& narrow = a.when.is_always() ? b : a;
    const bool tension = wide.when.is_always() && wide.text.then < narrow.text.then;
    return tension ? std::optional(rule_finding::both_ways) : std::nullopt;
}
}  // namespace detail_book

/// Every finding among the rules, in the order of the rules.
[[nodiscard]] inline std::vector<rule_conflict> conflicts(std::span<const known_rule> rules) {
    std::vector<rule_conflict> found;
    const std::size_t none = guidances.size();
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const bool about_exercises = rules[i].what.is != selector::kind::none;
        if (about_exercises && detail_book::shared_exercise(rules[i].what, rules[i].what) == none)
            found.push_back({rule_finding::without_effect, rules[i].text.id, "", ""});
        for (std::size_t j = i + 1; j < rules.size(); ++j) {
            const auto what = detail_book::between(rules[i], rules[j]);
            if (!what) continue;
            const std::size_t at = detail_book::shared_exercise(rules[i].what, rules[j].what);
            if (at == none && *what != rule_finding::duplicate_id) continue;
            found.push_back({*what, rules[i].text.id, rules[j].text.id,
                             at == none ? std::string_view() : guidances[at].exercise});
        }
    }
    return found;
}

}  // namespace backrisk::advise
