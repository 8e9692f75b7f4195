#pragma once
/// Sliding windows of daily loads: the windows of core under the names of this area.
#include "backrisk/core/sliding.hpp"

namespace backrisk::load {

using backrisk::delay;
using backrisk::largest;
using backrisk::sliding;
using backrisk::total;

}  // namespace backrisk::load
