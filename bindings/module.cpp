// The extension module: one function an area, each in its own file.
#include "convert.hpp"

#include "backrisk/core.hpp"

namespace backrisk::bind {
void core(py::module_&);
void load(py::module_& area);
void spine(py::module_& area);
void balance(py::module_& area);
void preparation(py::module_& area);
void history(py::module_& area);
void factor(py::module_& area);
void evidence(py::module_& area);
void risk(py::module_& area);
void risk_rows(py::module_& area);
void fit(py::module_& area);
void cohort(py::module_& area);
void validate(py::module_& area);
void advise(py::module_& area);
void io(py::module_& area);

namespace {

void errors(py::module_& module) {
    py::register_exception<invalid_argument>(module, "InvalidArgument", PyExc_ValueError);
    py::register_exception<data_error>(module, "DataError", PyExc_ValueError);
    py::register_exception<numeric_error>(module, "NumericError", PyExc_ValueError);
}

std::vector<std::string> reason_names() {
    std::vector<std::string> names;
    for (auto code = reason::none; code <= last_reason;
         code = static_cast<reason>(static_cast<int>(code) + 1))
        names.emplace_back(to_string(code));
    return names;
}

/// "Effect(id='E001', ...)": the attributes of a bound object that are a number or a text.
std::string shown(const py::object& self) {
    const py::type type = py::type::of(self);
    std::string text;
    for (const auto& [name, member] : py::dict(type.attr("__dict__"))) {
        if (!PyObject_TypeCheck(member.ptr(), &PyProperty_Type)) continue;
        const py::object value = self.attr(name);
        if (!py::isinstance<py::str>(value) && !py::isinstance<py::float_>(value) &&
            !py::isinstance<py::int_>(value))
            continue;
        text += (text.empty() ? "" : ", ") + py::cast<std::string>(name) + "=" +
                py::cast<std::string>(py::repr(value));
    }
    return py::cast<std::string>(type.attr("__name__")) + "(" + text + ")";
}

/// Gives every class of an area without a representation of its own the one of `shown`.
void show_attributes(const py::module_& area) {
    const py::object plain = py::module_::import("builtins").attr("object").attr("__repr__");
    for (const auto& [name, member] : py::dict(area.attr("__dict__")))
        if (PyType_Check(member.ptr()) && py::object(member.attr("__repr__")).is(plain))
            member.attr("__repr__") = py::cpp_function(&shown, py::name("__repr__"), py::is_method(member));
}

}  // namespace
}  // namespace backrisk::bind

PYBIND11_MODULE(_core, module, pybind11::mod_gil_not_used()) {
    using namespace backrisk;
    module.doc() = "Compiled core of backrisk; use the package `backrisk`, which documents every function.";
    module.attr("__version__") = BACKRISK_VERSION;
    bind::errors(module);
    module.def("reason_names", &bind::reason_names, "Words of the reason codes, by code.");
    {
        auto area = module.def_submodule("core");
        bind::core(area);
        bind::show_attributes(area);
    }
    {
        auto area = module.def_submodule("load");
        bind::load(area);
        bind::show_attributes(area);
    }
    {
        auto area = module.def_submodule("spine");
        bind::spine(area);
        bind::show_attributes(area);
    }
    {
        auto area = module.def_submodule("balance");
        bind::balance(area);
        bind::show_attributes(area);
    }
    {
        auto area = module.def_submodule("preparation");
        bind::preparation(area);
        bind::show_attributes(area);
    }
    {
        auto area = module.def_submodule("history");
        bind::history(area);
        bind::show_attributes(area);
    }
    {
        auto area = module.def_submodule("factor");
        bind::factor(area);
        bind::show_attributes(area);
    }
    {
        auto area = module.def_submodule("evidence");
        bind::evidence(area);
        bind::show_attributes(area);
    }
    {
        auto area = module.def_submodule("risk");
        bind::risk(area);
        bind::risk_rows(area);
        bind::show_attributes(area);
    }
    {
        auto area = module.def_submodule("fit");
        bind::fit(area);
        bind::show_attributes(area);
    }
    {
        auto area = module.def_submodule("advise");
        bind::advise(area);
        bind::show_attributes(area);
    }
    {
        auto area = module.def_submodule("cohort");
        bind::cohort(area);
        bind::show_attributes(area);
    }
    {
        auto area = module.def_submodule("validate");
        bind::validate(area);
        bind::show_attributes(area);
    }
    {
        auto area = module.def_submodule("io");
        bind::io(area);
        bind::show_attributes(area);
    }
}
