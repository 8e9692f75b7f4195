/**
 * backrisk for C99 and for every language that can call C: the library `backrisk::c`.
 *
 * - What is created here is opaque and belongs to the caller: `backrisk_<thing>_free` ends it, NULL is allowed.
 *   What a thing was made from may be freed before it. A thing is used by one thread at a time.
 * - Every function that can fail answers a `backrisk_code`. After a failure `backrisk_message()` says, in this
 *   thread, which argument, which value and which rule; nothing was written to the outputs. No exception and no
 *   signal leaves the library.
 * - Text is UTF-8 and ends with a zero. Text and arrays that are answered live as long as the thing they come
 *   from.
 * - Unknown is NaN in numbers, `BACKRISK_NO_DAY` in days, `BACKRISK_UNKNOWN` in counts of days, NULL in text.
 *   Unknown never means healthy.
 * - Days are days since 1970-01-01, as in Arrow's date32.
 * - Symbols carry the version `BACKRISK_1`. Within it functions are only added; enumerators keep their values.
 *
 * The safety gate comes first: scores of people for whom the model was not made are NaN with a reason, and
 * `triage` says which care comes before any number.
 */
#ifndef BACKRISK_H
#define BACKRISK_H

#include <stddef.h>
#include <stdint.h>

/** Grows when something is added or changed; `backrisk_abi()` is that of the loaded library. */
#define BACKRISK_ABI 1

#if defined(_WIN32) && defined(BACKRISK_C_BUILD)
#define BACKRISK_API __declspec(dllexport)
#elif defined(_WIN32) && !defined(BACKRISK_C_STATIC)
#define BACKRISK_API __declspec(dllimport)
#elif defined(__GNUC__)
#define BACKRISK_API __attribute__((visibility("default")))
#else
#define BACKRISK_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define BACKRISK_NO_DAY INT32_MIN
#define BACKRISK_UNKNOWN INT32_MIN

typedef enum backrisk_code {
    BACKRISK_OK = 0,
    BACKRISK_INVALID_ARGUMENT = 1, /**< the call breaks a rule */
    BACKRISK_DATA_ERROR = 2,       /**< the data break a rule */
    BACKRISK_NUMERIC_ERROR = 3,    /**< a computation did not come out */
    BACKRISK_OUT_OF_MEMORY = 4,
    BACKRISK_UNEXPECTED = 5 /**< a defect of the library */
} backrisk_code;

typedef struct backrisk_model backrisk_model;
typedef struct backrisk_row backrisk_row;
typedef struct backrisk_gate backrisk_gate;
typedef struct backrisk_triage backrisk_triage;
typedef struct backrisk_assessment backrisk_assessment;
typedef struct backrisk_tables backrisk_tables;
typedef struct backrisk_cohort backrisk_cohort;
typedef struct backrisk_scores backrisk_scores;
typedef struct backrisk_stream backrisk_stream;

/** A column of numbers: value i lies `i * stride` bytes after `values`. 0 repeats one value; NULL is unknown. */
typedef struct backrisk_column {
    const double* values;
    ptrdiff_t stride;
} backrisk_column;

/** "0.2.0" */
BACKRISK_API const char* backrisk_version(void);
BACKRISK_API int32_t backrisk_abi(void);
/** What went wrong in the last call of this thread that failed; "" when none has. */
BACKRISK_API const char* backrisk_message(void);
/** Words of a reason code (`backrisk_scores_reasons`), "" for 0; NULL when there is no such code. */
BACKRISK_API const char* backrisk_reason(uint8_t code);
/** Name of a triage level, 0 "none_reported" to 4 "emergency"; NULL when there is no such level. */
BACKRISK_API const char* backrisk_level(int32_t level);

/* Model --------------------------------------------------------------------------------------------------- */

/** The model of the literature.
 * @param outcome, setting NULL: "any_episode", "athletes"
 * @param yearly_risk of your place; NaN: as published */
BACKRISK_API backrisk_code backrisk_model_literature(const char* outcome, const char* setting,
                                                     double yearly_risk, backrisk_model** out);
