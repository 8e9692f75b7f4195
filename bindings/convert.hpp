#pragma once
/// What every binding file needs: columns in without a copy, columns out without a copy. Translate, never
/// compute.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/core/measure.hpp"
#include "backrisk/core/series.hpp"

namespace backrisk::bind {

namespace py = pybind11;

template <class T>
using column = py::array_t<T, py::array::c_style | py::array::forcecast>;

/// A one-dimensional column as a span; the array must outlive it.
template <class T>
[[nodiscard]] std::span<const T> view(const column<T>& array, const char* name) {
    check_argument(array.ndim() == 1, name, "ndim", array.ndim(), "1");
    return {array.data(), static_cast<std::size_t>(array.size())};
}

/// Hands a vector's memory to numpy.
template <class T>
[[nodiscard]] py::array_t<T> adopt(std::vector<T>&& values) {
    auto owner = std::make_unique<std::vector<T>>(std::move(values));
    const auto size = static_cast<py::ssize_t>(owner->size());
    T* data = owner->data();
    py::capsule release(owner.release(), [](void* p) { delete static_cast<std::vector<T>*>(p); });
    return py::array_t<T>(size, data, release);
}

/// Reason codes as a uint8 column; Python turns them into words.
[[nodiscard]] inline py::array_t<std::uint8_t> adopt(std::vector<reason>&& codes) {
    auto owner = std::make_unique<std::vector<reason>>(std::move(codes));
    const auto size = static_cast<py::ssize_t>(owner->size());
    auto* data = reinterpret_cast<std::uint8_t*>(owner->data());
    py::capsule release(owner.release(), [](void* p) { delete static_cast<std::vector<reason>*>(p); });
    return py::array_t<std::uint8_t>(size, data, release);
}

/// An area's catalogue of measures as a list of dicts.
[[nodiscard]] inline py::list measure_rows(std::span<const measure_info> measures) {
    py::list rows;
    for (const measure_info& one : measures) {
        py::dict row;
        row["name"] = one.name;
        row["unit"] = one.unit;
        row["formula"] = one.formula;
        row["source"] = one.from.citation;
        row["doi"] = one.from.doi;
        row["status"] = to_string(one.from.status);
        row["test"] = one.test;
        rows.append(std::move(row));
    }
    return rows;
}

/// (value, coverage, reason code): what Python wraps as `Measured`.
[[nodiscard]] inline py::tuple to_python(measured_series&& series) {
    return py::make_tuple(adopt(std::move(series.value)), adopt(std::move(series.coverage)),
                          adopt(std::move(series.why)));
}

}  // namespace backrisk::bind
