#include <catch2/catch.hpp>

#include "server/http_head.h"

using namespace almanac::server;

namespace {

std::string with(const std::string& first, const std::string& headers) { return first + "\r\n" + headers + "\r\n"; }

Head good(const std::string& text) {
  auto parsed = parse_head(text);
  if (const auto* wrong = std::get_if<HeadProblem>(&parsed)) FAIL(wrong->code);
  return std::get<Head>(parsed);
}

std::string refused(const std::string& text, int status) {
  const auto parsed = parse_head(text);
  const auto* wrong = std::get_if<HeadProblem>(&parsed);
  if (wrong == nullptr) return "accepted";
  CHECK(wrong->status == status);
  CHECK_FALSE(wrong->message.en.empty());
  CHECK_FALSE(wrong->message.zh.empty());
  return wrong->code;
}

const std::string host = "Host: localhost\r\n";

}  // namespace

TEST_CASE("a plain request head is read whole", "[head]") {
  const auto head = good(with("GET /api/v1/campaigns/a%2Fb?q=%E5%8F%8C HTTP/1.1",
                              host + "Accept-Language: zh-CN,en;q=0.5\r\nX-Empty:\r\n"));
  CHECK(head.request.method == "GET");
  CHECK(head.request.path == "/api/v1/campaigns/a%2Fb");
  CHECK(head.request.query == "q=%E5%8F%8C");
  CHECK(head.request.header("accept-language") == "zh-CN,en;q=0.5");
  CHECK(head.request.header("x-empty") == "");
  CHECK(head.keep_alive);
}

TEST_CASE("the end of a head is found only at its empty line", "[head]") {
  CHECK_FALSE(head_length("GET / HTTP/1.1\r\nHost: a\r\n").has_value());
  CHECK(head_length("GET / HTTP/1.1\r\nHost: a\r\n\r\nrest") == 27);
}

