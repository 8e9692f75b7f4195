#pragma once
/// Umbrella of area `preparation`: warm-up, recovery, sleep, readiness.
#include "backrisk/preparation/catalogue.hpp"
#include "backrisk/preparation/inputs.hpp"
#include "backrisk/preparation/readiness.hpp"
#include "backrisk/preparation/recent.hpp"
#include "backrisk/preparation/recovery.hpp"
#include "backrisk/preparation/warm_up.hpp"
#include "backrisk/preparation/wellness_item.hpp"
