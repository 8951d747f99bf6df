#pragma once
// Reading the head of a request: strict where leniency lets two parsers disagree about where a request ends.
//
// The packaged HTTP library takes heads of any length, folds lines, accepts two lengths and decodes header values; each
// of these has been an advisory. So the head is read here, whole, and the library is shown only a head that we wrote.
// Pure functions on text, fuzzed by tests/fuzz/http_head_fuzz.cpp.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "archive/percent.h"
#include "server/route.h"

namespace almanac::server {

struct HeadLimits {
  std::size_t bytes = 64u << 10;  // of the whole head
  std::size_t path = 2u << 10;
  std::size_t query = 28u << 10;
  std::size_t header = 8u << 10;  // one line
  std::size_t headers = 100;
};

struct Head {
  Request request;  // method, path, query, headers
  int minor_version = 1;
  std::uint64_t content_length = 0;
  bool keep_alive = true;
  bool expects_continue = false;
};

// A refusal. The connection is closed after it, because where the next request begins is not certain.
struct HeadProblem {
  int status = 400;
  std::string code;  // "duplicate_content_length"
  Text message;
};

// Length of the head that begins `bytes`, with its empty line; nullopt: not complete yet.
std::optional<std::size_t> head_length(std::string_view bytes);

// `head` is what head_length() measured. Range, If-Range and the names that the library puts among the headers
// (REMOTE_ADDR …) are dropped: no route answers ranges, and nobody may pretend an address.
std::variant<Head, HeadProblem> parse_head(std::string_view head, const HeadLimits& limits = {});

// As names and values of headers are compared: ASCII letters in lower case; without spaces and tabs at both ends.
std::string lower(std::string_view text);
std::string_view trim(std::string_view text);

// %XX decoded ('+' too, as a space, where `plus` says so); nullopt for a broken escape, a NUL or what is not UTF-8.
enum class Plus { is_plus, is_space };
std::optional<std::string> percent_decode(std::string_view text, Plus plus);
using archive::percent_encode;

}  // namespace almanac::server
