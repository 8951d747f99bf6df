// Request heads: whatever comes, the parser answers or refuses; what it accepts has one meaning.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "server/http_head.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace almanac::server;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto length = head_length(text);
  const auto parsed = parse_head(length ? text.substr(0, *length) : text);
  if (const auto* head = std::get_if<Head>(&parsed)) {
    if (head->request.path.empty() || head->request.path.front() != '/') std::abort();
    if (head->request.header("transfer-encoding") || head->request.header("range")) std::abort();
    for (const auto& [name, value] : head->request.headers) {
      if (name.find_first_of("\r\n:") != std::string::npos || value.find_first_of("\r\n") != std::string::npos)
        std::abort();
    }
    if (const auto decoded = percent_decode(head->request.path, Plus::is_plus)) {
      if (percent_decode(percent_encode(*decoded), Plus::is_plus) != decoded) std::abort();
    }
  }
  return 0;
}
