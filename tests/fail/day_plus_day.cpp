// refused: no match for .*operator
#include "backrisk/core/day.hpp"

#ifdef CONTROL
auto next = backrisk::to_day(20000) + backrisk::days{1};
#else
auto next = backrisk::to_day(20000) + backrisk::to_day(1);
#endif
