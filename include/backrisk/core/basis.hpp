#pragma once
/// One-dimensional bases under the names of R's dlnm: from a column of values to columns of a model.
///
/// A `basis` may leave its scale, knots, boundary or breaks open; `placed` sets them from data once, and
/// `basis_columns` of a placed basis gives the same functions for any further values. Source: Gasparrini 2011
/// J Stat Softw 43(8), 10.18637/jss.v043.i08; natural and B-splines as in spline_basis.hpp, P-splines Eilers
/// & Marx 1996 Stat Sci 11:89, 10.1214/ss/1038425655.
#include <Eigen/Core>
#include <array>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "backrisk/core/config.hpp"
#include "backrisk/core/missing.hpp"

namespace backrisk {

/// With `intercept` each has the column that lets the basis hold a constant.
enum class basis_kind : unsigned char {
    lin,      ///< x
    poly,     ///< (x / scale)^1 ... (x / scale)^degree
    ns,       ///< natural spline: knots + 1 columns
    bs,       ///< B-splines: knots + degree columns
    ps,       ///< B-splines on equal knots, to be penalised: df columns
    strata,   ///< indicators of [break, next break) but the reference; the first and last are open
    thr,      ///< linear above a threshold ('h'), below it ('l'), or both ('d'; two thresholds)
    integer,  ///< indicators of whole values but the first
    function  ///< columns of your own
};

inline constexpr std::array<std::string_view, 9> basis_names{"lin",    "poly", "ns",      "bs",      "ps",
                                                             "strata", "thr",  "integer", "function"};

struct basis {
    basis_kind kind = basis_kind::lin;
    /// ns, bs: knots inside the boundary; strata: breaks; thr: one or two thresholds; integer: the values.
    std::vector<double> knots{};
    double low = missing_value, high = missing_value;  ///< boundary of ns, bs, ps; NaN: the range of the data
    int df = 0;                    ///< columns wanted where knots are open; 0: as few as there are
    int degree = 0;                ///< poly (1), bs and ps (3); 0: that default
    double scale = missing_value;  ///< poly; NaN: the largest |x|
    int reference = 1;             ///< strata: the stratum left out, from 1; 0 with intercept: none
    char side = 0;                 ///< thr: 'h', 'l', 'd'; 0: 'h' for one threshold, else 'd'
    bool intercept = false;
    int difference = 2;  ///< ps: order of the differences that are penalised
    std::function<Eigen::MatrixXd(std::span<const double>)> own{};  ///< function: n values to n rows
};

/// `open` with what it leaves open set from the finite values of x, as R sets it: knots at quantiles, the
/// boundary at the range (ps: 0.1 % wider), the threshold at the median. `role` names the argument in
/// messages. Throws `invalid_argument`.
[[nodiscard]] basis placed(basis open, std::span<const double> x, std::string_view role = "basis");

/// Rows of the placed basis at x; a value that is not finite, or none of the values of `integer`, gives a row
/// of NaN. Beyond the boundary ns goes on straight, bs by its end polynomials, and ps falls to 0.
[[nodiscard]] Eigen::MatrixXd basis_columns(const basis& of, std::span<const double> x);

/// `count` knots that part the range of lags or values equally.
[[nodiscard]] std::vector<double> equal_knots(double low, double high, int count);

/// `count` knots at equal steps of the logarithm, dense at short lags: low + exp((1 + ln(high - low)) k /
/// (count + 1) - 1), k = 1 ... count.
[[nodiscard]] std::vector<double> log_knots(double low, double high, int count);

}  // namespace backrisk

#ifndef BACKRISK_COMPILED
#include "backrisk/core/basis.ipp"
#endif
