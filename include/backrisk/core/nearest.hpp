#pragma once
/// "Did you mean ...?": an error for an unknown name that lists the names closest to it.
#include <algorithm>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/core/error.hpp"

namespace backrisk {

/// Levenshtein distance: the fewest single-character insertions, deletions and substitutions from a to b.
[[nodiscard]] inline std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replace = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replace, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

/// Throws `invalid_argument` that names the three entries of `names` nearest to `text`.
[[noreturn]] inline void fail_unknown_name(std::string_view function, std::string_view argument,
                                           std::string_view text, std::vector<std::string_view> names) {
    std::stable_sort(names.begin(), names.end(), [&](std::string_view a, std::string_view b) {
        return edit_distance(text, a) < edit_distance(text, b);
    });
    std::string rule = "a known name; nearest:";
    for (std::size_t i = 0; i < std::min<std::size_t>(3, names.size()); ++i)
        rule += (i == 0 ? " " : ", ") + std::string(names[i]);
    fail_argument(function, argument, text, rule);
}

}  // namespace backrisk
