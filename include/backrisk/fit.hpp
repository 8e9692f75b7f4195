#pragma once
/// Estimation: generalised linear models, priors, survival, matched studies, splines, imputed data.
