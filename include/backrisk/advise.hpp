#pragma once
/// Umbrella of area `advise`: what a person or a professional can do with an assessment.
#include "backrisk/advise/catalogue.hpp"
#include "backrisk/advise/driver.hpp"
#include "backrisk/advise/exercise_advice.hpp"
#include "backrisk/advise/fact.hpp"
#include "backrisk/advise/guidance.hpp"
#include "backrisk/advise/guidance_table.hpp"
#include "backrisk/advise/intervention.hpp"
#include "backrisk/advise/plan.hpp"
#include "backrisk/advise/rule.hpp"
#include "backrisk/advise/rule_book.hpp"
#include "backrisk/advise/rules.hpp"
#include "backrisk/advise/what_if.hpp"