/** A model from the text of its card (JSON), as `backrisk_model_card` or Python's `Model.save` wrote it. */
BACKRISK_API backrisk_code backrisk_model_from_card(const char* json, backrisk_model** out);
BACKRISK_API backrisk_code backrisk_model_load(const char* path, backrisk_model** out);
/** The card of a model. It lives until the next call for this model. */
BACKRISK_API backrisk_code backrisk_model_card(backrisk_model* model, const char** json);
/** How far the model is validated, in words. */
BACKRISK_API const char* backrisk_model_status(const backrisk_model* model);
BACKRISK_API size_t backrisk_model_factors(const backrisk_model* model);
/** Name, label or unit of factor k; NULL when k is no factor. */
BACKRISK_API const char* backrisk_model_factor_name(const backrisk_model* model, size_t k);
BACKRISK_API const char* backrisk_model_factor_label(const backrisk_model* model, size_t k);
BACKRISK_API const char* backrisk_model_factor_unit(const backrisk_model* model, size_t k);
/** The plausible range of factor k; values outside are moved to its end and flagged. */
BACKRISK_API backrisk_code backrisk_model_factor_range(const backrisk_model* model, size_t k, double* low,
                                                       double* high);
BACKRISK_API void backrisk_model_free(backrisk_model* model);

/* Safety gate ---------------------------------------------------------------------------------------------- */

/** A gate that has been told nothing. */
BACKRISK_API backrisk_code backrisk_gate_new(backrisk_gate** out);
/** Age in completed years (NaN: unknown) and sex: 1 female, 0 male, NaN unknown. */
BACKRISK_API backrisk_code backrisk_gate_person(backrisk_gate* gate, double age_years, double female);
/** A reported condition or finding. Days before today, `BACKRISK_UNKNOWN` where unknown.
 * @param onset_days it began, or last got worse, so many days ago
 * @param since_days diagnosed or known for so many days
 * @param reviewed 1: a professional has looked at it, `reviewed_days` ago */
BACKRISK_API backrisk_code backrisk_gate_finding(backrisk_gate* gate, const char* condition,
                                                 int32_t onset_days, int32_t since_days, int32_t reviewed,
                                                 int32_t reviewed_days);
/** A finding that was asked for and is absent. */
BACKRISK_API backrisk_code backrisk_gate_denied(backrisk_gate* gate, const char* condition);
/** A symptom of today, "pain"; `onset_days` of the current pain, or `BACKRISK_UNKNOWN`. */
BACKRISK_API backrisk_code backrisk_gate_symptom(backrisk_gate* gate, const char* symptom,
                                                 int32_t onset_days);
/** What the findings ask for. */
BACKRISK_API backrisk_code backrisk_gate_triage(const backrisk_gate* gate, backrisk_triage** out);
BACKRISK_API void backrisk_gate_free(backrisk_gate* gate);

/** 0 none_reported, 1 discuss, 2 prompt_review, 3 same_day, 4 emergency. No level means safe. */
BACKRISK_API int32_t backrisk_triage_level(const backrisk_triage* triage);
/** 1 when a score and a plan are made for this person; else `backrisk_triage_reason` says why not. */
BACKRISK_API int32_t backrisk_triage_eligible(const backrisk_triage* triage);
BACKRISK_API const char* backrisk_triage_reason(const backrisk_triage* triage);
/** Findings of the rules that were neither reported nor denied. */
BACKRISK_API size_t backrisk_triage_not_asked(const backrisk_triage* triage);
BACKRISK_API size_t backrisk_triage_flags(const backrisk_triage* triage);

/** Parts of a flag, each a text. */
typedef enum backrisk_flag_part {
    BACKRISK_FLAG_FINDING = 0, /**< name of the condition, or id of a combination */
    BACKRISK_FLAG_CONCERN = 1, /**< what it may mean */
    BACKRISK_FLAG_LEVEL = 2,
    BACKRISK_FLAG_COURSE = 3, /**< recent, undated, longstanding, reviewed_recent, reviewed */
    BACKRISK_FLAG_SOURCE = 4, /**< citation of the rule */
    BACKRISK_FLAG_DOI = 5,
    BACKRISK_FLAG_STATUS = 6 /**< how far the source was checked */
} backrisk_flag_part;

