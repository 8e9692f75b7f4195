#pragma once
/// Umbrella of area `cohort`: tables of many people, batch scoring, streaming, simulation.
#include "backrisk/cohort/daily.hpp"
#include "backrisk/cohort/data.hpp"
#include "backrisk/cohort/score.hpp"
#include "backrisk/cohort/simulate.hpp"
#include "backrisk/cohort/stream.hpp"
#include "backrisk/cohort/tables.hpp"
