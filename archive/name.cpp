#include "archive/name.h"

#include <opencc/opencc.h>
#include <sodium.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "archive/error.h"

namespace almanac::archive {
namespace {

struct KindName {
  Kind kind;
  std::string_view name;
};
constexpr KindName kind_names[] = {
    {Kind::campaign, "campaign"}, {Kind::user, "user"},         {Kind::channel, "channel"},
    {Kind::product, "product"},   {Kind::theme, "theme"},       {Kind::occasion, "occasion"},
    {Kind::mechanic, "mechanic"}, {Kind::segment, "segment"},   {Kind::lesson, "lesson"},
    {Kind::tag, "tag"},           {Kind::category, "category"}, {Kind::document, "document"},
    {Kind::plan, "plan"},         {Kind::template_, "template"}};

const icu::Normalizer2& normalizer(const char* name) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* found = icu::Normalizer2::getInstance(nullptr, name, UNORM2_COMPOSE, status);
  if (U_FAILURE(status) || !found)
    throw Error(ErrorKind::unavailable, "no_unicode_data",
                {"the Unicode data of this system cannot be loaded (package libicu72)",
                 "无法加载本机的 Unicode 数据（软件包 libicu72）"});
  return *found;
}

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

std::string_view trim_ascii(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

icu::UnicodeString trimmed(const icu::UnicodeString& text) {
  std::int32_t begin = 0;
  std::int32_t end = text.length();
  while (begin < end && u_isUWhiteSpace(text.char32At(begin))) begin = text.moveIndex32(begin, 1);
  while (end > begin && u_isUWhiteSpace(text.char32At(text.moveIndex32(end, -1)))) end = text.moveIndex32(end, -1);
  return text.tempSubStringBetween(begin, end);
}

icu::UnicodeString normalize(std::string_view text, const char* form) {
  UErrorCode status = U_ZERO_ERROR;
  return normalizer(form).normalize(
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size()))), status);
}

// Character by character from OpenCC's own table, asked once for every Han character. Word-wise conversion would make
// folding depend on context; a character table keeps fold(a + b) == fold(a) + fold(b).
const std::unordered_map<UChar32, UChar32>& to_simplified() {
  static const std::unordered_map<UChar32, UChar32> table = [] {
    std::unordered_map<UChar32, UChar32> map;
    const opencc::SimpleConverter converter("t2s.json");
    const std::pair<UChar32, UChar32> ranges[] = {{0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xF900, 0xFAFF}};
    for (const auto& [first, last] : ranges) {
      for (UChar32 c = first; c <= last; ++c) {
        std::string one;
        icu::UnicodeString(c).toUTF8String(one);
        const icu::UnicodeString simple = icu::UnicodeString::fromUTF8(converter.Convert(one));
        if (simple.countChar32() == 1 && simple.char32At(0) != c) map.emplace(c, simple.char32At(0));
      }
    }
    return map;
  }();
  return table;
}

}  // namespace

std::string_view to_string(Kind kind) {
  for (const auto& entry : kind_names)
    if (entry.kind == kind) return entry.name;
  return "unknown";
}

std::optional<Kind> kind_from(std::string_view text) {
  for (const auto& entry : kind_names)
    if (entry.name == text) return entry.kind;
  return std::nullopt;
}

std::string graph_id(Kind kind, std::string_view key) {
  std::string id(to_string(kind));
  id += ':';
  id += key;
  return id;
}

std::optional<std::pair<Kind, std::string>> parse_graph_id(std::string_view id) {
  const std::size_t colon = id.find(':');
  if (colon == std::string_view::npos || colon + 1 == id.size()) return std::nullopt;
  const auto kind = kind_from(id.substr(0, colon));
  if (!kind) return std::nullopt;
  return std::pair{*kind, std::string(id.substr(colon + 1))};
}

