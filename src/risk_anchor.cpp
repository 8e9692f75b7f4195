#include "backrisk/risk/anchor.ipp"
