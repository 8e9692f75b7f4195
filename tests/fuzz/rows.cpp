// Any values of factors, in one row and in a batch: refused, or a risk in [0, 1] inside its interval, the
// same by both.
#include <bit>
#include <cmath>
#include <vector>

#include "backrisk/risk.hpp"
#include "backrisk/risk/rows.hpp"
#include "fuzz.hpp"

namespace {

using namespace backrisk;

void check(double risk, double low, double high) {
    if (std::isnan(risk)) return;
    fuzz::must(0 <= risk && risk <= 1, "a risk outside [0, 1]");
    fuzz::must(0 <= low && low <= high && high <= 1, "an interval that is none");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const risk::model model = risk::literature_model();
    fuzz::source in({bytes, size});
    const std::size_t rows = 1 + in.next<std::uint8_t>() % 3;
    const int horizon = 1 + in.next<std::uint16_t>() % 3650;
    std::vector<std::vector<double>> columns(model.factors.size());
    std::vector<std::span<const double>> views(columns.size());
    for (std::size_t k = 0; k < columns.size(); ++k) {
        if ((in.next<std::uint8_t>() & 3) == 0) continue;
        for (std::size_t i = 0; i < rows; ++i) columns[k].push_back(in.number());
        views[k] = columns[k];
    }
    const auto found = risk::score_rows(model, views, rows, {.horizon = days{horizon}});
    const auto again = risk::score_rows(model, views, rows, {.horizon = days{horizon}, .threads = 2});
    for (std::size_t i = 0; i < rows; ++i) {
        check(found.risk[i], found.low[i], found.high[i]);
        fuzz::must(std::bit_cast<std::uint64_t>(found.risk[i]) == std::bit_cast<std::uint64_t>(again.risk[i]),
                   "two threads give other bits");
    }
    return 0;
}
