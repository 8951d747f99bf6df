#include "importers/encoding.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucnv_err.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>

#include "archive/error.h"
#include "importers/encoding_guess.h"

namespace almanac::importers {
namespace {

constexpr std::string_view utf8_bom = "\xEF\xBB\xBF";

unsigned char byte(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

// Length of the UTF-8 character at `at`; 0 if there is none (or a zero byte), -1 if the end of `text` cuts it off.
int character_length(std::string_view text, std::size_t at) {
  const unsigned char lead = byte(text, at);
  if (lead < 0x80) return lead == 0 ? 0 : 1;
  int length = 0;
  unsigned char low = 0x80;  // bounds of the second byte: no overlong forms, no surrogates, nothing past U+10FFFF
  unsigned char high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) length = 2;
  if (lead >= 0xE0 && lead <= 0xEF) length = 3;
  if (lead >= 0xF0 && lead <= 0xF4) length = 4;
  if (length == 0) return 0;
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  for (int i = 1; i < length; ++i) {
    if (at + static_cast<std::size_t>(i) >= text.size()) return -1;
    const unsigned char next = byte(text, at + static_cast<std::size_t>(i));
    if (next < low || next > high) return 0;
    low = 0x80;
    high = 0xBF;
  }
  return length;
}

// True if the 8 bytes are ASCII without a zero byte.
bool plain_eight(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, 8);
  constexpr std::uint64_t ones = 0x0101010101010101;
  return (((word - ones) | word) & 0x8080808080808080) == 0;
}

struct Utf8Count {
  std::size_t characters = 0;  // beyond ASCII
  std::size_t broken = 0;
};

Utf8Count count_utf8(std::string_view text) {
  Utf8Count count;
  for (std::size_t i = 0; i < text.size();) {
    const int length = character_length(text, i);
    if (length < 0) break;
    if (length == 0) ++count.broken;
    if (length > 1) ++count.characters;
    i += static_cast<std::size_t>(std::max(length, 1));
  }
  return count;
}

// UTF-16 without a mark: text in it has zero bytes at every other place wherever it is ASCII.
std::optional<Encoding> utf16_by_zeros(std::string_view text) {
  std::array<std::size_t, 2> zeros{};
  const std::size_t even = text.size() / 2 * 2;
  for (std::size_t i = 0; i < even; ++i) zeros[i % 2] += text[i] == '\0' ? 1 : 0;
  const std::size_t pairs = even / 2;
  if (pairs < 2) return std::nullopt;
  // A zero on the other side is a character such as U+4E00.
  if (zeros[1] * 10 > pairs && zeros[0] * 3 <= zeros[1]) return Encoding::utf16le;
  if (zeros[0] * 10 > pairs && zeros[1] * 3 <= zeros[0]) return Encoding::utf16be;
  return std::nullopt;
}

class Utf8Source final : public ByteSource {
 public:
  explicit Utf8Source(std::unique_ptr<ByteSource> bytes) : bytes_(std::move(bytes)) {}
  std::size_t read(char* into, std::size_t size) override {
    if (!started_) {
      started_ = true;
      first_ = read_up_to(*bytes_, utf8_bom.size());
      if (first_ == utf8_bom) first_.clear();
    }
    if (at_ == first_.size()) return bytes_->read(into, size);
    const std::size_t count = std::min(size, first_.size() - at_);
    std::memcpy(into, first_.data() + at_, count);
    at_ += count;
    return count;
  }
  std::uint64_t consumed() const override { return bytes_->consumed(); }
  std::uint64_t total() const override { return bytes_->total(); }

