/* The C interface from C: values, misuse, threads, and a short fuzz.
 *
 * interface FIXTURES FOLDER: FIXTURES is the package's, FOLDER a place to
 * write. FUZZ_CALLS says how many random calls are made (default 20000). Ends
 * with 0 and says how many checks held.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <decode_estimator.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int held;
#define CHECK(condition)                                                   \
  do {                                                                     \
    if (!(condition)) {                                                    \
      fprintf(stderr, "%s:%d: %s\n  message: %s\n", __FILE__, __LINE__,    \
              #condition, de_message());                                   \
      exit(1);                                                             \
    }                                                                      \
    held++;                                                                \
  } while (0)
#define FAILS(wanted, call, words) \
  CHECK((call) == (wanted) && strstr(de_message(), words) != NULL)

static de_answers answers;
static de_model model;
static de_estimator estimator;

static void make(const char *fixtures) {
  char path[4096], latency[4096];
  snprintf(path, sizeof path, "%s/vlm-tasks.csv", fixtures);
  snprintf(latency, sizeof latency, "%s/vlm-latency.csv", fixtures);
  CHECK(de_interface_version() / 1000 == DE_INTERFACE_MAJOR);
  CHECK(strlen(de_version()) >= 5);
  CHECK(de_answers_read(path, NULL, -1, &answers) == DE_OK);
  size_t count;
  CHECK(de_answers_count(answers, &count) == DE_OK && count > 20);
  CHECK(de_model_fit(answers, 0, latency, &model) == DE_OK);
  CHECK(de_estimator_make(model, DE_LAYERED, DE_CONFIDENCE, 0.05, 0.95,
                          &estimator) == DE_OK);
}

/* The README's first budget: doc_qa is refused, with max_tokens 8 it fits. */
static void values(void) {
  int32_t task;
  CHECK(de_model_task(model, "doc_qa", &task) == DE_OK);
  de_request request = DE_REQUEST_INIT;
  request.task = task;
  request.prefill_seconds = 0.15;
  de_decision decision;
  CHECK(de_decide_one(estimator, &request, 0.5, &decision) == DE_OK);
  CHECK(!decision.feasible && decision.largest_max_tokens == 8);
  CHECK(fabs(decision.violation_probability - 0.134) < 0.001);
  de_analysis analysis;
  CHECK(de_check_one(estimator, &request, 0.5, &analysis) == DE_OK);
  CHECK(analysis.confidence_bound > analysis.violation_probability);
  de_estimate estimate;
  CHECK(de_estimate_one(estimator, &request, &estimate) == DE_OK);
  CHECK(estimate.planned_tokens == 12 && estimate.promise == DE_CONFIDENCE_BOUND);
  double levels[] = {0.5, 0.95};
  int64_t tokens[2];
  double seconds[2];
  CHECK(de_quantiles_one(estimator, &request, levels, 2, tokens, seconds) == DE_OK);
  CHECK(tokens[1] == 11 && seconds[1] > seconds[0]);
  char text[8];
  size_t length;
  CHECK(de_reason(estimator, &request, 0.5, text, sizeof text, &length) == DE_OK);
  CHECK(strlen(text) == 7 && length > 20);
  request.generated_tokens = 5;
  de_estimate rest;
  CHECK(de_estimate_one(estimator, &request, &rest) == DE_OK);
  CHECK(rest.expected_tokens > estimate.expected_tokens);

  /* A batch says the same as single calls, to the last bit. */
  enum { COUNT = 5000 };
  static int32_t tasks[COUNT];
  static int64_t caps[COUNT], largest[COUNT];
  static double planned[COUNT], over[COUNT];
  static uint8_t feasible[COUNT];
  for (int place = 0; place < COUNT; place++) {
    tasks[place] = place % 4;
    caps[place] = place % 3 ? 1 + place % 40 : -1;
  }
  double budget = 0.4;
  de_request_columns columns = {
      .size = sizeof columns, .tasks = tasks, .max_tokens = caps};
  de_answer_to_requests results = {
      .size = sizeof results, .planned_seconds = planned, .feasible = feasible,
      .violation_probability = over, .largest_max_tokens = largest};
  CHECK(de_estimate_many(estimator, &columns, COUNT, &budget, 1, &results) == DE_OK);
  int same = 0;
  for (int place = 0; place < COUNT; place++) {
    de_request one = DE_REQUEST_INIT;
    one.task = tasks[place];
    one.max_tokens = caps[place];
    de_decision found;
    de_estimate plan;
    if (de_decide_one(estimator, &one, budget, &found) != DE_OK ||
        de_estimate_one(estimator, &one, &plan) != DE_OK)
      break;
    same += found.feasible == feasible[place] &&
            found.violation_probability == over[place] &&
            found.largest_max_tokens == largest[place] &&
            plan.planned_seconds == planned[place];
  }
  CHECK(same == COUNT);
}

