#pragma once
/// The exercise catalogue: movement pattern, how the load is held, and the published compression of the low
/// back, if any. An exercise without a published value says so and is never guessed.
#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/core/missing.hpp"
#include "backrisk/core/nearest.hpp"
#include "backrisk/core/source.hpp"
#include "backrisk/spine/pattern.hpp"

namespace backrisk::spine {

/// Where an external load acts. `own_body` exercises may be done without one; `machine` is any other path.
enum class load_held : std::uint8_t { own_body, hands, shoulders, machine };

[[nodiscard]] constexpr std::string_view to_string(load_held how) noexcept {
    constexpr std::array<std::string_view, 4> names{"own_body", "hands", "shoulders", "machine"};
    return names[static_cast<std::size_t>(how)];
}

/// Compression in N as a study reports it.
struct published_load {
    double value = missing_value, low = missing_value, high = missing_value;
    double at_mass_kg = 0;  ///< external load of the study; 0 means the body alone
    std::string_view people{};
    source from{"no published value found", "", verification::assumption};
    bool for_dose = false;  ///< checked, and comparable with the others: may enter a dose

    [[nodiscard]] constexpr backrisk::reason reason() const noexcept {
        return value == value ? reason::none : reason::no_source;
    }
};

struct exercise {
    std::string_view name;
    movement_pattern pattern;
    load_held held;
    published_load compression{};
};

namespace detail {
inline constexpr source axler_read{
    "Axler & McGill 1997 Med Sci Sports Exerc 29:804, quoted in McGill 2002, read in secondary sources", "",
    verification::partial};
inline constexpr source axler_remembered{"Axler & McGill 1997 Med Sci Sports Exerc 29:804, remembered", "",
                                         verification::unverified};
inline constexpr source callaghan_read{
    "Callaghan, Gunning & McGill 1998 Phys Ther 78:8, approximate, read in secondary sources", "",
    verification::partial};
inline constexpr source callaghan_remembered{"Callaghan, Gunning & McGill 1998 Phys Ther 78:8, remembered",
                                             "", verification::unverified};
inline constexpr source fenwick_remembered{
    "Fenwick, Brown & McGill 2009 J Strength Cond Res 23:350, remembered", "", verification::unverified};
inline constexpr source freeman_remembered{"Freeman 2006 Med Sci Sports Exerc 38:570, remembered", "",
                                           verification::unverified};
inline constexpr source swing_read{"McGill & Marshall 2012 J Strength Cond Res 26:16, abstract: about 3200 N",
                                   "", verification::verified};
inline constexpr source deadlift_read{
    "heavy deadlift study 2023 Int J Numer Methods Biomed Eng 39:e3680, one man, model", "",
    verification::verified};

[[nodiscard]] constexpr published_load read(double newton, std::string_view people, source from) {
    return {newton, missing_value, missing_value, 0, people, from, true};
}
[[nodiscard]] constexpr published_load remembered(double newton, std::string_view people, source from) {
    return {newton, missing_value, missing_value, 0, people, from, false};
}
inline constexpr std::string_view adults = "9 adults", men13 = "13 men", men7 = "7 men", men10 = "10 men";
}  // namespace detail

inline constexpr std::array exercises = [] {
    using enum movement_pattern;
    return std::array{
        exercise{"deadlift",
                 hinge,
                 load_held::hands,
                 {17200, missing_value, missing_value, 68, "1 man of 98.8 kg", detail::deadlift_read, false}},
        exercise{"sumo deadlift", hinge, load_held::hands},
        exercise{"trap bar deadlift", hinge, load_held::hands},
        exercise{"romanian deadlift", hinge, load_held::hands},
        exercise{"stiff-leg deadlift", hinge, load_held::hands},
        exercise{"single-leg deadlift", hinge, load_held::hands},
        exercise{"good morning", hinge, load_held::shoulders},
        exercise{"kettlebell swing",
                 hinge,
                 load_held::hands,
                 {3200, missing_value, missing_value, 16, "7 men", detail::swing_read, true}},
        exercise{"hip thrust", hinge, load_held::machine},
        exercise{"glute bridge", hinge, load_held::own_body},
        exercise{"cable pull-through", hinge, load_held::machine},
        exercise{"power clean", hinge, load_held::hands},
        exercise{"clean and jerk", hinge, load_held::hands},
        exercise{"snatch", hinge, load_held::hands},
        exercise{"floor lift", hinge, load_held::hands},
        exercise{"back squat", squat, load_held::shoulders},
        exercise{"front squat", squat, load_held::shoulders},
        exercise{"goblet squat", squat, load_held::hands},
        exercise{"overhead squat", squat, load_held::hands},
        exercise{"air squat", squat, load_held::own_body},
        exercise{"leg press", squat, load_held::machine},
        exercise{"hack squat", squat, load_held::machine},
        exercise{"lunge", lunge, load_held::hands},
        exercise{"split squat", lunge, load_held::hands},
        exercise{"step-up", lunge, load_held::hands},
        exercise{"pistol squat", lunge, load_held::own_body},
        exercise{"push-up", push, load_held::own_body,
                 detail::remembered(1838, detail::men10, detail::freeman_remembered)},
        exercise{"one-arm push-up", push, load_held::own_body,
                 detail::remembered(5848, detail::men10, detail::freeman_remembered)},
        exercise{"clapping push-up", push, load_held::own_body,
                 detail::remembered(4699, detail::men10, detail::freeman_remembered)},
        exercise{"bench press", push, load_held::machine},
        exercise{"overhead press", push, load_held::hands},
        exercise{"dip", push, load_held::own_body},
        exercise{"inverted row", pull, load_held::own_body,
                 detail::remembered(2339, detail::men7, detail::fenwick_remembered)},
        exercise{"bent-over row", pull, load_held::hands,
                 detail::remembered(3576, detail::men7, detail::fenwick_remembered)},
        exercise{"one-arm cable row", pull, load_held::machine,
                 detail::remembered(2457, detail::men7, detail::fenwick_remembered)},
        exercise{"seated row", pull, load_held::machine},
        exercise{"lat pulldown", pull, load_held::machine},
        exercise{"pull-up", pull, load_held::own_body},
        exercise{"farmers walk", carry, load_held::hands},
        exercise{"suitcase carry", carry, load_held::hands},
        exercise{"sandbag carry", carry, load_held::hands},
        exercise{"yoke walk", carry, load_held::shoulders},
        exercise{"sit-up straight-leg", flexion, load_held::own_body,
                 detail::read(3506, detail::adults, detail::axler_read)},
        exercise{"sit-up bent-knee",
                 flexion,
                 load_held::own_body,
                 {3350, 3300, 3350, 0, detail::adults, detail::axler_read, true}},
        exercise{"curl-up feet anchored", flexion, load_held::own_body,
                 detail::read(2009, detail::adults, detail::axler_read)},
        exercise{"curl-up", flexion, load_held::own_body,
                 detail::read(1991, detail::adults, detail::axler_read)},
        exercise{"quarter sit-up", flexion, load_held::own_body,
                 detail::remembered(2392, detail::adults, detail::axler_remembered)},
        exercise{"cross-knee curl-up", rotation, load_held::own_body,
                 detail::remembered(2964, detail::adults, detail::axler_remembered)},
        exercise{"bent-leg raise", flexion, load_held::own_body,
                 detail::read(1767, detail::adults, detail::axler_read)},
        exercise{"straight-leg raise", flexion, load_held::own_body,
                 detail::remembered(2525, detail::adults, detail::axler_remembered)},
        exercise{"hanging leg raise straight", flexion, load_held::own_body,
                 detail::remembered(2805, detail::adults, detail::axler_remembered)},
        exercise{"hanging leg raise bent", flexion, load_held::own_body,
                 detail::remembered(3313, detail::adults, detail::axler_remembered)},
        exercise{"superman", extension, load_held::own_body,
                 detail::read(6000, detail::men13, detail::callaghan_read)},
        exercise{"roman chair extension", extension, load_held::own_body,
                 detail::read(4000, detail::men13, detail::callaghan_read)},
        exercise{"reverse hyperextension", extension, load_held::machine},
        exercise{"side bend", lateral_flexion, load_held::hands},
        exercise{"russian twist", rotation, load_held::hands},
        exercise{"woodchop", rotation, load_held::machine},
        exercise{"medicine ball rotational throw", rotation, load_held::hands},
        exercise{"plank", anti_extension, load_held::own_body},
        exercise{"ab wheel rollout", anti_extension, load_held::own_body},
        exercise{"dead bug", anti_extension, load_held::own_body},
        exercise{"hollow hold", anti_extension, load_held::own_body},
        exercise{"side bridge", anti_lateral_flexion, load_held::own_body,
                 detail::read(2585, detail::adults, detail::axler_read)},
        exercise{"pallof press", anti_rotation, load_held::machine},
        exercise{"bird dog",
                 anti_rotation,
                 load_held::own_body,
                 {3000, 2000, 3000, 0, detail::men13, detail::callaghan_remembered, false}},
        exercise{"single-leg extension quadruped", anti_rotation, load_held::own_body,
                 detail::remembered(2300, detail::men13, detail::callaghan_remembered)},
        exercise{"running", locomotion, load_held::own_body},
        exercise{"rowing ergometer", locomotion, load_held::machine},
        exercise{"sled push", locomotion, load_held::machine},
        exercise{"box jump", jump, load_held::own_body},
        exercise{"drop jump", jump, load_held::own_body},
        exercise{"burpee", jump, load_held::own_body},
        exercise{"cat-cow", mobility, load_held::own_body},
        exercise{"hip circles", mobility, load_held::own_body},
        exercise{"standing hamstring stretch", mobility, load_held::own_body},
        exercise{"knee-to-chest", mobility, load_held::own_body},
        exercise{"standing toe touch", mobility, load_held::own_body},
        exercise{"child's pose", mobility, load_held::own_body},
        exercise{"prone press-up", extension, load_held::own_body},
        exercise{"pelvic tilt", mobility, load_held::own_body},
        exercise{"hip flexor stretch", mobility, load_held::own_body},
        exercise{"trunk rotation stretch", mobility, load_held::own_body},
        exercise{"yoga", mobility, load_held::own_body},
        exercise{"tai chi", mobility, load_held::own_body},
        exercise{"pilates", mobility, load_held::own_body},
        exercise{"walking", locomotion, load_held::own_body},
        exercise{"brisk walking", locomotion, load_held::own_body},
        exercise{"hiking", locomotion, load_held::own_body},
        exercise{"cycling", locomotion, load_held::own_body},
        exercise{"swimming", locomotion, load_held::own_body},
        exercise{"water walking", locomotion, load_held::own_body},
        exercise{"elliptical", locomotion, load_held::machine},
        exercise{"stair climbing", locomotion, load_held::own_body},
        exercise{"sprinting", locomotion, load_held::own_body},
        exercise{"change of direction", locomotion, load_held::own_body},
        exercise{"jumping", jump, load_held::own_body},
        exercise{"jump rope", jump, load_held::own_body},
        exercise{"golf swing", rotation, load_held::hands},
        exercise{"throwing", rotation, load_held::hands},
        exercise{"tennis serve", extension, load_held::hands},
        exercise{"fast bowling", extension, load_held::hands},
        exercise{"tackling", push, load_held::own_body},
        exercise{"back walkover", extension, load_held::own_body},
        exercise{"wall sit", squat, load_held::own_body},
        exercise{"box squat", squat, load_held::shoulders},
        exercise{"thruster", squat, load_held::hands},
        exercise{"leg extension", squat, load_held::machine},
        exercise{"leg curl", hinge, load_held::machine},
        exercise{"nordic hamstring", hinge, load_held::own_body},
        exercise{"calf raise", squat, load_held::own_body},
        exercise{"biceps curl", pull, load_held::hands},
        exercise{"clamshell", anti_rotation, load_held::own_body},
        exercise{"plank on knees", anti_extension, load_held::own_body},
        exercise{"side bridge on knees", anti_lateral_flexion, load_held::own_body},
        exercise{"copenhagen plank", anti_lateral_flexion, load_held::own_body},
        exercise{"mountain climber", anti_extension, load_held::own_body},
        exercise{"turkish get-up", anti_rotation, load_held::hands},
    };
}();

/// "Back_Squat " -> "back squat": case, underscores and outer blanks do not matter.
[[nodiscard]] inline std::string plain_name(std::string_view text) {
    std::string name;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '_' || c == '\t';
        if (blank && (name.empty() || name.back() == ' ')) continue;
        name += blank ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    if (!name.empty() && name.back() == ' ') name.pop_back();
    return name;
}

/// Place of an exercise in the catalogue; throws `invalid_argument` that offers the nearest names.
[[nodiscard]] inline std::size_t exercise_index(std::string_view text) {
    const std::string name = plain_name(text);
    for (std::size_t i = 0; i < exercises.size(); ++i)
        if (exercises[i].name == name) return i;
    std::vector<std::string_view> names(exercises.size());
    std::ranges::transform(exercises, names.begin(), &exercise::name);
    fail_unknown_name("spine::exercise_index", "exercise", name, std::move(names));
}
[[nodiscard]] inline const exercise& find_exercise(std::string_view text) {
    return exercises[exercise_index(text)];
}

}  // namespace backrisk::spine
