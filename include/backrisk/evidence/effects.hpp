#pragma once
/// All published effects in one table, in the order of their ids: `effects`, `find_effect("E001")`.
#include <algorithm>

#include "backrisk/core/error.hpp"
#include "backrisk/evidence/effects_balance.hpp"
#include "backrisk/evidence/effects_conditions.hpp"
#include "backrisk/evidence/effects_context.hpp"
#include "backrisk/evidence/effects_derived.hpp"
#include "backrisk/evidence/effects_history.hpp"
#include "backrisk/evidence/effects_load.hpp"
#include "backrisk/evidence/effects_preparation.hpp"
#include "backrisk/evidence/effects_recurrence.hpp"
#include "backrisk/evidence/effects_technique.hpp"

namespace backrisk::evidence {

namespace rows {
/// One array from many, in the order given.
template <std::size_t... N>
[[nodiscard]] constexpr auto join(const std::array<effect, N>&... themes) {
    std::array<effect, (N + ...)> all{};
    std::size_t next = 0;
    const auto append = [&](const auto& theme) {
        for (const effect& row : theme) all[next++] = row;
    };
    (append(themes), ...);
    return all;
}
}  // namespace rows

inline constexpr auto effects =
    rows::join(rows::history::table, rows::conditions::table, rows::load::table, rows::technique::table,
               rows::balance::table, rows::preparation::table, rows::context::table, rows::recurrence::table);

static_assert(std::ranges::is_sorted(effects, {}, &effect::id), "find_effect searches by id");

/// The row of this id, published or derived; null where there is none.
[[nodiscard]] constexpr const effect* find_effect_or_null(std::string_view id) noexcept {
    const auto row = std::ranges::lower_bound(effects, id, {}, &effect::id);
    if (row != effects.end() && row->id == id) return &*row;
    const auto derived = std::ranges::find(derived_effects, id, &effect::id);
    return derived != derived_effects.end() ? &*derived : nullptr;
}

/// The row of this id, published or derived. Throws `invalid_argument` that names the first and last id.
[[nodiscard]] constexpr const effect& find_effect(std::string_view id) {
    if (const effect* row = find_effect_or_null(id)) return *row;
    fail_argument("find_effect", "id", id,
                  "an id from " + std::string(effects.front().id) + " to " + std::string(effects.back().id));
}

}  // namespace backrisk::evidence