 private:
  std::unique_ptr<ByteSource> bytes_;
  bool started_ = false;
  std::string first_;
  std::size_t at_ = 0;
};

// ICU calls this for what does not decode; a lone low surrogate cannot come out of a good decoder, so it marks the
// place.
constexpr UChar broken_mark = 0xDC00;
void mark_broken(const void*, UConverterToUnicodeArgs* to, const char*, int32_t, UConverterCallbackReason reason,
                 UErrorCode* error) {
  if (reason > UCNV_IRREGULAR) return;
  *error = U_ZERO_ERROR;
  ucnv_cbToUWriteUChars(to, &broken_mark, 1, 0, error);
}

class IcuSource final : public ByteSource {
 public:
  IcuSource(std::unique_ptr<ByteSource> bytes, Encoding encoding) : bytes_(std::move(bytes)), raw_(64 << 10, '\0') {
    UErrorCode status = U_ZERO_ERROR;
    converter_.reset(ucnv_open(encoding == Encoding::gb18030   ? "gb18030"
                               : encoding == Encoding::big5    ? "Big5-HKSCS"
                               : encoding == Encoding::utf16le ? "UTF-16LE"
                                                               : "UTF-16BE",
                               &status));
    if (U_SUCCESS(status)) ucnv_setToUCallBack(converter_.get(), mark_broken, nullptr, nullptr, nullptr, &status);
    if (U_FAILURE(status))
      throw archive::Error(archive::ErrorKind::unavailable, "no_decoder",
                           {"this system's Unicode library has no decoder for this encoding (package libicu72)",
                            "本机的 Unicode 库没有这种编码的解码器（软件包 libicu72）"});
  }

  std::size_t read(char* into, std::size_t size) override {
    while (at_ == text_.size()) {
      if (ended_) return 0;
      decode();
    }
    const std::size_t count = std::min(size, text_.size() - at_);
    std::memcpy(into, text_.data() + at_, count);
    at_ += count;
    return count;
  }
  std::uint64_t consumed() const override { return bytes_->consumed(); }
  std::uint64_t total() const override { return bytes_->total(); }

 private:
  struct Close {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
  };

  void decode() {
    const std::size_t got = bytes_->read(raw_.data(), raw_.size());
    ended_ = got == 0;
    text_.clear();
    at_ = 0;
    const char* from = raw_.data();
    const char* const end = from + got;
    UErrorCode status = U_BUFFER_OVERFLOW_ERROR;
    while (status == U_BUFFER_OVERFLOW_ERROR) {
      std::array<UChar, 4096> units;
      UChar* to = units.data();
      status = U_ZERO_ERROR;
      ucnv_toUnicode(converter_.get(), &to, units.data() + units.size(), &from, end, nullptr, ended_, &status);
      for (const UChar* unit = units.data(); unit != to; ++unit) append(*unit);
    }
    if (ended_ && high_ != 0) text_ += '\xFF';
  }

  void append(UChar unit) {
    const bool low = (unit & 0xFC00) == 0xDC00;
    if (high_ != 0) {
      if (low)
        append_code_point(0x10000 + ((static_cast<std::uint32_t>(high_) - 0xD800) << 10) + (unit - 0xDC00u));
      else
        text_ += '\xFF';
      high_ = 0;
      if (low) return;
    }
    if ((unit & 0xFC00) == 0xD800)
      high_ = unit;
    else if (low)
      text_ += '\xFF';
    else if (first_ && unit == 0xFEFF)
      first_ = false;  // byte order mark
    else
      append_code_point(unit);
    first_ = false;
  }

  void append_code_point(std::uint32_t c) {
    const auto put = [&](std::uint32_t value) { text_ += static_cast<char>(static_cast<unsigned char>(value)); };
    if (c < 0x80) return put(c);
    if (c < 0x800) {
      put(0xC0 | c >> 6);
    } else {
      if (c < 0x10000)
        put(0xE0 | c >> 12);
      else
        put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 0x3F));
      put(0x80 | (c >> 6 & 0x3F));
    }
    put(0x80 | (c & 0x3F));
  }

  std::unique_ptr<ByteSource> bytes_;
  std::unique_ptr<UConverter, Close> converter_;
  std::string raw_, text_;
  std::size_t at_ = 0;
  UChar high_ = 0;  // a high surrogate waiting for its low one
  bool first_ = true, ended_ = false;
};

}  // namespace

