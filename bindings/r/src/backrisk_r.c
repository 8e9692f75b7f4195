/* R values in, R values out; what is computed is computed by backrisk.h. */
#include <R.h>
#include <R_ext/Rdynload.h>
#include <Rinternals.h>
#include <backrisk/backrisk.h>

static SEXP tag(void) { return install("backrisk_model"); }

static void end_model(SEXP pointer) {
    backrisk_model_free((backrisk_model*)R_ExternalPtrAddr(pointer));
    R_ClearExternalPtr(pointer);
}

static backrisk_model* model_of(SEXP pointer) {
    backrisk_model* model = NULL;
    if (TYPEOF(pointer) == EXTPTRSXP && R_ExternalPtrTag(pointer) == tag())
        model = (backrisk_model*)R_ExternalPtrAddr(pointer);
    if (model == NULL) error("model: is no model of this session; make one with br_model()");
    return model;
}

static void ok(backrisk_code code) {
    if (code != BACKRISK_OK) error("%s", backrisk_message());
}

static SEXP text_of(const char* text) {
    return text == NULL ? NA_STRING : mkCharCE(text, CE_UTF8);
}

static backrisk_column column_of(SEXP values) {
    backrisk_column out = {REAL(values), (ptrdiff_t)sizeof(double)};
    if (XLENGTH(values) == 1) out.stride = 0;
    return out;
}

SEXP r_model(SEXP outcome, SEXP setting, SEXP yearly_risk, SEXP path) {
    backrisk_model* model = NULL;
    SEXP pointer;
    if (path == R_NilValue)
        ok(backrisk_model_literature(CHAR(STRING_ELT(outcome, 0)), CHAR(STRING_ELT(setting, 0)),
                                     asReal(yearly_risk), &model));
    else
        ok(backrisk_model_load(CHAR(STRING_ELT(path, 0)), &model));
    pointer = PROTECT(R_MakeExternalPtr(model, tag(), R_NilValue));
    R_RegisterCFinalizerEx(pointer, end_model, TRUE);
    UNPROTECT(1);
    return pointer;
}

SEXP r_status(SEXP pointer) {
    return ScalarString(text_of(backrisk_model_status(model_of(pointer))));
}

/* name, label, unit, low, high */
SEXP r_factors(SEXP pointer) {
    backrisk_model* model = model_of(pointer);
    const R_xlen_t size = (R_xlen_t)backrisk_model_factors(model);
    SEXP out = PROTECT(allocVector(VECSXP, 5));
    R_xlen_t k;
    for (k = 0; k < 3; ++k) SET_VECTOR_ELT(out, k, allocVector(STRSXP, size));
    for (k = 3; k < 5; ++k) SET_VECTOR_ELT(out, k, allocVector(REALSXP, size));
    for (k = 0; k < size; ++k) {
        SET_STRING_ELT(VECTOR_ELT(out, 0), k, text_of(backrisk_model_factor_name(model, (size_t)k)));
        SET_STRING_ELT(VECTOR_ELT(out, 1), k, text_of(backrisk_model_factor_label(model, (size_t)k)));
        SET_STRING_ELT(VECTOR_ELT(out, 2), k, text_of(backrisk_model_factor_unit(model, (size_t)k)));
        ok(backrisk_model_factor_range(model, (size_t)k, REAL(VECTOR_ELT(out, 3)) + k,
                                       REAL(VECTOR_ELT(out, 4)) + k));
    }
    UNPROTECT(1);
    return out;
}