TEST_CASE("two readings of where a request ends are refused", "[head]") {
  const std::string post = "POST /x HTTP/1.1";
  CHECK(refused(with(post, host + "Content-Length: 5\r\nContent-Length: 5\r\n"), 400) == "duplicate_header");
  CHECK(refused(with(post, host + "Content-Length: +5\r\n"), 400) == "bad_content_length");
  CHECK(refused(with(post, host + "Content-Length: 0x10\r\n"), 400) == "bad_content_length");
  CHECK(refused(with(post, host + "Content-Length: 5, 5\r\n"), 400) == "bad_content_length");
  CHECK(refused(with(post, host + "Content-Length: -1\r\n"), 400) == "bad_content_length");
  CHECK(refused(with(post, host + "Content-Length: 99999999999999999999\r\n"), 400) == "bad_content_length");
  CHECK(refused(with(post, host + "Transfer-Encoding: chunked\r\n"), 411) == "length_required");
  CHECK(refused(with(post, host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 411) == "length_required");
  CHECK(refused(with(post, host + "Transfer-Encoding : chunked\r\nContent-Length: 0\r\n"), 400) == "bad_header");
  CHECK(refused(with(post, host + "Content-Encoding: gzip\r\nContent-Length: 5\r\n"), 415) == "content_encoding");
  CHECK(refused(with("PUT /x HTTP/1.1", host), 411) == "length_required");
}

TEST_CASE("a POST without a length has no body and ends the connection", "[head]") {
  const auto head = good(with("POST /x HTTP/1.1", host));
  CHECK(head.content_length == 0);
  CHECK_FALSE(head.keep_alive);
}

TEST_CASE("malformed lines are refused", "[head]") {
  CHECK(refused("GET / HTTP/1.1\nHost: a\r\n\r\n", 400) == "bad_line_end");
  CHECK(refused(with("GET /", host), 400) == "bad_request_line");
  CHECK(refused(with("GET / HTTP/2.0", host), 505) == "http_version");
  CHECK(refused(with("get / HTTP/1.1", host), 400) == "bad_method");
  CHECK(refused(with("GET /a b HTTP/1.1", host), 400) == "bad_target");
  CHECK(refused(with("GET http://other/ HTTP/1.1", host), 400) == "bad_target");
  CHECK(refused(with("GET /\x01 HTTP/1.1", host), 400) == "bad_target");
  CHECK(refused(with("GET /\xff\xfe HTTP/1.1", host), 400) == "bad_target");
  CHECK(refused(with("GET / HTTP/1.1", host + " folded\r\n"), 400) == "bad_header");
  CHECK(refused(with("GET / HTTP/1.1", host + "No colon\r\n"), 400) == "bad_header");
  CHECK(refused(with("GET / HTTP/1.1", host + "A: b\x7f\r\n"), 400) == "bad_header");
  CHECK(refused(with("GET / HTTP/1.1", ""), 400) == "host_missing");
  CHECK(refused(with("GET / HTTP/1.1", host + host), 400) == "duplicate_header");
  CHECK(refused(with("GET / HTTP/1.1", host + "Expect: much\r\n"), 417) == "expectation");
}

TEST_CASE("each limit of the head holds on both sides", "[head]") {
  HeadLimits limits;
  const auto get = [&](std::size_t path, std::size_t query) {
    return with("GET /" + std::string(path - 1, 'p') + "?" + std::string(query, 'q') + " HTTP/1.1", host);
  };
  CHECK(good(get(limits.path, limits.query)).request.query.size() == limits.query);
  CHECK(refused(get(limits.path + 1, 0), 414) == "path_too_long");
  CHECK(refused(get(10, limits.query + 1), 414) == "query_too_long");
  const auto one_header = [&](std::size_t size) {
    return with("GET / HTTP/1.1", host + "X: " + std::string(size - 3, 'x') + "\r\n");
  };
  CHECK(good(one_header(limits.header)).request.headers.size() == 2);
  CHECK(refused(one_header(limits.header + 1), 431) == "header_too_long");
  const auto many = [&](std::size_t count) {
    std::string headers = host;
    for (std::size_t i = 1; i < count; ++i) headers += "X: y\r\n";
    return with("GET / HTTP/1.1", headers);
  };
  CHECK(good(many(limits.headers)).request.headers.size() == limits.headers);
  CHECK(refused(many(limits.headers + 1), 431) == "too_many_headers");
  std::string huge = host;
  for (int i = 0; i < 9; ++i) huge += "X: " + std::string(8000, 'x') + "\r\n";
  CHECK(refused(with("GET / HTTP/1.1", huge), 431) == "head_too_long");
}

TEST_CASE("headers that would be taken for the library's own, and ranges, are dropped", "[head]") {
  const auto head = good(
      with("GET / HTTP/1.1", host + "Range: bytes=0-0,1-1\r\nREMOTE_ADDR: 10.0.0.1\r\nIf-Range: x\r\nKept: 1\r\n"));
  CHECK_FALSE(head.request.header("range"));
  CHECK_FALSE(head.request.header("remote_addr"));
  CHECK(head.request.header("kept") == "1");
}

TEST_CASE("keep-alive follows version and Connection", "[head]") {
  CHECK_FALSE(good(with("GET / HTTP/1.1", host + "Connection: close\r\n")).keep_alive);
  CHECK_FALSE(good(with("GET / HTTP/1.0", "")).keep_alive);
  CHECK(good(with("GET / HTTP/1.0", "Connection: Keep-Alive\r\n")).keep_alive);
}

TEST_CASE("percent decoding is exact", "[head]") {
  CHECK(percent_decode("a%2Fb+c", Plus::is_plus) == "a/b+c");
  CHECK(percent_decode("a+b%E5%8F%8C", Plus::is_space) == "a b双");
  CHECK_FALSE(percent_decode("%", Plus::is_plus));
  CHECK_FALSE(percent_decode("%4", Plus::is_plus));
  CHECK_FALSE(percent_decode("%zz", Plus::is_plus));
  CHECK_FALSE(percent_decode("%00", Plus::is_plus));
  CHECK_FALSE(percent_decode("%FF%FE", Plus::is_plus));
  CHECK(percent_decode(percent_encode("双十一/2024 100%"), Plus::is_plus) == "双十一/2024 100%");
}
