// Oracle: the recommended weight limit of the NIOSH manual's reference task, 23 kg.
#include <backrisk/spine/lifting.hpp>
#include <cmath>

int main() {
    const auto found = backrisk::spine::niosh({.load = backrisk::kilograms{46}});
    return std::abs(found.rwl.value() - 23) < 1e-12 && std::abs(found.li - 2) < 1e-12 ? 0 : 1;
}
