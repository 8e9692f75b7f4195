// Oracle: pyproject.toml, where the version is written.
#include "backrisk/core/version.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

TEST(core_version, headers_say_the_version_of_the_project) {
    std::ifstream file(BACKRISK_TEST_ROOT "/pyproject.toml");
    std::string line, found;
    while (std::getline(file, line) && found.empty())
        if (line.starts_with("version = ")) found = line;
    const std::string said = std::to_string(BACKRISK_VERSION_MAJOR) + "." +
                             std::to_string(BACKRISK_VERSION_MINOR) + "." +
                             std::to_string(BACKRISK_VERSION_PATCH);
    EXPECT_EQ(found, "version = \"" + said + "\"");
    EXPECT_EQ(BACKRISK_VERSION_NUMBER,
              10000 * BACKRISK_VERSION_MAJOR + 100 * BACKRISK_VERSION_MINOR + BACKRISK_VERSION_PATCH);
}
