#pragma once
/// Umbrella of area `advise`: what a person or a professional can do with an assessment.
#include "backrisk/advise/catalogue.hpp"
