// refused: conversion from .*metre.* to .*kilogram.*
#include "backrisk/core/quantity.hpp"

#ifdef CONTROL
backrisk::kilograms mass = backrisk::pounds{220.0};
#else
backrisk::kilograms mass = backrisk::metres{1.8};
#endif
