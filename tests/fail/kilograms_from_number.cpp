// refused: could not convert .*kilogram
#include "backrisk/core/quantity.hpp"

backrisk::kilograms lifted(backrisk::kilograms mass) { return mass; }
#ifdef CONTROL
backrisk::kilograms mass = lifted(backrisk::kilograms{80.0});
#else
backrisk::kilograms mass = lifted(80.0);
#endif
