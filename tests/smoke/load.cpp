// Oracle: the average of an unchanging diary is its day, exactly.
#include <vector>

#include "backrisk/load.hpp"

int main() {
    const std::vector<double> daily(60, 300.0);
    return backrisk::load::ewma(daily, backrisk::days{7}).value.back() == 300.0 ? 0 : 1;
}
