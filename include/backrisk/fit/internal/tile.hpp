#pragma once
/// Tiles of rows in the first cache, and the weighted sums of products of their columns.
///
/// A tile holds columns of `tile::rows` values, each at a multiple of a cache line. Sums over rows run in
/// eight lanes: row r goes to lane r mod 8. A register of 2, 4 or 8 doubles takes a part of the lanes at a
/// time, so each width makes the same additions in the same order, and the bits agree.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "backrisk/fit/matrix.hpp"

namespace backrisk::fit::tile {

inline constexpr std::size_t rows = 128;
inline constexpr std::size_t lanes = 8;
inline constexpr std::size_t side = 3;  ///< products are made in blocks of side x side columns

/// Columns with those of zeros that fill the last block.
[[nodiscard]] constexpr std::size_t padded(std::size_t columns) noexcept {
    return (columns + side - 1) / side * side;
}

/// Scratch starts where a register may be loaded from.
struct alignas(64) cache_line {
    double entries[lanes];
};
using scratch = std::vector<cache_line>;
[[nodiscard]] inline scratch columns_of_zeros(std::size_t columns) {
    return scratch(columns * rows / lanes, cache_line{});
}

/// `Width` doubles that the compiler keeps in one register; loose ones may stand anywhere in memory.
#if defined(__GNUC__)
template <int Width>
struct wide {
    using type __attribute__((vector_size(Width * 8), may_alias)) = double;
    using loose __attribute__((vector_size(Width * 8), may_alias, aligned(8))) = double;
    using once = volatile type;  ///< read once into a register; GCC 12 would read it again for each product
};
#else
template <int Width>
struct wide {
    struct type {
        double part[Width]{};
        double operator[](std::size_t k) const { return part[k]; }
        type operator*(const type& o) const {
            type out;
            for (int k = 0; k < Width; ++k) out.part[k] = part[k] * o.part[k];
            return out;
        }
        type& operator+=(const type& o) {
            for (int k = 0; k < Width; ++k) part[k] += o.part[k];
            return *this;
        }
    };
    using once = type;
};
#endif

/// Doubles in the widest register of this machine (compiled flavour) or of this compilation.
[[nodiscard]] inline int register_width() noexcept {
#if defined(__AVX512F__)
    return 8;
#elif defined(BACKRISK_COMPILED) && defined(__x86_64__) && defined(__linux__) && defined(__GNUC__)
    return __builtin_cpu_supports("avx512f") ? 8 : __builtin_cpu_supports("avx2") ? 4 : 2;
#elif defined(__AVX__)
    return 4;
#else
    return 2;
#endif
}

/// Sums of the lanes over the tiles of a block of rows: of products z_i c z_j for j up to i, and of s z_i.
struct lane_sums {
    explicit lane_sums(std::size_t padded_columns)
        : columns(padded_columns),
          products(columns / side * (columns / side + 1) / 2 * side * side),
          firsts(columns) {}

    std::size_t columns;
    scratch products, firsts;

    [[nodiscard]] static double total(const cache_line& of) noexcept {
        const double* a = of.entries;
        return ((a[0] + a[4]) + (a[2] + a[6])) + ((a[1] + a[5]) + (a[3] + a[7]));
    }
    [[nodiscard]] double first(std::size_t i) const noexcept { return total(firsts[i]); }
    /// i not before j.
    [[nodiscard]] double product(std::size_t i, std::size_t j) const noexcept {
        const std::size_t a = i / side, b = j / side;
        return total(products[((a * (a + 1) / 2 + b) * side + i % side) * side + j % side]);
    }
};

/// One block of products of three columns at `a` with three at `b`.
template <int Width>
inline void add_block(const double* a, const double* b, cache_line* into) {
    using lane = typename wide<Width>::type;
    using once = const typename wide<Width>::once;
    const auto at = [](const double* from) { return reinterpret_cast<once*>(from); };
    for (std::size_t part = 0; part < lanes; part += Width) {
        lane sum[side * side];
        for (std::size_t k = 0; k < side * side; ++k)
            sum[k] = *reinterpret_cast<const lane*>(into[k].entries + part);
        for (std::size_t r = part; r < rows; r += lanes) {
            const lane a0 = *at(a + r), a1 = *at(a + rows + r), a2 = *at(a + 2 * rows + r);
            const lane b0 = *at(b + r), b1 = *at(b + rows + r), b2 = *at(b + 2 * rows + r);
            sum[0] += a0 * b0, sum[1] += a0 * b1, sum[2] += a0 * b2;
            sum[3] += a1 * b0, sum[4] += a1 * b1, sum[5] += a1 * b2;
            sum[6] += a2 * b0, sum[7] += a2 * b1, sum[8] += a2 * b2;
        }
        for (std::size_t k = 0; k < side * side; ++k)
            *reinterpret_cast<lane*>(into[k].entries + part) = sum[k];
    }
}

/// Rows that a later tile will read, asked for a part at a time while this one is worked on.
struct coming {
    const matrix_view* x = nullptr;
    std::size_t from = 0, count = 0;
    std::size_t part = 0;  ///< the next

