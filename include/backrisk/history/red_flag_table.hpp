#pragma once
/// The rules of the gate: what each finding asks for, by its course and by current pain.
///
/// Ten letters a rule: with pain / without, each recent, undated, longstanding, reviewed while recent,
/// reviewed; n none, d discuss, p prompt review, s same day, e emergency. Flags of fracture, cancer and
/// infection were measured in people with back pain and hold for them; without pain the same facts shape the
/// advice on exercise. That no letter is milder for pain or newness, nor stricter for a review, does not
/// compile otherwise.
#include "backrisk/history/red_flag.hpp"

namespace backrisk::history {

namespace detail_flags {
inline constexpr source downie{"Downie 2013 BMJ 347:f7095", "10.1136/bmj.f7095", verification::verified};
inline constexpr source finucane{
    "Finucane 2020 J Orthop Sports Phys Ther 50:350, IFOMPT framework (abstract read; level: assumption)",
    "10.2519/jospt.2020.9971", verification::partial};
inline constexpr source pathway{
    "GIRFT national pathway for suspected cauda equina syndrome, 2023 (announcement read; level: assumption)",
    "", verification::partial};
inline constexpr source asas{"ASAS criteria of inflammatory back pain (level: assumption)", "",
                             verification::unverified};
inline constexpr source sweeney{
    "Sweeney 2024 (spondylolysis in 14 % of an adolescent clinic; level: assumption)",
    "10.1249/esm.0000000000000025", verification::partial};
inline constexpr source brooke{"Brooke-Wavell 2022 Br J Sports Med 56:837 (abstract read; level: assumption)",
                               "10.1136/bjsports-2021-104634", verification::partial};
inline constexpr source who{
    "Bull 2020 Br J Sports Med 54:1451, WHO guidelines (table of recommendations read in part; level: "
    "assumption)",
    "10.1136/bjsports-2020-102955", verification::partial};
inline constexpr source usual{"common clinical teaching (level: assumption)", "", verification::unverified};
inline constexpr source ours{"a choice of this library", "", verification::assumption};
inline constexpr std::string_view studied =
    "single studies in primary to tertiary care; which one was not read";

[[nodiscard]] consteval triage_level letter(char c) {
    const auto at = std::string_view("ndpse").find(c);
    if (at == std::string_view::npos) throw "one of n d p s e";
    return static_cast<triage_level>(at);
}
[[nodiscard]] consteval levels_by_course by(std::string_view letters) {
    if (letters.size() != 11 || letters[5] != '/') throw "five letters, a slash, five letters";
    levels_by_course found;
    for (std::size_t i = 0; i < 5; ++i) {
        found.with_pain[i] = letter(letters[i]);
        found.without_pain[i] = letter(letters[i + 6]);
    }
    return found;
}
[[nodiscard]] constexpr bool in_order(const std::array<triage_level, 5>& of) noexcept {
    const auto& [recent, undated, longstanding, reviewed_recent, reviewed] = of;
    return recent >= undated && undated >= longstanding && longstanding >= reviewed &&
           recent >= reviewed_recent && reviewed_recent >= reviewed;
}
[[nodiscard]] constexpr bool in_order(const levels_by_course& of) noexcept {
    for (std::size_t i = 0; i < 5; ++i)
        if (of.with_pain[i] < of.without_pain[i]) return false;
    return in_order(of.with_pain) && in_order(of.without_pain);
}
[[nodiscard]] consteval std::size_t at(std::string_view name) { return condition_index(name); }
}  // namespace detail_flags

// clang-format off
inline constexpr auto red_flag_rules = [] {
    using namespace detail_flags;
    using enum concern;
    return std::to_array<red_flag_rule>({
        {at("saddle_numbness"), cauda_equina_syndrome, by("eeppd/eeppd"), pathway},
        {at("new_bladder_dysfunction"), cauda_equina_syndrome, by("eedpd/eedpd"), pathway},
        {at("bladder_retention"), cauda_equina_syndrome, by("eedpd/eedpd"), pathway},
        {at("bladder_incontinence"), cauda_equina_syndrome, by("eedpd/eedpd"), pathway},
        {at("urinary_incontinence"), cauda_equina_syndrome, by("esdpn/edndn"), pathway},
        {at("bowel_incontinence"), cauda_equina_syndrome, by("eedpd/eedpd"), pathway},
        {at("faecal_incontinence"), cauda_equina_syndrome, by("esdpn/epnpn"), pathway},
        {at("new_sexual_dysfunction"), cauda_equina_syndrome, by("eedpd/epdpd"), pathway},
        {at("sexual_dysfunction"), cauda_equina_syndrome, by("epnpn/pdndn"), pathway},
        {at("progressive_leg_weakness"), motor_loss, by("eespd/eespd"), pathway},
        {at("reduced_anal_tone"), cauda_equina_syndrome, by("eeppd/eeppd"), pathway},
        {at("bilateral_leg_weakness"), cauda_equina_syndrome, by("eeppd/eeppd"), pathway},
        {at("leg_weakness"), motor_loss, by("espdd/esddd"), finucane},
        {at("leg_numbness"), motor_loss, by("dddnn/dddnn"), finucane},
        {at("foot_drop"), motor_loss, by("esdpd/esdpd"), finucane},
        {at("bilateral_sciatica"), cauda_equina_syndrome, by("esdpd/esdpd"), pathway},
        {at("cauda_equina_syndrome"), cauda_equina_syndrome, by("eeppd/eeppd"), pathway},
        {at("cord_compression"), spinal_cord_compression, by("eeppd/eeppd"), finucane},
        {at("upper_motor_neuron_signs"), spinal_cord_compression, by("sspdd/sspdd"), finucane},
        {at("gait_disturbance"), spinal_cord_compression, by("spdpd/spdpd"), finucane},
        {at("prolonged_steroids"), fracture, by("pppdd/nnnnn"), downie, {33, 10, 67, studied}},
        {at("steroid_use"), fracture, by("pppdd/nnnnn"), downie, {33, 10, 67, studied}},
        {at("severe_trauma"), fracture, by("spndn/ddndn"), downie, {11, 8, 16, studied}, recent_days, true},
        {at("contusion_or_abrasion"), fracture, by("ppndn/nnnnn"), downie, {62, 49, 74, studied}, recent_days, true},
        {at("vertebral_fracture"), fracture, by("ppddd/pdndn"), finucane, {}, healing_days},
        {at("age_over_70"), fracture, by("ddddd/nnnnn"), downie, {9, 3, 25, studied}},
        {at("osteoporosis"), fracture, by("dddnn/nnnnn"), brooke},
        {at("ankylosing_spondylitis"), fracture, by("nnnnn/nnnnn"), usual},
        {at("minor_trauma"), fracture, by("nnnnn/nnnnn"), finucane, {}, recent_days, true},
        {at("female_sex"), fracture, by("nnnnn/nnnnn"), finucane},
        {at("cancer_history"), cancer, by("pppdd/nnnnn"), downie, {33, 22, 46, studied}},
        {at("cancer"), cancer, by("spppd/ddddn"), finucane},
        {at("spinal_tumour"), cancer, by("ssppd/pppdd"), finucane},
        {at("unexplained_weight_loss"), cancer, by("ddddn/dddnn"), finucane},
        {at("weight_loss"), cancer, by("dddnn/nnnnn"), usual},
        {at("thoracic_pain"), cancer, by("dddnn/nnnnn"), finucane},
        {at("night_pain"), cancer, by("dddnn/nnnnn"), usual},
        {at("age_over_50"), cancer, by("nnnnn/nnnnn"), usual},
        {at("sepsis_signs"), infection, by("eeepd/eeepd"), finucane},
        {at("spinal_infection"), infection, by("eedpd/ssddd"), finucane},
        {at("fever"), infection, by("ppndn/nnnnn"), finucane, {}, recent_days, true},
        {at("night_sweats"), infection, by("dddnn/nnnnn"), finucane},
        {at("immunosuppression"), infection, by("dddnn/nnnnn"), finucane},
        {at("iv_drug_use"), infection, by("dddnn/nnnnn"), finucane},
        {at("recent_infection"), infection, by("ddnnn/nnnnn"), finucane, {}, healing_days, true},
        {at("diabetes"), infection, by("nnnnn/nnnnn"), finucane},
        {at("tuberculosis"), infection, by("dddnn/nnnnn"), finucane},
        {at("recent_spinal_procedure"), surgery, by("ddndn/ddndn"), usual, {}, healing_days, true},
        {at("spinal_injection"), surgery, by("ddnnn/ddnnn"), usual, {}, healing_days, true},
        {at("spinal_surgery"), surgery, by("ddndn/ddndn"), usual, {}, healing_days, true},
        {at("recent_surgery"), surgery, by("ddnnn/ddnnn"), usual, {}, healing_days, true},
        {at("hip_surgery"), surgery, by("ddnnn/dnnnn"), usual, {}, healing_days, true},
        {at("knee_surgery"), surgery, by("ddnnn/dnnnn"), usual, {}, healing_days, true},
        {at("abdominal_surgery"), surgery, by("ddnnn/ddnnn"), usual, {}, healing_days, true},
        {at("other_surgery"), surgery, by("ddnnn/dnnnn"), usual, {}, healing_days, true},
        {at("morning_stiffness"), inflammatory_back_pain, by("dddnn/nnnnn"), asas},
        {at("improves_with_exercise"), inflammatory_back_pain, by("nnnnn/nnnnn"), asas},
        {at("age_under_45"), inflammatory_back_pain, by("nnnnn/nnnnn"), asas},
        {at("extension_related_pain"), bone_stress_injury, by("dddnn/nnnnn"), sweeney},
        {at("lumbar_stress_fracture"), bone_stress_injury, by("ppddd/ppddn"), sweeney, {}, healing_days},
        {at("pelvic_stress_fracture"), bone_stress_injury, by("ppddd/ppddn"), usual, {}, healing_days},
        {at("femoral_stress_fracture"), bone_stress_injury, by("ppddd/ppddn"), usual, {}, healing_days},
        {at("tibial_stress_fracture"), bone_stress_injury, by("ddndn/ddnnn"), usual, {}, healing_days},
        {at("foot_stress_fracture"), bone_stress_injury, by("ddndn/ddnnn"), usual, {}, healing_days},
        {at("rib_stress_fracture"), bone_stress_injury, by("ddndn/ddnnn"), usual, {}, healing_days},
        {at("bone_stress_injury"), bone_stress_injury, by("ppndn/ddnnn"), usual, {}, healing_days},
        {at("relative_energy_deficiency"), bone_stress_injury, by("dddnn/dddnn"), usual},
        {at("amenorrhoea"), bone_stress_injury, by("dddnn/dddnn"), usual},
        {at("eating_disorder"), bone_stress_injury, by("dddnn/dddnn"), usual},
        {at("spondylolysis"), bone_stress_injury, by("dddnn/nnnnn"), sweeney},
        {at("age_under_20"), bone_stress_injury, by("nnnnn/nnnnn"), sweeney},
        {at("pulsatile_abdominal_mass"), aortic_aneurysm, by("eeess/sssdd"), usual},
        {at("aortic_aneurysm"), aortic_aneurysm, by("eeess/pppdn"), usual},
        {at("tearing_pain"), aortic_aneurysm, by("eedpd/eedpd"), usual},
        {at("abdominal_pain"), aortic_aneurysm, by("ddnnn/nnnnn"), usual, {}, recent_days, true},
        {at("collapse"), aortic_aneurysm, by("esndn/pdnnn"), usual, {}, recent_days, true},
        {at("pain_unrelated_to_movement"), aortic_aneurysm, by("dddnn/nnnnn"), usual},
        {at("age_over_60"), aortic_aneurysm, by("nnnnn/nnnnn"), usual},
        {at("chest_pain"), heart_disease, by("esdpd/esdpd"), usual},
        {at("anticoagulants"), bleeding, by("nnnnn/nnnnn"), usual},
        {at("haemophilia"), bleeding, by("dddnn/nnnnn"), usual},
        {at("pregnancy"), concern::pregnancy, by("dddnn/nnnnn"), who},
        {at("pregnancy_complication"), concern::pregnancy, by("spppd/spppd"), who},
        {at("vaginal_bleeding"), concern::pregnancy, by("nnnnn/nnnnn"), usual, {}, recent_days, true},
        {at("postpartum"), concern::pregnancy, by("ddnnn/nnnnn"), who, {}, healing_days},
        {at("age_under_18"), childhood, by("ddddd/nnnnn"), ours},
        {at("age_under_10"), childhood, by("ppppp/nnnnn"), ours},
    });
}();
// clang-format on
static_assert([] {
    for (const auto& one : red_flag_rules)
        if (!detail_flags::in_order(one.level)) return false;
    return true;
}());

/// Built once; every member exists in `conditions`.
[[nodiscard]] const std::vector<flag_combination>& flag_combinations();

}  // namespace backrisk::history
