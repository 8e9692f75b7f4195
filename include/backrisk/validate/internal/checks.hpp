#pragma once
/// Rules that columns obey, and totals of the rows that count.
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/validate/observed.hpp"

namespace backrisk::validate {

/// Some rows of a table, of those that count, with their own memory.
struct chosen_rows {
    std::vector<double> event, predicted, weight;
    std::vector<std::size_t> person;

    /// Those rows i of positive weight for which `keep(i)`.
    template <class Keep>
    chosen_rows(const observed& of, Keep&& keep) {
        for (std::size_t i = 0; i < of.size(); ++i) {
            if (of.w(i) == 0 || !keep(i)) continue;
            event.push_back(of.event[i]);
            predicted.push_back(of.predicted[i]);
            if (!of.weight.empty()) weight.push_back(of.weight[i]);
            if (!of.person.empty()) person.push_back(of.person[i]);
        }
    }
    [[nodiscard]] observed view() const { return {event, predicted, weight, person}; }
};

/// Totals of the rows that count.
struct totals {
    std::size_t rows = 0;  ///< of positive weight
    std::size_t events = 0;
    double weight = 0;
    double event_weight = 0;

    [[nodiscard]] double share() const noexcept { return event_weight / weight; }
};

namespace check {

/// Throws for the first value that breaks the rule; the sweep itself has no branch.
template <class Rule>
void column(std::string_view function, std::string_view argument, std::span<const double> values,
            std::string_view text, Rule&& holds) {
    bool fine = true;
    for (const double x : values) fine &= holds(x);
    if (fine) [[likely]]
        return;
    for (std::size_t i = 0; i < values.size(); ++i)
        check_argument(holds(values[i]), function, std::string(argument) + "[" + show(i) + "]", values[i],
                       text);
}

inline void weights(std::string_view function, const observed& of) {
    if (!of.weight.empty()) {
        check_same_size(function, "weight", of.weight, of.event);
        column(function, "weight", of.weight, "finite and not negative",
               [](double w) { return (w >= 0) & (w < HUGE_VAL); });
    }
    if (!of.person.empty()) check_same_size(function, "person", of.person, of.event);
}

/// Sizes, outcomes of 0 or 1, finite predictions, weights; at least one row counts.
[[nodiscard]] inline totals rows(std::string_view function, const observed& of) {
    check_same_size(function, "predicted", of.predicted, of.event);
    column(function, "event", of.event, "0 or 1", [](double y) { return (y == 0) | (y == 1); });
    column(function, "predicted", of.predicted, "a finite number", [](double p) { return p - p == 0; });
    weights(function, of);
    totals all;
    if (of.weight.empty()) {
        std::size_t events = 0;
        for (const double y : of.event) events += y == 1;
        all = {of.size(), events, static_cast<double>(of.size()), static_cast<double>(events)};
    } else {
        for (std::size_t i = 0; i < of.size(); ++i) {
            all.rows += of.weight[i] > 0;
            all.events += of.weight[i] > 0 && of.event[i] == 1;
            all.weight += of.weight[i];
            all.event_weight += of.weight[i] * of.event[i];
        }
    }
    check_argument(all.rows > 0, function, "number of rows with a positive weight", all.rows, "1 or more");
    return all;
}

/// The same, and predictions are probabilities.
[[nodiscard]] inline totals probabilities(std::string_view function, const observed& of) {
    column(function, "predicted", of.predicted, "a probability, between 0 and 1",
           [](double p) { return (p >= 0) & (p <= 1); });
    return rows(function, of);
}

/// Both an event and a non-event are needed.
inline void both_classes(std::string_view function, const totals& all) {
    check_argument(all.events > 0, function, "number of events", all.events, "1 or more");
    check_argument(all.events < all.rows, function, "number of non-events", all.rows - all.events,
                   "1 or more");
}

}  // namespace check
}  // namespace backrisk::validate
