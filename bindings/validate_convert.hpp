#pragma once
/// Rows and results of area `validate`, to and from Python.
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
[[nodiscard]] inline validate::observed rows(const doubles& event, const doubles& predicted) {
    return {view(event, "event"), view(predicted, "predicted")};
}

/// Runs `work` without the GIL.
template <class Work>
[[nodiscard]] auto unlocked(Work&& work) {
    const py::gil_scoped_release release;
    return work();
}

/// A copy of a member as an array.
template <class T, class U>
[[nodiscard]] auto array_of(std::vector<U> T::*member) {
    return [member](const T& of) {
        return py::array_t<U>(py::ssize_t(std::size(of.*member)), std::data(of.*member));
    };
}

}  // namespace backrisk::bind
