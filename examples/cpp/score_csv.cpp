// Rows of factors from a CSV file with a header, scored by column in one call; the answer as CSV.
//
//     score_csv people.csv > scores.csv         columns: names of factors; empty: unknown; others are ignored
#include <backrisk/risk/model.hpp>
#include <backrisk/risk/rows.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <span>
#include <sstream>
#include <string>
#include <vector>

using namespace backrisk;

int main(int count, char** arguments) try {
    if (count != 2) {
        std::fputs("usage: score_csv people.csv\n", stderr);
        return 1;
    }
    std::ifstream file(arguments[1]);
    std::string line, cell;
    if (!std::getline(file, line))
        throw data_error(std::string(arguments[1]) + ": cannot be read or is empty");
    const auto model = risk::literature_model();
    const auto& schema = model.factors;
    std::vector<std::size_t> at;  // factor of each column of the file
    for (std::istringstream head(line); std::getline(head, cell, ',');)
        at.push_back(schema.index_or(cell, schema.size()));
    std::vector<std::vector<double>> columns(schema.size());
    std::size_t rows = 0;
    for (; std::getline(file, line); ++rows) {
        std::istringstream in(line);
        for (auto& column : columns) column.push_back(missing_value);
        for (std::size_t j = 0; j < at.size() && std::getline(in, cell, ','); ++j)
            if (at[j] < schema.size() && !cell.empty()) columns[at[j]].back() = std::stod(cell);
    }
    const std::vector<std::span<const double>> views(columns.begin(), columns.end());
    const auto found = risk::score_rows(model, views, rows, {.horizon = days{28}});
    std::puts("risk,low,high,relative,reason");
    for (std::size_t i = 0; i < rows; ++i)
        std::printf("%.17g,%.17g,%.17g,%.17g,%s\n", found.risk[i], found.low[i], found.high[i],
                    found.relative[i], std::string(to_string(found.why[i])).c_str());
    return 0;
} catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
