#pragma once
/// Umbrella of area `factor`: the schema that stands between measures and models.
#include "backrisk/factor/decay.hpp"
#include "backrisk/factor/defaults.hpp"
#include "backrisk/factor/draw.hpp"
#include "backrisk/factor/mask.hpp"
#include "backrisk/factor/population.hpp"
#include "backrisk/factor/schema.hpp"
#include "backrisk/factor/transform.hpp"
