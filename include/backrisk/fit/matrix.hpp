#pragma once
/// A matrix of doubles where it stands: by rows, by columns, or a slice of either. Never copied.
#include <cstddef>
#include <string>
#include <vector>

namespace backrisk::fit {

/// Entry (row, column) is at data[row * row_step + column * column_step].
struct matrix_view {
    const double* data = nullptr;
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::ptrdiff_t row_step = 0;
    std::ptrdiff_t column_step = 0;

    [[nodiscard]] const double* at(std::size_t row, std::size_t column) const noexcept {
        return data + static_cast<std::ptrdiff_t>(row) * row_step +
               static_cast<std::ptrdiff_t>(column) * column_step;
    }
    [[nodiscard]] double operator()(std::size_t row, std::size_t column) const noexcept {
        return *at(row, column);
    }
};

/// How messages call a column: its name where one is given, else its position from 1.
[[nodiscard]] inline std::string column_title(const std::vector<std::string>& names, std::size_t column) {
    return column < names.size() ? "'" + names[column] + "'" : "column " + std::to_string(column + 1);
}

}  // namespace backrisk::fit
