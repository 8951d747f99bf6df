#pragma once
// The files of an import: folders are looked through and ZIP archives unpacked, so that the rest sees files only. Internal to
// importers/.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "importers/report.h"
#include "importers/run.h"

namespace almanac::importers {

// A folder of our own outside the data directory, removed with its owner.
class UnpackFolder {
 public:
  UnpackFolder();  // throws Error unavailable "unwritable_file"
  ~UnpackFolder();
  UnpackFolder(const UnpackFolder&) = delete;
  UnpackFolder& operator=(const UnpackFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path next();  // a new folder in it

 private:
  std::filesystem::path path_;
  std::size_t count_ = 0;
};

struct FoundFile {
  std::filesystem::path path;
  std::string name;      // for reports: "exports.zip/2024/活动.csv"
  std::string matched;   // for patterns: the file's own name
  bool named = true;     // false: found in a folder or archive, where a note or a script may well lie beside the data
  std::string identity;  // the same for the same file in a later run: path (of the archive and in it), size and time
};

// A file that is not read at all, and why.
struct Refusal {
  std::string name, kind;
  std::string code;
  archive::Text reason;
  std::size_t sheet = 0;        // from 1; 0: the whole file
  std::uint32_t first_row = 0;  // of the table
};

struct InputFiles {
  std::vector<FoundFile> files;            // of folders and archives in sorted order
  std::vector<Refusal> refused;            // archives, or files in them, that cannot be unpacked
  std::shared_ptr<UnpackFolder> unpacked;  // must live as long as the files are read; null: nothing was unpacked
};

// Hidden files (".x", "~$x", "__MACOSX/") are passed over. An archive in an archive is unpacked too, one in that is refused
// ("nested_archive"). Throws Error not_found "no_such_file", forbidden "unreadable_file" for a folder.
InputFiles find_input_files(const std::vector<InputFile>& inputs);

}  // namespace almanac::importers
