// Oracle: the fitted intercept of a saturated model is the log odds of its group.
#include <cmath>
#include <vector>

#include "backrisk/fit.hpp"

int main() {
    using namespace backrisk::fit;
    const std::vector<double> x{0, 0, 0, 0, 1, 1, 1, 1}, y{1, 0, 0, 0, 1, 1, 1, 0};
    const glm_result found = fit_glm({matrix_view{x.data(), 8, 1, 1, 1}, y, {}, {}}, {});
    return std::abs(found.coefficients[0] + std::log(3.0)) < 1e-8 ? 0 : 1;
}
