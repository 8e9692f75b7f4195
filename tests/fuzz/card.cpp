// Any text as a model card: refused with a `data_error`, or a model whose card reads back to the same bytes.
#include <string>
#include <string_view>

#include "backrisk/io/card.hpp"
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace backrisk;
    try {
        const auto model = io::model_from_json({reinterpret_cast<const char*>(bytes), size});
        const std::string text = io::to_json(model);
        fuzz::must(io::to_json(io::model_from_json(text)) == text, "a card that was read has another text");
    } catch (const data_error&) {
    }
    return 0;
}
