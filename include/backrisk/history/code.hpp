#pragma once
/// Clinical codes (SNOMED CT, ICD-10-CM, ICD-10) of the conditions, as data that a user may replace.
///
/// Only codes whose meaning was read in a public source (`verified`) are used to map; the others are listed
/// so that they can be checked. Code systems change every year: the ICD-10-CM codes are those of the CMS
/// order file of 2021 with the additions of October 2021 and October 2024.
#include <array>
#include <cctype>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/core/estimand.hpp"
#include "backrisk/history/condition.hpp"

namespace backrisk::history {

enum class code_system : unsigned char { snomed, icd10cm, icd10 };
inline constexpr std::array all_code_systems{code_system::snomed, code_system::icd10cm, code_system::icd10};

[[nodiscard]] constexpr std::string_view to_string(code_system system) noexcept {
    constexpr std::array<std::string_view, 3> names{"snomed", "icd10cm", "icd10"};
    return names[static_cast<std::size_t>(system)];
}
/// The address that FHIR uses for the system.
[[nodiscard]] constexpr std::string_view uri(code_system system) noexcept {
    constexpr std::array<std::string_view, 3> addresses{
        "http://snomed.info/sct", "http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10"};
    return addresses[static_cast<std::size_t>(system)];
}
/// By name or by FHIR address.
[[nodiscard]] inline code_system parse_code_system(std::string_view text) {
    for (const auto one : all_code_systems)
        if (uri(one) == text) return one;
    return core::parse_name("parse_code_system", "system", text, all_code_systems);
}

struct clinical_code {
    code_system system;
    std::string_view code;
    std::size_t condition;  ///< index into `conditions`
    bool verified;
};

inline constexpr auto standard_codes = std::to_array<clinical_code>({
    {code_system::snomed, "128196005", condition_index("radiculopathy"), true},
    {code_system::snomed, "2415007", condition_index("radiculopathy"), true},
    {code_system::snomed, "20021007", condition_index("disc_herniation"), true},
    {code_system::snomed, "26538006", condition_index("disc_degeneration"), true},
    {code_system::snomed, "60937000", condition_index("disc_degeneration"), true},
    {code_system::snomed, "18347007", condition_index("spinal_stenosis"), true},
    {code_system::snomed, "76107001", condition_index("spinal_stenosis"), true},
    {code_system::snomed, "23056005", condition_index("sciatica"), true},
    {code_system::snomed, "443700006", condition_index("disc_disorder"), true},
    {code_system::snomed, "274137005", condition_index("disc_disorder"), true},
    {code_system::snomed, "202753007", condition_index("annular_fissure"), true},
    {code_system::snomed, "608829007", condition_index("disc_disorder"), true},
    {code_system::snomed, "311211000119105", condition_index("radiculopathy"), true},
    {code_system::snomed, "202725007", condition_index("failed_back_surgery"), true},
    {code_system::snomed, "9631008", condition_index("ankylosing_spondylitis"), true},
    {code_system::snomed, "55146009", condition_index("sacroiliitis"), true},
    {code_system::snomed, "299966003", condition_index("radiculopathy"), true},
    {code_system::snomed, "68859000", condition_index("spondylosis"), true},
    {code_system::snomed, "29574001", condition_index("schmorl_nodes"), true},
    {code_system::snomed, "279039007", condition_index("low_back_pain"), true},
    {code_system::snomed, "278860009", condition_index("chronic_low_back_pain"), true},
    {code_system::snomed, "278862001", condition_index("low_back_pain"), true},
    {code_system::snomed, "161891005", condition_index("low_back_pain"), true},
    {code_system::snomed, "134407002", condition_index("chronic_low_back_pain"), true},
    {code_system::snomed, "161894002", condition_index("low_back_pain"), true},
    {code_system::snomed, "202708005", condition_index("disc_herniation"), true},
    {code_system::snomed, "73589001", condition_index("disc_herniation"), true},
    {code_system::snomed, "274152003", condition_index("spondylolisthesis"), true},
    {code_system::snomed, "307138004", condition_index("spondylolisthesis"), true},
    {code_system::snomed, "240221008", condition_index("spondylolysis"), true},
    {code_system::snomed, "298382003", condition_index("scoliosis"), true},
    {code_system::snomed, "298591003", condition_index("scoliosis"), true},
    {code_system::snomed, "64859006", condition_index("osteoporosis"), true},
    {code_system::snomed, "203438009", condition_index("osteoporosis"), true},
    {code_system::snomed, "300956001", condition_index("back_strain"), true},
    {code_system::snomed, "309710005", condition_index("back_strain"), true},
    {code_system::snomed, "209565008", condition_index("back_strain"), true},
    {code_system::snomed, "203095000", condition_index("muscle_spasm"), true},
    {code_system::snomed, "125608002", condition_index("vertebral_fracture"), true},
    {code_system::snomed, "314668006", condition_index("vertebral_fracture"), true},
    {code_system::snomed, "240220009", condition_index("spinal_instability"), true},
    {code_system::snomed, "608830002", condition_index("disc_disorder"), true},
    {code_system::snomed, "247369005", condition_index("spondylosis"), true},
    {code_system::snomed, "239542002", condition_index("discectomy"), true},
    {code_system::snomed, "50172003", condition_index("lumbar_fusion"), true},
    {code_system::snomed, "192970008", condition_index("cauda_equina_syndrome"), false},
    {code_system::icd10cm, "M54.5", condition_index("low_back_pain"), true},
    {code_system::icd10cm, "M54.40", condition_index("sciatica"), true},
    {code_system::icd10cm, "M54.41", condition_index("sciatica"), true},
    {code_system::icd10cm, "M54.42", condition_index("sciatica"), true},
    {code_system::icd10cm, "M54.30", condition_index("sciatica"), true},
    {code_system::icd10cm, "M54.31", condition_index("sciatica"), true},
    {code_system::icd10cm, "M54.32", condition_index("sciatica"), true},
    {code_system::icd10cm, "M54.16", condition_index("radiculopathy"), true},
    {code_system::icd10cm, "M54.17", condition_index("radiculopathy"), true},
    {code_system::icd10cm, "M51.16", condition_index("radiculopathy"), true},
    {code_system::icd10cm, "M51.17", condition_index("radiculopathy"), true},
    {code_system::icd10cm, "M51.26", condition_index("disc_herniation"), true},
    {code_system::icd10cm, "M51.27", condition_index("disc_herniation"), true},
    {code_system::icd10cm, "M51.36", condition_index("disc_degeneration"), true},
    {code_system::icd10cm, "M51.37", condition_index("disc_degeneration"), true},
    {code_system::icd10cm, "M51.06", condition_index("cord_compression"), true},
    {code_system::icd10cm, "M48.061", condition_index("spinal_stenosis"), true},
    {code_system::icd10cm, "M48.062", condition_index("neurogenic_claudication"), true},
    {code_system::icd10cm, "M43.16", condition_index("spondylolisthesis"), true},
    {code_system::icd10cm, "M43.17", condition_index("spondylolisthesis"), true},
    {code_system::icd10cm, "M43.06", condition_index("spondylolysis"), true},
    {code_system::icd10cm, "M43.07", condition_index("spondylolysis"), true},
    {code_system::icd10cm, "M41.9", condition_index("scoliosis"), true},
    {code_system::icd10cm, "M41.26", condition_index("scoliosis"), true},
    {code_system::icd10cm, "M41.126", condition_index("adolescent_idiopathic_scoliosis"), true},
    {code_system::icd10cm, "M81.0", condition_index("osteoporosis"), true},
    {code_system::icd10cm, "M80.08XA", condition_index("vertebral_fracture"), true},
    {code_system::icd10cm, "S39.012A", condition_index("back_strain"), true},
    {code_system::icd10cm, "S39.012D", condition_index("back_strain"), true},
    {code_system::icd10cm, "S39.012S", condition_index("back_strain"), true},
    {code_system::icd10cm, "S33.5XXA", condition_index("back_strain"), true},
    {code_system::icd10cm, "S32.000A", condition_index("vertebral_fracture"), true},
    {code_system::icd10cm, "M62.830", condition_index("muscle_spasm"), true},
    {code_system::icd10cm, "M47.816", condition_index("spondylosis"), true},
    {code_system::icd10cm, "M47.817", condition_index("spondylosis"), true},
    {code_system::icd10cm, "M46.1", condition_index("sacroiliitis"), true},
    {code_system::icd10cm, "M53.2X6", condition_index("spinal_instability"), true},
    {code_system::icd10cm, "G83.4", condition_index("cauda_equina_syndrome"), true},
    {code_system::icd10cm, "M45.6", condition_index("ankylosing_spondylitis"), true},
    {code_system::icd10cm, "M96.1", condition_index("failed_back_surgery"), true},
    {code_system::icd10cm, "M54.50", condition_index("low_back_pain"), true},
    {code_system::icd10cm, "M54.51", condition_index("low_back_pain"), true},
    {code_system::icd10cm, "M54.59", condition_index("low_back_pain"), true},
    {code_system::icd10cm, "M51.360", condition_index("disc_degeneration"), true},
    {code_system::icd10cm, "M51.370", condition_index("disc_degeneration"), true},
    {code_system::icd10cm, "M51.361", condition_index("disc_degeneration"), false},
    {code_system::icd10cm, "M51.362", condition_index("disc_degeneration"), false},
    {code_system::icd10cm, "M51.369", condition_index("disc_degeneration"), false},
    {code_system::icd10, "M54.5", condition_index("low_back_pain"), false},
    {code_system::icd10, "M54.4", condition_index("sciatica"), false},
    {code_system::icd10, "M54.3", condition_index("sciatica"), false},
    {code_system::icd10, "M51.1", condition_index("radiculopathy"), false},
    {code_system::icd10, "M43.1", condition_index("spondylolisthesis"), false},
    {code_system::icd10, "M41", condition_index("scoliosis"), false},
    {code_system::icd10, "M81", condition_index("osteoporosis"), false},
    {code_system::icd10, "S33.5", condition_index("back_strain"), false},
});

/// Codes to conditions: the user's own entries first, then the verified ones of the standard table.
class code_map {
  public:
    struct entry {
        code_system system;
        std::string code;
        std::size_t condition;
    };

