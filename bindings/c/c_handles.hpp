#pragma once
/// What the opaque handles of backrisk.h are, and the border where exceptions end.
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backrisk/backrisk.h"
#include "backrisk/cohort.hpp"
#include "backrisk/core/nearest.hpp"
#include "backrisk/io.hpp"
#include "backrisk/risk.hpp"

struct backrisk_model {
    std::shared_ptr<const backrisk::risk::model> of;
    std::string status;
    std::string card;
};

struct backrisk_row {
    std::shared_ptr<const backrisk::risk::model> of;
    backrisk::factor::row values;
};

struct backrisk_gate {
    std::vector<backrisk::history::finding> findings;
    backrisk::history::gate_input who;
};

struct backrisk_triage {
    backrisk::history::triage of;
};

struct backrisk_assessment {
    backrisk::risk::assessment of;
    backrisk_triage triage;
    std::vector<backrisk::risk::question> questions;
};

struct backrisk_tables {
    struct text_column {
        std::string table, column;
        std::vector<std::optional<std::string>> values;
    };
    backrisk::cohort::tables all;
    std::vector<text_column> texts;  ///< resolved when the cohort is made
};

struct backrisk_cohort {
    std::vector<backrisk::cohort::finding> findings;
    backrisk::cohort::data data;
};

struct backrisk_scores {
    backrisk::cohort::scores of_cohort;
    std::optional<backrisk::risk::row_scores> of_rows;
};

struct backrisk_stream {
    backrisk::cohort::stream of;
};

namespace backrisk::c {

/// Keeps the message for `backrisk_message`; never throws.
void remember(const char* message) noexcept;

/// Runs `f`; an exception becomes a code and a message.
template <class F>
backrisk_code guarded(F&& f) noexcept {
    try {
        std::forward<F>(f)();
        return BACKRISK_OK;
    } catch (const invalid_argument& e) {
        remember(e.what());
        return BACKRISK_INVALID_ARGUMENT;
    } catch (const data_error& e) {
        remember(e.what());
        return BACKRISK_DATA_ERROR;
    } catch (const numeric_error& e) {
        remember(e.what());
        return BACKRISK_NUMERIC_ERROR;
    } catch (const std::bad_alloc&) {
        remember("out of memory");
        return BACKRISK_OUT_OF_MEMORY;
    } catch (const std::exception& e) {
        remember(e.what());
        return BACKRISK_UNEXPECTED;
    } catch (...) {
        remember("an exception of an unknown kind");
        return BACKRISK_UNEXPECTED;
    }
}

/// Throws `invalid_argument` for a pointer that must not be NULL.
inline void check_given(const void* pointer, std::string_view function, std::string_view argument) {
    check_argument(pointer != nullptr, function, argument, std::string_view("NULL"), "given");
}

[[nodiscard]] inline std::string_view text(const char* given, std::string_view function,
                                           std::string_view argument) {
    check_given(given, function, argument);
    return given;
}
[[nodiscard]] inline std::string_view text_or(const char* given, std::string_view otherwise) {
    return given == nullptr ? otherwise : std::string_view(given);
}

/// `rows` values that lie `stride` bytes apart.
template <class T>
[[nodiscard]] std::vector<T> gather(const T* values, std::ptrdiff_t stride, std::size_t rows) {
    std::vector<T> out(rows);
    const char* at = reinterpret_cast<const char*>(values);
    for (T& one : out) {
        std::copy_n(at, sizeof(T), reinterpret_cast<char*>(&one));
        at += stride;
    }
    return out;
}
/// A column; empty where it is not given.
[[nodiscard]] inline std::vector<double> gather(const backrisk_column& column, std::size_t rows) {
    if (column.values == nullptr) return {};
    return gather(column.values, column.stride, rows);
}

/// The character data of a table of names ends with a zero.
[[nodiscard]] inline const char* data_of(std::string_view literal) noexcept { return literal.data(); }

}  // namespace backrisk::c
