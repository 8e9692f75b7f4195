// refused: conversion from .*int.* to .*calendar_day
#include "backrisk/core/day.hpp"

#ifdef CONTROL
backrisk::calendar_day day = backrisk::to_day(20000);
#else
backrisk::calendar_day day = 20000;
#endif
