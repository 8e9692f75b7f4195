#pragma once
/// The arithmetic of this area on columns: one row in, one row out, NaN and a reason for a bad row.
///
/// All columns of a call have one length; unequal lengths throw `invalid_argument`. Rows never depend on each
/// other, so the answer is the same row by row.
#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/core/error.hpp"
#include "backrisk/spine/fatigue.hpp"
#include "backrisk/spine/lifting_job.hpp"
#include "backrisk/spine/lumbar.hpp"
#include "backrisk/spine/sets.hpp"
#include "backrisk/spine/strength.hpp"
#include "backrisk/spine/technique.hpp"

namespace backrisk::spine {

/// N result columns and the reason of each row.
template <std::size_t N>
struct reasoned_columns {
    std::array<std::vector<double>, N> column;
    std::vector<backrisk::reason> reason;

    void resize(std::size_t rows) {
        for (auto& one : column) one.resize(rows);
        reason.resize(rows);
    }
    /// Writes a row; valid until the next `resize`.
    [[nodiscard]] auto writer() noexcept {
        std::array<double*, N> to{};
        for (std::size_t k = 0; k < N; ++k) to[k] = column[k].data();
        return [to, reasons = reason.data()](std::size_t i, const std::array<double, N>& row,
                                             backrisk::reason one) {
            for (std::size_t k = 0; k < N; ++k) to[k][i] = row[k];
            reasons[i] = one;
        };
    }
};

/// Numbers of lifting tasks in the units of the system (kg and cm, or lb and in).
struct lifting_columns {
    std::span<const double> load, horizontal, vertical, distance, asymmetry_deg, per_minute, hours;
    std::span<const coupling> grip;
    std::span<const double> mean_load, vertical_at_origin;

    [[nodiscard]] std::size_t size() const noexcept { return load.size(); }
    [[nodiscard]] lift_numbers row(std::size_t i) const noexcept {
        return {load[i],       horizontal[i], vertical[i], distance[i],  asymmetry_deg[i],
                per_minute[i], hours[i],      grip[i],     mean_load[i], vertical_at_origin[i]};
    }
    void check(std::string_view function) const {
        for (const auto column : {horizontal, vertical, distance, asymmetry_deg, per_minute, hours, mean_load,
                                  vertical_at_origin})
            check_same_size(function, "column", column, load);
        check_same_size(function, "coupling", grip, load);
    }
};

/// Twelve columns in the order of `lifting_column_names`, and the reasons.
inline constexpr std::array<std::string_view, 12> lifting_column_names{
    "rwl", "li", "firwl", "fili", "strwl", "stli", "hm", "vm", "dm", "am", "fm", "cm"};
using lifting_table = reasoned_columns<lifting_column_names.size()>;

/// `out` may be reused from call to call; its memory is then written, not allocated.
inline void niosh_columns(const lifting_columns& tasks, const lifting_options& how, lifting_table& out) {
    tasks.check("spine::niosh_columns");
    out.resize(tasks.size());
    const auto write = out.writer();
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const auto n = lifting_kernel(tasks.row(i), how);
        const auto& m = n.multiplier;
        write(i,
              {n.rwl, n.li, n.firwl, n.fili, n.strwl, n.stli, m.horizontal, m.vertical, m.distance,
               m.asymmetry, m.frequency, m.coupling},
              n.reason);
    }
}
[[nodiscard]] inline lifting_table niosh_columns(const lifting_columns& tasks,
                                                 const lifting_options& how = {}) {
    lifting_table out;
    niosh_columns(tasks, how, out);
    return out;
}

/// One index a job: job g owns the tasks [starts[g], starts[g + 1]).
template <class Index>
[[nodiscard]] measured_series index_by_job(const lifting_columns& tasks, group_starts starts, Index index) {
    tasks.check("spine::index_by_job");
    check_argument(!starts.empty() && starts.back() == tasks.size(), "spine::index_by_job", "starts",
                   starts.size(), "bounds of the jobs that end at the last row");
    measured_series out(starts.size() - 1);
    std::vector<lift_numbers> job;
    for (std::size_t g = 0; g + 1 < starts.size(); ++g) {
        job.clear();
        for (std::size_t i = starts[g]; i < starts[g + 1]; ++i) job.push_back(tasks.row(i));
        out.set(g, index(std::span<const lift_numbers>(job), starts[g]), 1.0);
    }
    return out;
}