static void files(const char *folder) {
  char path[4096];
  snprintf(path, sizeof path, "%s/model.json", folder);
  CHECK(de_model_save(model, path) == DE_OK);
  de_model again;
  CHECK(de_model_open(path, &again) == DE_OK);
  size_t count;
  CHECK(de_model_task_count(again, &count) == DE_OK && count == 4);
  CHECK(de_model_free(again) == DE_OK);
  FILE *file = fopen(path, "rb");
  static char bytes[1 << 20];
  size_t size = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  CHECK(de_model_read(bytes, size, &again) == DE_OK);
  CHECK(de_model_free(again) == DE_OK);
  FAILS(DE_DATA, de_model_read(bytes, size / 2, &again), "bytes");
  bytes[size / 2] ^= 1;
  CHECK(de_model_read(bytes, size, &again) == DE_DATA);
  FAILS(DE_NO_INPUT, de_model_open("/nowhere/model.json", &again), "nowhere");
  FAILS(DE_CANNOT_CREATE, de_model_save(model, "/nowhere/model.json"), "nowhere");
}

static void misuse(void) {
  de_request request = DE_REQUEST_INIT;
  de_estimate estimate;
  de_decision decision;
  FAILS(DE_USAGE, de_estimate_one(0, &request, &estimate), "no handle");
  FAILS(DE_USAGE, de_estimate_one(model, &request, &estimate), "a model");
  FAILS(DE_USAGE, de_estimate_one(estimator, NULL, &estimate), "NULL");
  FAILS(DE_USAGE, de_estimate_one(estimator, &request, NULL), "NULL");
  request.size = 4;
  FAILS(DE_USAGE, de_estimate_one(estimator, &request, &estimate), "size");
  request = (de_request)DE_REQUEST_INIT;
  request.task = 4;
  FAILS(DE_USAGE, de_estimate_one(estimator, &request, &estimate), "4 tasks");
  request.task = 0;
  request.max_tokens = 0;
  FAILS(DE_USAGE, de_estimate_one(estimator, &request, &estimate), "cap");
  request.max_tokens = -1;
  request.generated_tokens = -5;
  FAILS(DE_USAGE, de_estimate_one(estimator, &request, &estimate), "generated");
  request.generated_tokens = 0;
  FAILS(DE_USAGE, de_decide_one(estimator, &request, NAN, &decision), "nan");
  double level = 1.5;
  int64_t tokens;
  FAILS(DE_USAGE, de_quantiles_one(estimator, &request, &level, 1, &tokens, NULL),
        "0...1");
  int32_t place;
  FAILS(DE_USAGE, de_model_task(model, "doc-qa", &place), "doc_qa");
  FAILS(DE_USAGE, de_model_task(model, "\xff", &place), "UTF-8");
  de_estimator other;
  FAILS(DE_USAGE, de_estimator_make(model, 5, 0, 0.05, 0.95, &other), "scheme");
  FAILS(DE_USAGE, de_estimator_make(model, 3, 0, NAN, 0.95, &other), "risk");
  FAILS(DE_DATA, de_estimator_make(model, 3, DE_CONFORMAL, 0.05, 0.95, &other),
        "conditional");
  int32_t tasks[] = {0, 9};
  de_request_columns columns = {.size = sizeof columns, .tasks = tasks};
  double planned[2];
  de_answer_to_requests results = {
      .size = sizeof results, .planned_seconds = planned};
  FAILS(DE_USAGE, de_estimate_many(estimator, &columns, 2, NULL, 0, &results),
        "request 1");
  uint8_t feasible[2];
  results.feasible = feasible;
  FAILS(DE_USAGE, de_estimate_many(estimator, &columns, 1, NULL, 0, &results),
        "budget");

  /* After it was freed a handle is refused, also where another took its place. */
  CHECK(de_estimator_make(model, 1, 0, 0.05, 0.95, &other) == DE_OK);
  CHECK(de_estimator_free(other) == DE_OK);
  FAILS(DE_USAGE, de_estimate_one(other, &request, &estimate), "freed");
  FAILS(DE_USAGE, de_estimator_free(other), "freed");
  de_estimator next;
  CHECK(de_estimator_make(model, 1, 0, 0.05, 0.95, &next) == DE_OK);
  CHECK(next != other);
  FAILS(DE_USAGE, de_estimate_one(other, &request, &estimate), "freed");
  CHECK(de_estimator_free(next) == DE_OK);
  CHECK(de_estimator_free(0) == DE_OK);
}

