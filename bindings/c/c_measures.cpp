// Measures that stand alone: the workload ratio and the lifting equation.
#include <algorithm>

#include "backrisk/load.hpp"
#include "backrisk/spine/columns.hpp"
#include "c_handles.hpp"

using namespace backrisk;
using backrisk::c::guarded;

namespace backrisk::c {

namespace {

std::vector<double> or_constant(const backrisk_column& column, std::size_t rows, double otherwise) {
    return column.values == nullptr ? std::vector<double>(rows, otherwise) : gather(column, rows);
}

void write_reasons(const std::vector<reason>& why, std::uint8_t* out) noexcept {
    if (out == nullptr) return;
    std::ranges::transform(why, out, [](reason one) { return static_cast<std::uint8_t>(one); });
}

}  // namespace

}  // namespace backrisk::c

backrisk_code backrisk_acwr(backrisk_column daily_load, std::size_t days, std::int32_t acute,
                            std::int32_t chronic, const char* method, double* ratio, std::uint8_t* reasons) {
    return guarded([&] {
        constexpr std::string_view here = "backrisk_acwr";
        load::acwr_options options;
        const auto wanted = c::text_or(method, to_string(options.method));
        const auto at = std::ranges::find(load::all_ratio_methods, wanted,
                                          [](load::ratio_method one) { return to_string(one); });
        check_argument(at != load::all_ratio_methods.end(), here, "method", wanted,
                       "coupled, uncoupled or ewma");
        options.method = *at;
        options.acute = backrisk::days{acute};
        options.chronic = backrisk::days{chronic};
        if (days > 0) {
            c::check_given(daily_load.values, here, "daily_load");
            c::check_given(ratio, here, "ratio");
        }
        const auto found = load::acwr(c::gather(daily_load, days), options);
        std::ranges::copy(found.value, ratio);
        c::write_reasons(found.reason, reasons);
    });
}

backrisk_code backrisk_niosh(const backrisk_lifts* tasks, std::size_t rows, double* rwl, double* li,
                             std::uint8_t* reasons) {
    return guarded([&] {
        constexpr std::string_view here = "backrisk_niosh";
        c::check_given(tasks, here, "tasks");
        if (rows == 0) return;
        c::check_given(tasks->load.values, here, "tasks.load");
        c::check_given(rwl, here, "rwl");
        c::check_given(li, here, "li");
        const spine::lift usual;
        const auto column = [&](const backrisk_column& of, double otherwise) {
            return c::or_constant(of, rows, otherwise);
        };
        const auto load = column(tasks->load, missing_value);
        const auto horizontal = column(tasks->horizontal, usual.horizontal.value());
        const auto vertical = column(tasks->vertical, usual.vertical.value());
        const auto distance = column(tasks->distance, usual.distance.value());
        const auto asymmetry = column(tasks->asymmetry, usual.asymmetry.value());
        const auto per_minute = column(tasks->per_minute, usual.per_minute);
        const auto hours = column(tasks->hours, usual.duration.count());
        std::vector<spine::coupling> grip(rows, usual.grip);
        const auto grips = c::gather(tasks->coupling, rows);
        for (std::size_t i = 0; i < grips.size(); ++i) {
            check_argument(grips[i] == 0 || grips[i] == 1 || grips[i] == 2, here,
                           "tasks.coupling[" + show(i) + "]", grips[i], "0 good, 1 fair or 2 poor");
            grip[i] = static_cast<spine::coupling>(grips[i]);
        }
        const auto found = spine::niosh_columns(
            {load, horizontal, vertical, distance, asymmetry, per_minute, hours, grip, load, vertical});
        std::ranges::copy(found.column[0], rwl);
        std::ranges::copy(found.column[1], li);
        c::write_reasons(found.reason, reasons);
    });
}
