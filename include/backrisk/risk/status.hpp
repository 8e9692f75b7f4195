#pragma once
/// What a model may say of its own validation: derived from the results that are attached to it, never free
/// text.
#include <string>

#include "backrisk/core/config.hpp"
#include "backrisk/risk/model.hpp"

namespace backrisk::risk {

/// One result in words.
[[nodiscard]] std::string describe(const attached_result& one);

/// The status: what the model was made from, then its results in order. An external validation from which
/// something can be said takes the words "not externally validated" away; nothing else does.
[[nodiscard]] std::string status_of(const model& of);

}  // namespace backrisk::risk

#ifndef BACKRISK_COMPILED
#include "backrisk/risk/status.ipp"
#endif
