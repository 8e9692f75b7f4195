#include "backrisk/risk/block.ipp"
