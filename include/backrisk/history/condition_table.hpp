#pragma once
/// The conditions and findings that a person's record may name: one table.
///
/// Names are stable and spelt in lower case with underscores. A finding on an image is common in people
/// without pain (Brinjikji 2015 AJNR 36:811, 10.3174/ajnr.A4173: disc bulge in 30 % at age 20, 84 % at age
/// 80), so a condition here is a fact of the record, not a cause of pain. Red-flag findings are conditions
/// too; `red_flag_table.hpp` says what each asks for.
///
/// An alias never changes what follows from a name: a new loss of bladder control is not stress
/// incontinence of many years, an operation on a knee is none on the spine, a stress fracture is not an old
/// pars defect, weight loss is not unexplained unless somebody said so.
#include <array>
#include <string_view>

#include "backrisk/core/names.hpp"

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

}  // namespace backrisk::history

namespace backrisk {
template <>
inline constexpr auto enum_names<history::condition_kind> =
    std::to_array<std::string_view>({"disc", "nerve", "bone", "deformity", "joint", "inflammatory", "pain",
                                     "surgery", "serious", "finding", "context"});
}  // namespace backrisk

namespace backrisk::history {

using backrisk::to_string;

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
    {"disc_disorder", "Disc disorder (not specified)", disc, "disc_lesion disc_disease"},
    {"discogenic_pain", "Pain from a disc", pain, "", "disc_disorder"},
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
    {"spondylolysis", "Spondylolysis", bone, "pars_defect", "", "E016"},
    {"bone_stress_injury", "Bone stress injury, place not given", bone,
     "stress_fracture bone_stress_reaction"},
    {"pelvic_stress_fracture", "Stress fracture of the sacrum or pelvis", bone,
     "sacral_stress_fracture pubic_stress_fracture sacral_bone_stress_injury pelvic_bone_stress_injury"},
    {"femoral_stress_fracture", "Stress fracture of the hip or thigh", bone,
     "femoral_neck_stress_fracture hip_stress_fracture femoral_bone_stress_injury"},
    {"tibial_stress_fracture", "Stress fracture of the shin", bone,
     "shin_stress_fracture fibular_stress_fracture tibial_bone_stress_injury"},
    {"foot_stress_fracture", "Stress fracture of the foot", bone,
     "metatarsal_stress_fracture navicular_stress_fracture calcaneal_stress_fracture"},
    {"rib_stress_fracture", "Stress fracture of a rib", bone, "rib_bone_stress_injury"},
    {"lumbar_stress_fracture", "Stress fracture of a lumbar vertebra", bone,
     "pars_stress_fracture lumbar_bone_stress_injury active_spondylolysis acute_spondylolysis"},
    {"relative_energy_deficiency", "Relative energy deficiency in sport", bone,
     "red_s reds low_energy_availability"},
    {"hypermobility", "Joint hypermobility", joint,
     "joint_hypermobility hypermobility_spectrum_disorder generalised_hypermobility"},
    {"ehlers_danlos", "Ehlers-Danlos syndrome", joint,
     "ehlers_danlos_syndrome hypermobile_ehlers_danlos heds", "hypermobility"},
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
     "spinal_arthritis facet_arthritis facet_arthropathy"},
    {"facet_joint_pain", "Pain from facet joints", pain, "facet_pain facet_syndrome", "spondylosis"},
    {"spinal_instability", "Spinal instability", joint, "lumbar_instability segmental_instability"},
    {"sacroiliac_pain", "Sacroiliac joint pain", joint, "si_joint_pain sacroiliac_dysfunction"},
    {"pelvic_girdle_pain", "Pain of the pelvic girdle", pain, "", "sacroiliac_pain"},
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
    {"spinal_surgery", "Spinal surgery", surgery, "back_surgery lumbar_surgery spine_surgery"},
    {"lumbar_fusion", "Lumbar fusion", surgery, "spinal_fusion", "spinal_surgery"},
    {"discectomy", "Lumbar discectomy", surgery, "microdiscectomy", "spinal_surgery"},
    {"laminectomy", "Lumbar decompression, laminectomy", surgery,
     "lumbar_decompression decompression laminotomy", "spinal_surgery"},
    {"disc_replacement", "Lumbar disc replacement", surgery, "disc_arthroplasty artificial_disc",
     "spinal_surgery"},
    {"vertebroplasty", "Vertebroplasty, kyphoplasty", surgery, "kyphoplasty", "spinal_surgery"},
    {"cervical_surgery", "Surgery of the neck part of the spine", surgery, "cervical_fusion acdf",
     "spinal_surgery"},
    {"recent_spinal_procedure", "Recent spinal surgery or injection", surgery, "recent_spinal_surgery"},
    {"spinal_injection", "Injection into or beside the spine", surgery,
     "epidural_injection facet_injection nerve_root_block"},
    {"recent_surgery", "Recent surgery, place not given", surgery, "recent_operation surgery operation"},
    {"hip_surgery", "Surgery of a hip", surgery,
     "hip_replacement hip_arthroplasty total_hip_replacement hip_arthroscopy"},
    {"knee_surgery", "Surgery of a knee", surgery,
     "knee_arthroscopy knee_replacement knee_arthroplasty total_knee_replacement acl_reconstruction "
     "meniscectomy meniscus_repair"},
    {"abdominal_surgery", "Surgery of the abdomen or pelvis", surgery,
     "hernia_repair hysterectomy pelvic_surgery"},
    {"caesarean_section", "Caesarean section", surgery, "cesarean_section c_section caesarean cesarean",
     "abdominal_surgery"},
    {"other_surgery", "Surgery elsewhere than at the spine, hip, knee or abdomen", surgery,
     "shoulder_surgery elbow_surgery ankle_surgery foot_surgery hand_surgery wrist_surgery"},
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
    {"cancer", "Cancer under treatment or not cured", serious,
     "current_cancer active_cancer malignancy multiple_myeloma"},
    {"metastatic_cancer", "Cancer that has spread", serious, "metastatic_disease metastases", "cancer"},
    // states of the body that change what is asked of it
    {"pregnancy", "Pregnancy", finding, "pregnant"},
    {"pregnancy_complication", "Complication of a pregnancy", finding,
     "pre_eclampsia preeclampsia placenta_praevia placenta_previa cervical_insufficiency preterm_labour "
     "preterm_labor ruptured_membranes",
     "pregnancy"},
    {"gestational_diabetes", "Diabetes of pregnancy", finding, "", "pregnancy"},
    {"vaginal_bleeding", "Bleeding from the vagina, not a period", finding},
    {"postpartum", "The weeks after a birth", finding, "post_partum postnatal after_birth"},
    {"anticoagulants", "Blood thinners", finding,
     "anticoagulant anticoagulant_use anticoagulation blood_thinners warfarin apixaban rivaroxaban "
     "dabigatran edoxaban "
     "heparin"},
    {"haemophilia", "Haemophilia or another bleeding disorder", finding,
     "hemophilia bleeding_disorder von_willebrand"},
    {"diabetes", "Diabetes", finding, "diabetes_mellitus type_1_diabetes type_2_diabetes"},
    // red-flag findings
    {"saddle_numbness", "Numbness between the legs", finding,
     "saddle_anaesthesia saddle_anesthesia saddle_paraesthesia perianal_numbness perineal_numbness "
     "genital_numbness"},
    {"reduced_anal_tone", "Weak closing muscle of the bowel", finding, "weak_anal_sphincter"},
    {"new_bladder_dysfunction", "New change of bladder function", finding, "new_bladder_problem"},
    {"bladder_retention", "New difficulty passing urine", finding, "urinary_retention"},
    {"bladder_incontinence", "New loss of bladder control", finding,
     "new_urinary_incontinence new_bladder_incontinence"},
    {"urinary_incontinence", "Leakage of urine, stress or urge incontinence", finding,
     "stress_incontinence urge_incontinence stress_urinary_incontinence"},
    {"bowel_incontinence", "New loss of bowel control", finding,
     "new_bowel_incontinence new_faecal_incontinence new_bowel_dysfunction"},
    {"faecal_incontinence", "Leakage of stool", finding, "fecal_incontinence"},
    {"new_sexual_dysfunction", "New sexual dysfunction", finding, "new_erectile_dysfunction"},
    {"sexual_dysfunction", "Sexual dysfunction", finding, "erectile_dysfunction"},
    {"progressive_leg_weakness", "Leg weakness that gets worse", finding,
     "progressive_weakness worsening_leg_weakness progressive_neurological_deficit "
     "progressive_motor_loss"},
    {"bilateral_leg_weakness", "Weakness of both legs", finding, "weakness_both_legs"},
    {"leg_weakness", "Weakness of a leg", finding, "motor_weakness motor_loss leg_motor_loss"},
    {"leg_numbness", "Numbness or pins and needles in a leg", finding,
     "numb_leg leg_paraesthesia leg_paresthesia"},
    {"bilateral_sciatica", "Sciatica in both legs", finding, "sciatica_both_legs"},
    {"foot_drop", "Foot drop", finding, "drop_foot"},
    {"upper_motor_neuron_signs", "Brisk reflexes, clonus", finding, "hyperreflexia clonus"},
    {"gait_disturbance", "Unsteady gait, clumsy legs", finding, "unsteady_gait"},
    {"prolonged_steroids", "Prolonged use of corticosteroids", finding,
     "long_term_steroids prolonged_corticosteroid_use"},
    {"steroid_use", "Use of corticosteroids, duration not given", finding,
     "corticosteroids corticosteroid_use oral_steroids steroids"},
    {"severe_trauma", "Severe trauma", finding,
     "major_trauma significant_trauma fall_from_height road_traffic_accident car_accident"},
    {"minor_trauma", "Minor trauma", finding, "minor_fall fall recent_fall low_energy_fall"},
    {"contusion_or_abrasion", "Contusion or abrasion over the spine", finding,
     "contusion_over_spine abrasion_over_spine bruise_over_spine"},
    {"cancer_history", "History of cancer", finding,
     "history_of_cancer previous_cancer cancer_survivor breast_cancer_history prostate_cancer_history"},
    {"unexplained_weight_loss", "Unexplained weight loss", finding, "unintended_weight_loss"},
    {"weight_loss", "Weight loss, reason not given", finding},
    {"intentional_weight_loss", "Intended weight loss", finding, "intended_weight_loss dieting"},
    {"thoracic_pain", "Pain between the shoulder blades", finding, "upper_back_pain"},
    {"night_pain", "Pain at night", finding, "pain_at_night nocturnal_pain"},
    {"fever", "Fever", finding, "pyrexia chills"},
    {"night_sweats", "Sweating at night", finding},
    {"immunosuppression", "Immunosuppression", finding, "immunosuppressed immunocompromised"},
    {"iv_drug_use", "Injected drugs", finding, "intravenous_drug_use"},
    {"recent_infection", "Recent infection", finding, "recent_bacterial_infection"},
    {"urinary_tract_infection", "Infection of the bladder or the kidneys", finding,
     "uti pyelonephritis kidney_infection", "recent_infection"},
    {"tuberculosis", "Tuberculosis, now or in the past", finding, "tb history_of_tuberculosis"},
    {"sepsis_signs", "Signs of sepsis", finding, "sepsis"},
    {"morning_stiffness", "Long morning stiffness", finding, "prolonged_morning_stiffness"},
    {"improves_with_exercise", "Better with exercise, not with rest", finding, "better_with_exercise"},
    {"extension_related_pain", "Pain on extension for more than two weeks", finding, "extension_pain"},
    {"pulsatile_abdominal_mass", "Pulsatile abdominal mass", finding, "pulsatile_mass"},
    {"tearing_pain", "Sudden tearing pain of the belly or the back", finding, "sudden_tearing_pain"},
    {"abdominal_pain", "Pain in the belly", finding, "belly_pain"},
    {"collapse", "Collapse or fainting", finding, "syncope fainting"},
    {"chest_pain", "Pain in the chest", finding, "angina"},
    {"amenorrhoea", "Missing periods", finding, "amenorrhea missed_periods"},
    {"eating_disorder", "Eating disorder", finding, "anorexia_nervosa bulimia_nervosa"},
    {"pain_unrelated_to_movement", "Pain that movement does not change", finding, "non_mechanical_pain"},
    // context that is derived from age and sex
    {"age_over_70", "Age above 70 years", context},
    {"age_over_60", "Age above 60 years", context},
    {"age_over_50", "Age above 50 years", context},
    {"age_under_45", "Age below 45 years", context},
    {"age_under_20", "Age below 20 years", context},
    {"age_under_18", "Age below 18 years", context},
    {"age_under_10", "Age below 10 years", context},
    {"female_sex", "Female", context, "female"},
    // context that is derived from dates
    {"spinal_surgery_recent", "Spinal surgery within twelve weeks", context},
    {"spinal_surgery_undated", "Spinal surgery with no date given", context},
    {"surgery_recent", "Surgery elsewhere within twelve weeks, or with no date", context},
    {"bone_stress_active", "Bone stress injury within twelve weeks, with no date, or not yet reviewed",
     context},
    {"leg_stress_active",
     "Stress fracture of a leg or foot within twelve weeks, with no date, or not yet reviewed", context},
    {"weak_leg", "Loss of strength in a leg", context},
});
}  // namespace detail_conditions

}  // namespace backrisk::history
