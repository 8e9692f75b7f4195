#pragma once
/// Estimation: generalised linear models, priors, survival, matched studies, splines, imputed data.
#include "backrisk/fit/baseline.hpp"
#include "backrisk/fit/chi_square.hpp"
#include "backrisk/fit/cox.hpp"
#include "backrisk/fit/residuals.hpp"
