#include "backrisk/risk/worth.ipp"
