#pragma once
/// The rules of advice: the clinic's article line by line, guidelines, and what mechanics and practice add.
///
/// The strictest rule that holds decides, and every rule that holds is shown (`advise_on`). Where the article
/// and the guidelines differ, both stand here: the article leaves exercises out while there is pain, the
/// guidelines keep people active and change how much and how. The article names crunches twice, as core work
/// and as one to avoid with pain; both lines stand here too.
///
/// Columns: id, when, what, verdict, origin, how (patient), why (clinician), source, certainty. Sources that
/// were read in an abstract or a quotation and not in full are `partial`; rules of `expert` are this
/// library's, for a professional to keep or replace.
#include "backrisk/advise/rule.hpp"

namespace backrisk::advise {

namespace detail_rules {
using enum verdict;
using enum origin;
using enum evidence::certainty;
inline constexpr source the_article{"clinic article that started the project", "", verification::partial};
inline constexpr source nice{"NICE guideline NG59, 2016, updated 2020", "", verification::partial};
inline constexpr source acp{"Qaseem 2017 Ann Intern Med 166:514 (American College of Physicians)",
                            "10.7326/M16-2367", verification::partial};
inline constexpr source who{"WHO 2023 guideline on chronic primary low back pain in adults", "",
                            verification::partial};
inline constexpr source foster{"Foster 2018 Lancet 391:2368", "10.1016/S0140-6736(18)30489-6",
                               verification::partial};
inline constexpr source brooke{"Brooke-Wavell 2022 Br J Sports Med 56:837 (consensus statement)",
                               "10.1136/bjsports-2021-104634", verification::partial};
inline constexpr source finucane{"Finucane 2020 J Orthop Sports Phys Ther 50:350", "10.2519/jospt.2020.9971",
                                 verification::partial};
inline constexpr source brinjikji{"Brinjikji 2015 AJNR 36:811", "10.3174/ajnr.A4173", verification::verified};
inline constexpr source sweeney{"Sweeney 2024 (spondylolysis in 14 % of an adolescent clinic)",
                                "10.1249/esm.0000000000000025", verification::partial};
inline constexpr source millner{"Millner 2016 Semin Arthritis Rheum 45:411 (consensus statement)", "",
                                verification::partial};
inline constexpr source pua{"Pua 2007 Aust J Physiother 53:83 (68 patients, randomised)",
                            "10.1016/S0004-9514(07)70040-5", verification::partial};
inline constexpr source who_active{"Bull 2020 Br J Sports Med 54:1451 (WHO guidelines 2020)",
                                   "10.1136/bjsports-2020-102955", verification::partial};
inline constexpr source usual{"common clinical teaching", "", verification::unverified};
inline constexpr source ours{"this library's reading of mechanics and practice", "",
                             verification::assumption};

inline constexpr std::string_view do_it = "Good to do. Start small and build up.",
                                  warm = "Use it to warm up. Move slowly.",
                                  leave = "Leave it out while you have pain. Bring it back in small steps.",
                                  allow = "Do it only as far as your pain allows.",
                                  less = "Use less load, less range or fewer sets. Stop if pain builds up.",
                                  keep = "Keep doing it. Moving helps your back.",
                                  named_do = "named among the exercises to do",
                                  named_dont = "named among the exercises to avoid with pain",
                                  named_allow = "named among those for as far as symptoms allow";

// clang-format off
inline constexpr auto article_rules = std::to_array<rule>({
    {"A01", "always", "-", suitable, article, "Talk to a health expert before you start.", "professional first", the_article, very_low},
    {"A02", "always", "exercise=cat-cow", suitable, article, warm, "warm-up of the article", the_article, very_low},
    {"A03", "always", "exercise=hip circles", suitable, article, warm, "warm-up of the article", the_article, very_low},
    {"A04", "always", "exercise=standing hamstring stretch", suitable, article, warm, "warm-up of the article", the_article, very_low},
    {"A05", "always", "exercise=knee-to-chest", suitable, article, warm, "warm-up of the article", the_article, very_low},
    {"A06", "always", "exercise=swimming", suitable, article, do_it, "low impact, named to do", the_article, very_low},
    {"A07", "always", "exercise=walking", suitable, article, do_it, "low impact, named to do", the_article, very_low},
    {"A08", "always", "exercise=cycling", suitable, article, do_it, "low impact, named to do", the_article, very_low},
    {"A09", "always", "exercise=yoga", suitable, article, do_it, "low impact, named to do", the_article, very_low},
    {"A10", "always", "exercise=plank", suitable, article, do_it, "core work, named to do", the_article, very_low},
    {"A11", "always", "exercise=side bridge", suitable, article, do_it, "core work, named to do", the_article, very_low},
    {"A12", "always", "exercise=curl-up", suitable, article, do_it, "core work, named to do; the article also names crunches to avoid with pain (A15)", the_article, very_low},
    {"A13", "always", "exercise=bird dog", suitable, article, do_it, "core work, named to do", the_article, very_low},
    {"A14", "pain", "name~sit-up", not_now, article, leave, named_dont, the_article, very_low},
    {"A15", "pain", "name~curl-up", not_now, article, leave, "crunches: named to avoid with pain; the article also names them as core work (A12)", the_article, very_low},
    {"A16", "pain", "exercise=leg press", not_now, article, leave, named_dont, the_article, very_low},
    {"A17", "pain", "name~squat", not_now, article, leave, named_dont, the_article, very_low},
    {"A18", "pain", "exercise=good morning", not_now, article, leave, named_dont, the_article, very_low},
    {"A19", "pain", "name~deadlift", not_now, article, leave, named_dont, the_article, very_low},
    {"A20", "pain", "exercise=standing toe touch", not_now, article, leave, named_dont, the_article, very_low},
    {"A21", "pain", "exercise=running", modify, article, allow, named_allow, the_article, very_low},
    {"A22", "pain", "pattern=jump", modify, article, allow, named_allow, the_article, very_low},
    {"A23", "pain", "compression>=high", modify, article, allow, "heavy lifting: named for as far as symptoms allow", the_article, very_low},
    {"A24", "always", "-", suitable, article, "Warm up before you train.", "warm-up first", the_article, very_low},
    {"A25", "always", "-", suitable, article, "Mind your posture.", "posture; its link with pain is weak, see the effects of the evidence", the_article, very_low},
    {"A26", "always", "-", suitable, article, "Do not push too hard. Take rest days.", "dose and rest", the_article, very_low},
});

inline constexpr auto guideline_rules = std::to_array<rule>({
    {"G01", "pain", "-", suitable, guideline, "Stay active. Do what you can of your normal day.", "continue normal activities, self-management (NG59)", nice, low},
    {"G02", "pain", "strain<=low", suitable, guideline, keep, "resume normal activities and exercise; rest is overused", foster, low},
    {"G03", "pain", "strain>=moderate", modify, guideline, less, "exercise type and dose by needs, preferences and symptoms, not by a ban (NG59); differs from the article's list", nice, low},
    {"G04", "low_back_pain", "role=aerobic", suitable, guideline, do_it, "group exercise: biomechanical, aerobic, mind-body or mixed (NG59)", nice, low},
    {"G05", "low_back_pain", "role=mind_body", suitable, guideline, do_it, "group exercise: biomechanical, aerobic, mind-body or mixed (NG59)", nice, low},
    {"G06", "chronic_low_back_pain", "exercise=yoga", suitable, guideline, do_it, "yoga: strong recommendation, low-quality evidence", acp, low},
    {"G07", "chronic_low_back_pain", "exercise=tai chi", suitable, guideline, do_it, "tai chi: strong recommendation, low-quality evidence", acp, low},
    {"G08", "chronic_low_back_pain", "role=core", suitable, guideline, do_it, "motor control exercise: strong recommendation, low-quality evidence", acp, low},
    {"G09", "chronic_low_back_pain", "role=strength", suitable, guideline, do_it, "structured exercise programmes", who, low},
    {"G10", "osteoporosis", "role=strength", suitable, guideline, "Strength work is good for your bones. Learn it with an expert.", "progressive resistance training for bone strength", brooke, low},
    {"G11", "osteoporosis", "pattern=extension", suitable, guideline, "Back strength work helps you stand tall. Start lying down.", "spinal extension exercise", brooke, low},
    {"G12", "osteoporosis", "flexion>=high", not_now, guideline, "Do not round your back this far. Bend at the hips.", "avoid postures with a high degree of spinal flexion", brooke, low},
    {"G13", "vertebral_fracture", "impact>=moderate", not_now, guideline, "Stay at the effort of a brisk walk.", "impact up to that of brisk walking after a vertebral fracture", brooke, low},
    {"G14", "always", "-", suitable, guideline, "Go to a hospital at once if you lose control of your bladder or bowel. Go too if you feel numb between your legs, or if your legs get weak.", "safety net for cauda equina syndrome", finucane, low},
    {"G15", "ankylosing_spondylitis", "role=stretch", suitable, guideline, "Moving each day helps a stiff back.", "mobility first, with stretching, strength and endurance work in a balanced programme", millner, moderate},
    {"G16", "ankylosing_spondylitis", "role=strength", suitable, guideline, "Moving each day helps a stiff back.", "mobility first, with stretching, strength and endurance work in a balanced programme", millner, moderate},
    {"G17", "ankylosing_spondylitis", "role=aerobic", suitable, guideline, "Moving each day helps a stiff back.", "mobility first, with stretching, strength and endurance work in a balanced programme", millner, moderate},
});

inline constexpr auto expert_rules = std::to_array<rule>({
    {"X01", "pain_on_bending", "flexion>=high", not_now, expert, "Leave deep bending for now. Try it again in a week or two.", "provocative direction at full range", ours, very_low},
    {"X02", "pain_on_bending", "flexion>=moderate", modify, expert, "Bend less far. Keep the load light.", "provocative direction, reduced range", ours, very_low},
    {"X03", "pain_on_arching", "extension>=high", not_now, expert, "Leave strong arching for now.", "provocative direction at full range", ours, very_low},
    {"X04", "pain_on_arching", "extension>=moderate", modify, expert, "Arch less. Keep your ribs down.", "provocative direction, reduced range", ours, very_low},
    {"X05", "pain_on_twisting", "rotation>=high", not_now, expert, "Leave fast or wide twists for now.", "provocative direction at full range", ours, very_low},
    {"X06", "pain_on_twisting", "rotation>=moderate", modify, expert, "Twist less far and slower.", "provocative direction, reduced range", ours, very_low},
    {"X07", "pain_on_lifting", "compression>=high", not_now, expert, "Leave heavy loads for now.", "load-provoked pain: compression", ours, very_low},
    {"X08", "pain_on_lifting", "compression>=moderate", modify, expert, "Halve the load, then add a little each week.", "load-provoked pain: graded loading; the step is a choice", ours, very_low},
    {"X09", "pain_on_lifting", "shear>=high", modify, expert, "Stay more upright and use less load.", "load-provoked pain: shear", ours, very_low},
    {"X10", "pain_on_impact", "impact>=high", not_now, expert, "Leave jumps and sprints for now.", "impact-provoked pain", ours, very_low},
    {"X11", "pain_on_impact", "impact>=moderate", modify, expert, "Go softer and shorter, or walk.", "impact-provoked pain, graded", ours, very_low},
    {"X14", "severe_pain", "strain>=high", not_now, expert, "Leave this until the pain eases. Gentle moves are fine to try.", "high irritability", ours, very_low},
    {"X15", "pain_after_exercise", "strain>=moderate", modify, expert, "Do half as much next time.", "flare of more than a day: the dose was too high; the step is a choice", ours, very_low},
    {"X16", "leg_pain", "flexion>=high", modify, expert, "Bend less. Stop if the pain moves down your leg.", "peripheralisation guides dose", ours, very_low},
    {"X17", "leg_pain", "compression>=high", modify, expert, "Use less load. Stop if the pain moves down your leg.", "peripheralisation guides dose", ours, very_low},
    {"X19", "recovering", "compression>=high", modify, expert, "Come back in steps. Start well below your old load.", "graded return; recurrence risk is highest in the first weeks", ours, very_low},
    {"X20", "recovering", "impact>=high", modify, expert, "Come back in steps. Start with short, soft bouts.", "graded return; recurrence risk is highest in the first weeks", ours, very_low},
    {"X21", "disc_herniation & pain", "flexion>=high", modify, expert, "Bend less far, above all early in the day.", "flexion with a symptomatic herniation", ours, very_low},
    {"X22", "extension_related_pain", "extension>=moderate", not_now, expert, "Leave arching until an expert has looked at your back.", "extension pain of more than two weeks: stop extension load, review for a stress injury of the pars", sweeney, low},
    {"X23", "spondylolysis & pain", "extension>=high", modify, expert, "Arch less, with fewer repeats.", "pars stress rises with extension and rotation", ours, very_low},
    {"X24", "spondylolysis & pain", "rotation>=high", modify, expert, "Twist less, with fewer repeats.", "pars stress rises with extension and rotation", ours, very_low},
    {"X25", "spondylolisthesis & pain", "extension>=high", modify, expert, "Arch less, with fewer repeats.", "extension narrows the foramen", ours, very_low},
    {"X26", "spondylolisthesis & pain", "shear>=high", modify, expert, "Stay more upright and use less load.", "anterior shear", ours, very_low},
    {"X27", "spinal_stenosis", "extension>=moderate", modify, expert, "Arch less. Rest bent forward when your legs tire.", "extension narrows the canal", ours, very_low},
    {"X28", "spinal_stenosis", "exercise=cycling", suitable, expert, "Bike work is worth a try when a walk hurts.", "cycling and treadmill walking with body weight support did equally in one trial", pua, low},
    {"X29", "osteoporosis", "rotation>=high", modify, expert, "Turn slowly, with no load at the end.", "loaded end-range rotation in fragile bone", ours, very_low},
    {"X30", "vertebral_fracture", "flexion>=moderate", modify, expert, "Keep your back long. Bend at the hips.", "flexion after a vertebral fracture", ours, very_low},
    {"X32", "lumbar_fusion", "compression>=high", modify, expert, "Build the load up slowly with an expert.", "adjacent segments carry more", ours, very_low},
    {"X33", "discectomy", "flexion>=high", modify, expert, "Bend less far under load.", "recurrent herniation", ours, very_low},
    {"X34", "kyphosis & pain", "flexion>=high", modify, expert, "Bend at the hips, not the upper back.", "thoracic flexion under load", ours, very_low},
    {"X35", "sacroiliac_pain", "pattern=lunge", modify, expert, "Take shorter steps.", "asymmetric pelvic load", ours, very_low},
    {"X36", "scoliosis", "all", suitable, expert, "A curved spine alone is no reason to stop.", "no evidence that sport should be avoided was found", ours, very_low},
    {"X37", "disc_bulge", "all", suitable, expert, "Many people with no pain have this on a scan.", "common in people without pain: not a reason to restrict", brinjikji, moderate},
    {"X38", "disc_degeneration", "all", suitable, expert, "Many people with no pain have this on a scan.", "common in people without pain: not a reason to restrict", brinjikji, moderate},
    {"X39", "disc_herniation", "all", suitable, expert, "Many people with no pain have this on a scan.", "protrusions are common in people without pain: alone not a reason to restrict", brinjikji, moderate},
    {"X12", "pain_on_sitting", "flexion>=low", modify, expert, "Sit more upright and keep it short.", "flexed sitting provokes", ours, very_low},
    {"X40", "leg_pain", "flexion>=low", modify, expert, "No stretch that pulls down your leg. Bend your knees and keep it short.", "nerve tension and flexion: a stretch that tensions the nerve waits", ours, very_low},
    {"X41", "leg_pain", "speed>=high", not_now, expert, "Leave fast lifts, throws and sprints for now.", "heavier and faster is not allowed where lighter is not", ours, very_low},
    {"X42", "leg_pain", "impact>=high", not_now, expert, "Leave jumps and sprints for now.", "peripheralisation guides dose: impact waits", ours, very_low},
    {"X43", "leg_pain", "strain>=moderate", modify, expert, "Use less load. Stop if the pain moves down your leg.", "peripheralisation guides dose", ours, very_low},
    {"X44", "spinal_surgery_recent", "strain>=moderate", not_now, expert, "Wait until your surgeon agrees. Walk.", "in the first twelve weeks the surgical team sets the limits", ours, very_low},
    {"X45", "spinal_surgery_recent", "strain>=low", modify, expert, "Ask your surgeon how far to go. Walk.", "in the first twelve weeks the surgical team sets the limits", ours, very_low},
    {"X46", "spinal_surgery_undated", "compression>=high", not_now, expert, "When was your surgery? Until that is known, leave heavy loads.", "no date: heavy load as after a recent operation", ours, very_low},
    {"X47", "spinal_surgery_undated", "speed>=high", not_now, expert, "When was your surgery? Until that is known, leave fast lifts.", "no date: speed as after a recent operation", ours, very_low},
    {"X48", "spinal_surgery_undated", "impact>=high", not_now, expert, "When was your surgery? Until that is known, leave jumps.", "no date: impact as after a recent operation", ours, very_low},
    {"X49", "spinal_surgery_undated", "flexion>=high", not_now, expert, "When was your surgery? Until that is known, leave deep bends.", "no date: end-range flexion as after a recent operation", ours, very_low},
    {"X50", "spinal_surgery_undated", "strain>=moderate", modify, expert, "When was your surgery? Until that is known, use less load.", "no date: ask for it", ours, very_low},
    {"X51", "surgery_recent", "strain>=moderate", modify, expert, "Ask the team that operated on you what you may load.", "recent surgery, or surgery without place or date", ours, very_low},
    {"X52", "bone_stress_active", "extension>=moderate", not_now, expert, "Leave arching until your bone has healed and an expert agrees.", "bone stress injury: weeks off extension, then graded return under review", sweeney, low},
    {"X53", "bone_stress_active", "rotation>=moderate", not_now, expert, "Leave twisting until your bone has healed and an expert agrees.", "bone stress injury: weeks off rotation, then graded return under review", sweeney, low},
    {"X54", "bone_stress_active", "impact>=moderate", not_now, expert, "Leave running and jumps until your bone has healed.", "bone stress injury: weeks off impact; freedom from pain at rest is no healing", usual, very_low},
    {"X55", "bone_stress_active", "speed>=high", not_now, expert, "Leave fast lifts and throws until your bone has healed.", "bone stress injury: no ballistic load", usual, very_low},
    {"X56", "bone_stress_active", "compression>=high", not_now, expert, "Leave heavy loads until your bone has healed.", "bone stress injury: no heavy axial load", usual, very_low},
    {"X57", "bone_stress_active", "strain>=moderate", modify, expert, "Keep it gentle until an expert agrees.", "graded return under review", usual, very_low},
    {"X86", "leg_stress_active", "impact>=moderate", not_now, expert, "Leave running and jumps until your bone has healed.", "stress fracture of a leg: weeks off impact, then graded return under review", usual, very_low},
    {"X87", "leg_stress_active", "speed>=high", not_now, expert, "Leave sprints and fast lifts until your bone has healed.", "stress fracture of a leg: no ballistic load", usual, very_low},
    {"X88", "leg_stress_active", "compression>=moderate", modify, expert, "Take load off that leg until an expert agrees.", "stress fracture of a leg: graded load under review", usual, very_low},
    {"X58", "lumbar_stress_fracture", "strain>=high", modify, expert, "Come back in small steps.", "graded return after a bone stress injury", usual, very_low},
    {"X59", "pregnancy", "impact>=high", not_now, expert, "Leave jumps and sports where you may fall or be hit.", "avoid falls, contact and impact", who_active, very_low},
    {"X60", "pregnancy", "impact>=moderate", modify, expert, "Go softer: no risk of a fall.", "avoid falls and impact", who_active, very_low},
    {"X61", "pregnancy", "flexion>=moderate", modify, expert, "Do not lie flat on your back for long. Choose another position.", "no long lying on the back; trunk curls strain the abdominal wall", who_active, very_low},
    {"X62", "pregnancy", "strain>=moderate", modify, expert, "Use less load and breathe freely.", "no straining against a held breath", who_active, very_low},
    {"X63", "pregnancy", "-", suitable, expert, "Staying active is advised in a pregnancy without complications. Ask your midwife or doctor.", "regular activity in uncomplicated pregnancy", who_active, low},
    {"X64", "postpartum", "impact>=moderate", modify, expert, "Wait with running and jumps until your midwife or doctor agrees.", "graded return after birth", who_active, very_low},
    {"X65", "postpartum", "strain>=moderate", modify, expert, "Start light and build up.", "graded return after birth", who_active, very_low},
    {"X66", "age_under_18", "all", modify, expert, "This list was made for adults. Let a professional who works with children and teenagers choose.", "no adult catalogue below 18", ours, very_low},
    {"X67", "aortic_aneurysm", "compression>=high", not_now, expert, "No heavy lifts. Do not hold your breath.", "straining against a held breath raises aortic pressure", usual, very_low},
    {"X68", "aortic_aneurysm", "strain>=moderate", modify, expert, "Light loads, breathe out as you lift.", "straining against a held breath raises aortic pressure", usual, very_low},
    {"X69", "anticoagulants", "impact>=high", modify, expert, "Choose sports with no knocks and few falls.", "bleeding after a fall or a blow", usual, very_low},
    {"X70", "haemophilia", "impact>=high", not_now, expert, "Ask your haemophilia team before jumps and contact sport.", "bleeding after a fall or a blow", usual, very_low},
    {"X71", "haemophilia", "strain>=moderate", modify, expert, "Build up slowly with your haemophilia team.", "muscle and joint bleeds", usual, very_low},
    {"X72", "diabetes", "-", suitable, expert, "Check your blood sugar around training, and your feet.", "hypoglycaemia and foot care", usual, very_low},
    {"X73", "relative_energy_deficiency", "strain>=moderate", modify, expert, "Eat enough first. Train less until an expert agrees.", "low energy availability weakens bone", usual, very_low},
    {"X74", "relative_energy_deficiency", "impact>=high", not_now, expert, "Leave jumps and sprints until an expert agrees.", "low energy availability weakens bone", usual, very_low},
    {"X75", "hypermobility", "flexion>=high", modify, expert, "Stop before the end of your range. Train strength in the middle.", "control before end range", usual, very_low},
    {"X76", "hypermobility", "extension>=high", modify, expert, "Stop before the end of your range. Train strength in the middle.", "control before end range", usual, very_low},
    {"X77", "hypermobility", "rotation>=high", modify, expert, "Stop before the end of your range. Train strength in the middle.", "control before end range", usual, very_low},
    {"X78", "spinal_tumour", "strain>=moderate", not_now, expert, "Ask your cancer team which loads your spine can take.", "risk of a pathological fracture", usual, very_low},
    {"X79", "spinal_tumour", "strain>=low", modify, expert, "Ask your cancer team how far to go.", "risk of a pathological fracture", usual, very_low},
    {"X80", "cancer", "strain>=high", modify, expert, "Train with the advice of your cancer team.", "exercise is care; dose by treatment", usual, very_low},
    {"X81", "weak_leg", "impact>=moderate", modify, expert, "Choose exercises where a weak leg cannot make you fall.", "risk of a fall", ours, very_low},
    {"X82", "weak_leg", "strain>=moderate", modify, expert, "Use less load and a steady stance.", "risk of a fall", ours, very_low},
    {"X83", "vertebral_fracture", "compression>=high", modify, expert, "Build heavy loads up with an expert.", "axial load after a vertebral fracture", ours, very_low},
    {"X84", "osteoporosis & pain", "flexion>=moderate", modify, expert, "Keep your back long. Bend at the hips.", "a new fracture has not been ruled out", ours, very_low},
    {"X85", "spinal_infection", "strain>=moderate", modify, expert, "Ask your doctor before you load your back again.", "after an infection of the spine", ours, very_low},
});
// clang-format on

template <class Test>
[[nodiscard]] consteval bool all_rules(Test holds) {
    return std::ranges::all_of(article_rules, holds) && std::ranges::all_of(guideline_rules, holds) &&
           std::ranges::all_of(expert_rules, holds);
}
static_assert(all_rules([](const rule& one) { return find_premise(one.when).has_value(); }));
static_assert(all_rules([](const rule& one) { return find_selector(one.what).has_value(); }));
}  // namespace detail_rules

using detail_rules::article_rules;
using detail_rules::expert_rules;
using detail_rules::guideline_rules;

}  // namespace backrisk::advise
