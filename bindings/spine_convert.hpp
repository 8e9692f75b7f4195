#pragma once
/// What the two binding files of area spine share.
#include "backrisk/core.hpp"
#include "backrisk/spine.hpp"
#include "convert.hpp"

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

[[nodiscard]] inline py::tuple source_row(const source& from) {
    return py::make_tuple(from.citation, from.doi, to_string(from.status));
}

[[nodiscard]] inline spine::lumbar_options lumbar_options_of(const py::dict& given) {
    spine::lumbar_options how;
    how.muscle.model = core::parse_name("spine.lumbar_load", "model", given["model"].cast<std::string>(),
                                        spine::all_muscle_models);
    how.muscle.lever_arm = metres{given["lever_arm_m"].cast<double>()};
    how.muscle.muscle_angle = degrees{given["muscle_angle_deg"].cast<double>()};
    how.lumbosacral_share = given["lumbosacral_share"].cast<double>();
    how.force_uncertainty = given["force_uncertainty"].cast<double>();
    how.moment_uncertainty = given["moment_uncertainty"].cast<double>();
    return how;
}

}  // namespace backrisk::bind
