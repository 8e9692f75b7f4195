#pragma once
/// Umbrella of area `evidence`: the published effects and baselines, and their way onto the log hazard scale.
#include "backrisk/evidence/baseline.hpp"
#include "backrisk/evidence/catalogue.hpp"
#include "backrisk/evidence/compose.hpp"
#include "backrisk/evidence/composition.hpp"
#include "backrisk/evidence/convert.hpp"
#include "backrisk/evidence/derived.hpp"
#include "backrisk/evidence/effect.hpp"
#include "backrisk/evidence/effects.hpp"
#include "backrisk/evidence/incidence.hpp"
#include "backrisk/evidence/synthesis.hpp"