static void online(void) {
  int64_t tokens[600];
  for (int place = 0; place < 600; place++)
    tokens[place] = 5 + (place * 7919) % 200;
  de_answer_columns columns = {.size = sizeof columns, .tokens = tokens};
  de_answers made;
  CHECK(de_answers_make(&columns, 600, &made) == DE_OK);
  de_model learnt;
  CHECK(de_model_fit(made, 1, NULL, &learnt) == DE_OK);
  de_online on;
  FAILS(DE_DATA, de_online_make(model, 0.95, &on), "conditional");
  CHECK(de_online_make(learnt, 0.95, &on) == DE_OK);
  de_request request = DE_REQUEST_INIT;
  de_estimate before, after;
  uint64_t ticket;
  double level = 0.5;
  int64_t median;
  CHECK(de_online_estimate(on, &request, &level, 1, &median, &before, &ticket) ==
        DE_OK);
  for (int round = 0; round < 400; round++) {
    CHECK(de_online_estimate(on, &request, &level, 1, &median, &after, &ticket) ==
          DE_OK);
    CHECK(de_online_observe(on, ticket, 900, DE_STOPPED) == DE_OK);
  }
  CHECK(after.expected_tokens > before.expected_tokens && median == 900);
  FAILS(DE_USAGE, de_online_observe(on, ticket, 9, DE_STOPPED), "not open");
  de_model now;
  CHECK(de_online_model(on, &now) == DE_OK);
  double covered, levels[] = {0.9};
  de_report report;
  CHECK(de_evaluate(made, "per-task", DE_SPLIT_TIME, 0.5, levels, 1, &covered,
                    &report) == DE_OK);
  CHECK(covered > 0.8 && report.judged == 300 && report.mean_pinball > 0);
  FAILS(DE_USAGE, de_evaluate(made, "best", 0, 0.5, levels, 1, &covered, &report),
        "pooled");
  tokens[3] = 0;
  de_answers none;
  FAILS(DE_DATA, de_answers_make(&columns, 600, &none), "answer 3");
  CHECK(de_model_free(now) == DE_OK && de_online_free(on) == DE_OK);
  CHECK(de_model_free(learnt) == DE_OK && de_answers_free(made) == DE_OK);
}

/* Threads that read one estimator while others make and free. */
static void *reader(void *unused) {
  (void)unused;
  for (int round = 0; round < 2000; round++) {
    de_request request = DE_REQUEST_INIT;
    request.task = round % 4;
    de_decision decision;
    de_estimator other = 0;
    if (de_decide_one(estimator, &request, 0.5, &decision) != DE_OK) return "no";
    if (de_estimator_make(model, 1 + round % 4, 0, 0.05, 0.95, &other) != DE_OK)
      return "no";
    if (de_decide_one(other, &request, 0.5, &decision) != DE_OK) return "no";
    if (de_estimator_free(other) != DE_OK) return "no";
    if (de_decide_one(other, &request, 0.5, &decision) != DE_USAGE) return "no";
  }
  return NULL;
}

