/* One person in C: the safety gate, then the risk and what contributes most.
 *
 *     cc -std=c99 assess.c $(pkg-config --cflags --libs backrisk-c) -lm -o assess && ./assess
 */
#include <backrisk/backrisk.h>
#include <math.h>
#include <stdio.h>

static int fail(const char* what) {
    fprintf(stderr, "%s: %s\n", what, backrisk_message());
    return 1;
}

int main(void) {
    backrisk_model* model = NULL;
    backrisk_gate* gate = NULL;
    backrisk_row* person = NULL;
    backrisk_assessment* found = NULL;
    backrisk_contribution one, most = {0};
    size_t i;

    if (backrisk_model_literature("any_episode", "athletes", NAN, &model)) return fail("model");
    if (backrisk_gate_new(&gate) || backrisk_gate_person(gate, 34, 1)) return fail("gate");
    if (backrisk_gate_denied(gate, "saddle numbness")) return fail("gate");
    if (backrisk_row_new(model, &person)) return fail("row");
    if (backrisk_row_set(person, "previous_episode", 1) || backrisk_row_set(person, "recency_days", 40))
        return fail("row");
    if (backrisk_assess(model, person, gate, 28, 0.95, &found)) return fail("assess");

    printf("first: %s\n", backrisk_level(backrisk_triage_level(backrisk_assessment_triage(found))));
    if (isnan(backrisk_assessment_number(found, BACKRISK_RISK))) {
        printf("no score: %s\n", backrisk_assessment_reason(found));
    } else {
        printf("within 28 days: %.3f (%.3f to %.3f), %s\n", backrisk_assessment_number(found, BACKRISK_RISK),
               backrisk_assessment_number(found, BACKRISK_LOW), backrisk_assessment_number(found, BACKRISK_HIGH),
               backrisk_assessment_status(found));
        for (i = 0; i < backrisk_assessment_contributions(found); ++i) {
            if (backrisk_assessment_contribution(found, i, &one)) return fail("contribution");
            if (fabs(one.log_hazard) > fabs(most.log_hazard)) most = one;
        }
        printf("most: %s (hazard x %.2f)\n", most.label, exp(most.log_hazard));
        printf("ask next: %s\n", backrisk_assessment_question(found, 0, NULL));
    }

    backrisk_assessment_free(found);
    backrisk_row_free(person);
    backrisk_gate_free(gate);
    backrisk_model_free(model);
    return 0;
}
