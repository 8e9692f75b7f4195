#include "backrisk/risk/rows.hpp"

#include <map>

#include "convert.hpp"

namespace backrisk::bind {

namespace {

/// `columns`: name of a factor -> its column; the others are unknown.
py::dict score_rows(const risk::model& of, const std::map<std::string, column<double>>& columns,
                    std::size_t rows, int horizon_days, double level, int threads) {
    std::vector<std::span<const double>> by_factor(of.factors.size());
    for (const auto& [name, values] : columns)
        by_factor[of.factors.index(name)] = view(values, "risk::score_rows: column");
    risk::row_scores found;
    {
        const py::gil_scoped_release release;
        found = risk::score_rows(of, by_factor, rows,
                                 {.horizon = days{horizon_days}, .level = level, .threads = threads});
    }
    py::dict out;
    out["risk"] = adopt(std::move(found.risk));
    out["low"] = adopt(std::move(found.low));
    out["high"] = adopt(std::move(found.high));
    out["hazard_ratio"] = adopt(std::move(found.hazard_ratio));
    out["relative"] = adopt(std::move(found.relative));
    out["relative_low"] = adopt(std::move(found.relative_low));
    out["relative_high"] = adopt(std::move(found.relative_high));
    out["above_typical"] = adopt(std::move(found.above_typical));
    out["coverage"] = adopt(std::move(found.coverage));
    out["reason"] = adopt(std::move(found.reason));
    std::vector<std::uint64_t> outside;
    for (const factor::known_mask one : found.extrapolates)
        outside.insert(outside.end(), {one.low, one.high});
    out["extrapolates"] = adopt(std::move(outside)).reshape({-1, 2});
    out["typical"] = found.typical;
    return out;
}

}  // namespace

void risk_rows(py::module_& area) {
    area.def("score_rows", &score_rows, py::arg("model"), py::arg("columns"), py::arg("rows"),
             py::arg("horizon_days") = 28, py::arg("level") = 0.95, py::arg("threads") = 1);
}

}  // namespace backrisk::bind
