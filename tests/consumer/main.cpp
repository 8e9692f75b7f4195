// A user's program: oracle is the exact pound and a date computed by hand.
#include <backrisk.hpp>

#include <cmath>

int main() {
    using namespace backrisk;
    const kilograms mass = pounds{100.0};
    const bool exact = std::abs(mass.value() - 45.359237) < 1e-12;
    return exact && to_string(to_day(11016)) == "2000-02-29" ? 0 : 1;
}
