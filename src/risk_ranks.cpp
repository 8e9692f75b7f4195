#include "backrisk/risk/ranks.ipp"
