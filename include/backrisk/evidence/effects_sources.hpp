#pragma once
/// Publications cited by more than one row of the effect tables, so that each DOI is written once.
#include "backrisk/core/source.hpp"

namespace backrisk::evidence::rows {

/// The same publication, checked to another degree.
[[nodiscard]] constexpr source as(source publication, verification status) noexcept {
    publication.status = status;
    return publication;
}

inline constexpr source wilson_2021{"Wilson 2021 Br J Sports Med 55:601", "10.1136/bjsports-2020-102537"};
inline constexpr source newlands_2015{"Newlands 2015 Br J Sports Med 49:951", ""};
inline constexpr source machado_2017{"Machado 2017 Phys Ther 97:889", ""};
inline constexpr source papageorgiou_1996{"Papageorgiou 1996 Pain 66:181", ""};
inline constexpr source da_silva_2019{"da Silva 2019 J Physiother 65:159", "10.1016/j.jphys.2019.04.010"};
inline constexpr source brinjikji_2015{"Brinjikji 2015 AJNR 36:2394", "10.3174/ajnr.A4498"};
inline constexpr source jarvik_2005{"Jarvik 2005 Spine 30:1541", "10.1097/01.brs.0000167536.60002.87"};
inline constexpr source suri_2014{"Suri 2014 BMC Musculoskelet Disord 15:152", "10.1186/1471-2474-15-152"};
inline constexpr source henschke_2008{"Henschke 2008 BMJ 337:a171", "10.1136/bmj.a171"};
inline constexpr source waterloo_2012{"Waterloo 2012 BMC Musculoskelet Disord 13:163", ""};
inline constexpr source sadler_2017{"Sadler 2017 BMC Musculoskelet Disord 18:179",
                                    "10.1186/s12891-017-1534-0"};
inline constexpr source hulin_2014{"Hulin 2014 Br J Sports Med 48:708", "10.1136/bjsports-2013-092524"};
inline constexpr source warren_2018{"Warren 2018 J Sci Med Sport 21:40", ""};
inline constexpr source frandsen_2025{"Frandsen 2025 Br J Sports Med 59:1203",
                                      "10.1136/bjsports-2024-109380"};
inline constexpr source feito_2020{"Feito 2020 BMJ Open Sport Exerc Med 6:e000750", ""};
inline constexpr source coenen_2014{"Coenen 2014 Occup Environ Med 71:871", "10.1136/oemed-2014-102346"};
inline constexpr source jahn_2023{"Jahn 2023 Scand J Work Environ Health 49:453", "10.5271/sjweh.4114"};
inline constexpr source griffith_2012{"Griffith 2012 Am J Public Health 102:309", "10.2105/AJPH.2011.300343"};
inline constexpr source lotters_2003{"Lotters 2003 Scand J Work Environ Health 29:431", ""};
inline constexpr source steffens_2015{"Steffens 2015 Arthritis Care Res 67:403", "10.1002/acr.22533"};
inline constexpr source burstrom_2015{"Burstrom 2015 Int Arch Occup Environ Health 88:403",
                                      "10.1007/s00420-014-0971-4"};
inline constexpr source steffens_2016{"Steffens 2016 JAMA Intern Med 176:199",
                                      "10.1001/jamainternmed.2015.7431"};
inline constexpr source shiri_2018{"Shiri 2018 Am J Epidemiol 187:1093", "10.1093/aje/kwx337"};
inline constexpr source thorborg_2017{"Thorborg 2017 Br J Sports Med 51:562", "10.1136/bjsports-2016-097066"};
inline constexpr source shiri_2017{"Shiri & Falah-Hassani 2017 Br J Sports Med 51:1410",
                                   "10.1136/bjsports-2016-097352"};
inline constexpr source alzahrani_2019{"Alzahrani 2019 Sci Rep 9:8244", "10.1038/s41598-019-44664-8"};
inline constexpr source zhang_2018{"Zhang 2018 Clin Spine Surg 31:22", "10.1097/BSD.0000000000000468"};
inline constexpr source shiri_2010{"Shiri 2010 Am J Med 123:87.e7", "10.1016/j.amjmed.2009.05.028"};
inline constexpr source pinheiro_2015{"Pinheiro 2015 Arthritis Care Res 67:1591", "10.1002/acr.22619"};

}  // namespace backrisk::evidence::rows
