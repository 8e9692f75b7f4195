#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>
#include <ranges>

#include "backrisk/core/config.hpp"
#include "backrisk/core/error.hpp"
#include "backrisk/fit/fine_gray.hpp"
#include "backrisk/fit/internal/standard.hpp"
#include "backrisk/fit/newton.hpp"

namespace backrisk::fit {

namespace fine_gray_detail {

inline constexpr const char* function = "fit.fine_gray";

/// Rows in the order of time, standardised; slots are the distinct times, ascending.
struct table {
    standard_columns columns;
    Eigen::MatrixXd z;
    std::vector<std::int64_t> cause;
    std::vector<std::size_t> group;  ///< censoring group of a row
    std::vector<std::size_t> slot;   ///< of a row
    std::vector<std::size_t> from;   ///< first row of a slot, and the end
    std::vector<double> time;        ///< of a slot
    Eigen::MatrixXd uncensored;      ///< (slots, groups) G just before
    Eigen::MatrixXd at_risk;         ///< (slots, groups) rows that have not ended before
    Eigen::MatrixXd censored;        ///< (slots, groups) rows censored at the time
    std::size_t groups = 1, events = 0, competing = 0;

    [[nodiscard]] std::size_t rows() const noexcept { return cause.size(); }
    [[nodiscard]] std::size_t slots() const noexcept { return time.size(); }
    /// G just before a slot in the group of a row.
    [[nodiscard]] double before(std::size_t s, std::size_t row) const {
        return uncensored(static_cast<Eigen::Index>(s), static_cast<Eigen::Index>(group[row]));
    }
};

inline void check(const fine_gray_rows& rows, const fine_gray_options& options) {
    check_control(function, options.control);
    const std::size_t n = rows.x.rows;
    check_argument(n > 0, function, "rows", n, "1 or more");
    check_argument(rows.x.columns > 0, function, "X.columns", rows.x.columns, "1 or more");
    for (const auto& [name, size] :
         {std::pair{"stop", rows.stop.size()}, std::pair{"cause", rows.cause.size()},
          std::pair{"censoring", rows.censoring.empty() ? n : rows.censoring.size()}})
        check_argument(size == n, function, std::string(name) + ".size", size, show(n) + ", the rows of X");
    for (std::size_t i = 0; i < n; ++i) {
        check_argument(std::isfinite(rows.stop[i]) && rows.stop[i] >= 0, function, "stop, row " + show(i + 1),
                       rows.stop[i], "finite and not negative");
        check_argument(rows.cause[i] >= 0 && rows.cause[i] <= 2, function, "cause, row " + show(i + 1),
                       rows.cause[i], "0, 1 or 2");
    }
    check_argument(std::ranges::find(rows.cause, 1) != rows.cause.end(), function, "rows of the cause", 0,
                   "1 or more");
}

/// The Kaplan-Meier of censoring, just before each slot.
inline void add_censoring(table& t) {
    const auto slots = static_cast<Eigen::Index>(t.slots()), groups = static_cast<Eigen::Index>(t.groups);
    t.uncensored = t.at_risk = t.censored = Eigen::MatrixXd::Zero(slots, groups);
    Eigen::RowVectorXd left = Eigen::RowVectorXd::Zero(groups), g = Eigen::RowVectorXd::Ones(groups);
    for (std::size_t i = 0; i < t.rows(); ++i) {
        ++left[static_cast<Eigen::Index>(t.group[i])];
        if (t.cause[i] == 0)
            ++t.censored(static_cast<Eigen::Index>(t.slot[i]), static_cast<Eigen::Index>(t.group[i]));
    }
    for (Eigen::Index s = 0; s < slots; ++s) {
        t.uncensored.row(s) = g, t.at_risk.row(s) = left;
        for (Eigen::Index k = 0; k < groups; ++k)
            if (t.censored(s, k) > 0) g[k] *= 1 - t.censored(s, k) / left[k];
        const auto at = static_cast<std::size_t>(s);
        for (std::size_t i = t.from[at]; i < t.from[at + 1]; ++i)
            --left[static_cast<Eigen::Index>(t.group[i])];
    }
}

[[nodiscard]] inline table sorted(const fine_gray_rows& rows, const fine_gray_options& options) {
    table t;
    t.columns = standardise(function, rows.x, true, options.names, options.control.threads);
    std::vector<std::size_t> order(rows.x.rows);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return rows.stop[i]; });
    std::vector<std::int64_t> known(rows.censoring.begin(), rows.censoring.end());
    std::ranges::sort(known);
    known.erase(std::ranges::unique(known).begin(), known.end());
    t.groups = std::max<std::size_t>(known.size(), 1);
    t.z.resize(static_cast<Eigen::Index>(order.size()), t.columns.centre.size());
    double before = 0;
    for (std::size_t k = 0; k < order.size(); ++k) {
        const std::size_t i = order[k];
        for (Eigen::Index j = 0; j < t.z.cols(); ++j)
            t.z(static_cast<Eigen::Index>(k), j) =
                (rows.x(i, static_cast<std::size_t>(j)) - t.columns.centre[j]) / t.columns.factor(j);
        t.cause.push_back(rows.cause[i]);
        t.events += rows.cause[i] == 1 ? 1 : 0, t.competing += rows.cause[i] == 2 ? 1 : 0;
        t.group.push_back(rows.censoring.empty()
                              ? 0
                              : static_cast<std::size_t>(std::ranges::lower_bound(known, rows.censoring[i]) -
                                                         known.begin()));
        const double now = rows.stop[i], gap = now - before;
        if (t.time.empty() || gap > 1.5e-8 * std::max(1.0, 0.5 * (now + before))) {
            t.time.push_back(now);
            t.from.push_back(k);
        }
        before = now;
        t.slot.push_back(t.slots() - 1);
    }
    t.from.push_back(order.size());
    add_censoring(t);
    return t;
}

