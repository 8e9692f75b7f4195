#pragma once
/// Umbrella of area `io`: models as bytes. Compiled only: link backrisk::backrisk.
#include "backrisk/io/card.hpp"
