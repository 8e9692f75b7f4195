#include "backrisk/fit/pool.ipp"
