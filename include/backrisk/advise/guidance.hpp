#pragma once
/// What an exercise asks of the back, in classes, and which load of the low back was published for it.
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "backrisk/core/names.hpp"
#include "backrisk/core/source.hpp"
#include "backrisk/spine/exercise.hpp"

namespace backrisk::advise {

/// What an exercise is mostly done for.
enum class role : std::uint8_t { warm_up, stretch, mind_body, aerobic, core, strength, power, sport };
enum class level : std::uint8_t { none, low, moderate, high };
/// What the low back can be asked for.
enum class demand : std::uint8_t { flexion, extension, rotation, shear, compression, impact, speed };

}  // namespace backrisk::advise

namespace backrisk {
template <>
inline constexpr auto enum_names<advise::role> = std::to_array<std::string_view>(
    {"warm_up", "stretch", "mind_body", "aerobic", "core", "strength", "power", "sport"});
template <>
inline constexpr auto enum_names<advise::level> = std::to_array<std::string_view>({"none", "low", "moderate",
                                                                                   "high"});
template <>
inline constexpr auto enum_names<advise::demand> = std::to_array<std::string_view>(
    {"flexion", "extension", "rotation", "shear", "compression", "impact", "speed"});
}  // namespace backrisk

namespace backrisk::advise {

using backrisk::to_string;
inline constexpr auto all_roles = enum_values<role>;
inline constexpr auto all_levels = enum_values<level>;
inline constexpr auto all_demands = enum_values<demand>;

using demand_levels = std::array<level, all_demands.size()>;

struct guidance {
    std::string_view exercise;
    advise::role role;
    std::string_view muscles;  ///< groups, separated by spaces
    demand_levels demands;
    std::string_view equipment;
    std::string_view easier;  ///< name of an easier variant, empty when there is none
    std::string_view harder;

    [[nodiscard]] constexpr level operator[](demand which) const noexcept {
        return demands[static_cast<std::size_t>(which)];
    }
    /// The largest of the demands.
    [[nodiscard]] constexpr level strain() const noexcept { return *std::ranges::max_element(demands); }
    /// Asks for at least as much in every class.
    [[nodiscard]] constexpr bool demands_at_least(const guidance& other) const noexcept {
        for (std::size_t i = 0; i < demands.size(); ++i)
            if (demands[i] < other.demands[i]) return false;
        return true;
    }
};

inline constexpr source guidance_source{"classification of this library", "", verification::assumption};

namespace detail_guidance {
/// Seven letters as demands; any other text does not compile.
[[nodiscard]] consteval demand_levels d(std::string_view letters) {
    demand_levels found{};
    if (letters.size() != found.size()) throw "seven letters";
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto at = std::string_view(".lmh").find(letters[i]);
        if (at == std::string_view::npos) throw "one of . l m h";
        found[i] = static_cast<level>(at);
    }
    return found;
}
}  // namespace detail_guidance

/// A published load of the low back during an exercise, as a range.
struct load_range {
    double low = missing_value, high = missing_value;  ///< `high` NaN where only "more than" is published
    std::string_view unit{};                           ///< "N", or "BW" for multiples of body weight
    std::string_view condition{};                      ///< in whom, with which load
    source from{"no published value found", "", verification::assumption};

    [[nodiscard]] constexpr backrisk::reason reason() const noexcept {
        return low == low ? reason::none : reason::no_source;
    }
};

namespace detail_guidance {
struct body_weight_load {
    std::string_view exercise;
    load_range load;
};
/// Loads that were published in multiples of body weight, each read in an abstract.
inline constexpr std::array body_weight_loads{
    body_weight_load{"walking",
                     {1.0, 2.5, "BW", "5 men, slow to fast, L3/L4", {"Cappozzo 1984 J Biomech", ""}}},
    body_weight_load{"back squat",
                     {6,
                      10,
                      "BW",
                      "4 men, half squat with 0.8 to 1.6 BW, L3/L4",
                      {"Cappozzo 1985 in Hartmann 2016 J Funct Morphol Kinesiol 1:254", ""}}},
    body_weight_load{"jumping",
                     {10,
                      missing_value,
                      "BW",
                      "landings and ballistic skills, more than ten times, review",
                      {"Schaefer 2023 Eur Spine J 32:2991", ""}}},
};
}  // namespace detail_guidance

/// The published load of an exercise; `no_source` when none was read. Remembered values are left out: they
/// are shown by `spine::exercises` and used nowhere.
[[nodiscard]] constexpr load_range spine_load(const spine::exercise& which) {
    const auto& known = which.compression;
    if (known.reason() == reason::none && known.from.status != verification::unverified) {
        const bool range = known.low == known.low;
        return {range ? known.low : known.value, range ? known.high : known.value, "N", known.people,
                known.from};
    }
    for (const auto& one : detail_guidance::body_weight_loads)
        if (one.exercise == which.name) return one.load;
    return {};
}

/// Names that people use for an exercise of the catalogue.
struct exercise_alias {
    std::string_view name, exercise;
};
inline constexpr std::array exercise_aliases{
    exercise_alias{"sit-up", "sit-up bent-knee"},
    exercise_alias{"sit-ups", "sit-up bent-knee"},
    exercise_alias{"situp", "sit-up bent-knee"},
    exercise_alias{"crunch", "curl-up"},
    exercise_alias{"crunches", "curl-up"},
    exercise_alias{"side plank", "side bridge"},
    exercise_alias{"side planks", "side bridge"},
    exercise_alias{"planks", "plank"},
    exercise_alias{"bird dogs", "bird dog"},
    exercise_alias{"squat", "back squat"},
    exercise_alias{"squats", "back squat"},
    exercise_alias{"leg presses", "leg press"},
    exercise_alias{"deadlifts", "deadlift"},
    exercise_alias{"good mornings", "good morning"},
    exercise_alias{"standing toe touches", "standing toe touch"},
    exercise_alias{"toe touch", "standing toe touch"},
    exercise_alias{"biking", "cycling"},
    exercise_alias{"bicycle", "cycling"},
    exercise_alias{"jogging", "running"},
    exercise_alias{"heavy lifting", "floor lift"},
    exercise_alias{"hamstring stretch", "standing hamstring stretch"},
};

/// Place of an exercise in the catalogue by its name or by what people call it. Throws `invalid_argument`
/// that offers the nearest names of both.
[[nodiscard]] inline std::size_t exercise_index(std::string_view text) {
    const std::string name = spine::plain_name(text);
    std::vector<std::string_view> names;
    for (const auto& one : exercise_aliases) {
        if (one.name == name) return spine::exercise_index(one.exercise);
        names.push_back(one.name);
    }
    for (std::size_t i = 0; i < spine::exercises.size(); ++i) {
        if (spine::exercises[i].name == name) return i;
        names.push_back(spine::exercises[i].name);
    }
    fail_unknown_name("advise::exercise_index", "exercise", name, std::move(names));
}

}  // namespace backrisk::advise
