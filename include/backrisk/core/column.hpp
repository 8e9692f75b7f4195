#pragma once
/// Columns that are written before they are read: not zero-filled, aligned to cache lines, and on large pages
/// where they are long and the system has them.
///
/// Filling a fresh column with zeros and touching it page by page costs more than computing it.
/// `long_column<T>` is a std::vector whose `resize` leaves new values unset, and whose memory above 4 MiB is
/// aligned to and advised for 2 MiB pages (a hint; nothing changes where it is ignored).
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>
#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace backrisk {

template <class T>
struct page_allocator {
    static_assert(std::is_trivially_copyable_v<T>, "columns hold plain values");
    using value_type = T;
    static constexpr std::size_t page = std::size_t{2} << 20, line = 64;

    page_allocator() = default;
    template <class Other>
    page_allocator(const page_allocator<Other>&) noexcept {}  // NOLINT: allocators convert

    [[nodiscard]] T* allocate(std::size_t count) {
        if (count > static_cast<std::size_t>(-1) / (4 * sizeof(T))) throw std::bad_array_new_length();
        if (count * sizeof(T) < 2 * page)
            return static_cast<T*>(::operator new (count * sizeof(T), std::align_val_t{line}));
        const std::size_t bytes = (count * sizeof(T) + page - 1) / page * page;
        void* memory = ::operator new (bytes, std::align_val_t{page});
#if defined(__linux__)
        (void)madvise(memory, bytes, MADV_HUGEPAGE);
#endif
        return static_cast<T*>(memory);
    }
    void deallocate(T* memory, std::size_t count) noexcept {
        if (count * sizeof(T) < 2 * page)
            ::operator delete (memory, std::align_val_t{line});
        else
            ::operator delete (memory, std::align_val_t{page});
    }
    /// `resize` default-initialises: plain values stay unset.
    template <class U, class... Arguments>
    void construct(U* place, Arguments&&... arguments) {
        if constexpr (sizeof...(Arguments) == 0)
            ::new (static_cast<void*>(place)) U;
        else
            ::new (static_cast<void*>(place)) U(std::forward<Arguments>(arguments)...);
    }
    friend bool operator==(const page_allocator&, const page_allocator&) noexcept { return true; }
};

template <class T>
using long_column = std::vector<T, page_allocator<T>>;

/// Asks for the memory of values that will be written soon: a line that is not in a cache must be fetched
/// before it is written, and many writes at once would wait for that. A hint.
template <class T>
void fetch_ahead([[maybe_unused]] T* values, [[maybe_unused]] std::size_t count) noexcept {
#if defined(__GNUC__)
    if (values == nullptr) return;
    for (std::size_t i = 0; i < count; i += 64 / sizeof(T)) __builtin_prefetch(values + i, 1);
#endif
}

}  // namespace backrisk
