#include "search/cursor.h"

#include <bit>
#include <charconv>

#include "archive/error.h"
#include "archive/json.h"

namespace almanac::search {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t most_seen = 256;

std::string base64url(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (held += 8; held >= 6; held -= 6) text += alphabet[(bits >> (held - 6)) & 63];
  }
  if (held > 0) text += alphabet[(bits << (6 - held)) & 63];
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 0xff);
  }
  return bytes;
}

[[noreturn]] void bad() {
  throw archive::Error(
      archive::ErrorKind::invalid_input, "bad_parameter",
      {"cursor: not of this search; begin again without it", "cursor：不属于本次搜索；请去掉它重新开始"}, "cursor");
}

}  // namespace

std::uint64_t search_hash(const Query& query) {
  Query plain = query;
  plain.cursor.clear();
  plain.limit = 0;
  plain.facets.clear();
  plain.histograms.clear();
  plain.significant = plain.group_by_kind = plain.explain = false;
  std::uint64_t hash = 14695981039346656037ull;
  for (const char c : to_string(plain)) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return hash;
}

std::string to_string(const Cursor& cursor) {
  std::string seen;
  const std::size_t first = cursor.seen.size() > most_seen ? cursor.seen.size() - most_seen : 0;
  for (std::size_t i = first; i < cursor.seen.size(); ++i)
    for (int shift = 16; shift >= 0; shift -= 8) seen += static_cast<char>(cursor.seen[i] >> shift & 0xff);
  const archive::Json parts = archive::Json::array(
      {1, cursor.search, cursor.revision, cursor.attempt, std::bit_cast<std::uint64_t>(cursor.place.primary),
       cursor.place.name, cursor.place.start, cursor.place.key, static_cast<int>(cursor.place.kind), base64url(seen)});
  return base64url(archive::dump(parts));
}

Cursor cursor_from(const std::string& text, const Query& query) {
  const auto bytes = from_base64url(text);
  if (!bytes) bad();
  const archive::Json parts = archive::Json::parse(*bytes, nullptr, false);
  if (!parts.is_array() || parts.size() != 10 || parts[0] != 1) bad();
  for (const std::size_t i : {1, 2, 3, 4, 6, 8})
    if (!parts[i].is_number_integer()) bad();
  for (const std::size_t i : {5, 7, 9})
    if (!parts[i].is_string()) bad();
  Cursor cursor;
  cursor.search = parts[1].get<std::uint64_t>();
  if (cursor.search != search_hash(query)) bad();
  cursor.revision = parts[2].get<std::uint64_t>();
  const auto attempt = parts[3].get<std::int64_t>();
  if (attempt < 0 || attempt > 3) bad();
  cursor.attempt = static_cast<std::uint8_t>(attempt);
  cursor.place.primary = std::bit_cast<double>(parts[4].get<std::uint64_t>());
  cursor.place.name = parts[5].get<std::string>();
  cursor.place.start = parts[6].get<std::int32_t>();
  cursor.place.key = parts[7].get<std::string>();
  cursor.place.kind = static_cast<archive::Kind>(parts[8].get<int>());
  const auto seen = from_base64url(parts[9].get_ref<const std::string&>());
  if (!seen || seen->size() % 3 != 0) bad();
  for (std::size_t i = 0; i < seen->size(); i += 3) {
    const auto byte = [&](std::size_t k) {
      return static_cast<std::uint32_t>(static_cast<unsigned char>((*seen)[i + k]));
    };
    cursor.seen.push_back(byte(0) << 16 | byte(1) << 8 | byte(2));
  }
  return cursor;
}

}  // namespace almanac::search
