#pragma once
/// Which conditions of a person make which factors.
#include <array>
#include <string_view>

namespace backrisk::cohort::preparing {

/// The condition, or one that it is a kind of, names the factor.
struct condition_factor {
    std::string_view condition;
    std::string_view factor;
    bool women_only = false;
};
inline constexpr std::array condition_factors{
    condition_factor{"disc_bulge", "disc_bulge"},
    condition_factor{"disc_herniation", "disc_herniation"},
    condition_factor{"spondylolysis", "spondylolysis"},
    condition_factor{"spondylolisthesis", "spondylolisthesis"},
    condition_factor{"scoliosis", "scoliosis"},
    condition_factor{"vertebral_fracture", "vertebral_fracture_women", true},
};

}  // namespace backrisk::cohort::preparing
