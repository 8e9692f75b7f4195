#include "backrisk/core/basis.ipp"
