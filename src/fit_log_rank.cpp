#include "backrisk/fit/log_rank.ipp"