/// What is summed over those at risk: exp(eta), and that times z and z z'.
struct sums {
    double zero = 0;
    Eigen::VectorXd first;
    Eigen::MatrixXd second;

    explicit sums(Eigen::Index p) : first(Eigen::VectorXd::Zero(p)), second(Eigen::MatrixXd::Zero(p, p)) {}
    void add(double e, const Eigen::VectorXd& z, bool square) {
        zero += e;
        first += e * z;
        if (square) second.noalias() += e * z * z.transpose();
    }
    void add(double share, const sums& other) {
        zero += share * other.zero, first += share * other.first, second += share * other.second;
    }
};

/// Calls `at(slot, deaths, sums over those at risk)` for each slot with an end of interest, the latest first.
/// Those that ended otherwise before the slot are taken from the whole as time runs back.
template <class At>
void sweep(const table& t, const Eigen::VectorXd& relative, bool square, const At& at) {
    const Eigen::Index p = t.z.cols();
    std::vector<sums> other(t.groups, sums(p));
    sums later(p);
    std::vector<std::vector<sums>> kept;  // of the ended otherwise, before each slot with an end of interest
    std::vector<std::size_t> slots;
    for (std::size_t s = 0; s < t.slots(); ++s) {
        const auto members = std::views::iota(t.from[s], t.from[s + 1]);
        if (std::ranges::any_of(members, [&](std::size_t i) { return t.cause[i] == 1; })) {
            slots.push_back(s);
            kept.push_back(other);
            for (sums& one : other) one = sums(p);  // kept as differences, so that nothing is subtracted
        }
        for (const std::size_t i : members)
            if (t.cause[i] == 2)
                other[t.group[i]].add(relative[static_cast<Eigen::Index>(i)] / t.before(s, i),
                                      t.z.row(static_cast<Eigen::Index>(i)), square);
    }
    for (std::size_t k = 1; k < kept.size(); ++k)
        for (std::size_t g = 0; g < t.groups; ++g) kept[k][g].add(1.0, kept[k - 1][g]);
    std::size_t next = t.slots();
    for (std::size_t k = slots.size(); k-- > 0;) {
        const std::size_t s = slots[k];
        for (std::size_t i = t.from[s]; i < t.from[next]; ++i)
            later.add(relative[static_cast<Eigen::Index>(i)], t.z.row(static_cast<Eigen::Index>(i)), square);
        next = s;
        sums whole = later;
        for (std::size_t g = 0; g < t.groups; ++g)
            whole.add(t.uncensored(static_cast<Eigen::Index>(s), static_cast<Eigen::Index>(g)), kept[k][g]);
        double deaths = 0;
        for (std::size_t i = t.from[s]; i < t.from[s + 1]; ++i) deaths += t.cause[i] == 1 ? 1 : 0;
        at(s, deaths, whole);
    }
}

