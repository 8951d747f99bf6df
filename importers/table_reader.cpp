#include "importers/table_reader.h"

#include <algorithm>

#include "importers/encoding.h"

namespace almanac::importers {
namespace {

// `text` up to `limit` bytes, ending at a character's end; what is no UTF-8 as U+FFFD.
std::string presentable(std::string_view text, std::size_t limit) {
  std::string shown;
  std::string_view rest = text.substr(0, std::min(limit, text.size()));
  while (!rest.empty()) {
    bool cut_off = false;
    const std::size_t good = valid_utf8_prefix(rest, &cut_off);
    shown.append(rest.substr(0, good));
    rest.remove_prefix(good);
    if (rest.empty()) break;
    if (cut_off && text.size() > limit) break;  // our own cut, not a fault of the file
    shown += "\xEF\xBF\xBD";
    rest.remove_prefix(1);
  }
  return shown;
}

std::size_t bytes_of_characters(std::string_view text, std::size_t characters) {
  std::size_t at = 0;
  while (at < text.size() && characters > 0) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
    --characters;
  }
  return at;
}

}  // namespace

archive::Reject make_reject(std::uint64_t row, std::string_view column, std::string_view value, std::string_view code,
                            archive::Text reason, std::string_view raw) {
  archive::Reject reject;
  reject.row = row;
  reject.column = presentable(column, 4 * reject_value_limit);
  reject.value = presentable(value, 4 * reject_value_limit);
  reject.value.resize(bytes_of_characters(reject.value, reject_value_limit));
  reject.code = code;
  reject.reason = std::move(reason);
  reject.raw = presentable(raw, reject_raw_limit);
  return reject;
}

}  // namespace almanac::importers
