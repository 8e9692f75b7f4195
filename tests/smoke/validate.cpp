// Oracle: of four pairs of an event and a non-event three are in order.
#include <vector>

#include "backrisk/validate.hpp"

int main() {
    const std::vector<double> event{0, 0, 1, 1}, predicted{0.1, 0.4, 0.3, 0.8};
    return backrisk::validate::auc({event, predicted, {}, {}}).value == 0.75 ? 0 : 1;
}
