#pragma once
/// What the binding files of this area share: matrices in without a copy, Eigen out, fields of results, and
/// how a fit is to run.
#include <Eigen/Core>
#include <optional>
#include <string>

#include "backrisk/fit/control.hpp"
#include "backrisk/fit/matrix.hpp"
#include "backrisk/fit/prior.hpp"
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

template <class T>
[[nodiscard]] std::span<const T> view_or_none(const std::optional<column<T>>& array, const char* name) {
    return array ? view(*array, name) : std::span<const T>{};
}

[[nodiscard]] inline py::array_t<double> out_vector(const Eigen::VectorXd& v) {
    return adopt(std::vector<double>(v.data(), v.data() + v.size()));
}

/// Rows by columns, as numpy reads it; of any storage order.
template <class Matrix>
[[nodiscard]] py::array_t<double> out_matrix(const Matrix& m) {
    std::vector<double> values;
    values.reserve(static_cast<std::size_t>(m.size()));
    for (Eigen::Index i = 0; i < m.rows(); ++i)
        for (Eigen::Index j = 0; j < m.cols(); ++j) values.push_back(m(i, j));
    return adopt(std::move(values)).reshape({m.rows(), m.cols()});
}

/// A field of a result as Python sees it: numbers and words as they are, columns and matrices as arrays.
template <class T>
[[nodiscard]] auto out(const T& value) {
    if constexpr (std::is_same_v<T, Eigen::VectorXd>)
        return out_vector(value);
    else if constexpr (std::is_base_of_v<Eigen::EigenBase<T>, T>)
        return out_matrix(value);
    else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>)
        return value;
    else
        return adopt(T(value));
}

/// Adds read-only fields to a bound result: `fields_of(cls)("coef", &result::coefficients)...`.
template <class Class>
class fields {
  public:
    explicit fields(py::class_<Class>& bound) : bound_(bound) {}
    template <class T>
    const fields& operator()(const char* name, T Class::*member) const {
        bound_.def_property_readonly(name, [member](const Class& of) { return out(of.*member); });
        return *this;
    }
    template <class Get>
    requires std::is_invocable_v<Get, const Class&>
    const fields& operator()(const char* name, Get get) const {
        bound_.def_property_readonly(name, [get](const Class& of) { return out(get(of)); });
        return *this;
    }

  private:
    py::class_<Class>& bound_;
};

template <class Class>
[[nodiscard]] fields<Class> fields_of(py::class_<Class>& bound) {
    return fields<Class>(bound);
}

[[nodiscard]] inline Eigen::VectorXd in_vector(const column<double>& v) {
    return Eigen::Map<const Eigen::VectorXd>(v.data(), v.size());
}
[[nodiscard]] inline Eigen::MatrixXd in_matrix(const any_matrix& m) {
    const fit::matrix_view from = view_matrix(m);
    Eigen::MatrixXd found(m.shape(0), m.shape(1));
    for (Eigen::Index i = 0; i < found.rows(); ++i)
        for (Eigen::Index j = 0; j < found.cols(); ++j)
            found(i, j) = from(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
    return found;
}

/// No prior where either is None.
[[nodiscard]] inline fit::prior in_prior(const std::optional<column<double>>& mean,
                                         const std::optional<any_matrix>& precision) {
    if (!mean || !precision) return {};
    return {in_vector(*mean), in_matrix(*precision)};
}

/// `fit::control` as Python holds it.
struct python_control {
    double tolerance = fit::control{}.tolerance;
    int iterations = fit::control{}.iterations, threads = fit::control{}.threads;
    py::object progress = py::none();
};

/// Between iterations: lets Ctrl-C through, and calls `report(iteration, objective)` unless it is None. The
/// object must outlive the fit.
[[nodiscard]] inline fit::control in_control(const python_control& of) {
    return {of.tolerance, of.iterations, of.threads,
            [&report = of.progress](int iteration, double objective) {
                const py::gil_scoped_acquire lock;
                if (PyErr_CheckSignals() != 0) throw py::error_already_set();
                if (!report.is_none()) report(iteration, objective);
            }};
}

}  // namespace backrisk::bind
