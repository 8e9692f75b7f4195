#pragma once
/// The version of these headers, for the preprocessor: `#if BACKRISK_VERSION_NUMBER >= 200`.
///
/// It follows semantic versioning: below 1.0 the minor number changes with what a caller must change. The C
/// library has a number of its own, `BACKRISK_ABI`.
#define BACKRISK_VERSION_MAJOR 0
#define BACKRISK_VERSION_MINOR 2
#define BACKRISK_VERSION_PATCH 0
/// 10000 major + 100 minor + patch.
#define BACKRISK_VERSION_NUMBER \
    (BACKRISK_VERSION_MAJOR * 10000 + BACKRISK_VERSION_MINOR * 100 + BACKRISK_VERSION_PATCH)