/* Rows of factors: the nine columns of numbers, and the reason in words. */
SEXP r_score(SEXP pointer, SEXP names, SEXP columns, SEXP rows, SEXP horizon, SEXP level) {
    const size_t n_columns = (size_t)XLENGTH(names), n = (size_t)asReal(rows);
    const char** factors = (const char**)R_alloc(n_columns + 1, sizeof *factors);
    backrisk_column* values = (backrisk_column*)R_alloc(n_columns + 1, sizeof *values);
    backrisk_scores* scores = NULL;
    SEXP out;
    size_t k, i;
    for (k = 0; k < n_columns; ++k) {
        factors[k] = CHAR(STRING_ELT(names, (R_xlen_t)k));
        values[k] = column_of(VECTOR_ELT(columns, (R_xlen_t)k));
    }
    out = PROTECT(allocVector(VECSXP, 10));
    for (k = 0; k < 9; ++k) SET_VECTOR_ELT(out, (R_xlen_t)k, allocVector(REALSXP, (R_xlen_t)n));
    SET_VECTOR_ELT(out, 9, allocVector(STRSXP, (R_xlen_t)n));
    ok(backrisk_score_rows(model_of(pointer), factors, values, n_columns, n, asInteger(horizon),
                           asReal(level), 1, &scores));
    for (k = 0; k < 9; ++k) {
        const double* from = backrisk_scores_numbers(scores, (backrisk_number)k);
        for (i = 0; i < n; ++i) REAL(VECTOR_ELT(out, (R_xlen_t)k))[i] = ISNAN(from[i]) ? NA_REAL : from[i];
    }
    for (i = 0; i < n; ++i)
        SET_STRING_ELT(VECTOR_ELT(out, 9), (R_xlen_t)i,
                       text_of(backrisk_reason(backrisk_scores_reasons(scores)[i])));
    backrisk_scores_free(scores);
    UNPROTECT(1);
    return out;
}

static void end_gate(SEXP pointer) {
    backrisk_gate_free((backrisk_gate*)R_ExternalPtrAddr(pointer));
    R_ClearExternalPtr(pointer);
}

/* A gate under R's protection, so that an error leaks nothing. */
static SEXP gate_of(SEXP conditions, SEXP onset_days, SEXP symptoms, SEXP denied, SEXP age, SEXP female) {
    backrisk_gate* gate = NULL;
    SEXP pointer;
    R_xlen_t i;
    ok(backrisk_gate_new(&gate));
    pointer = PROTECT(R_MakeExternalPtr(gate, R_NilValue, R_NilValue));
    R_RegisterCFinalizerEx(pointer, end_gate, TRUE);
    ok(backrisk_gate_person(gate, asReal(age), asReal(female)));
    for (i = 0; i < XLENGTH(conditions); ++i) {
        const int days = INTEGER(onset_days)[i];
        ok(backrisk_gate_finding(gate, CHAR(STRING_ELT(conditions, i)),
                                 days == NA_INTEGER ? BACKRISK_UNKNOWN : days, BACKRISK_UNKNOWN, 0,
                                 BACKRISK_UNKNOWN));
    }
    for (i = 0; i < XLENGTH(symptoms); ++i)
        ok(backrisk_gate_symptom(gate, CHAR(STRING_ELT(symptoms, i)), BACKRISK_UNKNOWN));
    for (i = 0; i < XLENGTH(denied); ++i) ok(backrisk_gate_denied(gate, CHAR(STRING_ELT(denied, i))));
    UNPROTECT(1);
    return pointer;
}

/* level, eligible, reason, then the flags: finding, concern, level, source, doi */
static SEXP triage_list(const backrisk_triage* triage) {
    static const backrisk_flag_part parts[] = {BACKRISK_FLAG_FINDING, BACKRISK_FLAG_CONCERN, BACKRISK_FLAG_LEVEL,
                                               BACKRISK_FLAG_SOURCE, BACKRISK_FLAG_DOI};
    const R_xlen_t size = (R_xlen_t)backrisk_triage_flags(triage);
    SEXP out = PROTECT(allocVector(VECSXP, 8));
    R_xlen_t k, i;
    SET_VECTOR_ELT(out, 0, ScalarString(text_of(backrisk_level(backrisk_triage_level(triage)))));
    SET_VECTOR_ELT(out, 1, ScalarLogical(backrisk_triage_eligible(triage)));
    SET_VECTOR_ELT(out, 2, ScalarString(text_of(backrisk_triage_reason(triage))));
    for (k = 0; k < 5; ++k) {
        SET_VECTOR_ELT(out, 3 + k, allocVector(STRSXP, size));
        for (i = 0; i < size; ++i)
            SET_STRING_ELT(VECTOR_ELT(out, 3 + k), i, text_of(backrisk_triage_flag(triage, (size_t)i, parts[k])));
    }
    UNPROTECT(1);
    return out;
}

