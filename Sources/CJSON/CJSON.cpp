#include "CJSON.h"

#include <new>
#include <simdjson.h>

struct cjson_parser {
  simdjson::dom::parser parser;
  size_t depth;
  cjson_parser(size_t capacity, size_t depth)
      : parser(capacity), depth(depth) {}
};

extern "C" {

size_t cjson_padding(void) { return simdjson::SIMDJSON_PADDING; }

cjson_parser *cjson_create(size_t capacity, size_t depth) {
  return new (std::nothrow) cjson_parser(capacity, depth);
}

void cjson_destroy(cjson_parser *parser) { delete parser; }

int cjson_parse(
    cjson_parser *parser, const uint8_t *bytes, size_t length,
    cjson_document *document) {
  // The parser grows by itself, but to its own depth.
  if (length > parser->parser.max_capacity()) return simdjson::CAPACITY;
  if (length > parser->parser.capacity()) {
    size_t wanted = length < 1 << 12 ? 1 << 12 : length;
    auto code = parser->parser.allocate(wanted, parser->depth);
    if (code) return code;
  }
  auto code = parser->parser.parse(bytes, length, false).error();
  if (code) return code;
  document->tape = parser->parser.doc.tape.get();
  document->strings = parser->parser.doc.string_buf.get();
  return 0;
}

const char *cjson_message(int code) {
  return simdjson::error_message(static_cast<simdjson::error_code>(code));
}
}