/** A part of flag i, the most urgent first; NULL when there is none such. */
BACKRISK_API const char* backrisk_triage_flag(const backrisk_triage* triage, size_t i,
                                              backrisk_flag_part part);
BACKRISK_API void backrisk_triage_free(backrisk_triage* triage);

/* One person ----------------------------------------------------------------------------------------------- */

/** A row of factors of a model, all unknown at first. */
BACKRISK_API backrisk_code backrisk_row_new(const backrisk_model* model, backrisk_row** out);
BACKRISK_API backrisk_code backrisk_row_set(backrisk_row* row, const char* factor, double value);
BACKRISK_API void backrisk_row_free(backrisk_row* row);

/** Numbers of an answer. The first nine are columns of scores too. */
typedef enum backrisk_number {
    BACKRISK_RISK = 0,          /**< probability within the horizon */
    BACKRISK_LOW = 1,           /**< interval of coefficients and unknowns */
    BACKRISK_HIGH = 2,
    BACKRISK_HAZARD_RATIO = 3,  /**< of today against the average member */
    BACKRISK_RELATIVE = 4,      /**< hazard ratio over the horizon against the average member */
    BACKRISK_RELATIVE_LOW = 5,
    BACKRISK_RELATIVE_HIGH = 6,
    BACKRISK_ABOVE_TYPICAL = 7, /**< probability that `relative` is above 1 */
    BACKRISK_COVERAGE = 8,      /**< share of the score's prior variance that was observed */
    BACKRISK_TYPICAL = 9,       /**< mean risk of the population */
    BACKRISK_BETWEEN_LOW = 10,  /**< range of the risk over places */
    BACKRISK_BETWEEN_HIGH = 11,
    BACKRISK_PERCENTILE = 12,   /**< 0 to 100, among the population */
    BACKRISK_PERCENTILE_LOW = 13,
    BACKRISK_PERCENTILE_HIGH = 14,
    BACKRISK_LOG_HAZARD = 15,   /**< the sum of the contributions */
    BACKRISK_VARIANCE = 16,     /**< of the log hazard: coefficients and unknowns */
    BACKRISK_UNKNOWN_VARIANCE = 17
} backrisk_number;

/** Risk of a row over a horizon, after the gate. Age and sex of the row reach the gate where it was told none.
 * @param gate what was reported, or NULL: nothing
 * @param horizon_days 1 to 3650
 * @param level of the interval, inside (0, 1) */
BACKRISK_API backrisk_code backrisk_assess(const backrisk_model* model, const backrisk_row* row,
                                           const backrisk_gate* gate, int32_t horizon_days, double level,
                                           backrisk_assessment** out);
/** NaN where there is none; `backrisk_assessment_reason` says why. */
BACKRISK_API double backrisk_assessment_number(const backrisk_assessment* of, backrisk_number which);
BACKRISK_API const char* backrisk_assessment_reason(const backrisk_assessment* of);
BACKRISK_API const char* backrisk_assessment_status(const backrisk_assessment* of);
/** What the gate said; it lives as long as the assessment, and is not freed by the caller. */
BACKRISK_API const backrisk_triage* backrisk_assessment_triage(const backrisk_assessment* of);

/** What one factor adds to the log hazard. */
typedef struct backrisk_contribution {
    const char* factor;
    const char* label;
    const char* unit;
    const char* cause;
    double value;      /**< in the factor's unit, NaN where unknown */
    double log_hazard; /**< contributions add up to BACKRISK_LOG_HAZARD */
    double spread;     /**< posterior standard deviation */
    int32_t known;
    int32_t extrapolates; /**< outside the plausible range; its end was used */
} backrisk_contribution;

/** How many: a factor each, in the order of the model; 0 where there is no score. */
BACKRISK_API size_t backrisk_assessment_contributions(const backrisk_assessment* of);
BACKRISK_API backrisk_code backrisk_assessment_contribution(const backrisk_assessment* of, size_t i,
                                                            backrisk_contribution* out);
/** Unknown factors, the most informative first: how many, name of the i-th, and the share of the unknown
 * variance that an answer removes (shares overlap and do not add up). */