SEXP r_gate(SEXP conditions, SEXP onset_days, SEXP symptoms, SEXP denied, SEXP age, SEXP female) {
    SEXP pointer = PROTECT(gate_of(conditions, onset_days, symptoms, denied, age, female)), out;
    backrisk_triage* triage = NULL;
    ok(backrisk_gate_triage((backrisk_gate*)R_ExternalPtrAddr(pointer), &triage));
    out = PROTECT(triage_list(triage));
    backrisk_triage_free(triage);
    UNPROTECT(2);
    return out;
}

static void end_row(SEXP pointer) {
    backrisk_row_free((backrisk_row*)R_ExternalPtrAddr(pointer));
    R_ClearExternalPtr(pointer);
}
static void end_assessment(SEXP pointer) {
    backrisk_assessment_free((backrisk_assessment*)R_ExternalPtrAddr(pointer));
    R_ClearExternalPtr(pointer);
}

/* numbers, reason, status, triage, contributions (factor, label, value, log_hazard), questions */
SEXP r_assess(SEXP pointer, SEXP names, SEXP values, SEXP gate_arguments, SEXP horizon, SEXP level) {
    static const backrisk_number which[] = {BACKRISK_RISK,     BACKRISK_LOW,           BACKRISK_HIGH,
                                            BACKRISK_RELATIVE, BACKRISK_RELATIVE_LOW,  BACKRISK_RELATIVE_HIGH,
                                            BACKRISK_TYPICAL,  BACKRISK_ABOVE_TYPICAL, BACKRISK_COVERAGE};
    backrisk_row* row = NULL;
    backrisk_assessment* found = NULL;
    SEXP gate, row_pointer, found_pointer, out, numbers;
    R_xlen_t i, size;
    ok(backrisk_row_new(model_of(pointer), &row));
    row_pointer = PROTECT(R_MakeExternalPtr(row, R_NilValue, R_NilValue));
    R_RegisterCFinalizerEx(row_pointer, end_row, TRUE);
    for (i = 0; i < XLENGTH(names); ++i)
        ok(backrisk_row_set(row, CHAR(STRING_ELT(names, i)), REAL(values)[i]));
    gate = PROTECT(gate_of(VECTOR_ELT(gate_arguments, 0), VECTOR_ELT(gate_arguments, 1),
                           VECTOR_ELT(gate_arguments, 2), VECTOR_ELT(gate_arguments, 3),
                           VECTOR_ELT(gate_arguments, 4), VECTOR_ELT(gate_arguments, 5)));
    ok(backrisk_assess(model_of(pointer), row, (backrisk_gate*)R_ExternalPtrAddr(gate), asInteger(horizon),
                       asReal(level), &found));
    found_pointer = PROTECT(R_MakeExternalPtr(found, R_NilValue, R_NilValue));
    R_RegisterCFinalizerEx(found_pointer, end_assessment, TRUE);
    out = PROTECT(allocVector(VECSXP, 9));
    numbers = allocVector(REALSXP, 9);
    SET_VECTOR_ELT(out, 0, numbers);
    for (i = 0; i < 9; ++i) REAL(numbers)[i] = backrisk_assessment_number(found, which[i]);
    SET_VECTOR_ELT(out, 1, ScalarString(text_of(backrisk_assessment_reason(found))));
    SET_VECTOR_ELT(out, 2, ScalarString(text_of(backrisk_assessment_status(found))));
    SET_VECTOR_ELT(out, 3, triage_list(backrisk_assessment_triage(found)));
    size = (R_xlen_t)backrisk_assessment_contributions(found);
    SET_VECTOR_ELT(out, 4, allocVector(STRSXP, size));
    SET_VECTOR_ELT(out, 5, allocVector(STRSXP, size));
    SET_VECTOR_ELT(out, 6, allocVector(REALSXP, size));
    SET_VECTOR_ELT(out, 7, allocVector(REALSXP, size));
    for (i = 0; i < size; ++i) {
        backrisk_contribution one;
        ok(backrisk_assessment_contribution(found, (size_t)i, &one));
        SET_STRING_ELT(VECTOR_ELT(out, 4), i, text_of(one.factor));
        SET_STRING_ELT(VECTOR_ELT(out, 5), i, text_of(one.label));
        REAL(VECTOR_ELT(out, 6))[i] = ISNAN(one.value) ? NA_REAL : one.value;
        REAL(VECTOR_ELT(out, 7))[i] = one.log_hazard;
    }
    size = (R_xlen_t)backrisk_assessment_questions(found);
    SET_VECTOR_ELT(out, 8, allocVector(STRSXP, size));
    for (i = 0; i < size; ++i)
        SET_STRING_ELT(VECTOR_ELT(out, 8), i, text_of(backrisk_assessment_question(found, (size_t)i, NULL)));
    UNPROTECT(4);
    return out;
}

