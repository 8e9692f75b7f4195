// Any tables of a clinic: checked, cleaned, made ready and scored. No fault, and a risk in [0, 1] or none
// with a reason.
#include <cmath>
#include <string>
#include <vector>

#include "backrisk/cohort.hpp"
#include "backrisk/risk.hpp"
#include "fuzz.hpp"

namespace {

using namespace backrisk;
constexpr day_number base = 20000;

day_number day(fuzz::source& in) {
    const auto how = in.next<std::uint8_t>();
    if (how == 0) return cohort::no_day;
    return base + how - 128;
}

std::string word(fuzz::source& in) {
    static const char* const words[]{"",         "deadlift", "hamstring_rom", "fever", "sciatica",
                                     "low_back", "neck",     "any",           "\xff"};
    return words[in.next<std::uint8_t>() % 9];
}

cohort::person_index person(fuzz::source& in) {
    const auto one = in.next<std::uint8_t>() % 5;
    return one == 4 ? cohort::no_person : static_cast<cohort::person_index>(one % 3);
}

std::vector<double> numbers(fuzz::source& in, std::size_t rows) {
    std::vector<double> out;
    if ((in.next<std::uint8_t>() & 1) == 0) return out;
    for (std::size_t i = 0; i < rows; ++i) out.push_back(in.number());
    return out;
}

template <class T, class Make>
std::vector<T> column(fuzz::source& in, std::size_t rows, Make make) {
    std::vector<T> out;
    for (std::size_t i = 0; i < rows; ++i) out.push_back(make(in));
    return out;
}

cohort::tables tables(fuzz::source& in) {
    cohort::tables all;
    all.people.id = {"a", "b", "c"};
    all.people.female = numbers(in, 3);
    all.people.age_years = numbers(in, 3);
    all.people.height_m = numbers(in, 3);
    all.people.mass_kg = numbers(in, 3);
    if ((in.next<std::uint8_t>() & 1) != 0) all.people.birth = column<day_number>(in, 3, day);
    const auto rows = [&] { return static_cast<std::size_t>(in.next<std::uint8_t>() % 12); };
    std::size_t n = rows();
    all.sessions.person = column<cohort::person_index>(in, n, person);
    all.sessions.day = column<day_number>(in, n, day);
    all.sessions.duration_min = numbers(in, n);
    all.sessions.rpe = numbers(in, n);
    all.sessions.load = numbers(in, n);
    all.sessions.warm_up_min = numbers(in, n);
    n = rows();
    all.sets.person = column<cohort::person_index>(in, n, person);
    all.sets.day = column<day_number>(in, n, day);
    all.sets.exercise = column<std::string>(in, n, word);
    all.sets.sets = numbers(in, n);
    all.sets.reps = numbers(in, n);
    all.sets.mass_kg = numbers(in, n);
    n = rows();
    all.conditions.person = column<cohort::person_index>(in, n, person);
    all.conditions.condition = column<std::string>(in, n, word);
    all.conditions.since = column<day_number>(in, n, day);
    all.conditions.until = column<day_number>(in, n, day);
    n = rows();
    all.episodes.person = column<cohort::person_index>(in, n, person);
    all.episodes.onset = column<day_number>(in, n, day);
    all.episodes.recovered = column<day_number>(in, n, day);
    all.episodes.region = column<std::string>(in, n, word);
    all.episodes.severity = column<std::string>(in, n, word);
    all.episodes_taken = true;
    return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const risk::model model = risk::literature_model();
    fuzz::source in({bytes, size});
    cohort::tables all = tables(in);
    cohort::check_options checking;
    checking.today = base + 200;
    const auto findings = cohort::check(all, checking);
    all = cohort::clean(std::move(all), findings);
    cohort::data_options options;
    options.today = base + 200;
    const cohort::data data(all, options);
    const auto found = cohort::score(model, data, {.scored = cohort::scored_days::all});
    for (std::size_t i = 0; i < found.size(); ++i) {
        const double risk = found.risk[i];
        fuzz::must(std::isnan(risk) ? found.why[i] != reason::none : 0 <= risk && risk <= 1,
                   "no risk without a reason, or one outside [0, 1]");
    }
    return 0;
}
