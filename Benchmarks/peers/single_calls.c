/* Times single calls from C: nanoseconds of de_estimate_one and de_decide_one.
 * single_calls MODEL CALLS
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <decode_estimator.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

int main(int count, char **arguments) {
  de_model model;
  de_estimator estimator;
  if (count != 3 || de_model_open(arguments[1], &model) != DE_OK ||
      de_estimator_make(model, DE_LAYERED, DE_CONFIDENCE, 0.05, 0.95,
                        &estimator) != DE_OK)
    return fprintf(stderr, "%s\n", de_message()), 65;
  size_t tasks;
  de_model_task_count(model, &tasks);
  long calls = atol(arguments[2]), wrong = 0;
  double start = now();
  for (long place = 0; place < calls; place++) {
    de_request request = DE_REQUEST_INIT;
    request.task = (int32_t)(place % (long)tasks);
    request.max_tokens = 1 + place % 50;
    de_estimate estimate;
    wrong += de_estimate_one(estimator, &request, &estimate);
  }
  double middle = now();
  for (long place = 0; place < calls; place++) {
    de_request request = DE_REQUEST_INIT;
    request.task = (int32_t)(place % (long)tasks);
    request.max_tokens = 1 + place % 50;
    de_decision decision;
    wrong += de_decide_one(estimator, &request, 0.4, &decision);
  }
  printf("%f %f\n", (middle - start) / (double)calls,
         (now() - middle) / (double)calls);
  return wrong != 0;
}