std::string_view to_string(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return "UTF-8";
    case Encoding::utf16le:
      return "UTF-16LE";
    case Encoding::utf16be:
      return "UTF-16BE";
    case Encoding::gb18030:
      return "GB18030";
    case Encoding::big5:
      return "Big5";
  }
  return {};
}

std::optional<Encoding> encoding_from(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c != '-' && c != '_' && c != ' ') plain += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  if (plain == "utf8" || plain == "utf8bom" || plain == "utf8sig" || plain == "ascii") return Encoding::utf8;
  if (plain == "utf16le" || plain == "utf16" || plain == "unicode") return Encoding::utf16le;
  if (plain == "utf16be") return Encoding::utf16be;
  if (plain == "gb18030" || plain == "gbk" || plain == "gb2312" || plain == "cp936" || plain == "ansi936")
    return Encoding::gb18030;
  if (plain == "big5" || plain == "big5hkscs" || plain == "cp950" || plain == "windows950" || plain == "ms950")
    return Encoding::big5;
  return std::nullopt;
}

Encoding given_encoding(std::string_view name) {
  if (const auto encoding = encoding_from(name)) return *encoding;
  throw archive::Error(
      archive::ErrorKind::invalid_input, "bad_encoding",
      archive::filled({"the encoding \"{}\" is not read; there are UTF-8, UTF-16LE, UTF-16BE, GB18030 (also GBK) "
                       "and Big5",
                       "不支持编码“{}”；可用：UTF-8、UTF-16LE、UTF-16BE、GB18030（含 GBK）和 Big5"},
                      std::string(name)));
}

std::size_t valid_utf8_prefix(std::string_view text, bool* cut_off) {
  if (cut_off) *cut_off = false;
  std::size_t at = 0;
  while (at < text.size()) {
    while (at + 8 <= text.size() && plain_eight(text.data() + at)) at += 8;
    // Chinese text is runs of three-byte characters; this is character_length() for the common lead bytes, without its
    // calls.
    while (at + 3 <= text.size()) {
      const unsigned char lead = byte(text, at);
      if (lead < 0xE1 || lead > 0xEC) break;
      if ((byte(text, at + 1) & 0xC0) != 0x80 || (byte(text, at + 2) & 0xC0) != 0x80) break;
      at += 3;
    }
    if (at >= text.size()) break;
    const int length = character_length(text, at);
    if (length < 0 && cut_off) *cut_off = true;
    if (length <= 0) return at;
    at += static_cast<std::size_t>(length);
  }
  return at;
}

DetectedEncoding detect_encoding(std::string_view first_bytes) {
  if (first_bytes.starts_with(utf8_bom)) return {Encoding::utf8, 3, true};
  if (first_bytes.starts_with("\xFF\xFE")) return {Encoding::utf16le, 2, true};
  if (first_bytes.starts_with("\xFE\xFF")) return {Encoding::utf16be, 2, true};
  if (const auto utf16 = utf16_by_zeros(first_bytes)) return {*utf16, 0, true};

  bool cut_off = false;
  const std::size_t good = valid_utf8_prefix(first_bytes, &cut_off);
  if (good == first_bytes.size() || cut_off) return {Encoding::utf8, 0, true};

  // A UTF-8 file with a few broken places keeps its encoding: its characters outnumber them by far.
  const Utf8Count utf8 = count_utf8(first_bytes);
  if (utf8.characters >= 4 * utf8.broken) return {Encoding::utf8, 0, false};
  if (const auto chinese = guess_chinese(first_bytes)) return *chinese;
  return {Encoding::utf8, 0, false};
}

std::unique_ptr<ByteSource> decoded_source(std::unique_ptr<ByteSource> bytes, Encoding encoding) {
  if (encoding == Encoding::utf8) return std::make_unique<Utf8Source>(std::move(bytes));
  return std::make_unique<IcuSource>(std::move(bytes), encoding);
}

}  // namespace almanac::importers
