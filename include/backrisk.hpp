#pragma once
/// Umbrella of all areas.
#include "backrisk/core.hpp"
#include "backrisk/balance.hpp"
#include "backrisk/evidence.hpp"
#include "backrisk/load.hpp"
