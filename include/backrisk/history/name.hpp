#pragma once
/// Names as people type them.
#include <cctype>
#include <string>
#include <string_view>

namespace backrisk::history {

/// Lower case, with runs of spaces, hyphens and slashes as one underscore and without apostrophes:
/// "Disc-Bulge " is "disc_bulge", "Schmorl's nodes" is "schmorls_nodes".
[[nodiscard]] inline std::string plain_name(std::string_view text) {
    std::string name;
    for (const char c : text) {
        if (c == '\'') continue;
        const bool gap = c == ' ' || c == '-' || c == '_' || c == '/' || c == '\t';
        if (!gap)
            name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!name.empty() && name.back() != '_')
            name += '_';
    }
    if (!name.empty() && name.back() == '_') name.pop_back();
    return name;
}

}  // namespace backrisk::history
