/* The C library as a C99 program sees it. Oracles: identities (contributions add up, a stream is the cohort to
 * the last bit, strided is contiguous), the NIOSH manual's reference task, and the emergency that saddle
 * numbness is in every cauda equina pathway (Finucane 2020, 10.2519/jospt.2020.9971). */
#include <backrisk/backrisk.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                             \
    do {                                                                                             \
        if (!(condition)) {                                                                          \
            fprintf(stderr, "%s:%d: %s (%s)\n", __FILE__, __LINE__, #condition, backrisk_message()); \
            exit(1);                                                                                 \
        }                                                                                            \
    } while (0)
#define OK(call) CHECK((call) == BACKRISK_OK)

enum { DAYS = 60 };

static backrisk_column contiguous(const double* values) {
    backrisk_column out;
    out.values = values;
    out.stride = (ptrdiff_t)sizeof *values;
    return out;
}

static int says(const char* part) { return strstr(backrisk_message(), part) != NULL; }

static void errors(const backrisk_model* model) {
    backrisk_row* row = NULL;
    backrisk_assessment* none = NULL;
    backrisk_model* other = NULL;
    backrisk_tables* tables = NULL;
    backrisk_cohort* cohort = NULL;
    const char* sex[] = {"male", "mle"};
    const char* ids[] = {"a", "b"};
    OK(backrisk_row_new(model, &row));
    CHECK(backrisk_row_set(row, "smokr", 1) == BACKRISK_INVALID_ARGUMENT && says("smoker"));
    CHECK(backrisk_row_set(row, NULL, 1) == BACKRISK_INVALID_ARGUMENT && says("factor"));
    CHECK(backrisk_row_set(NULL, "smoker", 1) == BACKRISK_INVALID_ARGUMENT && says("row"));
    CHECK(backrisk_assess(model, row, NULL, 0, 0.95, &none) == BACKRISK_INVALID_ARGUMENT && says("horizon"));
    CHECK(backrisk_assess(model, row, NULL, 28, 1.5, &none) == BACKRISK_INVALID_ARGUMENT && says("level"));
    CHECK(none == NULL);
    CHECK(backrisk_model_from_card("{", &other) == BACKRISK_DATA_ERROR);
    CHECK(backrisk_model_load("no such file.json", &other) == BACKRISK_DATA_ERROR && says("no such file"));
    CHECK(backrisk_model_literature("headache", NULL, NAN, &other) == BACKRISK_INVALID_ARGUMENT);
    CHECK(other == NULL);
    OK(backrisk_tables_new(&tables));
    CHECK(backrisk_tables_text(tables, "peple", "person_id", ids, 2) == BACKRISK_INVALID_ARGUMENT);
    OK(backrisk_tables_text(tables, "people", "person_id", ids, 2));
    OK(backrisk_tables_text(tables, "people", "sex", sex, 2));
    CHECK(backrisk_cohort_new(tables, BACKRISK_NO_DAY, &cohort) == BACKRISK_DATA_ERROR);
    CHECK(says("people, row 2, column sex") && cohort == NULL);
    backrisk_tables_free(tables);
    backrisk_row_free(row);
}

static void gate_first(const backrisk_model* model) {
    backrisk_gate* gate = NULL;
    backrisk_triage* triage = NULL;
    backrisk_row* row = NULL;
    backrisk_assessment* found = NULL;
    OK(backrisk_gate_new(&gate));
    OK(backrisk_gate_person(gate, 41, 1));
    OK(backrisk_gate_triage(gate, &triage));
    CHECK(backrisk_triage_level(triage) == 0 && backrisk_triage_eligible(triage) == 1);
    backrisk_triage_free(triage);
    CHECK(backrisk_gate_finding(gate, "sadle numbness", 2, BACKRISK_UNKNOWN, 0, BACKRISK_UNKNOWN) ==
          BACKRISK_INVALID_ARGUMENT);
    CHECK(says("saddle_numbness"));
    OK(backrisk_gate_finding(gate, "saddle numbness", 2, BACKRISK_UNKNOWN, 0, BACKRISK_UNKNOWN));
    OK(backrisk_gate_symptom(gate, "pain", 2));
    OK(backrisk_row_new(model, &row));
    OK(backrisk_row_set(row, "previous_episode", 1));
    OK(backrisk_assess(model, row, gate, 28, 0.95, &found));
    CHECK(isnan(backrisk_assessment_number(found, BACKRISK_RISK)));
    CHECK(backrisk_assessment_contributions(found) == 0);
    CHECK(strlen(backrisk_assessment_reason(found)) > 0);
    CHECK(strcmp(backrisk_level(backrisk_triage_level(backrisk_assessment_triage(found))), "emergency") == 0);
    CHECK(strcmp(backrisk_triage_flag(backrisk_assessment_triage(found), 0, BACKRISK_FLAG_CONCERN),
                 "cauda_equina_syndrome") == 0);
    CHECK(strlen(backrisk_triage_flag(backrisk_assessment_triage(found), 0, BACKRISK_FLAG_SOURCE)) > 0);
    CHECK(backrisk_triage_flag(backrisk_assessment_triage(found), 99, BACKRISK_FLAG_LEVEL) == NULL);
    backrisk_assessment_free(found);
    OK(backrisk_row_set(row, "age_years", 14));
    OK(backrisk_assess(model, row, NULL, 28, 0.95, &found));
    CHECK(isnan(backrisk_assessment_number(found, BACKRISK_RISK)));
    CHECK(strstr(backrisk_assessment_reason(found), "18") != NULL);
    backrisk_assessment_free(found);
    backrisk_row_free(row);
    backrisk_gate_free(gate);
}

static void one_person(backrisk_model* model) {
    const char* card = NULL;
    backrisk_model* again = NULL;
    backrisk_row* row = NULL;
    backrisk_assessment* found = NULL;
    backrisk_assessment* same = NULL;
    backrisk_scores* scores = NULL;
    const char* factors[] = {"previous_episode", "recency_days", "age_years"};
    const struct {
        int id;
        double previous, recency;
    } people[] = {{1, 1, 40}, {2, 0, NAN}, {3, 1, -INFINITY}, {4, 1, 40}};
    const double ages[] = {30, 30, 30, 17};
    const ptrdiff_t apart = (ptrdiff_t)sizeof people[0];
    backrisk_column columns[3];
    double sum = 0, share = NAN;
    size_t i;
    OK(backrisk_row_new(model, &row));
    OK(backrisk_row_set(row, "previous_episode", 1));
    OK(backrisk_row_set(row, "recency_days", 40));
    OK(backrisk_row_set(row, "age_years", 30));
    OK(backrisk_assess(model, row, NULL, 28, 0.95, &found));
    CHECK(backrisk_assessment_number(found, BACKRISK_LOW) < backrisk_assessment_number(found, BACKRISK_RISK));
    CHECK(backrisk_assessment_contributions(found) == backrisk_model_factors(model));
    for (i = 0; i < backrisk_assessment_contributions(found); ++i) {
        backrisk_contribution one;
        OK(backrisk_assessment_contribution(found, i, &one));
        CHECK(strcmp(one.factor, backrisk_model_factor_name(model, i)) == 0);
        sum += one.log_hazard;
    }
    CHECK(fabs(sum - backrisk_assessment_number(found, BACKRISK_LOG_HAZARD)) < 1e-12);
    CHECK(backrisk_assessment_questions(found) > 0 && backrisk_assessment_question(found, 0, &share) != NULL);
    CHECK(share > 0 && share <= 1);
    OK(backrisk_model_card(model, &card));
    OK(backrisk_model_from_card(card, &again));
    OK(backrisk_assess(again, row, NULL, 28, 0.95, &same));
    CHECK(backrisk_assessment_number(same, BACKRISK_RISK) ==
          backrisk_assessment_number(found, BACKRISK_RISK));

    columns[0].values = &people[0].previous, columns[0].stride = apart;
    columns[1].values = &people[0].recency, columns[1].stride = apart;
    columns[2] = contiguous(ages);
    OK(backrisk_score_rows(model, factors, columns, 3, 4, 28, 0.95, 1, &scores));
    CHECK(backrisk_scores_size(scores) == 4);
    CHECK(backrisk_scores_numbers(scores, BACKRISK_RISK)[0] ==
          backrisk_assessment_number(found, BACKRISK_RISK));
    CHECK(backrisk_scores_numbers(scores, BACKRISK_RISK)[1] < backrisk_scores_numbers(scores, BACKRISK_RISK)[0]);
    for (i = 2; i < 4; ++i) {
        CHECK(isnan(backrisk_scores_numbers(scores, BACKRISK_RISK)[i]));
        CHECK(strlen(backrisk_reason(backrisk_scores_reasons(scores)[i])) > 0);
    }
    CHECK(backrisk_scores_numbers(scores, BACKRISK_PERCENTILE) == NULL);
    backrisk_scores_free(scores);
    backrisk_assessment_free(same);
    backrisk_assessment_free(found);
    backrisk_model_free(again);
    backrisk_row_free(row);
}

static void stream_is_the_cohort(backrisk_model* model) {
    const char* people[] = {"p1", "p2"};
    const char* sex[] = {"female", NULL};
    const char* whose[DAYS];
    double minutes[DAYS], rpe[DAYS], constant[] = {0};
    int32_t days[DAYS];
    backrisk_tables* tables = NULL;
    backrisk_cohort* cohort = NULL;
    backrisk_scores* scores = NULL;
    backrisk_stream* stream = NULL;
    backrisk_finding finding;
    size_t i, compared = 0;
    const int32_t first = 20454;
    for (i = 0; i < DAYS; ++i) {
        whose[i] = "p1";
        days[i] = first + (int32_t)i;
        minutes[i] = 40 + (double)(i % 7) * 10;
        rpe[i] = 3 + (double)(i % 5);
    }
    OK(backrisk_tables_new(&tables));
    OK(backrisk_tables_text(tables, "people", "person_id", people, 2));
    OK(backrisk_tables_text(tables, "people", "sex", sex, 2));
    constant[0] = 1;
    OK(backrisk_tables_numbers(tables, "people", "smoker", (backrisk_column){constant, 0}, 2));
    OK(backrisk_tables_text(tables, "sessions", "person_id", whose, DAYS));
    OK(backrisk_tables_days(tables, "sessions", "date", days, (ptrdiff_t)sizeof *days, DAYS));
    OK(backrisk_tables_numbers(tables, "sessions", "duration_min", contiguous(minutes), DAYS));
    OK(backrisk_tables_numbers(tables, "sessions", "rpe", contiguous(rpe), DAYS));
    OK(backrisk_tables_text(tables, "episodes", "person_id", NULL, 0));
    OK(backrisk_cohort_new(tables, first + DAYS, &cohort));
    backrisk_tables_free(tables);
    CHECK(backrisk_cohort_people(cohort) == 2 && strcmp(backrisk_cohort_person(cohort, 1), "p2") == 0);
    for (i = 0; i < backrisk_cohort_findings(cohort); ++i) {
        OK(backrisk_cohort_finding(cohort, i, &finding));
        CHECK(strcmp(finding.level, "error") != 0);
    }
    OK(backrisk_score(model, cohort, 1, 28, 0.95, 2, &scores));
    backrisk_cohort_free(cohort);
    OK(backrisk_stream_new(model, 1, 28, 0.95, &stream));
    OK(backrisk_stream_set(stream, "female", 1));
    OK(backrisk_stream_set(stream, "smoker", 1));
    for (i = 0; i < backrisk_scores_size(scores); ++i) {
        backrisk_day day = backrisk_day_unknown();
        double numbers[9];
        uint8_t reason = 255;
        const int32_t at = backrisk_scores_days(scores)[i] - first;
        if (backrisk_scores_persons(scores)[i] != 0 || at < 0 || at >= DAYS) continue;
        day.load = minutes[at] * rpe[at];
        day.longest = day.minutes = minutes[at];
        OK(backrisk_stream_advance(stream, first + at, &day));
        OK(backrisk_stream_score(stream, numbers, &reason, NULL));
        CHECK(numbers[BACKRISK_RISK] == backrisk_scores_numbers(scores, BACKRISK_RISK)[i]);
        CHECK(numbers[BACKRISK_HIGH] == backrisk_scores_numbers(scores, BACKRISK_HIGH)[i]);
        CHECK(reason == 0 && backrisk_scores_reasons(scores)[i] == 0);
        ++compared;
    }
    CHECK(compared == DAYS);
    CHECK(backrisk_stream_advance(stream, first, &(backrisk_day){0}) == BACKRISK_INVALID_ARGUMENT);
    OK(backrisk_stream_condition(stream, "saddle_numbness", BACKRISK_NO_DAY, BACKRISK_NO_DAY, first + DAYS - 1,
                                 BACKRISK_NO_DAY));
    {
        int32_t level = -1;
        uint8_t reason = 0;
        OK(backrisk_stream_score(stream, NULL, &reason, &level));
        CHECK(level == 4 && reason != 0);
    }
    backrisk_scores_free(scores);
    backrisk_stream_free(stream);
}

/* What makes a fracture likely was measured in people with back pain: with it the gate is stricter. */
static void pain_reaches_the_gate(backrisk_model* model) {
    backrisk_stream* stream = NULL;
    backrisk_day day = backrisk_day_unknown();
    int32_t without = -1, with = -1;
    OK(backrisk_stream_new(model, 1, 28, 0.95, &stream));
    OK(backrisk_stream_set_person(stream, 78, 1));
    OK(backrisk_stream_condition(stream, "osteoporosis", BACKRISK_NO_DAY, BACKRISK_NO_DAY, BACKRISK_NO_DAY,
                                 BACKRISK_NO_DAY));
    OK(backrisk_stream_advance(stream, 20000, &day));
    OK(backrisk_stream_score(stream, NULL, NULL, &without));
    day.pain_nrs = 8;
    OK(backrisk_stream_advance(stream, 20001, &day));
    OK(backrisk_stream_score(stream, NULL, NULL, &with));
    CHECK(without >= 0 && with > without);
    backrisk_stream_free(stream);
}

static void measures(void) {
    double load[DAYS], ratio[DAYS], mass[] = {23, 46, -1}, rwl[3], li[3];
    uint8_t why[DAYS];
    backrisk_lifts tasks;
    size_t i;
    for (i = 0; i < DAYS; ++i) load[i] = 300;
    OK(backrisk_acwr(contiguous(load), DAYS, 7, 28, "coupled", ratio, why));
    for (i = 27; i < DAYS; ++i) CHECK(fabs(ratio[i] - 1) < 1e-12 && why[i] == 0);
    CHECK(backrisk_acwr(contiguous(load), DAYS, 28, 7, NULL, ratio, NULL) == BACKRISK_INVALID_ARGUMENT);
    memset(&tasks, 0, sizeof tasks);
    tasks.load = contiguous(mass);
    OK(backrisk_niosh(&tasks, 3, rwl, li, why));
    CHECK(fabs(rwl[0] - 23) < 1e-12 && fabs(li[0] - 1) < 1e-12 && fabs(li[1] - 2) < 1e-12);
    CHECK(isnan(rwl[2]) && strlen(backrisk_reason(why[2])) > 0);
}

int main(void) {
    backrisk_model* model = NULL;
    double low = NAN, high = NAN;
    CHECK(backrisk_abi() == BACKRISK_ABI && strlen(backrisk_version()) >= 5);
    CHECK(backrisk_reason(0)[0] == '\0' && backrisk_reason(255) == NULL && backrisk_level(5) == NULL);
    OK(backrisk_model_literature(NULL, NULL, NAN, &model));
    OK(backrisk_model_factor_range(model, 0, &low, &high));
    CHECK(low < high && strlen(backrisk_model_status(model)) > 0);
    CHECK(backrisk_model_factor_name(model, 10000) == NULL);
    errors(model);
    gate_first(model);
    one_person(model);
    stream_is_the_cohort(model);
    pain_reaches_the_gate(model);
    measures();
    backrisk_model_free(model);
    backrisk_model_free(NULL);
    puts("1 passed, 0 failed");
    return 0;
}
