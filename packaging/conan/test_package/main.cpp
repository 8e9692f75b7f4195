// The compiled flavour: composing the model and a card that reads back need the library.
#include <backrisk/io.hpp>
#include <backrisk/risk.hpp>
#include <cstdio>

int main() {
    const auto model = backrisk::risk::literature_model();
    const auto again = backrisk::io::model_from_json(backrisk::io::to_json(model));
    std::printf("%s\n", backrisk::io::card_id(model).c_str());
    return backrisk::io::card_id(again) == backrisk::io::card_id(model) ? 0 : 1;
}
