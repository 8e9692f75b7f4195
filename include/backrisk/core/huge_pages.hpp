#pragma once
/// Large arrays that are written once: on 4 KB pages the first touch costs more than the work.
#include <cstddef>
#include <cstdint>
#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace backrisk {

/// Asks for large pages for memory that was just allocated and not yet written; no more than a wish.
inline void advise_huge_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) noexcept {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    constexpr std::size_t page = 4096, worth = std::size_t{4} << 20;
    if (bytes < worth) return;
    const std::size_t skip = (page - reinterpret_cast<std::uintptr_t>(memory) % page) % page;
    static_cast<void>(
        madvise(static_cast<std::byte*>(memory) + skip, (bytes - skip) / page * page, MADV_HUGEPAGE));
#endif
}

}  // namespace backrisk