inline void differentiate(const table& t, const Eigen::VectorXd& b, derivatives& out) {
    const Eigen::VectorXd eta = t.z * b, relative = eta.array().exp();
    out = {0.0, Eigen::VectorXd::Zero(b.size()), Eigen::MatrixXd::Zero(b.size(), b.size())};
    for (std::size_t i = 0; i < t.rows(); ++i)
        if (t.cause[i] == 1) {
            out.value += eta[static_cast<Eigen::Index>(i)];
            out.gradient += t.z.row(static_cast<Eigen::Index>(i)).transpose();
        }
    sweep(t, relative, true, [&](std::size_t, double deaths, const sums& whole) {
        const Eigen::VectorXd mean = whole.first / whole.zero;
        out.value -= deaths * std::log(whole.zero);
        out.gradient -= deaths * mean;
        out.information += deaths * (whole.second / whole.zero - mean * mean.transpose());
    });
}

/// Integrals up to and including a slot: of dL0, of zbar dL0, and both with G(s-) of a group.
struct integrals {
    Eigen::VectorXd hazard;                   ///< (slots) dL0
    Eigen::MatrixXd mean;                     ///< (slots, p) zbar
    Eigen::VectorXd total;                    ///< (slots)
    Eigen::MatrixXd total_mean;               ///< (slots, p)
    std::vector<Eigen::VectorXd> later;       ///< a group: (slots + 1) sum over s >= slot of G(s-) dL0
    std::vector<Eigen::MatrixXd> later_mean;  ///< the same of G(s-) zbar dL0
};

[[nodiscard]] inline integrals integrate(const table& t, const Eigen::VectorXd& relative) {
    const auto slots = static_cast<Eigen::Index>(t.slots());
    const Eigen::Index p = t.z.cols();
    integrals of{Eigen::VectorXd::Zero(slots), Eigen::MatrixXd::Zero(slots, p), {}, {}, {}, {}};
    sweep(t, relative, false, [&](std::size_t s, double deaths, const sums& whole) {
        of.hazard[static_cast<Eigen::Index>(s)] = deaths / whole.zero;
        of.mean.row(static_cast<Eigen::Index>(s)) = whole.first.transpose() / whole.zero;
    });
    of.total = of.hazard, of.total_mean = of.hazard.asDiagonal() * of.mean;
    const Eigen::MatrixXd each = of.total_mean;
    for (Eigen::Index s = 1; s < slots; ++s)
        of.total[s] += of.total[s - 1], of.total_mean.row(s) += of.total_mean.row(s - 1);
    for (Eigen::Index g = 0; g < static_cast<Eigen::Index>(t.groups); ++g) {
        Eigen::VectorXd later = Eigen::VectorXd::Zero(slots + 1);
        Eigen::MatrixXd later_mean = Eigen::MatrixXd::Zero(slots + 1, p);
        for (Eigen::Index s = slots; s-- > 0;) {
            later[s] = later[s + 1] + t.uncensored(s, g) * of.hazard[s];
            later_mean.row(s) = later_mean.row(s + 1) + t.uncensored(s, g) * each.row(s);
        }
        of.later.push_back(std::move(later)), of.later_mean.push_back(std::move(later_mean));
    }
    return of;
}

