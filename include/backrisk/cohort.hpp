#pragma once
/// Umbrella of area `cohort`: tables of many people, batch scoring, streaming, simulation.
#include "backrisk/cohort/check.hpp"
#include "backrisk/cohort/check_people.hpp"
#include "backrisk/cohort/check_records.hpp"
#include "backrisk/cohort/check_sessions.hpp"
#include "backrisk/cohort/clean.hpp"
#include "backrisk/cohort/daily.hpp"
#include "backrisk/cohort/data.hpp"
#include "backrisk/cohort/finding_list.hpp"
#include "backrisk/cohort/score.hpp"
#include "backrisk/cohort/simulate.hpp"
#include "backrisk/cohort/stream.hpp"
#include "backrisk/cohort/tables.hpp"
