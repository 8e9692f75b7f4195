// Tables of many people, their cohort, and scores by column.
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "c_handles.hpp"

using namespace backrisk;
using backrisk::c::guarded;

namespace backrisk::c {

namespace {

/// Calls `f` with the table of this name, and marks it as given.
template <class F>
void with_table(cohort::tables& all, std::string_view name, F&& f) {
    if (name == "people") return f(all.people);
    bool found = false;
    cohort::for_each_diary(all, [&](std::string_view one, auto& table) {
        if (one != name) return;
        found = true;
        f(table);
    });
    check_argument(found, "backrisk_tables", "table", name,
                   "people, sessions, sets, tests, wellness, conditions or episodes");
    if (name == "sessions") all.sessions_taken = true;
    if (name == "sets") all.sets_taken = true;
    if (name == "wellness") all.wellness_taken = true;
    if (name == "episodes") all.episodes_taken = true;
}

/// Calls `f` with the column of this name if it holds values of type T; false when there is none such.
template <class T, class F>
bool with_column(cohort::tables& all, std::string_view table, std::string_view name, F&& f) {
    bool found = false;
    with_table(all, table, [&]<class Table>(Table& columns) {
        cohort::for_each_field<Table>([&](const auto& one) {
            if constexpr (std::is_same_v<std::decay_t<decltype(columns.*one.values)>, std::vector<T>>) {
                if (one.values == nullptr || one.name != name) return;
                found = true;
                f(columns.*one.values);
            }
        });
    });
    return found;
}

void give_numbers(backrisk_tables& to, std::string_view table, std::string_view column,
                  std::vector<double> values) {
    if (with_column<double>(to.all, table, column, [&](auto& into) { into = values; })) return;
    check_argument(table == "people", "backrisk_tables_numbers", "column", column,
                   "a column of numbers of " + std::string(table));
    auto& given = to.all.people.given;
    const auto at = std::ranges::find(given, column, &std::pair<std::string, std::vector<double>>::first);
    if (at == given.end())
        given.emplace_back(column, std::move(values));
    else
        at->second = std::move(values);
}

using text_column = backrisk_tables::text_column;
using ids = std::unordered_map<std::string, cohort::person_index>;

std::string or_empty(const std::optional<std::string>& one) { return one.value_or(""); }

/// "female" and "male", f and m; nothing is unknown, and anything else an error of the data.
double female_of(const text_column& column, std::size_t i) {
    const std::string text = or_empty(column.values[i]);
    if (text == "female" || text == "f") return 1;
    if (text == "male" || text == "m") return 0;
    if (text.empty()) return missing_value;
    throw data_error(location{column.table, static_cast<std::int64_t>(i) + 1, column.column},
                     show(std::string_view(text)), "must be female or male (f or m), or missing");
}
cohort::side side_of(const text_column& column, std::size_t i) {
    const std::string text = or_empty(column.values[i]);
    if (text == "left") return cohort::side::left;
    if (text == "right") return cohort::side::right;
    if (text.empty()) return cohort::side::none;
    throw data_error(location{column.table, static_cast<std::int64_t>(i) + 1, column.column},
                     show(std::string_view(text)), "must be left or right, or missing");
}

template <class T, class Read>
bool fill(cohort::tables& all, const text_column& from, Read read) {
    return with_column<T>(all, from.table, from.column, [&](std::vector<T>& into) {
        into.clear();
        for (std::size_t i = 0; i < from.values.size(); ++i) into.push_back(read(i));
    });
}

/// Text becomes what the tables hold: names, sides, sexes, and persons by their id.
cohort::tables resolved(const backrisk_tables& from) {
    cohort::tables all = from.all;
    ids people;
    const auto is_people = [](const text_column& one) {
        return one.table == "people" && one.column == "person_id";
    };
    const auto given = std::ranges::find_if(from.texts, is_people);
    all.people_given = given != from.texts.end();
    for (const text_column& one : from.texts) {
        const bool ids_of =
            all.people_given ? is_people(one) : one.table == "sessions" && one.column == "person_id";
        if (!ids_of) continue;
        for (const auto& id : one.values) {
            if (!id && !all.people_given) continue;
            const auto next = static_cast<cohort::person_index>(all.people.id.size());
            if (!people.emplace(or_empty(id), next).second && !all.people_given) continue;
            all.people.id.push_back(or_empty(id));
        }
    }
    for (const text_column& one : from.texts) {
        if (is_people(one)) continue;
        const auto person = [&](std::size_t i) {
            const auto at = people.find(or_empty(one.values[i]));
            return at == people.end() ? cohort::no_person : at->second;
        };
        const bool taken =
            fill<std::string>(all, one, [&](std::size_t i) { return or_empty(one.values[i]); }) ||
            fill<cohort::person_index>(all, one, person) ||
            fill<cohort::side>(all, one, [&](std::size_t i) { return side_of(one, i); }) ||
            (one.column == "sex" && fill<double>(all, one, [&](std::size_t i) { return female_of(one, i); }));
        check_argument(taken, "backrisk_tables_text", "column", std::string_view(one.column),
                       "a column of text of " + one.table);
    }
    return all;
}

const double* pointer(const std::vector<double>& values) noexcept { return values.data(); }
const double* pointer(const long_column<double>& values) noexcept { return values.data(); }

template <class Of>
const double* column_of(const Of& of, backrisk_number which) noexcept {
    switch (which) {
        case BACKRISK_RISK:
            return pointer(of.risk);
        case BACKRISK_LOW:
            return pointer(of.low);
        case BACKRISK_HIGH:
            return pointer(of.high);
        case BACKRISK_HAZARD_RATIO:
            return pointer(of.hazard_ratio);
        case BACKRISK_RELATIVE:
            return pointer(of.relative);
        case BACKRISK_RELATIVE_LOW:
            return pointer(of.relative_low);
        case BACKRISK_RELATIVE_HIGH:
            return pointer(of.relative_high);
        case BACKRISK_ABOVE_TYPICAL:
            return pointer(of.above_typical);
        case BACKRISK_COVERAGE:
            return pointer(of.coverage);
        default:
            return nullptr;
    }
}

/// The model is for adults: a row of somebody younger keeps no number.
void withhold_minors(risk::row_scores& of, const std::vector<double>& age_years) {
    for (std::size_t i = 0; i < age_years.size(); ++i) {
        if (!(age_years[i] < adult_years)) continue;
        for (auto* column : {&of.risk, &of.low, &of.high, &of.hazard_ratio, &of.relative, &of.relative_low,
                             &of.relative_high, &of.above_typical})
            (*column)[i] = missing_value;
        of.reason[i] = reason::under_age;
    }
}

}  // namespace

}  // namespace backrisk::c

