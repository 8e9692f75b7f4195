#pragma once
/// Umbrella of area `history`: episodes, recency, conditions and their codes, red flags.
#include "backrisk/history/catalogue.hpp"
#include "backrisk/history/code.hpp"
#include "backrisk/history/condition.hpp"
#include "backrisk/history/episode.hpp"
#include "backrisk/history/episode_columns.hpp"
#include "backrisk/history/episode_history.hpp"
#include "backrisk/history/recency.hpp"
#include "backrisk/history/red_flag.hpp"
#include "backrisk/history/triage.hpp"
