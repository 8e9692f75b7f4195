#pragma once
/// What advice needs to know of each exercise, a row for every row of `spine::exercises`, in the same order.
///
/// Columns: exercise, role, muscle groups, demands, equipment, an easier and a harder variant. Demands are
/// seven letters (flexion, extension, rotation, shear, compression, impact, speed; `.` none, `l` low, `m`
/// moderate, `h` high) of the exercise as it is usually done by a trained person. They are classes of this
/// library
/// (`verification::assumption`), not measurements; measured loads are in `spine_load`.
#include "backrisk/advise/guidance.hpp"

namespace backrisk::advise {

namespace detail_guidance {
using enum role;

// clang-format off
inline constexpr auto table = std::to_array<guidance>({
    {"deadlift", strength, "back glutes hams", d("m..hh.."), "barbell", "trap bar deadlift", ""},
    {"sumo deadlift", strength, "back glutes hams adductors", d("l..mh.."), "barbell", "trap bar deadlift", "deadlift"},
    {"trap bar deadlift", strength, "back glutes quads", d("l..mh.."), "trap bar", "hip thrust", "deadlift"},
    {"romanian deadlift", strength, "back glutes hams", d("m..hm.."), "barbell or dumbbells", "glute bridge", "deadlift"},
    {"stiff-leg deadlift", strength, "back glutes hams", d("h..hh.."), "barbell", "romanian deadlift", "deadlift"},
    {"single-leg deadlift", strength, "glutes hams back", d("m.lmm.."), "dumbbell", "glute bridge", "romanian deadlift"},
    {"good morning", strength, "back glutes hams", d("m..hh.."), "barbell", "glute bridge", "romanian deadlift"},
    {"kettlebell swing", power, "glutes hams back", d("ll.hm.h"), "kettlebell", "hip thrust", "power clean"},
    {"hip thrust", strength, "glutes hams", d(".l.ll.."), "bench, barbell", "glute bridge", "romanian deadlift"},
    {"glute bridge", core, "glutes hams", d(".l.l..."), "none", "pelvic tilt", "hip thrust"},
    {"cable pull-through", strength, "glutes hams", d("l..ll.."), "cable", "glute bridge", "romanian deadlift"},
    {"power clean", power, "back glutes quads", d("ml.hhmh"), "barbell", "kettlebell swing", "clean and jerk"},
    {"clean and jerk", power, "back glutes quads shoulders", d("mm.hhmh"), "barbell", "power clean", ""},
    {"snatch", power, "back glutes quads shoulders", d("mm.hhmh"), "barbell", "power clean", ""},
    {"floor lift", strength, "back glutes quads", d("m.lhh.."), "any load", "trap bar deadlift", "deadlift"},
    {"back squat", strength, "quads glutes back", d("ll.mh.."), "barbell, rack", "goblet squat", ""},
    {"front squat", strength, "quads glutes back", d("l..mh.."), "barbell, rack", "goblet squat", "back squat"},
    {"goblet squat", strength, "quads glutes", d("l..lm.."), "dumbbell or kettlebell", "air squat", "front squat"},
    {"overhead squat", strength, "quads glutes shoulders back", d("lm.mh.."), "barbell", "air squat", ""},
    {"air squat", strength, "quads glutes", d("l..ll.."), "none", "wall sit", "goblet squat"},
    {"leg press", strength, "quads glutes", d("m..mm.."), "machine", "wall sit", "goblet squat"},
    {"hack squat", strength, "quads glutes", d("l..mm.."), "machine", "wall sit", "front squat"},
    {"lunge", strength, "quads glutes", d(".llll.."), "none or dumbbells", "step-up", "split squat"},
    {"split squat", strength, "quads glutes", d(".llll.."), "none or dumbbells", "step-up", "pistol squat"},
    {"step-up", strength, "quads glutes", d(".llll.."), "step", "stair climbing", "lunge"},
    {"pistol squat", strength, "quads glutes", d("m.lml.."), "none", "split squat", ""},
    {"push-up", strength, "chest arms abs", d(".l.ll.."), "none", "plank on knees", "one-arm push-up"},
    {"one-arm push-up", strength, "chest arms obliques", d(".lmmm.."), "none", "push-up", ""},
    {"clapping push-up", power, "chest arms abs", d(".m.mmmh"), "none", "push-up", ""},
    {"bench press", strength, "chest arms", d(".l....."), "barbell, bench", "push-up", ""},
    {"overhead press", strength, "shoulders arms abs", d(".m.lm.."), "barbell or dumbbells", "bench press", ""},
    {"dip", strength, "chest arms", d(".l.l..."), "bars", "push-up", ""},
    {"inverted row", strength, "upper_back arms", d(".l.ll.."), "bar", "seated row", "pull-up"},
    {"bent-over row", strength, "upper_back back arms", d("m..hm.."), "barbell or dumbbells", "inverted row", ""},
    {"one-arm cable row", strength, "upper_back obliques", d("..mll.."), "cable", "seated row", "bent-over row"},
    {"seated row", strength, "upper_back arms", d("l..ll.."), "machine", "lat pulldown", "inverted row"},
    {"lat pulldown", strength, "upper_back arms", d(".l....."), "machine", "", "pull-up"},
    {"pull-up", strength, "upper_back arms", d(".l....."), "bar", "lat pulldown", ""},
    {"farmers walk", strength, "back arms obliques", d("...lm.."), "dumbbells", "walking", "suitcase carry"},
    {"suitcase carry", core, "obliques back", d("..lmm.."), "dumbbell", "side bridge", "farmers walk"},
    {"sandbag carry", strength, "back glutes arms", d("lm.mm.."), "sandbag", "farmers walk", ""},
    {"yoke walk", strength, "back glutes quads", d(".l.mh.."), "yoke", "farmers walk", ""},
    {"sit-up straight-leg", core, "abs hip_flexors", d("h..mm.."), "none", "curl-up", ""},
    {"sit-up bent-knee", core, "abs hip_flexors", d("h..mm.."), "none", "curl-up", "sit-up straight-leg"},
    {"curl-up feet anchored", core, "abs", d("m..ll.."), "none", "curl-up", "sit-up bent-knee"},
    {"curl-up", core, "abs", d("m..ll.."), "none", "dead bug", "sit-up bent-knee"},
    {"quarter sit-up", core, "abs", d("m..ll.."), "none", "curl-up", "sit-up bent-knee"},
    {"cross-knee curl-up", core, "abs obliques", d("m.mlm.."), "none", "curl-up", "russian twist"},
    {"bent-leg raise", core, "abs hip_flexors", d("l..ll.."), "none", "dead bug", "straight-leg raise"},
    {"straight-leg raise", core, "abs hip_flexors", d("ll.ml.."), "none", "bent-leg raise", "hanging leg raise bent"},
    {"hanging leg raise straight", core, "abs hip_flexors", d("m..mm.."), "bar", "hanging leg raise bent", ""},
    {"hanging leg raise bent", core, "abs hip_flexors", d("m..mm.."), "bar", "bent-leg raise", "hanging leg raise straight"},
    {"superman", core, "back glutes", d(".h.mh.."), "none", "bird dog", ""},
    {"roman chair extension", strength, "back glutes hams", d("mm.hm.."), "roman chair", "bird dog", "superman"},
    {"reverse hyperextension", strength, "glutes hams back", d("mm.mm.."), "machine", "glute bridge", ""},
    {"side bend", core, "obliques", d("..llm.."), "dumbbell", "side bridge", "suitcase carry"},
    {"russian twist", core, "obliques abs", d("m.hlm.."), "none or plate", "pallof press", ""},
    {"woodchop", core, "obliques abs", d("l.mll.l"), "cable", "pallof press", "medicine ball rotational throw"},
    {"medicine ball rotational throw", power, "obliques", d("l.hmmlh"), "medicine ball", "woodchop", ""},
    {"plank", core, "abs back", d(".l.ll.."), "none", "plank on knees", "ab wheel rollout"},
    {"ab wheel rollout", core, "abs back", d(".m.mm.."), "ab wheel", "plank", ""},
    {"dead bug", core, "abs", d("...l..."), "none", "pelvic tilt", "plank"},
    {"hollow hold", core, "abs hip_flexors", d("m..ll.."), "none", "dead bug", ""},
    {"side bridge", core, "obliques back", d("..lll.."), "none", "side bridge on knees", "copenhagen plank"},
    {"pallof press", core, "obliques abs", d("..l...."), "cable or band", "dead bug", "woodchop"},
    {"bird dog", core, "back glutes", d(".lll..."), "none", "single-leg extension quadruped", "plank"},
    {"single-leg extension quadruped", core, "back glutes", d(".lll..."), "none", "pelvic tilt", "bird dog"},
    {"running", aerobic, "calves quads glutes", d(".lllmmm"), "shoes", "brisk walking", "sprinting"},
    {"rowing ergometer", aerobic, "back quads upper_back", d("m..mm.l"), "ergometer", "cycling", ""},
    {"sled push", power, "quads glutes calves", d("l..mm.l"), "sled", "walking", ""},
    {"box jump", power, "quads glutes calves", d("ll.mmhh"), "box", "step-up", "drop jump"},
    {"drop jump", power, "quads glutes calves", d("ll.mhhh"), "box", "jump rope", ""},
    {"burpee", power, "quads chest abs", d("mm.mmmm"), "none", "push-up", ""},
    {"cat-cow", warm_up, "back abs", d("ll....."), "none", "", ""},
    {"hip circles", warm_up, "glutes hip_flexors", d("..l...."), "none", "", ""},
    {"standing hamstring stretch", warm_up, "hams", d("l......"), "none", "knee-to-chest", "standing toe touch"},
    {"knee-to-chest", warm_up, "glutes back", d("l......"), "none", "", ""},
    {"standing toe touch", stretch, "hams back", d("h..l..."), "none", "standing hamstring stretch", ""},
    {"child's pose", stretch, "back", d("m......"), "none", "knee-to-chest", ""},
    {"prone press-up", stretch, "back", d(".m....."), "none", "", ""},
    {"pelvic tilt", core, "abs", d("ll....."), "none", "", "dead bug"},
    {"hip flexor stretch", stretch, "hip_flexors", d(".l....."), "none", "", ""},
    {"trunk rotation stretch", stretch, "obliques", d("..m...."), "none", "hip circles", ""},
    {"yoga", mind_body, "back abs hams", d("lll...."), "mat", "cat-cow", ""},
    {"tai chi", mind_body, "quads glutes", d("..l...."), "none", "", ""},
    {"pilates", mind_body, "abs back", d("ll....."), "mat", "dead bug", ""},
    {"walking", aerobic, "calves glutes", d("....ll."), "none", "", "brisk walking"},
    {"brisk walking", aerobic, "calves glutes", d("....lll"), "none", "walking", "running"},
    {"hiking", aerobic, "calves quads glutes", d("....lml"), "shoes", "brisk walking", ""},
    {"cycling", aerobic, "quads glutes", d("l.....l"), "bicycle", "", ""},
    {"swimming", aerobic, "upper_back shoulders", d(".ll...l"), "pool", "water walking", ""},
    {"water walking", aerobic, "quads glutes", d("......."), "pool", "", "swimming"},
    {"elliptical", aerobic, "quads glutes", d("..l.l.l"), "machine", "walking", "running"},
    {"stair climbing", aerobic, "quads glutes calves", d("....lll"), "stairs", "walking", "step-up"},
    {"sprinting", power, "hams glutes calves", d(".mmmhhh"), "none", "running", ""},
    {"change of direction", sport, "quads glutes adductors", d("l.mmmhh"), "none", "running", ""},
    {"jumping", power, "quads calves glutes", d("ll.mhhh"), "none", "step-up", ""},
    {"jump rope", aerobic, "calves quads", d("....mmm"), "rope", "brisk walking", "jumping"},
    {"golf swing", sport, "obliques back", d("lmhmmlh"), "club", "woodchop", ""},
    {"throwing", sport, "obliques shoulders", d("lmhmm.h"), "ball", "woodchop", ""},
    {"tennis serve", sport, "shoulders obliques back", d(".hhmmmh"), "racket", "throwing", ""},
    {"fast bowling", sport, "back obliques shoulders", d("mhhhhhh"), "ball", "throwing", ""},
    {"tackling", sport, "back shoulders quads", d("mmmhhhh"), "none", "sled push", ""},
    {"back walkover", sport, "back shoulders", d(".hlhmmm"), "mat", "prone press-up", ""},
    {"wall sit", strength, "quads glutes", d("....l.."), "wall", "", "air squat"},
    {"box squat", strength, "quads glutes back", d("l..mh.."), "barbell, box", "goblet squat", "back squat"},
    {"thruster", power, "quads glutes shoulders", d("lm.mm.m"), "barbell or dumbbells", "goblet squat", ""},
    {"leg extension", strength, "quads", d("......."), "machine", "", ""},
    {"leg curl", strength, "hams", d(".l....."), "machine", "glute bridge", "nordic hamstring"},
    {"nordic hamstring", strength, "hams", d(".l.l..."), "none", "leg curl", ""},
    {"calf raise", strength, "calves", d("....l.."), "none", "", ""},
    {"biceps curl", strength, "arms", d(".l..l.."), "dumbbells", "", ""},
    {"clamshell", core, "glutes", d("..l...."), "none or band", "", "side bridge on knees"},
    {"plank on knees", core, "abs", d(".l....."), "none", "dead bug", "plank"},
    {"side bridge on knees", core, "obliques", d("..ll..."), "none", "clamshell", "side bridge"},
    {"copenhagen plank", core, "adductors obliques", d("..lml.."), "bench", "side bridge", ""},
    {"mountain climber", core, "abs hip_flexors", d("lllllll"), "none", "plank", ""},
    {"turkish get-up", core, "obliques shoulders abs", d("m.mmm.l"), "kettlebell", "dead bug", ""},
});
// clang-format on
}  // namespace detail_guidance

/// Every exercise, in the order of `spine::exercises`: one index serves both.
inline constexpr const auto& guidances = detail_guidance::table;

static_assert(guidances.size() == spine::exercises.size());
static_assert(std::ranges::equal(guidances, spine::exercises, {}, &guidance::exercise,
                                 &spine::exercise::name));

namespace detail_guidance {
[[nodiscard]] constexpr bool is_exercise(std::string_view name) {
    return name.empty() ||
           std::ranges::any_of(spine::exercises, [&](const auto& one) { return one.name == name; });
}
static_assert(std::ranges::all_of(guidances, is_exercise, &guidance::easier));
static_assert(std::ranges::all_of(guidances, is_exercise, &guidance::harder));
}  // namespace detail_guidance

}  // namespace backrisk::advise
