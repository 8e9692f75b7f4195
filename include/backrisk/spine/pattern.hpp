#pragma once
/// Movement patterns: our own classification of exercises by what the trunk has to do
/// (`verification::assumption`), so that repetition of one pattern can be measured.
#include <array>
#include <cstdint>
#include <string_view>

#include "backrisk/core/source.hpp"

namespace backrisk::spine {

enum class movement_pattern : std::uint8_t {
    hinge,                 ///< hips bend, trunk leans, spine still: deadlift
    squat,                 ///< knees and hips bend, both feet
    lunge,                 ///< the same on one leg or in a split stance
    push,                  ///< arms press, trunk still
    pull,                  ///< arms row or pull, trunk still
    carry,                 ///< walking with a load
    flexion,               ///< the spine bends forward: sit-up
    extension,             ///< the spine straightens or arches: back extension
    lateral_flexion,       ///< the spine bends to the side
    rotation,              ///< the spine turns
    anti_extension,        ///< the trunk resists arching: plank
    anti_lateral_flexion,  ///< the trunk resists bending to the side: side bridge
    anti_rotation,         ///< the trunk resists turning: bird dog
    locomotion,            ///< walking, running, rowing, cycling
    jump,                  ///< take-off and landing
    mobility,              ///< slow movement through a range: stretches, yoga
};

inline constexpr std::array all_patterns{
    movement_pattern::hinge,         movement_pattern::squat,          movement_pattern::lunge,
    movement_pattern::push,          movement_pattern::pull,           movement_pattern::carry,
    movement_pattern::flexion,       movement_pattern::extension,      movement_pattern::lateral_flexion,
    movement_pattern::rotation,      movement_pattern::anti_extension, movement_pattern::anti_lateral_flexion,
    movement_pattern::anti_rotation, movement_pattern::locomotion,     movement_pattern::jump,
    movement_pattern::mobility};

[[nodiscard]] constexpr std::string_view to_string(movement_pattern pattern) noexcept {
    constexpr std::array<std::string_view, all_patterns.size()> names{
        "hinge",         "squat",          "lunge",
        "push",          "pull",           "carry",
        "flexion",       "extension",      "lateral_flexion",
        "rotation",      "anti_extension", "anti_lateral_flexion",
        "anti_rotation", "locomotion",     "jump",
        "mobility"};
    return names[static_cast<std::size_t>(pattern)];
}

inline constexpr source pattern_source{"classification of this library", "", verification::assumption};

}  // namespace backrisk::spine
