// Oracle: a lift in the best posture may weigh the load constant of the revised equation, 23 kg (DHHS
// 94-110).
#include <cmath>

#include "backrisk/spine.hpp"

int main() {
    using namespace backrisk;
    const spine::lift best{.load = kilograms{23},
                           .horizontal = centimetres{25},
                           .vertical = centimetres{75},
                           .distance = centimetres{25},
                           .per_minute = 0.2};
    return std::abs(spine::niosh(best).li - 1) < 1e-12 ? 0 : 1;
}
