#pragma once
/// Umbrella of area `balance`: symmetry, strength ratios, trunk endurance, norms, measurement error.
#include "backrisk/balance/catalogue.hpp"
#include "backrisk/balance/change.hpp"
#include "backrisk/balance/clinical_test.hpp"
#include "backrisk/balance/endurance.hpp"
#include "backrisk/balance/flag.hpp"
#include "backrisk/balance/norms.hpp"
#include "backrisk/balance/pairs.hpp"
#include "backrisk/balance/standing.hpp"
#include "backrisk/balance/strength.hpp"
#include "backrisk/balance/symmetry.hpp"
