#include "importers/xls_records.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <bit>
#include <memory>

#include "importers/cell_text.h"

namespace almanac::importers {
namespace {

std::uint8_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

// Code units to UTF-8, one by one: pairs may be split over pieces.
class Utf16 {
 public:
  void add(std::uint16_t unit) {
    if (high_ != 0 && unit >= 0xDC00 && unit <= 0xDFFF) {
      append_utf8(text_, 0x10000 + ((high_ - 0xD800u) << 10) + (unit - 0xDC00u));
      high_ = 0;
      return;
    }
    flush();
    if (unit >= 0xD800 && unit < 0xDC00)
      high_ = unit;
    else
      append_utf8(text_, unit);
  }
  std::string take() {
    flush();
    return plain_text(text_);
  }

 private:
  void flush() {
    if (high_ != 0) append_utf8(text_, high_);
    high_ = 0;
  }
  std::string text_;
  std::uint16_t high_ = 0;
};

}  // namespace

std::uint64_t XlsCursor::take(std::size_t count) {
  if (left() < count) {
    failed_ = true;
    at_ = bytes_.size();
    return 0;
  }
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value |= std::uint64_t{byte_at(bytes_, at_ + i)} << 8 * i;
  at_ += count;
  return value;
}

std::uint8_t XlsCursor::byte() { return static_cast<std::uint8_t>(take(1)); }
std::uint16_t XlsCursor::two() { return static_cast<std::uint16_t>(take(2)); }
std::uint32_t XlsCursor::four() { return static_cast<std::uint32_t>(take(4)); }
double XlsCursor::real() { return std::bit_cast<double>(take(8)); }

std::string_view XlsCursor::bytes(std::size_t count) {
  const std::string_view found = bytes_.substr(at_, count);
  at_ += found.size();
  return found;
}

bool XlsRecords::next() {
  if (next_ > stream_.size() || stream_.size() - next_ < 4) return false;
  const std::size_t size = byte_at(stream_, next_ + 2) | byte_at(stream_, next_ + 3) << 8;
  if (stream_.size() - next_ - 4 < size) return false;
  type_ = static_cast<XlsRecord>(byte_at(stream_, next_) | byte_at(stream_, next_ + 1) << 8);
  bytes_ = stream_.substr(next_ + 4, size);
  next_ += 4 + size;
  return true;
}

std::vector<std::string_view> XlsRecords::pieces() {
  std::vector<std::string_view> pieces{bytes_};
  while (true) {
    XlsRecords ahead = *this;
    if (!ahead.next() || ahead.type() != XlsRecord::continued) return pieces;
    next_ = ahead.next_;
    pieces.push_back(ahead.bytes());
  }
}

bool XlsStrings::at_end() {
  while (piece_ < pieces_.size() && at_ >= pieces_[piece_].size()) {
    ++piece_;
    at_ = 0;
  }
  return piece_ >= pieces_.size();
}

std::uint8_t XlsStrings::byte() { return at_end() ? std::uint8_t{0} : byte_at(pieces_[piece_], at_++); }

std::uint16_t XlsStrings::two() {
  const std::uint16_t low = byte();
  return static_cast<std::uint16_t>(low | byte() << 8);
}

std::uint32_t XlsStrings::four() {
  const std::uint32_t low = two();
  return low | std::uint32_t{two()} << 16;
}

void XlsStrings::skip(std::uint64_t count) {
  while (count > 0 && !at_end()) {
    const std::uint64_t step = std::min<std::uint64_t>(count, pieces_[piece_].size() - at_);
    at_ += step;
    count -= step;
  }
}

std::string XlsStrings::text(std::size_t characters) {
  const std::uint8_t flags = byte();
  bool wide = (flags & 1) != 0;
  const std::uint64_t runs = (flags & 8) != 0 ? two() : 0;
  const std::uint64_t phonetic = (flags & 4) != 0 ? four() : 0;
  Utf16 text;
  for (std::size_t i = 0; i < characters; ++i) {
    if (piece_ < pieces_.size() && at_ >= pieces_[piece_].size()) {
      if (at_end()) break;
      wide = (byte() & 1) != 0;
    }
    text.add(wide ? two() : byte());
  }
  skip(runs * 4 + phonetic);
  return text.take();
}

std::string from_code_page(std::string_view bytes, unsigned code_page) {
  std::string name = (code_page >= 1'250 && code_page <= 1'258 ? "windows-" : "cp") + std::to_string(code_page);
  if (code_page == 936) name = "GB18030";
  if (code_page == 10'000) name = "macintosh";
  if (code_page == 0 || code_page == 32'769) name = "windows-1252";
  UErrorCode error = U_ZERO_ERROR;
  std::unique_ptr<UConverter, void (*)(UConverter*)> converter(ucnv_open(name.c_str(), &error), ucnv_close);
  if (U_FAILURE(error)) {
    error = U_ZERO_ERROR;
    converter.reset(ucnv_open("windows-1252", &error));
  }
  std::u16string units(bytes.size() * 2 + 1, u'\0');
  const auto length = ucnv_toUChars(converter.get(), units.data(), static_cast<std::int32_t>(units.size()),
                                    bytes.data(), static_cast<std::int32_t>(bytes.size()), &error);
  Utf16 text;
  if (U_SUCCESS(error))
    for (std::int32_t i = 0; i < length; ++i) text.add(units[static_cast<std::size_t>(i)]);
  return text.take();
}

}  // namespace almanac::importers
