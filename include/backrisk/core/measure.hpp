#pragma once
/// One entry of an area's list of measures: what it computes, from which source, and which test reproduces
/// it.
#include <string_view>

#include "backrisk/core/source.hpp"

namespace backrisk {

struct measure_info {
    std::string_view name;     ///< public name, "load.ewma"
    std::string_view unit;     ///< unit of the result, empty for a pure number
    std::string_view formula;  ///< one line
    source from;               ///< where the formula comes from and how far that was checked
    std::string_view test;     ///< the test that reproduces a published number or an identity
};

}  // namespace backrisk