backrisk_code backrisk_tables_new(backrisk_tables** out) {
    return guarded([&] {
        c::check_given(out, "backrisk_tables_new", "out");
        *out = std::make_unique<backrisk_tables>().release();
    });
}
backrisk_code backrisk_tables_numbers(backrisk_tables* tables, const char* table, const char* column,
                                      backrisk_column values, std::size_t rows) {
    return guarded([&] {
        constexpr std::string_view here = "backrisk_tables_numbers";
        c::check_given(tables, here, "tables");
        if (rows > 0) c::check_given(values.values, here, "values");
        c::give_numbers(*tables, c::text(table, here, "table"), c::text(column, here, "column"),
                        c::gather(values, rows));
    });
}
backrisk_code backrisk_tables_days(backrisk_tables* tables, const char* table, const char* column,
                                   const std::int32_t* values, std::ptrdiff_t stride, std::size_t rows) {
    return guarded([&] {
        constexpr std::string_view here = "backrisk_tables_days";
        static_assert(cohort::no_day == BACKRISK_NO_DAY);
        c::check_given(tables, here, "tables");
        if (rows > 0) c::check_given(values, here, "days");
        const auto name = c::text(column, here, "column");
        check_argument(
            c::with_column<day_number>(tables->all, c::text(table, here, "table"), name,
                                       [&](auto& into) { into = c::gather(values, stride, rows); }),
            here, "column", name, "a column of days of this table");
    });
}
backrisk_code backrisk_tables_text(backrisk_tables* tables, const char* table, const char* column,
                                   const char* const* values, std::size_t rows) {
    return guarded([&] {
        constexpr std::string_view here = "backrisk_tables_text";
        c::check_given(tables, here, "tables");
        if (rows > 0) c::check_given(values, here, "values");
        backrisk_tables::text_column one{std::string(c::text(table, here, "table")),
                                         std::string(c::text(column, here, "column")),
                                         std::vector<std::optional<std::string>>(rows)};
        c::with_table(tables->all, one.table, [](auto&) {});
        for (std::size_t i = 0; i < rows; ++i)
            if (values[i] != nullptr) one.values[i] = values[i];
        std::erase_if(tables->texts, [&](const backrisk_tables::text_column& other) {
            return other.table == one.table && other.column == one.column;
        });
        tables->texts.push_back(std::move(one));
    });
}
void backrisk_tables_free(backrisk_tables* tables) { delete tables; }

