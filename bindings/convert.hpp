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

/// Hands a vector's memory to numpy. Reason codes become a uint8 column, which Python turns into words.
template <class T, class Allocator>
[[nodiscard]] auto adopt(std::vector<T, Allocator>&& values) {
    using shown = std::conditional_t<std::is_same_v<T, reason>, std::uint8_t, T>;
    using vector = std::vector<T, Allocator>;
    auto owner = std::make_unique<vector>(std::move(values));
    const auto size = static_cast<py::ssize_t>(owner->size());
    auto* data = reinterpret_cast<shown*>(owner->data());
    py::capsule release(owner.release(), [](void* p) { delete static_cast<vector*>(p); });
    return py::array_t<shown>(size, data, release);
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
                          adopt(std::move(series.reason)));
}

}  // namespace backrisk::bind
