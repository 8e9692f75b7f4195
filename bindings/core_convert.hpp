#pragma once
/// Bases and surfaces of lagged exposures, in from dicts and out again; matrices by row without a copy.
#include <Eigen/Core>

#include "backrisk/core/exposure_lag.hpp"
#include "convert.hpp"

namespace backrisk::bind {

using row_matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Hands a matrix's memory to numpy.
[[nodiscard]] inline py::array_t<double> adopt_rows(row_matrix&& values) {
    auto owner = std::make_unique<row_matrix>(std::move(values));
    const std::vector<py::ssize_t> shape{owner->rows(), owner->cols()};
    const double* data = owner->data();
    py::capsule release(owner.release(), [](void* p) { delete static_cast<row_matrix*>(p); });
    return py::array_t<double>(shape, data, release);
}

[[nodiscard]] inline Eigen::Map<const row_matrix> view_rows(const column<double>& x, const char* name) {
    check_argument(x.ndim() == 2, name, "ndim", x.ndim(), "2");
    return {x.data(), x.shape(0), x.shape(1)};
}

/// A Python function of a column of values to a matrix, or to one column.
[[nodiscard]] inline auto own_function(const py::object& call) {
    return [call](std::span<const double> x) -> Eigen::MatrixXd {
        const py::gil_scoped_acquire lock;
        const py::array_t<double> asked(static_cast<py::ssize_t>(x.size()), x.data());
        column<double> found = call(asked).cast<column<double>>();
        if (found.ndim() == 1) found = found.reshape({found.size(), py::ssize_t{1}});
        return view_rows(found, "function of a basis");
    };
}

[[nodiscard]] inline basis in_basis(const py::dict& of) {
    basis out;
    const auto name = of["kind"].cast<std::string>();
    const auto found = std::ranges::find(basis_names, name);
    check_argument(found != basis_names.end(), "basis", "kind", std::string_view(name),
                   "'lin', 'poly', 'ns', 'bs', 'ps', 'strata', 'thr', 'integer' or a function");
    out.kind = static_cast<basis_kind>(found - basis_names.begin());
    out.knots = of["knots"].cast<std::vector<double>>();
    out.low = of["low"].cast<double>();
    out.high = of["high"].cast<double>();
    out.df = of["df"].cast<int>();
    out.degree = of["degree"].cast<int>();
    out.scale = of["scale"].cast<double>();
    out.reference = of["reference"].cast<int>();
    const auto side = of["side"].cast<std::string>();
    out.side = side.empty() ? '\0' : side.front();
    out.intercept = of["intercept"].cast<bool>();
    out.difference = of["difference"].cast<int>();
    if (out.kind == basis_kind::function) out.own = own_function(of["function"]);
    return out;
}

/// `of` with what was placed.
[[nodiscard]] inline py::dict out_basis(const py::dict& of, const basis& placed) {
    py::dict out = of.attr("copy")();
    out["knots"] = placed.knots;
    out["low"] = placed.low;
    out["high"] = placed.high;
    out["df"] = placed.df;
    out["degree"] = placed.degree;
    out["scale"] = placed.scale;
    out["side"] = placed.side == 0 ? std::string() : std::string(1, placed.side);
    return out;
}

/// (exposure, lag, first, last), both bases placed.
[[nodiscard]] inline exposure_lag in_surface(const py::tuple& of) {
    return {in_basis(of[0].cast<py::dict>()),
            in_basis(of[1].cast<py::dict>()),
            {of[2].cast<int>(), of[3].cast<int>()}};
}

}  // namespace backrisk::bind
