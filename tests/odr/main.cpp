// Oracle: the linker (a function defined twice is an error) and equal addresses of inline entities.
#include "backrisk.hpp"

using parse_t = backrisk::calendar_day (*)(std::string_view);
parse_t parse_of_the_other_unit();

int main() { return parse_of_the_other_unit() == &backrisk::parse_day ? 0 : 1; }
