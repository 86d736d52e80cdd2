// A C face of simdjson: parse bytes, then walk the tape that it leaves.
//
// The tape is simdjson's documented form of a document (doc/tape.md): one
// 64-bit word an element, its kind in the highest byte. Swift walks it
// without a call into C++ for each value.

#ifndef DECODE_CJSON_H
#define DECODE_CJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Memory that is used again from document to document.
typedef struct cjson_parser cjson_parser;

/// A parsed document, valid until its parser is used again.
typedef struct {
  const uint64_t *tape;
  const uint8_t *strings;
} cjson_document;

/// Bytes that must be readable beyond the end of what is parsed.
size_t cjson_padding(void);

/// A parser of documents of at most `capacity` bytes and `depth` levels, or
/// null for want of memory.
cjson_parser *cjson_create(size_t capacity, size_t depth);
void cjson_destroy(cjson_parser *parser);

/// Parses one document: 0, or the number of an error.
int cjson_parse(
    cjson_parser *parser, const uint8_t *bytes, size_t length,
    cjson_document *document);

/// The words for an error's number.
const char *cjson_message(int code);

#ifdef __cplusplus
}
#endif

#endif
