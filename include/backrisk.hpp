#pragma once
/// Umbrella of all areas.
#include "backrisk/balance.hpp"
#include "backrisk/cohort.hpp"
#include "backrisk/core.hpp"
#include "backrisk/evidence.hpp"
#include "backrisk/factor.hpp"
#include "backrisk/fit.hpp"
#include "backrisk/history.hpp"
#include "backrisk/io.hpp"
#include "backrisk/load.hpp"
#include "backrisk/preparation.hpp"
#include "backrisk/risk.hpp"
#include "backrisk/spine.hpp"