/// Lifters, postures and loads of `lumbar_columns`.
struct lumbar_inputs {
    std::span<const double> mass_kg, height_m, trunk_deg, upper_arm_deg, elbow_deg, load_kg;
    std::span<const body_sex> sex;
};

inline constexpr std::array<std::string_view, 9> lumbar_column_names{
    "moment",           "moment_low", "moment_high", "compression", "compression_low",
    "compression_high", "shear",      "shear_low",   "shear_high"};
using lumbar_table = reasoned_columns<lumbar_column_names.size()>;

inline void lumbar_columns(const lumbar_inputs& in, load_place place, const lumbar_options& how,
                           lumbar_table& out) {
    constexpr std::string_view here = "spine::lumbar_columns";
    detail::check_lumbar_options(here, how);
    for (const auto column : {in.height_m, in.trunk_deg, in.upper_arm_deg, in.elbow_deg, in.load_kg})
        check_same_size(here, "column", column, in.mass_kg);
    check_same_size(here, "sex", in.sex, in.mass_kg);
    const auto bodies = lumbar_bodies(how.lumbosacral_share);
    const muscle_constants muscle(how.muscle);
    out.resize(in.mass_kg.size());
    const auto write = out.writer();
    for (std::size_t i = 0; i < in.mass_kg.size(); ++i) {
        const auto n =
            lumbar_kernel(bodies[static_cast<std::size_t>(in.sex[i])], muscle, in.mass_kg[i], in.height_m[i],
                          in.trunk_deg[i], in.upper_arm_deg[i], in.elbow_deg[i], in.load_kg[i], place);
        const double m = how.moment_uncertainty * std::abs(n.moment_nm), u = how.force_uncertainty;
        const double c = u * n.compression_scale_n, s = u * n.shear_scale_n;
        write(i,
              {n.moment_nm, n.moment_nm - m, n.moment_nm + m, n.compression_n, n.compression_n - c,
               n.compression_n + c, n.shear_n, n.shear_n - s, n.shear_n + s},
              n.reason);
    }
}
[[nodiscard]] inline lumbar_table lumbar_columns(const lumbar_inputs& in, load_place place,
                                                 const lumbar_options& how = {}) {
    lumbar_table out;
    lumbar_columns(in, place, how, out);
    return out;
}

namespace detail {
inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// `kernel(i)` for every row.
template <class Kernel>
[[nodiscard]] measured_series map_rows(std::size_t rows, Kernel kernel) {
    measured_series out;
    out.value.resize(rows);
    out.reason.resize(rows);
    out.coverage.assign(rows, 1.0);
    for (std::size_t i = 0; i < rows; ++i) {
        const measured one = kernel(i);
        out.value[i] = one.value;
        out.reason[i] = one.reason;
        if (one.reason != reason::none) out.coverage[i] = 0;
    }
    return out;
}
}  // namespace detail

/// `damage_kernel` row by row, in passes that vectorise; `out` may be reused.
inline void fatigue_columns(std::span<const double> compression_n, std::span<const double> cycles,
                            const fatigue_options& how, measured_series& out) {
    check_same_size("spine::fatigue_columns", "cycles", cycles, compression_n);
    const damage_constants k(how);
    const std::size_t rows = cycles.size();
    out.value.resize(rows);
    out.coverage.resize(rows);
    out.reason.resize(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        const double c = compression_n[i], n = cycles[i];
        const bool possible = (c >= 0) & (n >= 0) & (c < detail::infinity) & (n < detail::infinity);
        out.value[i] = possible ? n * k.per_cycle(c) : missing_value;
        out.coverage[i] = possible ? 1.0 : 0.0;
    }
    for (std::size_t i = 0; i < rows; ++i)
        out.reason[i] =
            out.coverage[i] == 1.0 ? reason::none : damage_kernel(k, compression_n[i], cycles[i]).reason;
}
[[nodiscard]] inline measured_series fatigue_columns(std::span<const double> compression_n,
                                                     std::span<const double> cycles,
                                                     const fatigue_options& how = {}) {
    measured_series out;
    fatigue_columns(compression_n, cycles, how, out);
    return out;
}

