// Bases and cross-bases of lagged exposures.
#include "backrisk/load/cross_basis.hpp"
#include "core_convert.hpp"

namespace backrisk::bind {

namespace {

using namespace pybind11::literals;
using doubles = column<double>;

py::tuple place_surface(const py::dict& var, const py::dict& lag, int first, int last, const doubles& x) {
    const exposure_lag out = placed(in_basis(var), in_basis(lag), {first, last}, view(x, "x"));
    py::dict of_lag = out_basis(lag, out.lag);
    of_lag["kind"] = std::string(basis_names[static_cast<std::size_t>(out.lag.kind)]);
    of_lag["intercept"] = out.lag.intercept;
    return py::make_tuple(out_basis(var, out.exposure), of_lag);
}

py::array_t<double> cross_basis(const py::tuple& surface, const doubles& x, const column<std::size_t>& starts,
                                int threads) {
    const exposure_lag of = in_surface(surface);
    const auto daily = view(x, "x");
    const auto people = view(starts, "starts");
    row_matrix out;
    {
        const py::gil_scoped_release unlocked;
        out = load::cross_basis(daily, of, people, threads);
    }
    return adopt_rows(std::move(out));
}

py::array_t<double> cross_basis_histories(const py::tuple& surface, const doubles& x, int threads) {
    const exposure_lag of = in_surface(surface);
    const auto histories = view_rows(x, "x");
    row_matrix out;
    {
        const py::gil_scoped_release unlocked;
        out = load::cross_basis_histories(histories, of, threads);
    }
    return adopt_rows(std::move(out));
}

}  // namespace

void load_lagged(py::module_& area) {
    area.def("place_surface", &place_surface, "var"_a, "lag"_a, "first"_a, "last"_a, "x"_a);
    area.def("cross_basis", &cross_basis, "surface"_a, "x"_a, "starts"_a, "threads"_a);
    area.def("cross_basis_histories", &cross_basis_histories, "surface"_a, "x"_a, "threads"_a);
    area.def(
        "place_basis",
        [](const py::dict& of, const doubles& x) {
            return out_basis(of, placed(in_basis(of), view(x, "x")));
        },
        "of"_a, "x"_a);
    area.def(
        "basis_columns",
        [](const py::dict& of, const doubles& x) {
            return adopt_rows(row_matrix(basis_columns(in_basis(of), view(x, "x"))));
        },
        "of"_a, "x"_a);
    area.def("equal_knots", &equal_knots, "low"_a, "high"_a, "count"_a);
    area.def("log_knots", &log_knots, "low"_a, "high"_a, "count"_a);
}

}  // namespace backrisk::bind
