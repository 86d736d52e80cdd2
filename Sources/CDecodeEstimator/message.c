/* A message belongs to the thread whose call failed, and C has such variables.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "decode_estimator.h"
#include "decode_estimator_message.h"

static _Thread_local char message[4096];

char *de_message_buffer(size_t *capacity) {
  *capacity = sizeof message;
  return message;
}

const char *de_message(void) { return message; }
