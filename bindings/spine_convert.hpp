#pragma once
/// What the two binding files of area spine share.
#include "answers.hpp"
#include "backrisk/core.hpp"
#include "backrisk/spine.hpp"

namespace backrisk::bind {

using numbers = column<double>;
using codes = column<std::uint8_t>;

/// Codes of an enum as the enum; a code beyond `all` is refused.
template <class Enum, std::size_t N>
std::vector<Enum> decode(const codes& column, const std::array<Enum, N>& all, const char* name) {
    std::vector<Enum> out;
    out.reserve(static_cast<std::size_t>(column.size()));
    for (const auto code : view(column, name)) {
        check_argument(code < N, "spine", name, static_cast<int>(code), "a known code");
        out.push_back(all[code]);
    }
    return out;
}

}  // namespace backrisk::bind
