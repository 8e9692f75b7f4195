#include "backrisk/load/cross_basis.ipp"
