// Every header together, as the compiled flavour sees it.
#include "backrisk.hpp"
