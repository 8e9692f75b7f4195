#pragma once
/// Training load: from sessions to what a person did lately, against what the person is used to.
#include "backrisk/load/catalogue.hpp"
#include "backrisk/load/daily.hpp"
#include "backrisk/load/ewma.hpp"
#include "backrisk/load/fitness.hpp"
#include "backrisk/load/monotony.hpp"
#include "backrisk/load/ratio.hpp"
#include "backrisk/load/redi.hpp"
#include "backrisk/load/repetition.hpp"
#include "backrisk/load/rolling.hpp"
#include "backrisk/load/session.hpp"
#include "backrisk/load/spike.hpp"
#include "backrisk/load/week_change.hpp"
