/* How long the decode phase of an LLM request takes, and how sure that is:
 * the C interface of swift-decode-estimator.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Conventions
 *
 * - Every function returns a status; 0 is success. `de_message` says what is
 *   wrong, in the command line's words. Nothing traps, whatever is passed,
 *   but for pointers that point to less than they claim.
 * - Handles are numbers. One that was freed, or is of another kind, is refused.
 *   0 is never a handle, and freeing it does nothing.
 * - Times are in seconds, lengths in tokens. What is not known is NaN in a
 *   double and -1 in an integer, and never 0.
 * - Strings are UTF-8 and end with a zero byte. They belong to the caller, and
 *   are not kept.
 * - Text that a function gives goes into the caller's buffer, cut where it is
 *   too small and always ended by a zero byte; the length it needs, without
 *   that byte, is stored as well. A buffer of NULL asks for the length alone.
 * - Any thread may call anything at any time. Models and estimators are never
 *   changed; calls for an online estimator wait for each other. A handle that
 *   is freed during a call lives until the call ends.
 */
#ifndef DECODE_ESTIMATOR_H
#define DECODE_ESTIMATOR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this interface: a program that was compiled for one works with
 * every library of the same major version and at least its minor version. */
#define DE_INTERFACE_MAJOR 1
#define DE_INTERFACE_MINOR 0

/* What became of a call: the exit codes of the command line. */
typedef int32_t de_status;
#define DE_OK 0
#define DE_USAGE 64        /* an argument is out of range, NULL or no handle */
#define DE_DATA 65         /* data or a model say what cannot be */
#define DE_NO_INPUT 66     /* a file is missing or cannot be read */
#define DE_CANNOT_CREATE 73
#define DE_IO 74

typedef uint64_t de_answers;   /* recorded answers, in their order */
typedef uint64_t de_model;     /* what they tell: laws and times */
typedef uint64_t de_estimator; /* a scheme on a model */
typedef uint64_t de_online;    /* a model that goes on learning */

/* What is wrong with the last call of this thread that failed; "" if none did.
 * It holds until the thread's next call. */
const char *de_message(void);

/* DE_INTERFACE_MAJOR * 1000 + DE_INTERFACE_MINOR of the library. */
int32_t de_interface_version(void);

/* The version of the package, such as "0.1.0". */
const char *de_version(void);

/* ---- Recorded answers -------------------------------------------------- */

#define DE_STOPPED 0   /* ended by itself: the length is N */
#define DE_CAPPED 1    /* cut by max_tokens: N is larger */
#define DE_CANCELLED 2 /* aborted: N is larger */

/* Columns of answers; NULL where a column is not known, and -1 or NaN where a
 * value is not. `size` is sizeof(de_answer_columns). */
typedef struct {
  size_t size;
  const int64_t *tokens;          /* needed: at least 1 each */
  const uint8_t *endings;         /* DE_STOPPED where NULL */
  const int32_t *tasks;           /* places in task_names */
  const char *const *task_names;
  size_t task_count;
  const int64_t *prompt_tokens;
  const int64_t *max_tokens;
  const double *decode_seconds;   /* of the answer, after its first token */
  const double *prefill_seconds;  /* until the first token */
  const double *timestamps;       /* seconds since any one moment */
  const int32_t *configurations;  /* places in configuration_names */
  const char *const *configuration_names; /* such as "gpu=H100,tp=2" */
  size_t configuration_count;
  const char *const *prompts;     /* texts; NULL where not known */
} de_answer_columns;

/* Takes `count` answers; the columns are copied. */
de_status de_answers_make(
    const de_answer_columns *columns, size_t count, de_answers *answers);

/* Reads a trace of any format that the command line reads.
 * `columns`: a mapping as for --columns, or NULL. `cap`: the cap of answers
 * whose ending is not recorded, or -1. */
de_status de_answers_read(
    const char *path, const char *columns, int64_t cap, de_answers *answers);

de_status de_answers_count(de_answers answers, size_t *count);
de_status de_answers_free(de_answers answers);

/* ---- Models ------------------------------------------------------------ */

/* Fits a model: life tables by task, measured times, and with `conditional`
 * other than 0 a forecaster of lengths given all that a request tells.
 * `latency`: a file as for --latency, or NULL for measured times. */
de_status de_model_fit(
    de_answers answers, int32_t conditional, const char *latency,
    de_model *model);

/* Opens a model's file, or reads the bytes of one that is not compressed. */
de_status de_model_open(const char *path, de_model *model);
de_status de_model_read(const void *bytes, size_t count, de_model *model);

