#pragma once
// A file that a body is written to, with a name of ours in a directory of ours; removed at the end unless it was moved
// away.

#include <filesystem>
#include <string>
#include <string_view>

namespace almanac::server {

class SpoolFile {
 public:
  // Error unavailable "spool_failed" if it cannot be made.
  explicit SpoolFile(const std::filesystem::path& directory);
  ~SpoolFile();
  SpoolFile(const SpoolFile&) = delete;
  SpoolFile& operator=(const SpoolFile&) = delete;

  // What all of them begin with; whoever owns the directory removes those that a killed process left.
  static constexpr std::string_view name_prefix = "upload-";

  const std::string& path() const { return path_; }
  bool write(std::string_view bytes);  // false: the disk is full, or worse
  bool finish();                       // synced and closed

 private:
  std::string path_;
  int file_ = -1;
};

}  // namespace almanac::server