BACKRISK_API size_t backrisk_assessment_questions(const backrisk_assessment* of);
BACKRISK_API const char* backrisk_assessment_question(const backrisk_assessment* of, size_t i, double* share);
BACKRISK_API void backrisk_assessment_free(backrisk_assessment* of);

/* Many people ---------------------------------------------------------------------------------------------- */

/** Scores of rows given by column. Rows of people under 18 have no score.
 * @param factors `n_columns` names; a factor without a column is unknown in every row
 * @param columns `rows` values each
 * @param threads 1 or more; the answer does not depend on it */
BACKRISK_API backrisk_code backrisk_score_rows(const backrisk_model* model, const char* const* factors,
                                               const backrisk_column* columns, size_t n_columns, size_t rows,
                                               int32_t horizon_days, double level, int32_t threads,
                                               backrisk_scores** out);

/** Empty tables of a clinic; columns by the names of the documentation ("sessions", "rpe"). */
BACKRISK_API backrisk_code backrisk_tables_new(backrisk_tables** out);
/** A column of numbers; NaN where unknown. A column of `people` that is a factor is known of that person. */
BACKRISK_API backrisk_code backrisk_tables_numbers(backrisk_tables* tables, const char* table,
                                                   const char* column, backrisk_column values, size_t rows);
/** A column of days; value i lies `i * stride` bytes after `days`. */
BACKRISK_API backrisk_code backrisk_tables_days(backrisk_tables* tables, const char* table,
                                                const char* column, const int32_t* days, ptrdiff_t stride,
                                                size_t rows);
/** A column of text: ids, names, sex, side. NULL where unknown. */
BACKRISK_API backrisk_code backrisk_tables_text(backrisk_tables* tables, const char* table,
                                                const char* column, const char* const* values, size_t rows);
BACKRISK_API void backrisk_tables_free(backrisk_tables* tables);

/** Checks the tables, sets aside what is wrong, and makes a cohort of the rest. The tables stay as they are.
 * Without `people` they are those of `sessions`. @param today later rows are errors; BACKRISK_NO_DAY: no check */
BACKRISK_API backrisk_code backrisk_cohort_new(const backrisk_tables* tables, int32_t today,
                                               backrisk_cohort** out);
BACKRISK_API size_t backrisk_cohort_people(const backrisk_cohort* cohort);
BACKRISK_API const char* backrisk_cohort_person(const backrisk_cohort* cohort, size_t person);

/** Something about the data that a person should look at. */
typedef struct backrisk_finding {
    const char* level; /**< "error": set aside; "warning": used as it is */
    const char* table;
    const char* column;
    const char* person;
    const char* value;
    const char* rule;
    int64_t row; /**< from 1; 0: the table or person as a whole */
} backrisk_finding;

BACKRISK_API size_t backrisk_cohort_findings(const backrisk_cohort* cohort);
BACKRISK_API backrisk_code backrisk_cohort_finding(const backrisk_cohort* cohort, size_t i,
                                                   backrisk_finding* out);
BACKRISK_API void backrisk_cohort_free(backrisk_cohort* cohort);

/** Scores of a cohort, persons in order, days rising. @param all_days 1: each monitored day; 0: the last */
BACKRISK_API backrisk_code backrisk_score(const backrisk_model* model, const backrisk_cohort* cohort,
                                          int32_t all_days, int32_t horizon_days, double level,
                                          int32_t threads, backrisk_scores** out);
BACKRISK_API size_t backrisk_scores_size(const backrisk_scores* scores);
/** A column of numbers, `backrisk_scores_size` long; NULL when scores have no such column. */
BACKRISK_API const double* backrisk_scores_numbers(const backrisk_scores* scores, backrisk_number which);
/** Positions of the persons in the cohort, and days; NULL for scores of rows. */
BACKRISK_API const uint32_t* backrisk_scores_persons(const backrisk_scores* scores);
BACKRISK_API const int32_t* backrisk_scores_days(const backrisk_scores* scores);
/** Why a risk is missing: `backrisk_reason` has words; 0 where there is one. */
BACKRISK_API const uint8_t* backrisk_scores_reasons(const backrisk_scores* scores);
/** Triage levels; NULL for scores of rows, which know no findings. */
BACKRISK_API const uint8_t* backrisk_scores_triage(const backrisk_scores* scores);
BACKRISK_API double backrisk_scores_typical(const backrisk_scores* scores);
BACKRISK_API void backrisk_scores_free(backrisk_scores* scores);

