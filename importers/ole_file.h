#pragma once
// OLE containers (MS-CFB): what .xls files are, and what Excel puts an encrypted .xlsx into. Distrusted: chains of sectors are
// followed only inside the file and never twice. Internal to the workbook readers.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace almanac::importers {

bool is_ole(std::string_view first_bytes);

class OleFile {
 public:
  struct Stream {
    std::string name;  // UTF-8
    std::uint32_t start = 0;
    std::uint64_t size = 0;
  };

  // Reads the file whole (at most `most` bytes, else Error invalid_input "too_large") and checks its tables. Throws Error
  // invalid_input "damaged_file", and as open_source() does.
  OleFile(const std::filesystem::path& path, std::uint64_t most);

  const Stream* find(std::string_view name) const;  // ignoring the case of A–Z; nullptr if there is none
  std::string read(const Stream& stream) const;     // throws "damaged_file"

 private:
  std::string_view sector(std::uint32_t number) const;
  std::string chain(std::uint32_t start, std::uint64_t most) const;
  std::uint32_t number_at(std::string_view bytes, std::size_t at) const;
  void read_tables();
  void read_directory(std::uint32_t start);
  [[noreturn]] void fail(const char* en, const char* zh) const;

  std::filesystem::path path_;
  std::string bytes_, mini_;
  std::size_t sector_size_ = 512, mini_sector_size_ = 64, mini_limit_ = 4096;
  std::vector<std::uint32_t> next_, mini_next_;  // of each sector the one behind it
  std::vector<Stream> streams_;
};

// For read_xlsx() and read_ods(): throws "encrypted_file" or "other_file_kind" if the file is an OLE container.
void refuse_ole_workbook(const std::filesystem::path& path);
// For read_xls(): throws "other_file_kind" or "damaged_file" if it is none, with a guess at what it is.
void refuse_non_ole_workbook(const std::filesystem::path& path);

}  // namespace almanac::importers
