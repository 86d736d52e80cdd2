/* For the library itself: where a thread's last message lies. */
#ifndef DECODE_ESTIMATOR_MESSAGE_H
#define DECODE_ESTIMATOR_MESSAGE_H

#include <stddef.h>

/* A buffer of the calling thread, and its capacity. */
char *de_message_buffer(size_t *capacity);

#endif
