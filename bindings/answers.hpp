#pragma once
/// Results of the core as bound classes whose attributes are columns.
#include "convert.hpp"

namespace backrisk::bind {

/// An area's catalogue of measures.
[[nodiscard]] inline std::vector<measure_info> measure_list(std::span<const measure_info> measures) {
    return {measures.begin(), measures.end()};
}

/// A read-only attribute: the column `member` of a bound struct, without a copy; codes of an enum as uint8.
template <class Bound, class Member>
void column_attribute(py::class_<Bound>& bound, const char* name, Member Bound::*member) {
    using T = typename Member::value_type;
    using shown = std::conditional_t<std::is_same_v<T, reason>, std::uint8_t, T>;
    bound.def_property_readonly(name, [member](const py::object& self) {
        const auto& values = py::cast<Bound&>(self).*member;
        return py::array_t<shown>(static_cast<py::ssize_t>(values.size()),
                                  reinterpret_cast<const shown*>(values.data()), self);
    });
}

}  // namespace backrisk::bind