/// (slots, p) What censoring at a slot moves: q(u) / pi(u), and its integral over dL^c up to each slot.
struct censoring_terms {
    Eigen::MatrixXd at, total;
};

[[nodiscard]] inline censoring_terms censoring_of(const table& t, const integrals& of,
                                                  const Eigen::VectorXd& relative, std::size_t g) {
    const auto slots = static_cast<Eigen::Index>(t.slots());
    const Eigen::Index p = t.z.cols(), k = static_cast<Eigen::Index>(g);
    censoring_terms out{Eigen::MatrixXd::Zero(slots, p), Eigen::MatrixXd::Zero(slots, p)};
    double zero = 0;  // of those that ended otherwise before u: exp(eta)/G(X-), and that times z
    Eigen::RowVectorXd first = Eigen::RowVectorXd::Zero(p), total = first;
    for (Eigen::Index u = 0; u < slots; ++u) {  // q(u): over rows that ended before u and times from u on
        if (t.censored(u, k) > 0) {
            const Eigen::RowVectorXd q = first * of.later[g][u] - zero * of.later_mean[g].row(u);
            out.at.row(u) = q / t.at_risk(u, k);
            total += out.at.row(u) * t.censored(u, k) / t.at_risk(u, k);
        }
        const auto s = static_cast<std::size_t>(u);
        for (std::size_t i = t.from[s]; i < t.from[s + 1]; ++i) {
            if (t.cause[i] != 2 || t.group[i] != g) continue;
            const double e = relative[static_cast<Eigen::Index>(i)] / t.before(s, i);
            zero += e, first += e * t.z.row(static_cast<Eigen::Index>(i));
        }
        out.total.row(u) = total;
    }
    return out;
}

/// (rows, p) eta_i + psi_i of Fine and Gray: what each row moves the score by.
[[nodiscard]] inline Eigen::MatrixXd influences(const table& t, const Eigen::VectorXd& b,
                                                const integrals& of) {
    const Eigen::VectorXd relative = (t.z * b).array().exp();
    std::vector<censoring_terms> censoring;
    for (std::size_t g = 0; g < t.groups; ++g) censoring.push_back(censoring_of(t, of, relative, g));
    Eigen::MatrixXd out = Eigen::MatrixXd::Zero(t.z.rows(), t.z.cols());
    for (Eigen::Index i = 0; i < out.rows(); ++i) {
        const auto row = static_cast<std::size_t>(i);
        const auto s = static_cast<Eigen::Index>(t.slot[row]);
        const std::size_t g = t.group[row];
        out.row(i) = -relative[i] * (of.total[s] * t.z.row(i) - of.total_mean.row(s));
        if (t.cause[row] == 1) out.row(i) += t.z.row(i) - of.mean.row(s);
        if (t.cause[row] == 2)
            out.row(i) -= relative[i] / t.before(t.slot[row], row) *
                          (of.later[g][s + 1] * t.z.row(i) - of.later_mean[g].row(s + 1));
        if (t.cause[row] == 0) out.row(i) += censoring[g].at.row(s);
        out.row(i) -= censoring[g].total.row(s);
    }
    return out;
}

[[noreturn]] inline void fail(const std::vector<Eigen::Index>& which, const fine_gray_options& options,
                              const char* what, const char* remedy) {
    std::string text;
    for (const Eigen::Index j : which)
        text += (text.empty() ? "" : ", ") + column_title(options.names, static_cast<std::size_t>(j));
    throw numeric_error(std::string(function) + ": " + what + " " + text + "; " + remedy);
}

