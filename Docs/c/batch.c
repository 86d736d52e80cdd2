/* Which of a batch of requests fit a budget of 500 ms? */
#include <decode_estimator.h>
#include <stdio.h>

static int failed(de_status status) {
  if (status != DE_OK) fprintf(stderr, "error: %s\n", de_message());
  return status != DE_OK;
}

int main(int count, char **arguments) {
  if (count != 3) return fprintf(stderr, "usage: batch TRACE LATENCY\n"), 64;
  de_answers answers;
  de_model model;
  de_estimator estimator;
  if (failed(de_answers_read(arguments[1], NULL, -1, &answers)) ||
      failed(de_model_fit(answers, 0, arguments[2], &model)) ||
      failed(de_estimator_make(
          model, DE_LAYERED, DE_CONFIDENCE, 0.05, 0.95, &estimator)))
    return 65;

  int32_t tasks[] = {0, 1, 2, 3};
  double prefill[] = {0.15, 0.15, 0.15, 0.15}, budget = 0.5, over[4];
  uint8_t feasible[4];
  de_request_columns requests = {
      .size = sizeof requests, .tasks = tasks, .prefill_seconds = prefill};
  de_answer_to_requests results = {
      .size = sizeof results, .feasible = feasible,
      .violation_probability = over};
  if (failed(de_estimate_many(estimator, &requests, 4, &budget, 1, &results)))
    return 65;
  for (int place = 0; place < 4; place++) {
    char name[64];
    de_model_task_name(model, tasks[place], name, sizeof name, NULL);
    printf("%-9s %-7s P(over) %.4g %%\n", name,
           feasible[place] ? "fits" : "refused", 100 * over[place]);
  }
  return 0;
}
