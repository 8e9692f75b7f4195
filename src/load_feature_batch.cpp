#include "backrisk/load/feature_batch.ipp"
