#pragma once
/// The conditions and findings that a person's record may name: one table, looked up by name or alias.
///
/// Names are stable and spelt in lower case with underscores. A finding on an image is common in people
/// without pain (Brinjikji 2015 AJNR 36:811, 10.3174/ajnr.A4173: disc bulge in 30 % at age 20, 84 % at age
/// 80), so a condition here is a fact of the record, not a cause of pain. Red-flag findings are conditions
/// too; `red_flags.hpp` says what each means.
#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/core/nearest.hpp"
#include "backrisk/history/name.hpp"

namespace backrisk::history {

enum class condition_kind : unsigned char {
    disc,
    nerve,
    bone,
    deformity,
    joint,
    inflammatory,
    pain,
    surgery,
    serious,
    finding,
    context
};

[[nodiscard]] constexpr std::string_view to_string(condition_kind kind) noexcept {
    constexpr std::array<std::string_view, 11> names{"disc",    "nerve",        "bone",   "deformity",
                                                     "joint",   "inflammatory", "pain",   "surgery",
                                                     "serious", "finding",      "context"};
    return names[static_cast<std::size_t>(kind)];
}

struct condition_info {
    std::string_view name;
    std::string_view label;  ///< in plain English
    condition_kind kind;
    std::string_view aliases = "";   ///< other names, separated by spaces
    std::string_view is_a = "";      ///< the wider condition it belongs to, or empty
    std::string_view evidence = "";  ///< ids of published effects, or empty
};

namespace detail_conditions {
using enum condition_kind;
inline constexpr auto table = std::to_array<condition_info>({
    // discs
    {"disc_herniation", "Herniated disc", disc,
     "herniated_disc slipped_disc prolapsed_disc disc_prolapse disc_displacement herniation"},
    {"disc_bulge", "Bulging disc", disc, "bulging_disc bulge", "", "E011"},
    {"disc_extrusion", "Disc extrusion", disc, "extruded_disc extrusion", "disc_herniation", "E012"},
    {"disc_protrusion", "Disc protrusion", disc, "protruded_disc protrusion", "disc_herniation", "E013"},
    {"disc_sequestration", "Sequestered disc fragment", disc, "sequestered_disc", "disc_herniation"},
    {"disc_degeneration", "Disc degeneration", disc,
     "degenerative_disc_disease degenerated_disc ddd degeneration", "", "E014"},
    {"annular_fissure", "Annular fissure", disc, "annular_tear high_intensity_zone torn_annulus", "", "E018"},
    {"modic_changes", "Modic changes (type not given)", disc, "modic end_plate_changes"},
    {"modic_1", "Modic type 1 changes", disc, "modic_type_1 modic_i", "modic_changes", "E015"},
    {"modic_2", "Modic type 2 changes", disc, "modic_type_2 modic_ii", "modic_changes"},
    {"modic_3", "Modic type 3 changes", disc, "modic_type_3 modic_iii", "modic_changes"},
    {"schmorl_nodes", "Schmorl's nodes", disc, "schmorls_nodes schmorl"},
    {"disc_disorder", "Disc disorder (not specified)", disc, "disc_lesion discogenic_pain disc_disease"},
    // nerves
    {"sciatica", "Sciatica", nerve, "leg_pain_radiating ischialgia"},
    {"radiculopathy", "Lumbar radiculopathy", nerve,
     "lumbar_radiculopathy nerve_root_compression pinched_nerve"},
    {"spinal_stenosis", "Spinal stenosis", nerve, "stenosis lumbar_stenosis"},
    {"neurogenic_claudication", "Neurogenic claudication", nerve, "", "spinal_stenosis"},
    // bone
    {"osteoporosis", "Osteoporosis", bone, "osteoporotic"},
    {"osteopenia", "Low bone mineral density", bone, "low_bmd low_bone_density low_bone_mineral_density", "",
     "E030"},
    {"vertebral_fracture", "Vertebral fracture", bone,
     "compression_fracture spine_fracture spinal_fracture wedge_fracture vertebral_compression_fracture", "",
     "E029"},
    {"spondylolysis", "Spondylolysis", bone,
     "pars_defect pars_fracture pars_stress_fracture lumbar_stress_fracture", "", "E016"},
    {"spondylolisthesis", "Spondylolisthesis", bone, "slipped_vertebra listhesis anterolisthesis", "",
     "E017"},
    {"spinal_abnormality", "Spinal abnormality (not specified)", bone,
     "spinal_abnormalities spine_abnormality"},
    {"transitional_vertebra", "Lumbosacral transitional vertebra", bone,
     "sacralisation sacralization lumbarisation lumbarization", "spinal_abnormality"},
    {"spina_bifida_occulta", "Spina bifida occulta", bone, "", "spinal_abnormality"},
    // shape and posture
    {"scoliosis", "Scoliosis", deformity, "spinal_curvature", "", "E032"},
    {"adolescent_idiopathic_scoliosis", "Adolescent idiopathic scoliosis", deformity,
     "ais idiopathic_scoliosis", "scoliosis", "E033"},
    {"hyperlordosis", "Increased lumbar lordosis", deformity, "lordosis excessive_lordosis swayback"},
    {"flat_back", "Reduced lumbar lordosis", deformity, "hypolordosis reduced_lordosis flatback", "", "E034"},
    {"kyphosis", "Increased thoracic kyphosis", deformity, "hyperkyphosis hunchback round_back rounded_back"},
    {"scheuermann", "Scheuermann's disease", deformity, "scheuermanns scheuermann_disease", "kyphosis"},
    {"poor_posture", "Posture named as a problem", deformity, "posture bad_posture", "", "E035"},
    {"leg_length_difference", "Leg length difference", deformity, "leg_length_discrepancy"},
    // joints
    {"spondylosis", "Spondylosis, arthritis of the facet joints", joint,
     "spinal_arthritis facet_arthritis facet_joint_pain facet_arthropathy"},
    {"spinal_instability", "Spinal instability", joint, "lumbar_instability segmental_instability"},
    {"sacroiliac_pain", "Sacroiliac joint pain", joint, "si_joint_pain sacroiliac_dysfunction"},
    // inflammation
    {"ankylosing_spondylitis", "Ankylosing spondylitis, axial spondyloarthritis", inflammatory,
     "axial_spondyloarthritis axspa bechterew"},
    {"sacroiliitis", "Sacroiliitis", inflammatory, "inflamed_sacroiliac_joint"},
    // pain without a structure
    {"low_back_pain", "Low back pain", pain,
     "lbp lumbago backache nonspecific_low_back_pain acute_low_back_pain"},
    {"chronic_low_back_pain", "Chronic low back pain", pain, "chronic_lbp chronic_back_pain",
     "low_back_pain"},
    {"back_strain", "Strain or sprain of the low back", pain,
     "back_muscle_strain lumbar_strain lumbar_sprain back_sprain"},
    {"muscle_spasm", "Spasm of back muscles", pain, "back_spasm"},
    // surgery
    {"lumbar_fusion", "Lumbar fusion", surgery, "spinal_fusion"},
    {"discectomy", "Lumbar discectomy", surgery, "microdiscectomy"},
    {"failed_back_surgery", "Pain after back surgery", surgery,
     "post_laminectomy_syndrome postlaminectomy_syndrome fbss"},
    // serious disease, once diagnosed
    {"cauda_equina_syndrome", "Cauda equina syndrome", serious, "cauda_equina ces"},
    {"cord_compression", "Compression of the spinal cord", serious, "spinal_cord_compression myelopathy"},
    {"spinal_infection", "Infection of the spine", serious,
     "discitis vertebral_osteomyelitis epidural_abscess"},
    {"spinal_tumour", "Tumour or metastasis of the spine", serious,
     "spinal_tumor spinal_metastasis spine_cancer"},
    {"aortic_aneurysm", "Abdominal aortic aneurysm", serious, "aaa abdominal_aortic_aneurysm"},
    // red-flag findings
    {"saddle_numbness", "Numbness between the legs", finding,
     "saddle_anaesthesia saddle_anesthesia perianal_numbness"},
    {"bladder_retention", "New difficulty passing urine", finding, "urinary_retention"},
    {"bladder_incontinence", "New loss of bladder control", finding, "urinary_incontinence"},
    {"bowel_incontinence", "New loss of bowel control", finding, "faecal_incontinence fecal_incontinence"},
    {"sexual_dysfunction", "New sexual dysfunction", finding, "new_sexual_dysfunction"},
    {"progressive_leg_weakness", "Leg weakness that gets worse", finding,
     "progressive_weakness worsening_leg_weakness progressive_neurological_deficit"},
    {"bilateral_leg_weakness", "Weakness of both legs", finding, "weakness_both_legs"},
    {"bilateral_sciatica", "Sciatica in both legs", finding, "sciatica_both_legs"},
    {"foot_drop", "New foot drop", finding, "drop_foot"},
    {"prolonged_steroids", "Prolonged use of corticosteroids", finding,
     "corticosteroids corticosteroid_use steroid_use long_term_steroids"},
    {"severe_trauma", "Severe trauma", finding, "major_trauma significant_trauma"},
    {"minor_trauma", "Minor trauma", finding, "minor_fall"},
    {"contusion_or_abrasion", "Contusion or abrasion over the spine", finding, "contusion abrasion"},
    {"cancer_history", "History of cancer", finding, "history_of_cancer cancer previous_cancer"},
    {"unexplained_weight_loss", "Unexplained weight loss", finding, "weight_loss"},
    {"night_pain", "Pain at night", finding, "pain_at_night nocturnal_pain"},
    {"fever", "Fever", finding, "pyrexia chills"},
    {"immunosuppression", "Immunosuppression", finding, "immunosuppressed immunocompromised"},
    {"iv_drug_use", "Injected drugs", finding, "intravenous_drug_use"},
    {"recent_infection", "Recent infection", finding, "recent_bacterial_infection"},
    {"recent_spinal_procedure", "Recent spinal surgery or injection", finding,
     "recent_spinal_surgery recent_surgery"},
    {"tuberculosis", "Tuberculosis, now or in the past", finding, "tb history_of_tuberculosis"},
    {"sepsis_signs", "Signs of sepsis", finding, "sepsis"},
    {"morning_stiffness", "Long morning stiffness", finding, "prolonged_morning_stiffness"},
    {"improves_with_exercise", "Better with exercise, not with rest", finding, "better_with_exercise"},
    {"extension_related_pain", "Pain on extension for more than two weeks", finding, "extension_pain"},
    {"pulsatile_abdominal_mass", "Pulsatile abdominal mass", finding, "pulsatile_mass"},
    {"pain_unrelated_to_movement", "Pain that movement does not change", finding, "non_mechanical_pain"},
    // context that is derived from age and sex
    {"age_over_70", "Age above 70 years", context},
    {"age_over_60", "Age above 60 years", context},
    {"age_over_50", "Age above 50 years", context},
    {"age_under_45", "Age below 45 years", context},
    {"age_under_20", "Age below 20 years", context, "adolescent"},
    {"female_sex", "Female", context, "female"},
});
}  // namespace detail_conditions

inline constexpr std::size_t condition_count = detail_conditions::table.size();
/// Every condition, in the order of its index.
inline constexpr const std::array<condition_info, condition_count>& conditions = detail_conditions::table;

/// Conditions of one person, by index.
using condition_set = std::bitset<condition_count>;

namespace detail_conditions {
[[nodiscard]] constexpr bool lists(std::string_view words, std::string_view word) noexcept {
    for (std::size_t at = 0; at < words.size();) {
        const std::size_t end = std::min(words.find(' ', at), words.size());
        if (words.substr(at, end - at) == word) return true;
        at = end + 1;
    }
    return false;
}
}  // namespace detail_conditions

/// Index of the condition with this name or alias, spelt as in the table; nothing when there is none.
[[nodiscard]] constexpr std::optional<std::size_t> find_condition(std::string_view plain) noexcept {
    for (std::size_t i = 0; i < condition_count; ++i)
        if (conditions[i].name == plain || detail_conditions::lists(conditions[i].aliases, plain)) return i;
    return std::nullopt;
}

/// The same at compile time, for tables of rules: an unknown name does not compile.
[[nodiscard]] consteval std::size_t condition_index(std::string_view name) {
    const auto found = find_condition(name);
    if (!found) throw "no such condition";
    return *found;
}

/// Index of the condition that `text` names; case, spaces and hyphens do not matter. Throws
/// `invalid_argument` with the nearest names when there is none.
[[nodiscard]] inline std::size_t parse_condition(std::string_view text) {
    const std::string plain = plain_name(text);
    if (const auto found = find_condition(plain)) return *found;
    std::vector<std::string_view> names(conditions.size());
    std::ranges::transform(conditions, names.begin(), &condition_info::name);
    fail_unknown_name("parse_condition", "condition", plain, names);
}

/// Index of the wider condition of each, `condition_count` where there is none.
inline constexpr auto wider_condition = [] {
    std::array<std::size_t, condition_count> wider{};
    for (std::size_t i = 0; i < condition_count; ++i)
        wider[i] = conditions[i].is_a.empty() ? condition_count : find_condition(conditions[i].is_a).value();
    return wider;
}();

/// Adds a condition and the wider ones it belongs to: an extrusion is a herniation too.
inline void add_condition(condition_set& set, std::size_t index) {
    for (; index != condition_count; index = wider_condition[index]) set.set(index);
}

/// The set that these names describe, in any order, with the wider conditions included.
[[nodiscard]] inline condition_set parse_conditions(std::span<const std::string_view> names) {
    condition_set set;
    for (const auto name : names) add_condition(set, parse_condition(name));
    return set;
}

/// The named conditions alone, for a list of what was denied: no extrusion does not mean no herniation.
[[nodiscard]] inline condition_set parse_denied(std::span<const std::string_view> names) {
    condition_set set;
    for (const auto name : names) set.set(parse_condition(name));
    return set;
}

}  // namespace backrisk::history
