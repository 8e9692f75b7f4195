// Columns out by the Arrow C stream interface (https://arrow.apache.org/docs/format/CStreamInterface.html),
// without Arrow: numpy holds the buffers, and is held until the consumer lets go.
#include <cerrno>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "convert.hpp"

// The three structures are fixed by the Arrow specification, which asks to copy them.
extern "C" {
struct ArrowSchema {
    const char* format;
    const char* name;
    const char* metadata;
    std::int64_t flags;
    std::int64_t n_children;
    ArrowSchema** children;
    ArrowSchema* dictionary;
    void (*release)(ArrowSchema*);
    void* private_data;
};
struct ArrowArray {
    std::int64_t length;
    std::int64_t null_count;
    std::int64_t offset;
    std::int64_t n_buffers;
    std::int64_t n_children;
    const void** buffers;
    ArrowArray** children;
    ArrowArray* dictionary;
    void (*release)(ArrowArray*);
    void* private_data;
};
struct ArrowArrayStream {
    int (*get_schema)(ArrowArrayStream*, ArrowSchema*);
    int (*get_next)(ArrowArrayStream*, ArrowArray*);
    const char* (*get_last_error)(ArrowArrayStream*);
    void (*release)(ArrowArrayStream*);
    void* private_data;
};
}

namespace backrisk::bind {

void core_arrow(py::module_& area);
namespace {

/// One column: its type in Arrow's format language, its buffers, and the words that a dictionary names.
struct field {
    std::string name, format;
    std::int64_t length = 0, null_count = 0;
    std::vector<const void*> buffers;
    std::shared_ptr<field> dictionary;
};

/// All columns, and the numpy arrays whose memory they are.
struct content {
    std::vector<field> fields;
    std::int64_t rows = 0;
    py::list owners;

    content() = default;
    content(const content&) = delete;
    content& operator=(const content&) = delete;
    /// The last consumer may let go on a thread that Python does not know.
    ~content() {
        if (!Py_IsInitialized()) {
            (void)owners.release();
            return;
        }
        const py::gil_scoped_acquire lock;
        owners.release().dec_ref();  // here, not by the member, which outlives the lock
    }
};
using shared_content = std::shared_ptr<const content>;

/// What an exported schema owns.
struct schema_parts {
    shared_content of;
    std::vector<std::unique_ptr<ArrowSchema>> children;
    std::vector<ArrowSchema*> pointers;
    std::unique_ptr<ArrowSchema> dictionary;
};
/// What an exported array owns.
struct array_parts {
    shared_content of;
    std::vector<const void*> buffers;
    std::vector<std::unique_ptr<ArrowArray>> children;
    std::vector<ArrowArray*> pointers;
    std::unique_ptr<ArrowArray> dictionary;
};

/// A child that its consumer moved out has no release of its own left.
template <class Node>
void let_go(Node* node) {
    if (node != nullptr && node->release != nullptr) node->release(node);
}
template <class Node, class Parts>
void release(Node* node) {
    const std::unique_ptr<Parts> parts(static_cast<Parts*>(node->private_data));
    for (const auto& child : parts->children) let_go(child.get());
    let_go(parts->dictionary.get());
    node->release = nullptr;
}

constexpr std::int64_t nullable = 2;

void export_schema(const shared_content& of, const field& one, ArrowSchema& out) {
    auto parts = std::make_unique<schema_parts>();
    parts->of = of;
    if (one.dictionary) {
        parts->dictionary = std::make_unique<ArrowSchema>();
        export_schema(of, *one.dictionary, *parts->dictionary);
    }
    out = {one.format.c_str(),
           one.name.c_str(),
           nullptr,
           nullable,
           0,
           nullptr,
           parts->dictionary.get(),
           &release<ArrowSchema, schema_parts>,
           nullptr};
    out.private_data = parts.release();
}

void export_array(const shared_content& of, const field& one, ArrowArray& out) {
    auto parts = std::make_unique<array_parts>();
    parts->of = of;
    parts->buffers = one.buffers;
    if (one.dictionary) {
        parts->dictionary = std::make_unique<ArrowArray>();
        export_array(of, *one.dictionary, *parts->dictionary);
    }
    out = {one.length,
           one.null_count,
           0,
           static_cast<std::int64_t>(parts->buffers.size()),
           0,
           parts->buffers.data(),
           nullptr,
           parts->dictionary.get(),
           &release<ArrowArray, array_parts>,
           nullptr};
    out.private_data = parts.release();
}

/// The struct of all columns, which is how a stream shows a table.
void export_table(const shared_content& of, ArrowSchema& out) {
    auto parts = std::make_unique<schema_parts>();
    parts->of = of;
    for (const field& one : of->fields) {
        parts->children.push_back(std::make_unique<ArrowSchema>());
        parts->pointers.push_back(parts->children.back().get());
        export_schema(of, one, *parts->children.back());
    }
    out = {"+s",
           "",
           nullptr,
           0,
           static_cast<std::int64_t>(parts->pointers.size()),
           parts->pointers.data(),
           nullptr,
           &release<ArrowSchema, schema_parts>,
           nullptr};
    out.private_data = parts.release();
}
void export_table(const shared_content& of, ArrowArray& out) {
    auto parts = std::make_unique<array_parts>();
    parts->of = of;
    parts->buffers = {nullptr};
    for (const field& one : of->fields) {
        parts->children.push_back(std::make_unique<ArrowArray>());
        parts->pointers.push_back(parts->children.back().get());
        export_array(of, one, *parts->children.back());
    }
    out = {of->rows,
           0,
           0,
           1,
           static_cast<std::int64_t>(parts->pointers.size()),
           parts->buffers.data(),
           parts->pointers.data(),
           nullptr,
           &release<ArrowArray, array_parts>,
           nullptr};
    out.private_data = parts.release();
}

/// A stream of one batch.
struct stream_parts {
    shared_content of;
    bool done = false;
};
stream_parts& parts_of(ArrowArrayStream* stream) { return *static_cast<stream_parts*>(stream->private_data); }

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
    try {
        export_table(parts_of(stream).of, *out);
        return 0;
    } catch (const std::bad_alloc&) {
        return ENOMEM;
    }
}
int get_next(ArrowArrayStream* stream, ArrowArray* out) {
    stream_parts& parts = parts_of(stream);
    *out = {};
    if (parts.done) return 0;
    try {
        export_table(parts.of, *out);
        parts.done = true;
        return 0;
    } catch (const std::bad_alloc&) {
        return ENOMEM;
    }
}
const char* get_last_error(ArrowArrayStream*) { return nullptr; }
void release_stream(ArrowArrayStream* stream) {
    delete static_cast<stream_parts*>(stream->private_data);
    stream->release = nullptr;
}

void release_capsule(PyObject* capsule) {
    auto* stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule, "arrow_array_stream"));
    if (stream == nullptr) return PyErr_Clear();
    if (stream->release != nullptr) stream->release(stream);
    delete stream;
}