inline void check_rank(const table& t, const fine_gray_options& options, const prior& prior) {
    derivatives null;
    differentiate(t, Eigen::VectorXd::Zero(t.z.cols()), null);
    if (!prior.none()) null.information += prior.precision;
    std::vector<Eigen::Index> found = dependent_columns(null.information);
    for (Eigen::Index j = 0; j < t.z.cols(); ++j)
        if (!(null.information(j, j) > 1e-12 * static_cast<double>(t.events)) &&
            std::ranges::find(found, j) == found.end())
            found.push_back(j);
    if (!found.empty())
        fail(found, options, "the columns before them determine", "leave them out, or give them a prior");
}

[[nodiscard]] inline newton_result search(const table& t, const fine_gray_options& options,
                                          const prior& prior) {
    double before = std::numeric_limits<double>::infinity();
    bool runs_away = false;
    const auto stop = [&](const newton_result& now) {  // steps that stay as long as they were never end
        const bool free = prior.none() || now.step.dot(prior.precision * now.step) == 0;
        runs_away = free && now.decrement < 1e-3 && now.decrement > 0.3 * before;
        before = now.decrement;
        return runs_away;
    };
    newton_result found =
        maximise([&](const Eigen::VectorXd& b, derivatives& at) { differentiate(t, b, at); },
                 Eigen::VectorXd::Zero(t.z.cols()), prior, newton_options{options.control}, stop);
    if (runs_away) {
        std::vector<Eigen::Index> which;
        for (Eigen::Index j = 0; j < found.step.size(); ++j)
            if (std::abs(found.step[j]) > 1e-3 * found.step.cwiseAbs().maxCoeff()) which.push_back(j);
        fail(which, options, "the events are separated, so the likelihood has no maximum along",
             "use a prior such as fit.weak_prior()");
    }
    if (!found.converged && !(found.decrement <= 1e-6))
        throw numeric_error(std::string(function) + ": no maximum after " + show(found.iterations) +
                            " iterations; the last one was " + show(found.decrement) +
                            " standard errors away");
    return found;
}

}  // namespace fine_gray_detail

BACKRISK_INLINE fine_gray_result fit_fine_gray(const fine_gray_rows& rows, const fine_gray_options& options) {
    namespace own = fine_gray_detail;
    own::check(rows, options);
    const own::table t = own::sorted(rows, options);
    const Eigen::Index p = t.z.cols();
    check_prior(own::function, options.prior, p);
    const Eigen::VectorXd factor =
        Eigen::VectorXd::NullaryExpr(p, [&](Eigen::Index j) { return t.columns.factor(j); });
    const Eigen::MatrixXd map = factor.cwiseInverse().asDiagonal();
    fit::prior prior;
    if (!options.prior.none())
        prior = {options.prior.mean.cwiseProduct(factor), map * options.prior.precision * map};
    own::check_rank(t, options, prior);
    const newton_result found = own::search(t, options, prior);
    derivatives null, last;
    own::differentiate(t, Eigen::VectorXd::Zero(p), null);
    own::differentiate(t, found.coefficients, last);
    const Eigen::MatrixXd inverse = climb_matrix(found.curvature, Eigen::MatrixXd::Identity(p, p));
    const own::integrals at = own::integrate(t, (t.z * found.coefficients).array().exp());
    const Eigen::MatrixXd each = own::influences(t, found.coefficients, at) * inverse * map;
    fine_gray_result out;
    out.coefficients = map * found.coefficients;
    out.naive_covariance = map * inverse * map;
    out.covariance = each.transpose() * each;
    const double centred = std::exp(-out.coefficients.dot(t.columns.centre));
    for (std::size_t s = 0; s < t.slots(); ++s)
        if (const double d = at.hazard[static_cast<Eigen::Index>(s)]; d > 0) {
            out.time.push_back(t.time[s]);
            out.hazard.push_back(d * centred);
        }
    out.last = t.time.back();
    out.log_likelihood = last.value, out.null_log_likelihood = null.value;
    out.effective_parameters = (inverse * last.information).trace();
    out.decrement = found.decrement, out.iterations = found.iterations, out.converged = found.converged;
    out.n_rows = t.rows(), out.n_events = t.events, out.n_competing = t.competing;
    return out;
}

}  // namespace backrisk::fit
