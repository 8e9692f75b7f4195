#pragma once
/// The model card: a model as a JSON document that a person can read and a program can check.
///
/// A card holds all that the model is: schema version, intended use, status, estimand, the whole equation
/// (factors with transform, range, population and evidence ids; coefficients, covariance, centre, intercept,
/// triggers) and the ledger of the evidence. Every double reads back to the last bit (shortest decimal that
/// does); a missing number is null, infinities are "inf" and "-inf". Saving a loaded card gives the same
/// bytes.
///
/// Compiled only: these functions are in the library backrisk::backrisk.
#include <cstdint>
#include <string>
#include <string_view>

#include "backrisk/risk/model.hpp"

namespace backrisk::io {

/// A card learned from fewer people says much of each of them: who saves one is warned.
inline constexpr std::int64_t few_people = 20;

/// The card as UTF-8 text. Throws `data_error` when a string of the model is not UTF-8.
[[nodiscard]] std::string to_json(const risk::model& model);

/// Identity of a card: twelve hexadecimal digits of the FNV-1a hash of its text (Fowler, Noll & Vo 1991), a
/// point and the schema version, "3f9c0e2a77d1.v2". Two models have one identity when their cards are equal.
[[nodiscard]] std::string card_id(const risk::model& model);

/// The model of a card. Throws `data_error` that names the key and the rule: no JSON, another schema version,
/// a key missing or unknown, a wrong type or shape, a number out of range, a covariance that is not symmetric
/// and positive semidefinite.
[[nodiscard]] risk::model model_from_json(std::string_view text);

/// The same through a file. Throws `data_error` that names the file when it cannot be written or read.
void save_model(const risk::model& model, const std::string& path);
[[nodiscard]] risk::model load_model(const std::string& path);

}  // namespace backrisk::io