    /// Adds one of the user's own codes; it takes precedence over the standard table.
    void add(code_system system, std::string_view code, std::string_view condition) {
        check_argument(!plain_code(code).empty(), "code_map", "code", code, "a code that is not empty");
        own_.push_back({system, plain_code(code), parse_condition(condition)});
    }

    /// The condition of a code, or nothing. SNOMED CT codes match exactly. ICD codes match with or without
    /// the dot and in any case; when the exact code is unknown, the longest listed code of at least four
    /// characters that it begins with stands for it (M54.5 for M54.50), since a child code narrows its
    /// parent.
    [[nodiscard]] std::optional<std::size_t> find(code_system system, std::string_view code) const {
        const std::string plain = plain_code(code);
        std::optional<std::size_t> best;
        std::size_t length = 0;
        const auto consider = [&](code_system of, std::string_view listed, std::size_t condition) {
            if (of != system || listed.size() <= length) return;
            const bool parent =
                system != code_system::snomed && listed.size() >= 4 && plain.starts_with(listed);
            if (plain != listed && !parent) return;
            best = condition;
            length = listed.size();
        };
        for (const auto& one : own_) consider(one.system, one.code, one.condition);
        if (length == plain.size()) return best;
        for (const auto& one : standard_codes)
            if (one.verified) consider(one.system, plain_code(one.code), one.condition);
        return best;
    }

    /// Like `find`, but an unknown code throws `invalid_argument` with the nearest listed codes.
    [[nodiscard]] std::size_t at(code_system system, std::string_view code) const {
        if (const auto found = find(system, code)) return *found;
        std::vector<std::string_view> listed;
        for (const auto& one : standard_codes)
            if (one.system == system && one.verified) listed.push_back(one.code);
        fail_unknown_name("code_map", "code", code, listed);
    }

  private:
    /// Upper case without dots and blanks.
    [[nodiscard]] static std::string plain_code(std::string_view code) {
        std::string plain;
        for (const char c : code)
            if (c != '.' && c != ' ') plain += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        return plain;
    }
    std::vector<entry> own_;
};

}  // namespace backrisk::history
