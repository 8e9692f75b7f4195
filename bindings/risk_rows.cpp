#include "backrisk/risk/rows.hpp"

#include <map>

#include "answers.hpp"

namespace backrisk::bind {

namespace {

/// `columns`: name of a factor -> its column; the others are unknown.
risk::row_scores score_rows(const risk::model& of, const std::map<std::string, column<double>>& columns,
                            std::size_t rows, int horizon_days, double level, int threads) {
    std::vector<std::span<const double>> by_factor(of.factors.size());
    for (const auto& [name, values] : columns)
        by_factor[of.factors.index(name)] = view(values, "risk::score_rows: column");
    const py::gil_scoped_release release;
    return risk::score_rows(of, by_factor, rows,
                            {.horizon = days{horizon_days}, .level = level, .threads = threads});
}

}  // namespace

void risk_rows(py::module_& area) {
    using scored = risk::row_scores;
    py::class_<scored> bound(area, "RowScores", "Risks of rows of factors.");
    column_attribute(bound, "risk", &scored::risk);
    column_attribute(bound, "low", &scored::low);
    column_attribute(bound, "high", &scored::high);
    column_attribute(bound, "hazard_ratio", &scored::hazard_ratio);
    column_attribute(bound, "relative", &scored::relative);
    column_attribute(bound, "relative_low", &scored::relative_low);
    column_attribute(bound, "relative_high", &scored::relative_high);
    column_attribute(bound, "above_typical", &scored::above_typical);
    column_attribute(bound, "coverage", &scored::coverage);
    column_attribute(bound, "reason_code", &scored::reason);
    bound.def_readonly("typical", &scored::typical)
        .def_property_readonly(
            "extrapolates",
            [](const scored& of) {
                std::vector<std::uint64_t> words;
                for (const factor::known_mask one : of.extrapolates)
                    words.insert(words.end(), {one.low, one.high});
                return py::array_t<std::uint64_t>(adopt(std::move(words)).reshape({-1, 2}));
            },
            "Sets of factors outside the studied range: two words of bits a row.");
    const risk::row_options defaults;
    area.attr("default_horizon_days") = defaults.horizon.count();
    area.attr("default_level") = defaults.level;
    area.def("score_rows", &score_rows, py::arg("model"), py::arg("columns"), py::arg("rows"),
             py::arg("horizon_days") = defaults.horizon.count(), py::arg("level") = defaults.level,
             py::arg("threads") = defaults.threads);
}

}  // namespace backrisk::bind