/* One person, day after day --------------------------------------------------------------------------------- */

/** What is known of a day; NaN: unknown. A rest day has load, longest and minutes 0. */
typedef struct backrisk_day {
    double load;               /**< sum of the day, RPE x minutes */
    double longest;            /**< longest single session, minutes */
    double minutes;            /**< training minutes */
    double sessions_warmed_up; /**< sessions with a warm-up, among */
    double sessions_recorded;  /**< those whose warm-up is recorded */
    double reps;
    double heaviest_kg;
    double flexion_deg; /**< mean trunk flexion of the day's lifts */
    double sleep_hours;
    double mood;     /**< 0 worst to 1 best */
    double pain_nrs; /**< worst back pain of the day, 0 to 10; for the gate alone */
} backrisk_day;

/** A day of which nothing is known. */
BACKRISK_API backrisk_day backrisk_day_unknown(void);
/** @param episodes_known 1: a person without a reported episode has had none; 0: nobody asked */
BACKRISK_API backrisk_code backrisk_stream_new(const backrisk_model* model, int32_t episodes_known,
                                               int32_t horizon_days, double level, backrisk_stream** out);
/** A factor that changes seldom, from now on; NaN: no longer known. */
BACKRISK_API backrisk_code backrisk_stream_set(backrisk_stream* stream, const char* factor, double value);
/** Age and sex (1: female) for the gate; NaN: not known. */
BACKRISK_API backrisk_code backrisk_stream_set_person(backrisk_stream* stream, double age_years, double female);
/** An episode, or the news of its recovery. NULL: region "low_back", severity "any". */
BACKRISK_API backrisk_code backrisk_stream_episode(backrisk_stream* stream, int32_t onset, int32_t recovered,
                                                   const char* region, const char* severity);
/** A condition or red-flag finding with its days. */
BACKRISK_API backrisk_code backrisk_stream_condition(backrisk_stream* stream, const char* condition,
                                                     int32_t since, int32_t until, int32_t onset,
                                                     int32_t reviewed);
/** The next day; days between are fed as unknown. */
BACKRISK_API backrisk_code backrisk_stream_advance(backrisk_stream* stream, int32_t day,
                                                   const backrisk_day* what);
/** Scores the last day fed: the first nine numbers, the reason code and the triage level. NULL: not wanted. */
BACKRISK_API backrisk_code backrisk_stream_score(backrisk_stream* stream, double numbers[9], uint8_t* reason,
                                                 int32_t* triage);
/** What the gate says after the last day fed, with its flags. */
BACKRISK_API backrisk_code backrisk_stream_triage(const backrisk_stream* stream, backrisk_triage** out);
BACKRISK_API void backrisk_stream_free(backrisk_stream* stream);

/* Measures -------------------------------------------------------------------------------------------------- */

/** Acute:chronic workload ratio after each day of one person. @param method "coupled", "uncoupled" or "ewma"
 * @param ratio, reasons `days` long; reasons may be NULL */
BACKRISK_API backrisk_code backrisk_acwr(backrisk_column daily_load, size_t days, int32_t acute,
                                         int32_t chronic, const char* method, double* ratio,
                                         uint8_t* reasons);

/** Lifting tasks in kilograms, centimetres, degrees, lifts a minute and hours. */
typedef struct backrisk_lifts {
    backrisk_column load;
    backrisk_column horizontal;
    backrisk_column vertical;
    backrisk_column distance;
    backrisk_column asymmetry;
    backrisk_column per_minute;
    backrisk_column hours;
    backrisk_column coupling; /**< 0 good, 1 fair, 2 poor */
} backrisk_lifts;

/** Revised NIOSH lifting equation: recommended weight limit (kg) and lifting index of each task; NaN with a
 * reason where a row breaks a rule. Columns that are NULL have the equation's reference: load is needed. */
BACKRISK_API backrisk_code backrisk_niosh(const backrisk_lifts* tasks, size_t rows, double* rwl, double* li,
                                          uint8_t* reasons);

#ifdef __cplusplus
}
#endif

#endif
