#include "server/http_head.h"

#include <algorithm>
#include <charconv>

#include "archive/name.h"

namespace almanac::server {
namespace {

HeadProblem problem(int status, std::string code, Text message) {
  return {status, std::move(code), std::move(message)};
}

HeadProblem malformed(std::string code, Text message) { return problem(400, std::move(code), std::move(message)); }

bool is_token(std::string_view text) {
  static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           marks.find(c) != std::string_view::npos;
  });
}

// Text of a header or a target: no control characters (DEL included); bytes from 0x80 must be UTF-8.
bool is_clean(std::string_view text, std::string_view also_allowed) {
  const bool printable = std::all_of(text.begin(), text.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7f) || also_allowed.find(c) != std::string_view::npos;
  });
  return printable && archive::is_utf8(text);
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<HeadProblem> parse_request_line(std::string_view line, const HeadLimits& limits, Head& head) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return malformed("bad_request_line",
                     {"the request line is not METHOD TARGET HTTP/1.1", "请求行不是 METHOD TARGET HTTP/1.1 的形式"});
  }
  const auto method = line.substr(0, first);
  const auto target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    if (version.substr(0, 5) == "HTTP/") {
      return problem(505, "http_version",
                     {"this server speaks HTTP/1.1 and HTTP/1.0", "本服务器只支持 HTTP/1.1 和 HTTP/1.0"});
    }
    return malformed("bad_request_line", {"the request line does not end in HTTP/1.1", "请求行没有以 HTTP/1.1 结尾"});
  }
  head.minor_version = version.back() - '0';
  const bool upper = std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!upper || method.empty() || method.size() > 16) {
    return malformed("bad_method", {"the method is not a word in capitals", "请求方法必须是大写单词"});
  }
  const auto mark = target.find('?');
  const auto path = target.substr(0, mark);
  const auto query = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
  if (path.size() > limits.path) {
    return problem(414, "path_too_long",
                   filled(Text{"the path is longer than {} bytes", "路径超过 {} 字节"}, std::to_string(limits.path)));
  }
  if (query.size() > limits.query) {
    return problem(414, "query_too_long",
                   filled(Text{"the query is longer than {} bytes; POST /api/v1/search takes long text as JSON",
                               "查询串超过 {} 字节；长文本请用 POST /api/v1/search 以 JSON 提交"},
                          std::to_string(limits.query)));
  }
  if (path.empty() || path.front() != '/' || target.find_first_of(" #") != std::string_view::npos ||
      !is_clean(target, "")) {
    return malformed("bad_target", {"the target is not a path of clean UTF-8", "请求目标不是合法的 UTF-8 路径"});
  }
  head.request.method = method;
  head.request.path = path;
  head.request.query = query;
  return std::nullopt;
}