SEXP r_acwr(SEXP load, SEXP acute, SEXP chronic, SEXP method) {
    const R_xlen_t days = XLENGTH(load);
    const backrisk_column column = {REAL(load), (ptrdiff_t)sizeof(double)};
    SEXP out = PROTECT(allocVector(REALSXP, days));
    R_xlen_t i;
    ok(backrisk_acwr(column, (size_t)days, asInteger(acute), asInteger(chronic), CHAR(STRING_ELT(method, 0)),
                     REAL(out), NULL));
    for (i = 0; i < days; ++i)
        if (ISNAN(REAL(out)[i])) REAL(out)[i] = NA_REAL;
    UNPROTECT(1);
    return out;
}

/* rwl, li, reason */
SEXP r_niosh(SEXP columns, SEXP rows) {
    const R_xlen_t n = (R_xlen_t)asReal(rows);
    uint8_t* why = (uint8_t*)R_alloc((size_t)n + 1, 1);
    backrisk_lifts tasks;
    backrisk_column* to = &tasks.load;
    SEXP out = PROTECT(allocVector(VECSXP, 3));
    R_xlen_t i;
    for (i = 0; i < 8; ++i) to[i] = column_of(VECTOR_ELT(columns, i));
    SET_VECTOR_ELT(out, 0, allocVector(REALSXP, n));
    SET_VECTOR_ELT(out, 1, allocVector(REALSXP, n));
    SET_VECTOR_ELT(out, 2, allocVector(STRSXP, n));
    ok(backrisk_niosh(&tasks, (size_t)n, REAL(VECTOR_ELT(out, 0)), REAL(VECTOR_ELT(out, 1)), why));
    for (i = 0; i < n; ++i) SET_STRING_ELT(VECTOR_ELT(out, 2), i, text_of(backrisk_reason(why[i])));
    UNPROTECT(1);
    return out;
}

static const R_CallMethodDef methods[] = {{"r_model", (DL_FUNC)&r_model, 4},   {"r_status", (DL_FUNC)&r_status, 1},
                                          {"r_factors", (DL_FUNC)&r_factors, 1}, {"r_score", (DL_FUNC)&r_score, 6},
                                          {"r_gate", (DL_FUNC)&r_gate, 6},     {"r_assess", (DL_FUNC)&r_assess, 6},
                                          {"r_acwr", (DL_FUNC)&r_acwr, 4},     {"r_niosh", (DL_FUNC)&r_niosh, 2},
                                          {NULL, NULL, 0}};

void R_init_backrisk(DllInfo* dll) {
    R_registerRoutines(dll, NULL, methods, NULL, NULL);
    R_useDynamicSymbols(dll, FALSE);
    R_forceSymbols(dll, TRUE);
}
