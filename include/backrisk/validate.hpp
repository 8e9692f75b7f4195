#pragma once
/// Validation of predictions against what happened: discrimination, calibration, overall accuracy, decisions,
/// resampling, sample size.
#include "backrisk/validate/accuracy.hpp"
#include "backrisk/validate/auc.hpp"
#include "backrisk/validate/calibration.hpp"
#include "backrisk/validate/catalogue.hpp"
#include "backrisk/validate/concordance.hpp"
#include "backrisk/validate/curve.hpp"
#include "backrisk/validate/decision.hpp"
#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/logistic.hpp"
#include "backrisk/validate/meta.hpp"
#include "backrisk/validate/observed.hpp"
#include "backrisk/validate/ranking.hpp"
#include "backrisk/validate/resample.hpp"
#include "backrisk/validate/risk_sets.hpp"
#include "backrisk/validate/sample_size.hpp"
#include "backrisk/validate/time_dependent.hpp"
