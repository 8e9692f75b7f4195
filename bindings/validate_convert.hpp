#pragma once
/// Rows and estimates of area `validate`, to and from Python.
#include "backrisk/validate/estimate.hpp"
#include "backrisk/validate/observed.hpp"
#include "convert.hpp"

namespace backrisk::bind {

using doubles = column<double>;
using codes = column<std::size_t>;

/// The four columns of `validate::observed`; empty weight or person: none.
[[nodiscard]] inline validate::observed rows(const doubles& event, const doubles& predicted,
                                             const doubles& weight, const codes& person) {
    return {view(event, "event"), view(predicted, "predicted"), view(weight, "weight"),
            view(person, "person")};
}

/// (value, se, low, high, note)
[[nodiscard]] inline py::tuple to_python(const validate::estimate& one) {
    return py::make_tuple(one.value, one.se, one.low, one.high, one.note);
}

/// Runs `work` without the GIL.
template <class Work>
[[nodiscard]] auto unlocked(Work&& work) {
    const py::gil_scoped_release release;
    return work();
}

}  // namespace backrisk::bind
