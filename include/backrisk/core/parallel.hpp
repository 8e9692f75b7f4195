#pragma once
/// Work on blocks by an explicit number of threads; the answer does not depend on that number.
///
/// With `BACKRISK_NO_THREADS`, for systems that have none, the calling thread does all blocks in order.
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <vector>

#ifndef BACKRISK_NO_THREADS
#include <mutex>
#include <thread>
#endif

#include "backrisk/core/error.hpp"

namespace backrisk {

/// Calls `work(state, first, last)` on consecutive blocks of [0, count) whose bounds depend on `block` alone,
/// so that results written by index, or reduced block by block in order, are bit-identical for any `threads`.
/// Each thread has its own state, from `make()`, for all its blocks. The first exception is rethrown after
/// all threads have stopped. `threads` must be 1 or more.
template <class Make, class Work>
void for_each_block(std::size_t count, std::size_t block, int threads, Make&& make, Work&& work) {
    check_argument(threads >= 1, "for_each_block", "threads", threads, "1 or more");
    check_argument(block >= 1, "for_each_block", "block", block, "1 or more");
    const std::size_t blocks = (count + block - 1) / block;
#ifdef BACKRISK_NO_THREADS
    if (blocks == 0) return;
    auto state = make();
    for (std::size_t b = 0; b < blocks; ++b) work(state, b * block, std::min(count, (b + 1) * block));
#else
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex guard;
    const auto run = [&] {
        try {
            auto state = make();
            for (std::size_t b = next++; b < blocks; b = next++)
                work(state, b * block, std::min(count, (b + 1) * block));
        } catch (...) {
            const std::scoped_lock lock(guard);
            if (!failure) failure = std::current_exception();
            next = blocks;
        }
    };
    const std::size_t helpers = std::min(blocks, static_cast<std::size_t>(threads)) - (blocks > 0 ? 1 : 0);
    {
        std::vector<std::jthread> team;
        team.reserve(helpers);
        for (std::size_t i = 0; i < helpers; ++i) team.emplace_back(run);
        run();
    }
    if (failure) std::rethrow_exception(failure);
#endif
}

/// The same without a state: `work(first, last)`.
template <class Work>
void for_each_block(std::size_t count, std::size_t block, int threads, Work&& work) {
    for_each_block(
        count, block, threads, [] { return 0; },
        [&](int, std::size_t first, std::size_t last) { work(first, last); });
}

/// Remembers the thread that made it: what is told to the caller is told there alone.
class calling_thread {
  public:
#ifdef BACKRISK_NO_THREADS
    [[nodiscard]] bool is_here() const noexcept { return true; }
#else
    [[nodiscard]] bool is_here() const noexcept { return std::this_thread::get_id() == id_; }

  private:
    std::thread::id id_ = std::this_thread::get_id();
#endif
};

}  // namespace backrisk