// Names that the HTTP library stores its own values under, and those whose meaning we do not offer.
bool is_dropped(std::string_view name) {
  static constexpr std::string_view names[] = {"range",      "if-range",   "remote_addr",   "remote_port",
                                               "local_addr", "local_port", "exception_what"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

std::optional<HeadProblem> read_length(std::string_view value, Head& head) {
  const bool digits = !value.empty() && value.size() <= 18 &&
                      std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) {
    return malformed("bad_content_length", {"Content-Length is not a plain number", "Content-Length 不是普通数字"});
  }
  std::from_chars(value.data(), value.data() + value.size(), head.content_length);
  return std::nullopt;
}

std::optional<HeadProblem> parse_header(std::string_view line, const HeadLimits& limits, Head& head) {
  if (line.size() > limits.header) {
    return problem(
        431, "header_too_long",
        filled(Text{"a header is longer than {} bytes", "有请求头超过 {} 字节"}, std::to_string(limits.header)));
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
    return malformed("bad_header", {"a header line is not NAME: VALUE", "请求头不是 NAME: VALUE 的形式"});
  }
  const auto value = trim(line.substr(colon + 1));
  if (!is_clean(value, "\t")) {
    return malformed("bad_header",
                     {"a header has control characters or is not UTF-8", "请求头含有控制字符或不是 UTF-8"});
  }
  auto name = lower(line.substr(0, colon));
  if (is_dropped(name)) return std::nullopt;
  head.request.headers.emplace_back(std::move(name), value);
  return std::nullopt;
}

std::optional<HeadProblem> check_single(const Head& head, std::string_view name) {
  const auto count = std::count_if(head.request.headers.begin(), head.request.headers.end(),
                                   [&](const auto& header) { return header.first == name; });
  if (count <= 1) return std::nullopt;
  return malformed("duplicate_header",
                   filled(Text{"the header {} is given more than once", "请求头 {} 出现了多次"}, std::string(name)));
}

std::optional<HeadProblem> check_headers(Head& head) {
  for (const auto* name : {"host", "content-length", "content-type", "authorization", "if-match", "if-none-match",
                           "idempotency-key", "origin", "expect", "transfer-encoding"}) {
    if (auto found = check_single(head, name)) return found;
  }
  const auto& request = head.request;
  const auto host = request.header("host");
  if (head.minor_version == 1 && (!host || host->empty())) {
    return malformed("host_missing", {"the Host header is missing", "缺少 Host 请求头"});
  }
  if (request.header("transfer-encoding")) {
    return problem(411, "length_required",
                   {"send the body with a Content-Length; Transfer-Encoding is not taken",
                    "请用 Content-Length 发送正文；不接受 Transfer-Encoding"});
  }
  if (const auto encoding = request.header("content-encoding"); encoding && lower(*encoding) != "identity") {
    return problem(
        415, "content_encoding",
        {"send the body uncompressed; Content-Encoding is not taken", "请发送未压缩的正文；不接受 Content-Encoding"});
  }
  if (const auto length = request.header("content-length")) {
    if (auto found = read_length(*length, head)) return found;
  } else if (request.method == "PUT" || request.method == "PATCH") {
    return problem(411, "length_required", {"send the body with a Content-Length", "请用 Content-Length 发送正文"});
  }
  const auto connection = lower(request.header("connection").value_or(""));
  head.keep_alive = head.minor_version == 1 ? connection.find("close") == std::string::npos
                                            : connection.find("keep-alive") != std::string::npos;
  // A POST without length has no body (RFC 9112, 6.3); should its sender think otherwise, no next request is looked
  // for.
  if (request.method == "POST" && !request.header("content-length")) head.keep_alive = false;
  if (const auto expect = request.header("expect")) {
    if (lower(*expect) != "100-continue") {
      return problem(417, "expectation", {"only Expect: 100-continue is known", "只支持 Expect: 100-continue"});
    }
    head.expects_continue = head.minor_version == 1;
  }
  return std::nullopt;
}

}  // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::optional<std::size_t> head_length(std::string_view bytes) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  return end + 4;
}

std::variant<Head, HeadProblem> parse_head(std::string_view text, const HeadLimits& limits) {
  if (text.size() > limits.bytes) {
    return problem(
        431, "head_too_long",
        filled(Text{"the request head is longer than {} bytes", "请求头部超过 {} 字节"}, std::to_string(limits.bytes)));
  }
  if (text.size() < 4 || text.substr(text.size() - 4) != "\r\n\r\n") {
    return malformed("bad_request_line", {"the request head does not end in an empty line", "请求头部没有以空行结束"});
  }
  text.remove_suffix(2);
  Head head;
  bool first = true;
  while (!text.empty()) {
    const auto end = text.find("\r\n");
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 2);
    if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
      return malformed("bad_line_end", {"a line of the head does not end in CR LF", "请求头部有一行没有以 CR LF 结束"});
    }
    if (!first && head.request.headers.size() >= limits.headers) {
      return problem(431, "too_many_headers",
                     filled(Text{"more than {} headers", "请求头超过 {} 个"}, std::to_string(limits.headers)));
    }
    auto found = first ? parse_request_line(line, limits, head) : parse_header(line, limits, head);
    if (found) return *found;
    first = false;
  }
  if (auto found = check_headers(head)) return *found;
  return head;
}

std::optional<std::string> percent_decode(std::string_view text, Plus plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus == Plus::is_space) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size() || hex(text[i + 1]) < 0 || hex(text[i + 2]) < 0) return std::nullopt;
      out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    }
  }
  if (out.find('\0') != std::string::npos || !archive::is_utf8(out)) return std::nullopt;
  return out;
}

}  // namespace almanac::server
