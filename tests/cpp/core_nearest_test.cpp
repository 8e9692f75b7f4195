// Oracle: textbook edit distances, the metric axioms, and the order of the names in the message.
#include "backrisk/core/error.hpp"
#include "backrisk/core/nearest.hpp"

#include <gtest/gtest.h>

using namespace backrisk;

TEST(EditDistance, TextbookCases) {
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
    EXPECT_EQ(edit_distance("saturday", "sunday"), 3u);
    EXPECT_EQ(edit_distance("", "abc"), 3u);
    EXPECT_EQ(edit_distance("abc", ""), 3u);
    EXPECT_EQ(edit_distance("same", "same"), 0u);
}

TEST(EditDistance, IsAMetric) {
    const std::vector<std::string_view> words{"", "a", "ab", "ba", "plank", "flank", "side_bridge"};
    for (const auto a : words)
        for (const auto b : words) {
            EXPECT_EQ(edit_distance(a, b), edit_distance(b, a));
            EXPECT_EQ(edit_distance(a, b) == 0, a == b);
            for (const auto c : words)
                EXPECT_LE(edit_distance(a, c), edit_distance(a, b) + edit_distance(b, c));
        }
}

TEST(UnknownName, ListsTheThreeNearest) {
    try {
        fail_unknown_name("find", "name", "side_brige", {"squat", "side_bridge", "bridge", "slide", "hip"});
        FAIL() << "no error";
    } catch (const invalid_argument& error) {
        EXPECT_STREQ(
            error.what(),
            "find: name is 'side_brige', but must be a known name; nearest: side_bridge, bridge, slide");
    }
}
