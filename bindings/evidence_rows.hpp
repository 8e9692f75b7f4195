#pragma once
// Effects of one's own: the rows with the words that they refer to.
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/evidence/effect.hpp"

namespace backrisk::bind {

struct effect_rows {
    std::deque<std::string> words;  // stable addresses
    std::vector<evidence::effect> rows;

    std::string_view keep(std::string word) { return words.emplace_back(std::move(word)); }
};

}  // namespace backrisk::bind
