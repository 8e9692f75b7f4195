#pragma once
/// What the binding files of this area share: matrices in without a copy, Eigen out, interrupts.
#include <Eigen/Core>
#include <optional>

#include "backrisk/fit/matrix.hpp"
#include "backrisk/fit/newton.hpp"
#include "convert.hpp"

namespace backrisk::bind {

/// Doubles in any strides; numpy copies only what is not double.
using any_matrix = py::array_t<double, py::array::forcecast>;

[[nodiscard]] inline fit::matrix_view view_matrix(const any_matrix& x) {
    check_argument(x.ndim() == 2, "fit", "X.ndim", x.ndim(), "2");
    constexpr auto size = static_cast<py::ssize_t>(sizeof(double));
    return {x.data(), static_cast<std::size_t>(x.shape(0)), static_cast<std::size_t>(x.shape(1)),
            x.strides(0) / size, x.strides(1) / size};
}

[[nodiscard]] inline py::array_t<double> out_vector(const Eigen::VectorXd& v) {
    return adopt(std::vector<double>(v.data(), v.data() + v.size()));
}

/// Rows by columns, as numpy reads it.
[[nodiscard]] inline py::array_t<double> out_matrix(const Eigen::MatrixXd& m) {
    std::vector<double> values;
    values.reserve(static_cast<std::size_t>(m.size()));
    for (Eigen::Index i = 0; i < m.rows(); ++i)
        for (Eigen::Index j = 0; j < m.cols(); ++j) values.push_back(m(i, j));
    return adopt(std::move(values)).reshape({m.rows(), m.cols()});
}

[[nodiscard]] inline Eigen::VectorXd in_vector(const column<double>& v) {
    return Eigen::Map<const Eigen::VectorXd>(v.data(), v.size());
}
[[nodiscard]] inline Eigen::MatrixXd in_matrix(const any_matrix& m) {
    const fit::matrix_view from = view_matrix(m);
    Eigen::MatrixXd out(m.shape(0), m.shape(1));
    for (Eigen::Index i = 0; i < out.rows(); ++i)
        for (Eigen::Index j = 0; j < out.cols(); ++j)
            out(i, j) = from(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
    return out;
}

/// Between iterations: lets Ctrl-C through, and calls `report(iteration, objective)` unless it is None.
[[nodiscard]] inline fit::progress_report interruptible(const py::object& report) {
    return [&report](int iteration, double objective) {
        const py::gil_scoped_acquire lock;
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        if (!report.is_none()) report(iteration, objective);
    };
}

}  // namespace backrisk::bind
