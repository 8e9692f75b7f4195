#pragma once
/// Umbrella of area `core`: calendar day, quantities, missing values, errors, sources, estimand, parallel blocks.
#include "backrisk/core/cloglog.hpp"
#include "backrisk/core/day.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/core/estimand.hpp"
#include "backrisk/core/exponential.hpp"
#include "backrisk/core/measure.hpp"
#include "backrisk/core/missing.hpp"
#include "backrisk/core/nearest.hpp"
#include "backrisk/core/parallel.hpp"
#include "backrisk/core/quantity.hpp"
#include "backrisk/core/series.hpp"
#include "backrisk/core/source.hpp"
