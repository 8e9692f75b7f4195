#pragma once
/// Umbrella of area `risk`: the hazard model and what it says of a person-day.
#include "backrisk/risk/anchor.hpp"
#include "backrisk/risk/assess.hpp"
#include "backrisk/risk/block.hpp"
#include "backrisk/risk/catalogue.hpp"
#include "backrisk/risk/compare.hpp"
#include "backrisk/risk/model.hpp"
#include "backrisk/risk/ranks.hpp"
#include "backrisk/risk/recalibrate.hpp"
#include "backrisk/risk/results.hpp"
#include "backrisk/risk/rows.hpp"
#include "backrisk/risk/status.hpp"
#include "backrisk/risk/worth.hpp"