backrisk_code backrisk_cohort_new(const backrisk_tables* tables, std::int32_t today, backrisk_cohort** out) {
    return guarded([&] {
        c::check_given(tables, "backrisk_cohort_new", "tables");
        c::check_given(out, "backrisk_cohort_new", "out");
        cohort::tables all = c::resolved(*tables);
        cohort::check_options checking;
        if (today != BACKRISK_NO_DAY) checking.today = today;
        auto findings = cohort::check(all, checking);
        all = cohort::clean(std::move(all), findings);
        cohort::data_options options;
        options.today = today;
        *out = new backrisk_cohort{std::move(findings), cohort::data(all, options)};
    });
}
std::size_t backrisk_cohort_people(const backrisk_cohort* cohort) {
    return cohort == nullptr ? 0 : cohort->data.people();
}
const char* backrisk_cohort_person(const backrisk_cohort* cohort, std::size_t person) {
    return cohort == nullptr || person >= cohort->data.people() ? nullptr
                                                                : cohort->data.ids()[person].c_str();
}
std::size_t backrisk_cohort_findings(const backrisk_cohort* cohort) {
    return cohort == nullptr ? 0 : cohort->findings.size();
}
backrisk_code backrisk_cohort_finding(const backrisk_cohort* cohort, std::size_t i, backrisk_finding* out) {
    return guarded([&] {
        constexpr std::string_view here = "backrisk_cohort_finding";
        c::check_given(cohort, here, "cohort");
        c::check_given(out, here, "out");
        check_argument(i < cohort->findings.size(), here, "i", i, "below the number of findings");
        const auto& one = cohort->findings[i];
        *out = {c::data_of(to_string(one.level)),
                one.table.c_str(),
                one.column.c_str(),
                one.person.c_str(),
                one.value.c_str(),
                one.rule.c_str(),
                one.row};
    });
}
void backrisk_cohort_free(backrisk_cohort* cohort) { delete cohort; }

backrisk_code backrisk_score(const backrisk_model* model, const backrisk_cohort* cohort,
                             std::int32_t all_days, std::int32_t horizon_days, double level,
                             std::int32_t threads, backrisk_scores** out) {
    return guarded([&] {
        c::check_given(model, "backrisk_score", "model");
        c::check_given(cohort, "backrisk_score", "cohort");
        c::check_given(out, "backrisk_score", "out");
        cohort::score_options options;
        options.horizon = days{horizon_days};
        options.level = level;
        options.scored = all_days != 0 ? cohort::scored_days::all : cohort::scored_days::last;
        options.threads = threads;
        auto made = std::make_unique<backrisk_scores>();
        cohort::score(*model->of, cohort->data, options, made->of_cohort);
        *out = made.release();
    });
}
backrisk_code backrisk_score_rows(const backrisk_model* model, const char* const* factors,
                                  const backrisk_column* columns, std::size_t n_columns, std::size_t rows,
                                  std::int32_t horizon_days, double level, std::int32_t threads,
                                  backrisk_scores** out) {
    return guarded([&] {
        constexpr std::string_view here = "backrisk_score_rows";
        c::check_given(model, here, "model");
        c::check_given(out, here, "out");
        if (n_columns > 0) {
            c::check_given(factors, here, "factors");
            c::check_given(columns, here, "columns");
        }
        const factor::schema& schema = model->of->factors;
        std::vector<std::vector<double>> owned(schema.size());
        for (std::size_t k = 0; k < n_columns; ++k)
            owned[schema.index(c::text(factors[k], here, "factors"))] = c::gather(columns[k], rows);
        const std::vector<std::span<const double>> views(owned.begin(), owned.end());
        auto made = std::make_unique<backrisk_scores>();
        made->of_rows = risk::score_rows(*model->of, views, rows,
                                         {.horizon = days{horizon_days}, .level = level, .threads = threads});
        if (const std::size_t age = schema.index_or("age_years", schema.size()); age < schema.size())
            c::withhold_minors(*made->of_rows, owned[age]);
        *out = made.release();
    });
}
std::size_t backrisk_scores_size(const backrisk_scores* scores) {
    if (scores == nullptr) return 0;
    return scores->of_rows ? scores->of_rows->risk.size() : scores->of_cohort.size();
}
const double* backrisk_scores_numbers(const backrisk_scores* scores, backrisk_number which) {
    if (scores == nullptr) return nullptr;
    return scores->of_rows ? c::column_of(*scores->of_rows, which) : c::column_of(scores->of_cohort, which);
}
const std::uint32_t* backrisk_scores_persons(const backrisk_scores* scores) {
    return scores == nullptr || scores->of_rows ? nullptr : scores->of_cohort.person.data();
}
const std::int32_t* backrisk_scores_days(const backrisk_scores* scores) {
    return scores == nullptr || scores->of_rows ? nullptr : scores->of_cohort.day.data();
}
const std::uint8_t* backrisk_scores_reasons(const backrisk_scores* scores) {
    static_assert(sizeof(reason) == 1);
    if (scores == nullptr) return nullptr;
    const reason* why = scores->of_rows ? scores->of_rows->reason.data() : scores->of_cohort.reason.data();
    return reinterpret_cast<const std::uint8_t*>(why);
}
const std::uint8_t* backrisk_scores_triage(const backrisk_scores* scores) {
    return scores == nullptr || scores->of_rows ? nullptr : scores->of_cohort.triage.data();
}
double backrisk_scores_typical(const backrisk_scores* scores) {
    if (scores == nullptr) return missing_value;
    return scores->of_rows ? scores->of_rows->typical : scores->of_cohort.typical;
}
void backrisk_scores_free(backrisk_scores* scores) { delete scores; }