    /// Not const: GCC 12 drops calls of functions that do nothing else.
    void fetch([[maybe_unused]] std::size_t parts) {
        [[maybe_unused]] const std::size_t now = part++;
#if defined(__GNUC__)
        if (count == 0) return;
        const bool by_rows = x->column_step == 1;
        const std::size_t items = by_rows ? count : x->columns, doubles = by_rows ? x->columns : count;
        for (std::size_t k = now * items / parts; k < part * items / parts; ++k) {
            const double* at = by_rows ? x->at(from + k, 0) : x->at(from, k);
            for (std::size_t d = 0; d < doubles; d += lanes) __builtin_prefetch(at + d, 0, 3);
        }
#endif
    }
};

/// weighted = c z and the sum of s z, of one column.
template <int Width>
inline void weigh(const double* z, const double* c, const double* s, double* weighted, cache_line& first) {
    using lane = typename wide<Width>::type;
    const auto at = [](const double* from) { return reinterpret_cast<const lane*>(from); };
    for (std::size_t part = 0; part < lanes; part += Width) {
        lane sum = *at(first.entries + part);
        for (std::size_t r = part; r < rows; r += lanes) {
            const lane value = *at(z + r);
            sum += *at(s + r) * value;
            *reinterpret_cast<lane*>(weighted + r) = *at(c + r) * value;
        }
        *reinterpret_cast<lane*>(first.entries + part) = sum;
    }
}

/// Adds a tile z with curvature c and score s to the sums.
template <int Width>
inline void add_products(const double* z, const double* c, const double* s, coming& next, lane_sums& sums) {
    alignas(64) double weighted[side * rows];
    cache_line* into = sums.products.data();
    const std::size_t blocks = sums.products.size() / (side * side);
    for (std::size_t i = 0; i < sums.columns; i += side) {
        for (std::size_t k = 0; k < side; ++k)
            weigh<Width>(z + (i + k) * rows, c, s, weighted + k * rows, sums.firsts[i + k]);
        for (std::size_t j = 0; j <= i; j += side, into += side * side) {
            next.fetch(blocks);
            add_block<Width>(weighted, z + j * rows, into);
        }
    }
}

inline void add_products(const double* z, const double* c, const double* s, coming& next, lane_sums& sums,
                         int width) {
    if (width == 8)
        add_products<8>(z, c, s, next, sums);
    else if (width == 4)
        add_products<4>(z, c, s, next, sums);
    else
        add_products<2>(z, c, s, next, sums);
}

/// eta += sum of b_j z_j, column after column.
inline void add_predictor(const double* z, const double* b, std::size_t columns, double* __restrict eta) {
    constexpr std::size_t some = 4 * lanes;  // rows whose sums stay in registers
    for (std::size_t r = 0; r < rows; r += some) {
        double sum[some];
        for (std::size_t k = 0; k < some; ++k) sum[k] = eta[r + k];
        for (std::size_t j = 0; j < columns; ++j)
            for (std::size_t k = 0; k < some; ++k) sum[k] += b[j] * z[j * rows + r + k];
        for (std::size_t k = 0; k < some; ++k) eta[r + k] = sum[k];
    }
}

/// (x - centre) * factor of four rows and four columns: read along the rows, written along the columns.
inline void turn_four(const double* x, std::ptrdiff_t row_step, const double* centre, const double* factor,
                      double* to) {
#if defined(__GNUC__)
    using four = wide<4>::type;
    using loose = wide<4>::loose;
    const four a = *reinterpret_cast<const loose*>(x), b = *reinterpret_cast<const loose*>(x + row_step),
               c = *reinterpret_cast<const loose*>(x + 2 * row_step),
               d = *reinterpret_cast<const loose*>(x + 3 * row_step);
    const four ab0 = __builtin_shufflevector(a, b, 0, 4, 2, 6),
               ab1 = __builtin_shufflevector(a, b, 1, 5, 3, 7);
    const four cd0 = __builtin_shufflevector(c, d, 0, 4, 2, 6),
               cd1 = __builtin_shufflevector(c, d, 1, 5, 3, 7);
    const auto store = [&](std::size_t k, const four& column) {
        *reinterpret_cast<four*>(to + k * rows) = (column - centre[k]) * factor[k];
    };
    store(0, __builtin_shufflevector(ab0, cd0, 0, 1, 4, 5));
    store(1, __builtin_shufflevector(ab1, cd1, 0, 1, 4, 5));
    store(2, __builtin_shufflevector(ab0, cd0, 2, 3, 6, 7));
    store(3, __builtin_shufflevector(ab1, cd1, 2, 3, 6, 7));
#else
    for (std::size_t k = 0; k < 4; ++k)
        for (std::size_t r = 0; r < 4; ++r)
            to[k * rows + r] =
                (x[static_cast<std::ptrdiff_t>(r) * row_step + static_cast<std::ptrdiff_t>(k)] - centre[k]) *
                factor[k];
#endif
}

/// Standardised columns of `count` rows from `from` on; zeros follow where the tile is not full.
inline void load(const matrix_view& x, std::size_t from, std::size_t count, const double* centre,
                 const double* factor, double* __restrict to) {
    std::size_t whole = 0;  // columns that are done
    if (count == rows && x.column_step == 1 && x.columns >= 4) {
        for (std::size_t r = 0; r < rows; r += 4)
            for (std::size_t j = 0; j + 4 <= x.columns; j += 4)
                turn_four(x.at(from + r, j), x.row_step, centre + j, factor + j, to + j * rows + r);
        whole = x.columns / 4 * 4;
    }
    for (std::size_t j = whole; j < x.columns; ++j) {
        const double* values = x.at(from, j);
        double* column = to + j * rows;
        if (x.row_step == 1)
            for (std::size_t r = 0; r < count; ++r) column[r] = (values[r] - centre[j]) * factor[j];
        else
            for (std::size_t r = 0; r < count; ++r)
                column[r] = (values[static_cast<std::ptrdiff_t>(r) * x.row_step] - centre[j]) * factor[j];
        for (std::size_t r = count; r < rows; ++r) column[r] = 0;
    }
}

}  // namespace backrisk::fit::tile
