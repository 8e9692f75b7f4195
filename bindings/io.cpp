#include "backrisk/io/card.hpp"

#include "convert.hpp"

namespace backrisk::bind {

void io(py::module_& area) {
    area.doc() = "Area io: the model card.";
    area.def("to_json", &io::to_json, py::arg("model"));
    area.def("card_id", &io::card_id, py::arg("model"));
    area.def("model_from_json", &io::model_from_json, py::arg("text"));
    area.attr("few_people") = io::few_people;
    area.def("save_model", &io::save_model, py::arg("model"), py::arg("path"));
    area.def("load_model", &io::load_model, py::arg("path"));
}

}  // namespace backrisk::bind