/// The same with the ultimate strength of each row, say by age and sex; `how.ultimate` is not used.
[[nodiscard]] inline measured_series fatigue_columns(std::span<const double> compression_n,
                                                     std::span<const double> cycles,
                                                     std::span<const double> ultimate_n,
                                                     const fatigue_options& how = {}) {
    check_same_size("spine::fatigue_columns", "cycles", cycles, compression_n);
    check_same_size("spine::fatigue_columns", "ultimate_n", ultimate_n, compression_n);
    return detail::map_rows(cycles.size(), [&](std::size_t i) {
        return damage_kernel(how, ultimate_n[i], compression_n[i], cycles[i]);
    });
}

inline constexpr std::array<std::string_view, 3> strength_column_names{"strength", "low", "high"};
using strength_table = reasoned_columns<strength_column_names.size()>;

[[nodiscard]] inline strength_table strength_columns(std::span<const double> age_years,
                                                     std::span<const body_sex> sex,
                                                     strength_model model = default_strength_model) {
    check_same_size("spine::strength_columns", "sex", sex, age_years);
    strength_table out;
    out.resize(sex.size());
    const auto write = out.writer();
    for (std::size_t i = 0; i < sex.size(); ++i) {
        const auto one = strength_kernel(age_years[i], sex[i], model);
        const auto [low, high] = strength_range(one.value);
        write(i, {one.value, low, high}, one.reason);
    }
    return out;
}

[[nodiscard]] inline measured_series technique_columns(std::span<const double> rating) {
    return detail::map_rows(rating.size(), [&](std::size_t i) { return technique_score(rating[i]); });
}

[[nodiscard]] inline measured_series flexion_factor_columns(std::span<const double> flexion_deg,
                                                            const flexion_fatigue& means) {
    return detail::map_rows(flexion_deg.size(),
                            [&](std::size_t i) { return flexion_damage_factor(flexion_deg[i], means); });
}

/// Compression of one repetition of each set in N; `set_compression` (sets.hpp) row by row.
[[nodiscard]] inline measured_series set_compression_columns(
    std::span<const std::int64_t> exercise_id, std::span<const double> mass_kg,
    std::span<const double> flexion_deg, std::span<const double> body_mass_kg,
    std::span<const double> height_m, std::span<const body_sex> sex, const set_options& how = {}) {
    constexpr std::string_view here = "spine::set_compression";
    detail::check_lumbar_options(here, how.lumbar);
    for (const auto column : {mass_kg, flexion_deg, body_mass_kg, height_m})
        check_same_size(here, "column", column, exercise_id);
    check_same_size(here, "sex", sex, exercise_id);
    const auto bodies = lumbar_bodies(how.lumbar.lumbosacral_share);
    const muscle_constants muscle(how.lumbar.muscle);
    return detail::map_rows(exercise_id.size(), [&](std::size_t i) {
        const auto id = static_cast<std::size_t>(exercise_id[i]);
        check_argument(id < exercises.size(), here, "exercise_id", exercise_id[i], "an exercise_index");
        return set_compression(exercises[id], mass_kg[i], flexion_deg[i], body_mass_kg[i], height_m[i],
                               bodies[static_cast<std::size_t>(sex[i])], muscle, how);
    });
}

/// `set_dose` row by row; `compression` as `set_compression_columns` answers it.
[[nodiscard]] inline measured_series set_dose_columns(const measured_series& compression,
                                                      std::span<const double> repetitions, dose_kind kind,
                                                      const fatigue_options& how = {}) {
    check_same_size("spine::set_dose", "repetitions", repetitions, compression.value);
    const damage_constants damage(how);
    return detail::map_rows(repetitions.size(), [&](std::size_t i) {
        return set_dose(compression[i], repetitions[i], kind, damage);
    });
}

/// A measure of sets.hpp for many people: person g owns the sets [rows[g], rows[g + 1]) and is asked about
/// the days [days[g], days[g + 1]). `measure(first_row, row_count, first_day, day_count)` answers one person.
template <class Measure>
[[nodiscard]] measured_series by_person(group_starts rows, group_starts days, Measure measure) {
    constexpr std::string_view here = "spine::by_person";
    check_argument(!days.empty(), here, "days.size", days.size(), "1 or more");
    check_same_size(here, "rows", rows, days);
    measured_series out(days.back());
    for (std::size_t g = 0; g + 1 < days.size(); ++g) {
        const auto one = measure(rows[g], rows[g + 1] - rows[g], days[g], days[g + 1] - days[g]);
        for (std::size_t i = 0; i < one.size(); ++i) out.set(days[g] + i, one[i], one.coverage[i]);
    }
    return out;
}

}  // namespace backrisk::spine
