#include "backrisk/history/triage.ipp"