static void threads(void) {
  pthread_t workers[4];
  for (int place = 0; place < 4; place++)
    pthread_create(&workers[place], NULL, reader, NULL);
  for (int place = 0; place < 4; place++) {
    void *failure;
    pthread_join(workers[place], &failure);
    CHECK(failure == NULL);
  }
}

/* Numbers of every kind into every field: a status, never a trap. */
static uint64_t state = 20261127;
static uint64_t draw(void) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return state;
}
static int64_t whole(void) {
  static const int64_t odd[] = {0, 1, -1, -2, INT64_MIN, INT64_MAX, 4194304,
                                4194305, 2147483647, 2147483648};
  return draw() % 3 ? (int64_t)(draw() % 300) : odd[draw() % 10];
}
static double real(void) {
  static const double odd[] = {0, -0.0, -1, 1e308, -1e308, 1e-320, 1, 0.5};
  switch (draw() % 5) {
  case 0: return NAN;
  case 1: return draw() % 2 ? INFINITY : -INFINITY;
  case 2: return odd[draw() % 8];
  default: return (double)(draw() % 1000) / 500;
  }
}

static void fuzz(void) {
  const char *text = getenv("FUZZ_CALLS");
  long calls = text ? atol(text) : 20000, accepted = 0;
  for (long round = 0; round < calls; round++) {
    de_request request = DE_REQUEST_INIT;
    request.task = (int32_t)whole();
    request.configuration = draw() % 4 ? -1 : (int32_t)whole();
    request.max_tokens = whole();
    request.generated_tokens = whole();
    request.prompt_tokens = whole();
    request.previous_tokens = whole();
    request.prefill_seconds = real();
    request.prediction = real();
    double numbers[] = {real(), real(), real()};
    const char *names[] = {"running", "", "\xc3\xa9"};
    request.embedding = numbers;
    request.embedding_count = draw() % 4;
    request.feature_names = names;
    request.feature_values = numbers;
    request.feature_count = draw() % 4;
    if (draw() % 4 == 0) request.prompt = draw() % 2 ? "why?" : "\xff";
    if (draw() % 2) request.task = (int32_t)(draw() % 4);
    uint64_t handle = draw() % 20 ? estimator : draw();
    de_estimate estimate;
    de_decision decision;
    de_analysis analysis;
    double levels[] = {real(), real()}, seconds[2];
    int64_t tokens[2];
    char buffer[5];
    size_t length;
    de_status status;
    switch (draw() % 6) {
    case 0: status = de_estimate_one(handle, &request, &estimate); break;
    case 1: status = de_decide_one(handle, &request, real(), &decision); break;
    case 2: status = de_check_one(handle, &request, real(), &analysis); break;
    case 3:
      status = de_quantiles_one(handle, &request, levels, 2, tokens, seconds);
      break;
    case 4:
      status = de_reason(handle, &request, real(), buffer, draw() % 6, &length);
      break;
    default:
      status = de_caveats(handle, &request, buffer, draw() % 6, &length);
    }
    if (status == DE_OK) accepted++;
    else if (status != DE_USAGE && status != DE_DATA) CHECK(0);
  }
  CHECK(calls < 1000 || accepted > 0);
  printf("%ld random calls, %ld accepted\n", calls, accepted);
}

int main(int count, char **arguments) {
  if (count != 3) return fprintf(stderr, "usage: interface FIXTURES FOLDER\n"), 64;
  make(arguments[1]);
  values();
  files(arguments[2]);
  misuse();
  online();
  threads();
  fuzz();
  CHECK(de_estimator_free(estimator) == DE_OK);
  CHECK(de_model_free(model) == DE_OK && de_answers_free(answers) == DE_OK);
  printf("%d checks held\n", held);
  return 0;
}
