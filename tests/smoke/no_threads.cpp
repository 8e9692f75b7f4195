// Without threads the calling thread does every block in order, and an exception reaches the caller.
#define BACKRISK_NO_THREADS
#include <cstddef>
#include <stdexcept>
#include <vector>

#include "backrisk/core/parallel.hpp"

#if defined(_GLIBCXX_THREAD) || defined(_GLIBCXX_MUTEX)
#error "threads were asked for"
#endif

int main() {
    std::vector<std::size_t> firsts;
    int states = 0;
    backrisk::for_each_block(
        10, 4, 3, [&] { return ++states; },
        [&](int, std::size_t first, std::size_t last) {
            firsts.push_back(first);
            firsts.push_back(last);
        });
    if (firsts != std::vector<std::size_t>{0, 4, 4, 8, 8, 10} || states != 1) return 1;
    if (!backrisk::calling_thread{}.is_here()) return 2;
    try {
        backrisk::for_each_block(1, 1, 1, [](std::size_t, std::size_t) { throw std::logic_error("here"); });
    } catch (const std::logic_error&) {
        return 0;
    }
    return 3;
}