bool is_utf8(std::string_view text) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  const auto length = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < length;) {
    if (bytes[i] < 0x80) {
      ++i;
      continue;
    }
    UChar32 c = 0;
    U8_NEXT(bytes, i, length, c);
    if (c < 0) return false;
  }
  return true;
}

std::string normalize_key(std::string_view text) {
  if (is_plain_ascii(text)) return std::string(trim_ascii(text));
  std::string key;
  trimmed(normalize(text, "nfkc")).toUTF8String(key);
  return key;
}

std::string fold(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  bool gap = false;
  const auto put_gap = [&] {
    if (gap && !folded.empty()) folded += ' ';
    gap = false;
  };
  if (is_plain_ascii(text)) {
    for (const char c : text) {
      if (c == ' ' || (c >= '\t' && c <= '\r')) {
        gap = true;
        continue;
      }
      put_gap();
      folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return folded;
  }
  const icu::UnicodeString wide = normalize(text, "nfkc_cf");
  const auto& simplified = to_simplified();
  icu::UnicodeString one;
  for (std::int32_t i = 0; i < wide.length(); i = wide.moveIndex32(i, 1)) {
    UChar32 c = wide.char32At(i);
    if (u_isUWhiteSpace(c)) {
      gap = true;
      continue;
    }
    put_gap();
    if (c >= 0x3400) {
      const auto found = simplified.find(c);
      if (found != simplified.end()) c = found->second;
    }
    one.setTo(c);
    one.toUTF8String(folded);
  }
  return folded;
}

std::string derive_code(std::string_view name, Date date) {
  const icu::UnicodeString wide = icu::UnicodeString::fromUTF8(normalize_key(name));
  icu::UnicodeString code;
  std::int32_t characters = 0;
  for (std::int32_t i = 0; i < wide.length() && characters < 64; i = wide.moveIndex32(i, 1), ++characters) {
    const UChar32 c = wide.char32At(i);
    const bool replaced = u_isUWhiteSpace(c) || u_iscntrl(c) || c == '/' || c == '?' || c == '#' || c == '%';
    code.append(replaced ? UChar32{'-'} : c);
  }
  std::string text;
  code.toUTF8String(text);
  Date day = date;
  day.precision = Precision::day;
  std::string digits = day.to_string();
  std::erase(digits, '-');
  return text + "-" + digits;
}

std::string derive_lesson_code(std::string_view campaign, std::string_view statement) {
  const std::string folded = fold(statement);
  unsigned char hash[crypto_generichash_BYTES];
  crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(folded.data()), folded.size(), nullptr,
                     0);
  std::string code(campaign);
  code += "-L";
  constexpr char hex[] = "0123456789abcdef";
  for (int i = 0; i < 4; ++i) {
    code += hex[hash[i] >> 4];
    code += hex[hash[i] & 15];
  }
  return code;
}

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  const icu::UnicodeString x = icu::UnicodeString::fromUTF8(fold(a));
  const icu::UnicodeString y = icu::UnicodeString::fromUTF8(fold(b));
  const auto n = static_cast<std::size_t>(x.length());
  const auto m = static_cast<std::size_t>(y.length());
  if ((n > m ? n - m : m - n) > limit) return limit + 1;
  std::vector<std::size_t> row(m + 1);
  for (std::size_t j = 0; j <= m; ++j) row[j] = j;
  for (std::size_t i = 1; i <= n; ++i) {
    std::size_t diagonal = row[0];
    std::size_t best = row[0] = i;
    for (std::size_t j = 1; j <= m; ++j) {
      const bool same = x[static_cast<std::int32_t>(i - 1)] == y[static_cast<std::int32_t>(j - 1)];
      const std::size_t next = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (same ? 0 : 1)});
      diagonal = row[j];
      row[j] = next;
      best = std::min(best, next);
    }
    if (best > limit) return limit + 1;
  }
  return std::min(row[m], limit + 1);
}

}  // namespace almanac::archive