/* Writes it, whole or not at all; as gzip where the path ends in ".gz". */
de_status de_model_save(de_model model, const char *path);
de_status de_model_free(de_model model);

/* Tasks and configurations in the order of their names, and the place of a
 * name; an unknown name is DE_USAGE. */
de_status de_model_task_count(de_model model, size_t *count);
de_status de_model_task_name(
    de_model model, size_t place, char *buffer, size_t capacity,
    size_t *length);
de_status de_model_task(de_model model, const char *name, int32_t *place);
de_status de_model_configuration_count(de_model model, size_t *count);
de_status de_model_configuration_name(
    de_model model, size_t place, char *buffer, size_t capacity,
    size_t *length);
de_status de_model_configuration(
    de_model model, const char *name, int32_t *place);

/* Whether the latency is the assumed one, since nothing was measured. */
de_status de_model_is_latency_assumed(de_model model, int32_t *assumed);

/* ---- Estimators -------------------------------------------------------- */

#define DE_POINT 1
#define DE_DISTRIBUTIONAL 2
#define DE_CONSERVATIVE 3
#define DE_LAYERED 4

/* What schemes 3 and 4 promise. */
#define DE_CONFIDENCE 0 /* an upper confidence bound */
#define DE_CONFORMAL 1  /* the next answer, from what is known of it */
#define DE_PLUG_IN 2    /* nothing */

/* Makes an estimator; the model may be freed.
 * `risk`: the share of requests that may exceed the plan, in (0, 1).
 * `confidence`: of schemes 3 and 4, in (0, 1). */
de_status de_estimator_make(
    de_model model, int32_t scheme, int32_t promise, double risk,
    double confidence, de_estimator *estimator);
de_status de_estimator_free(de_estimator estimator);

/* One request. Begin with DE_REQUEST_INIT, which knows nothing of it. */
typedef struct {
  size_t size;
  int32_t task;            /* a place among the model's tasks, -1 for all */
  int32_t configuration;   /* likewise, -1 for any */
  int64_t max_tokens;      /* -1: the cap of the model's answers, if any */
  int64_t generated_tokens; /* 0 before the answer begins */
  int64_t prompt_tokens;   /* -1 if not known */
  int64_t previous_tokens; /* of the answer that it goes on from; -1 */
  double prefill_seconds;  /* NaN or 0: predicted where the model can */
  double prediction;       /* a length that somebody predicted; NaN */
  const char *prompt;      /* the text, or NULL */
  const double *embedding; /* numbers for the text's meaning, or NULL */
  size_t embedding_count;
  const char *const *feature_names; /* what else is known, or NULL */
  const double *feature_values;
  size_t feature_count;
} de_request;

#define DE_UNKNOWN_NUMBER ((double)(__builtin_nan("")))
#define DE_REQUEST_INIT \
  {sizeof(de_request), -1, -1, -1, 0, -1, -1, DE_UNKNOWN_NUMBER, \
   DE_UNKNOWN_NUMBER, NULL, NULL, 0, NULL, NULL, 0}

/* What a number promises. */
#define DE_PROMISES_NOTHING 0
#define DE_CONFIDENCE_BOUND 1
#define DE_CONFIDENCE_BOUND_UNDER_CENSORING 2
#define DE_APPROXIMATE_CONFIDENCE_BOUND 3
#define DE_ANYTIME_CONFIDENCE_BOUND 4
#define DE_CONFORMAL_BOUND 5

typedef struct {
  double expected_tokens;  /* E[min(N, c)] */
  double expected_seconds; /* E[T], or of what remains */
  double planned_tokens;   /* NaN: nothing finite can be promised */
  double planned_seconds;
  double prefill_seconds;  /* predicted; NaN where it is not */
  int64_t max_tokens;      /* the cap in force; -1 without */
  int64_t observations;    /* answers that it rests on */
  int32_t promise;         /* of planned_seconds */
  int32_t caveats;         /* how many: see de_caveats */
} de_estimate;

typedef struct {
  int32_t feasible;             /* 1: the plan fits */
  int32_t refused_by_prefill;   /* 1: scheme 4's screen refused */
  double planned_seconds;       /* prefill and decode; NaN without a plan */
  double slack_seconds;         /* negative where it does not fit; NaN */
  double violation_probability; /* an estimate, whatever is promised */
  int64_t largest_max_tokens;   /* with which it would fit; -1 if none */
} de_decision;

/* A budget seen from every side; bounds are NaN where answers promise none. */
typedef struct {
  double violation_probability;
  double confidence_bound;  /* of that probability */
  double conformal_bound;
  double least_budget_seconds;
  double largest_prefill_seconds;
  int64_t largest_max_tokens;
} de_analysis;

