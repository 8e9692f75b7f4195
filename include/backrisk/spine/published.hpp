#pragma once
/// Published measurements of spine load in postures and tasks: what the models of this area are held against.
#include <array>
#include <string_view>

#include "backrisk/core/quantity.hpp"
#include "backrisk/core/source.hpp"

namespace backrisk::spine {

struct published_measurement {
    std::string_view task, measure;
    double value;
    std::string_view unit;  ///< "N", "Nm", "MPa", or "BW" for multiples of body weight
    source from;
};

namespace detail {
inline constexpr source wilke{"Wilke 1999 Spine 24:755 (one man, 45 years, 70 kg)", "",
                              verification::verified};
inline constexpr source von_arx{"von Arx 2021 Front Bioeng Biotechnol 9:769117", "10.3389/fbioe.2021.769117",
                                verification::verified};
inline constexpr source cholewicki{"Cholewicki, McGill & Norman 1991 Med Sci Sports Exerc 23:1179", "",
                                   verification::verified};
inline constexpr source cappozzo{"Cappozzo 1984 J Biomech", "", verification::verified};
inline constexpr source hartmann{"Cappozzo 1985 in Hartmann 2016 J Funct Morphol Kinesiol 1:254", "",
                                 verification::verified};
inline constexpr source rohlmann{"Rohlmann 2014 PLoS ONE 9:e98510", "10.1371/journal.pone.0098510",
                                 verification::verified};
}  // namespace detail

inline constexpr std::array published_measurements{
    published_measurement{"standing relaxed", "L4/L5 disc pressure", 0.5, "MPa", detail::wilke},
    published_measurement{"standing flexed forward", "L4/L5 disc pressure", 1.1, "MPa", detail::wilke},
    published_measurement{"sitting unsupported", "L4/L5 disc pressure", 0.46, "MPa", detail::wilke},
    published_measurement{"sitting fully flexed", "L4/L5 disc pressure", 0.83, "MPa", detail::wilke},
    published_measurement{"lying prone", "L4/L5 disc pressure", 0.1, "MPa", detail::wilke},
    published_measurement{"lift 20 kg round back", "L4/L5 disc pressure", 2.3, "MPa", detail::wilke},
    published_measurement{"lift 20 kg bent knees", "L4/L5 disc pressure", 1.7, "MPa", detail::wilke},
    published_measurement{"hold 20 kg close to the body", "L4/L5 disc pressure", 1.1, "MPa", detail::wilke},
    published_measurement{"walking slowly", "L3/L4 compression peak", 1.0, "BW", detail::cappozzo},
    published_measurement{"walking fast", "L3/L4 compression peak", 2.5, "BW", detail::cappozzo},
    published_measurement{"half squat with 0.8 BW", "L3/L4 compression", 6, "BW", detail::hartmann},
    published_measurement{"half squat with 1.6 BW", "L3/L4 compression", 10, "BW", detail::hartmann},
    published_measurement{"competition deadlift", "L4/L5 compression", 17192, "N", detail::cholewicki},
    published_measurement{"competition deadlift", "L4/L5 extensor moment", 988, "Nm", detail::cholewicki},
    published_measurement{"daily activities, implant", "largest resultant force", 1650, "N",
                          detail::rohlmann},
};

/// Stooping instead of squatting for a 15 kg lift, in multiples of body weight, as published: less
/// compression, more shear in the lumbar segments above, less at L5/S1. Neither technique is better in all.
struct technique_tradeoff {
    double compression_low = -1.0, compression_high = -0.3;
    double shear_low = 0.1, shear_high = 0.8;
    double lumbosacral_shear_low = -0.4, lumbosacral_shear_high = -0.2;
    source from = detail::von_arx;
};
inline constexpr technique_tradeoff stoop_minus_squat{};

}  // namespace backrisk::spine
