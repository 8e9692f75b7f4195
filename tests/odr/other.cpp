#include "backrisk.hpp"

using parse_t = backrisk::calendar_day (*)(std::string_view);
parse_t parse_of_the_other_unit() { return &backrisk::parse_day; }