de_status de_estimate_one(
    de_estimator estimator, const de_request *request, de_estimate *estimate);
de_status de_decide_one(
    de_estimator estimator, const de_request *request, double budget_seconds,
    de_decision *decision);
de_status de_check_one(
    de_estimator estimator, const de_request *request, double budget_seconds,
    de_analysis *analysis);

/* Quantiles of min(N, c) and of T, or of what remains, at `count` levels in
 * [0, 1]; -1 and NaN where the answers do not identify one. Either column may
 * be NULL. */
de_status de_quantiles_one(
    de_estimator estimator, const de_request *request, const double *levels,
    size_t count, int64_t *tokens, double *seconds);

/* The decision in a sentence, and a request's caveats, one a line. */
de_status de_reason(
    de_estimator estimator, const de_request *request, double budget_seconds,
    char *buffer, size_t capacity, size_t *length);
de_status de_caveats(
    de_estimator estimator, const de_request *request, char *buffer,
    size_t capacity, size_t *length);

/* ---- Many requests ----------------------------------------------------- */

/* Columns of requests; NULL where nothing is known of any. The values are those
 * of de_request. */
typedef struct {
  size_t size;
  const int32_t *tasks;
  const int32_t *configurations;
  const int64_t *max_tokens;
  const int64_t *generated_tokens;
  const int64_t *prompt_tokens;
  const int64_t *previous_tokens;
  const double *prefill_seconds;
  const double *predictions;
} de_request_columns;

/* Columns to fill; NULL where one is not wanted. */
typedef struct {
  size_t size;
  double *expected_tokens;
  double *expected_seconds;
  double *planned_tokens;
  double *planned_seconds;       /* of decoding alone */
  uint8_t *feasible;             /* this and what follows needs a budget */
  double *violation_probability;
  double *slack_seconds;
  int64_t *largest_max_tokens;
} de_answer_to_requests;

/* Estimates `count` requests, and decides on them where `budget_seconds` is not
 * NULL: one budget for each, or one for all where `budget_count` is 1. The
 * first request that is out of range ends it; `message` names its place, and
 * what came before it is filled. */
de_status de_estimate_many(
    de_estimator estimator, const de_request_columns *requests, size_t count,
    const double *budget_seconds, size_t budget_count,
    const de_answer_to_requests *results);

/* Quantiles of many requests, row by row: tokens[i * level_count + j]. */
de_status de_quantiles_many(
    de_estimator estimator, const de_request_columns *requests, size_t count,
    const double *levels, size_t level_count, int64_t *tokens,
    double *seconds);

/* ---- Learning online --------------------------------------------------- */

/* Goes on from a model that was fitted with `conditional`. Plans with the
 * quantile of `level` in (0, 1), which promises nothing. */
de_status de_online_make(de_model model, double level, de_online *online);
de_status de_online_free(de_online online);

/* Estimates, and keeps what was forecast until its answer ends: `ticket` is
 * what de_online_observe takes, once. `quantiles` may be NULL. At most 1048576
 * forecasts are open; the oldest are forgotten, as if never made. */
de_status de_online_estimate(
    de_online online, const de_request *request, const double *levels,
    size_t count, int64_t *quantiles, de_estimate *estimate, uint64_t *ticket);

/* Learns how an answer ended. */
de_status de_online_observe(
    de_online online, uint64_t ticket, int64_t tokens, int32_t ending);

/* The model as it is now. */
de_status de_online_model(de_online online, de_model *model);

/* ---- Judging forecasts -------------------------------------------------- */

typedef struct {
  double mean_pinball;  /* over the levels, in tokens */
  double crps;          /* in tokens; NaN of methods that have no law */
  double of_pooled;     /* mean_pinball relative to the pooled quantiles */
  double of_pooled_lower; /* its asymptotic 95 % interval */
  double of_pooled_upper;
  int64_t learnt;
  int64_t judged;
  int32_t calibrated;
  int32_t learns_on;    /* whether it goes on learning as it is judged */
} de_report;

#define DE_SPLIT_TIME 0
#define DE_SPLIT_RANDOM 1

/* Judges a method of `decode-estimator evaluate` by its name, such as
 * "default": the first `share` of the answers is learnt (or drawn ones), the
 * others judge. `covered` gets the share of answers within each quantile. */
de_status de_evaluate(
    de_answers answers, const char *method, int32_t split, double share,
    const double *levels, size_t level_count, double *covered,
    de_report *report);

#ifdef __cplusplus
}
#endif

#endif
