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
    }
    {
        auto area = module.def_submodule("load");
        bind::load(area);
    }
    {
        auto area = module.def_submodule("spine");
        bind::spine(area);
    }
    {
        auto area = module.def_submodule("balance");
        bind::balance(area);
    }
    {
        auto area = module.def_submodule("preparation");
        bind::preparation(area);
    }
    {
        auto area = module.def_submodule("history");
        bind::history(area);
    }
    {
        auto area = module.def_submodule("factor");
        bind::factor(area);
    }
    {
        auto area = module.def_submodule("evidence");
        bind::evidence(area);
    }
    {
        auto area = module.def_submodule("risk");
        bind::risk(area);
        bind::risk_rows(area);
    }
    {
        auto area = module.def_submodule("fit");
        bind::fit(area);
    }
    {
        auto area = module.def_submodule("advise");
        bind::advise(area);
    }
    {
        auto area = module.def_submodule("cohort");
        bind::cohort(area);
    }
    {
        auto area = module.def_submodule("validate");
        bind::validate(area);
    }
    {
        auto area = module.def_submodule("io");
        bind::io(area);
    }
}
