// [MS-CFB]: a header, sectors, a table naming behind each sector the next one (the FAT), a directory of streams, and a mini
// stream with sectors of its own for the small ones.

#include "importers/ole_file.h"

#include <algorithm>
#include <utility>

#include "archive/error.h"
#include "importers/byte_source.h"
#include "importers/workbook_builder.h"

namespace almanac::importers {
namespace {

using archive::filled;

constexpr std::string_view magic("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
constexpr std::size_t header_size = 512, entry_size = 128;
constexpr std::uint32_t last_regular_sector = 0xFFFFFFFA;  // above it: marks of ends and tables
constexpr std::uint64_t most_ole_bytes = 512ull << 20;

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

unsigned byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

}  // namespace

bool is_ole(std::string_view first_bytes) { return first_bytes.starts_with(magic); }

void OleFile::fail(const char* en, const char* zh) const { fail_damaged_workbook(path_, {en, zh}); }

std::uint32_t OleFile::number_at(std::string_view bytes, std::size_t at) const {
  return byte_at(bytes, at) | byte_at(bytes, at + 1) << 8 | byte_at(bytes, at + 2) << 16 | byte_at(bytes, at + 3) << 24;
}

OleFile::OleFile(const std::filesystem::path& path, std::uint64_t most) : path_(path) {
  const auto source = open_source(path);
  if (source->total() > most) {
    const std::string limit = std::to_string(most >> 20);
    fail_too_large(path, filled({"it is larger than {} MB", "文件超过 {} MB"}, limit));
  }
  bytes_ = read_up_to(*source, std::min(most, source->total()));
  if (!is_ole(bytes_) || bytes_.size() < header_size)
    fail("its header is not one of Excel 97–2003", "文件头不是 Excel 97–2003 的格式");
  const unsigned shift = byte_at(bytes_, 30);
  const unsigned mini_shift = byte_at(bytes_, 32);
  if ((shift != 9 && shift != 12) || mini_shift != 6) fail("its sector size is not valid", "扇区大小无效");
  sector_size_ = std::size_t{1} << shift;
  mini_sector_size_ = std::size_t{1} << mini_shift;
  mini_limit_ = number_at(bytes_, 56);
  bytes_.resize((bytes_.size() + sector_size_ - 1) / sector_size_ * sector_size_);  // the last sector may be cut short
  read_tables();
  read_directory(number_at(bytes_, 48));
}

std::string_view OleFile::sector(std::uint32_t number) const {
  const std::uint64_t at = (std::uint64_t{number} + 1) * sector_size_;
  if (number > last_regular_sector || at + sector_size_ > bytes_.size())
    fail("it points past its end; it may be cut off", "内容指向文件末尾之外，文件可能不完整");
  return std::string_view(bytes_).substr(at, sector_size_);
}

void OleFile::read_tables() {
  const std::size_t per_sector = sector_size_ / 4;
  const std::size_t sectors = bytes_.size() / sector_size_;
  const auto add_table = [&](std::uint32_t number) {
    if (number > last_regular_sector || next_.size() > sectors) return;
    const std::string_view table = sector(number);
    for (std::size_t i = 0; i < per_sector; ++i) next_.push_back(number_at(table, i * 4));
  };
  for (std::size_t i = 0; i < 109; ++i) add_table(number_at(bytes_, 76 + i * 4));
  std::uint32_t more = number_at(bytes_, 68);
  for (std::size_t count = 0; more <= last_regular_sector; ++count) {
    if (count > sectors) fail("its tables form a circle", "内部表格循环引用");
    const std::string_view list = sector(more);
    for (std::size_t i = 0; i + 1 < per_sector; ++i) add_table(number_at(list, i * 4));
    more = number_at(list, (per_sector - 1) * 4);
  }
  const std::string mini = chain(number_at(bytes_, 60), bytes_.size());
  for (std::size_t at = 0; at + 4 <= mini.size(); at += 4) mini_next_.push_back(number_at(mini, at));
}

std::string OleFile::chain(std::uint32_t start, std::uint64_t most) const {
  std::string bytes;
  std::size_t count = 0;
  for (std::uint32_t number = start; number <= last_regular_sector && bytes.size() < most; number = next_[number]) {
    if (number >= next_.size())
      fail("it points past its end; it may be cut off", "内容指向文件末尾之外，文件可能不完整");
    if (++count > next_.size()) fail("its sectors form a circle", "内部扇区循环引用");
    bytes += sector(number);
  }
  if (bytes.size() > most) bytes.resize(most);
  return bytes;
}

void OleFile::read_directory(std::uint32_t start) {
  const std::string directory = chain(start, bytes_.size());
  for (std::size_t at = 0; at + entry_size <= directory.size(); at += entry_size) {
    const std::string_view entry = std::string_view(directory).substr(at, entry_size);
    const unsigned type = byte_at(entry, 66);
    const std::size_t length = std::min<std::size_t>(byte_at(entry, 64) | byte_at(entry, 65) << 8, 64);
    Stream stream;
    for (std::size_t i = 0; i + 2 < length; i += 2) stream.name += entry[i + 1] == 0 && entry[i] > 0 ? entry[i] : '?';
    stream.start = number_at(entry, 116);
    stream.size = number_at(entry, 120);
    if (type == 5) mini_ = chain(stream.start, std::min<std::uint64_t>(stream.size, bytes_.size()));
    if (type == 2) streams_.push_back(std::move(stream));
  }
}

const OleFile::Stream* OleFile::find(std::string_view name) const {
  for (const Stream& stream : streams_)
    if (same_name(stream.name, name)) return &stream;
  return nullptr;
}

std::string OleFile::read(const Stream& stream) const {
  if (stream.size >= mini_limit_) return chain(stream.start, stream.size);
  std::string bytes;
  std::size_t count = 0;
  for (std::uint32_t number = stream.start; number <= last_regular_sector && bytes.size() < stream.size;
       number = mini_next_[number]) {
    const std::uint64_t at = std::uint64_t{number} * mini_sector_size_;
    if (number >= mini_next_.size() || at >= mini_.size() || ++count > mini_next_.size())
      fail("it points past its end; it may be cut off", "内容指向文件末尾之外，文件可能不完整");
    bytes += std::string_view(mini_).substr(at, mini_sector_size_);
  }
  if (bytes.size() > stream.size) bytes.resize(stream.size);
  return bytes;
}

void refuse_ole_workbook(const std::filesystem::path& path) {
  if (!is_ole(read_up_to(*open_source(path), magic.size()))) return;
  const OleFile file(path, most_ole_bytes);
  if (file.find("EncryptedPackage") != nullptr || file.find("EncryptionInfo") != nullptr) fail_encrypted_workbook(path);
  if (file.find("Workbook") != nullptr || file.find("Book") != nullptr)
    fail_other_kind(path, {"an Excel 97–2003 workbook (.xls)", " Excel 97–2003 工作簿（.xls）"});
  fail_other_kind(path, {"an OLE document (of an older Office program)", "旧版 Office 的 OLE 文档"});
}

}  // namespace almanac::importers
