// Without libFuzzer: each file that is named is one input, so that the corpus is a test with any compiler.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

int main(int count, char** names) {
    namespace fs = std::filesystem;
    int inputs = 0;
    const auto run = [&](const fs::path& path) {
        std::ifstream file(path, std::ios::binary);
        const std::vector<char> text{std::istreambuf_iterator<char>(file), {}};
        (void)LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
        ++inputs;
    };
    for (int i = 1; i < count; ++i) {
        if (!fs::is_directory(names[i])) {
            run(names[i]);
            continue;
        }
        for (const auto& one : fs::directory_iterator(names[i])) run(one.path());
    }
    std::printf("%d inputs\n", inputs);
    return inputs > 0 ? 0 : 1;
}