/// (name, format, length, nulls, buffers, dictionary) as `backrisk._shared.arrow` makes it.
field field_of(const py::tuple& of, content& all) {
    field out{of[0].cast<std::string>(),
              of[1].cast<std::string>(),
              of[2].cast<std::int64_t>(),
              of[3].cast<std::int64_t>(),
              {},
              nullptr};
    for (const py::handle& buffer : of[4].cast<py::list>()) {
        if (buffer.is_none()) {
            out.buffers.push_back(nullptr);
            continue;
        }
        const auto array = py::reinterpret_borrow<py::array>(buffer);
        check_argument((array.flags() & py::array::c_style) != 0, "arrow_stream", "buffer", out.name,
                       "contiguous");
        out.buffers.push_back(array.data());
        all.owners.append(array);
    }
    if (!of[5].is_none()) out.dictionary = std::make_shared<field>(field_of(of[5].cast<py::tuple>(), all));
    return out;
}

py::object arrow_stream(const py::list& fields, std::int64_t rows) {
    auto all = std::make_shared<content>();
    all->rows = rows;
    for (const py::handle& one : fields) all->fields.push_back(field_of(one.cast<py::tuple>(), *all));
    auto parts = std::make_unique<stream_parts>();
    parts->of = std::move(all);
    auto stream = std::make_unique<ArrowArrayStream>();
    *stream = {&get_schema, &get_next, &get_last_error, &release_stream, parts.release()};
    PyObject* capsule = PyCapsule_New(stream.get(), "arrow_array_stream", &release_capsule);
    if (capsule == nullptr) {
        stream->release(stream.get());
        throw py::error_already_set();
    }
    (void)stream.release();
    return py::reinterpret_steal<py::object>(capsule);
}

}  // namespace

void core_arrow(py::module_& area) {
    area.def("arrow_stream", &arrow_stream, py::arg("fields"), py::arg("rows"),
             "A capsule of the Arrow C stream interface.");
}

}  // namespace backrisk::bind
