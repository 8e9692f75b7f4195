#include "backrisk/advise/exercise_advice.ipp"
