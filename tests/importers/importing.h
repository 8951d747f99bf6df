#pragma once
// An archive of a test's own, and files imported into it.

#include <initializer_list>
#include <memory>
#include <string>

#include "archive/error.h"
#include "archive/store.h"
#include "importers/run.h"
#include "tests/support/temporary_directory.h"

namespace importing {

using namespace almanac;
using importers::ImportOptions;
using importers::OnConflict;
using importers::Report;

inline const std::string campaigns =
    "code,name,start,end\nA,Alpha,2024-01-01,2024-01-31\nB,Beta,2024-02-01,2024-02-29\n";
inline const std::string touch_header = "user,campaign,channel,product,type,time,value\n";

class Desk {
 public:
  Desk() : archive_(archive::Archive::open(directory_ / "data", archive::Access::read_write)) {}

  archive::Archive& archive() { return *archive_; }
  const tests::TemporaryDirectory& directory() const { return directory_; }
  std::string file(std::string_view name, std::string_view text) const { return directory_.write(name, text).string(); }

  // Imports the named files in one run.
  Report import(std::initializer_list<std::string> paths, ImportOptions options = {}) {
    for (const std::string& path : paths) options.files.push_back({path, ""});
    return importers::run(*archive_, options);
  }
  // Writes one file and imports it.
  Report import_text(std::string_view name, std::string_view text, ImportOptions options = {}) {
    return import({file(name, text)}, std::move(options));
  }
  Report import_mapped(std::string_view mapping, std::initializer_list<std::string> paths, ImportOptions options = {}) {
    options.mapping_text = mapping;
    return import(paths, std::move(options));
  }

  archive::Campaign campaign(std::string_view code) const {
    const auto found = archive_->read().find<archive::Campaign>(code);
    if (!found) throw std::runtime_error("no campaign " + std::string(code));
    return found->record;
  }
  template <class T>
  bool has(std::string_view key) const {
    return archive_->read().find<T>(key).has_value();
  }
  template <class T>
  T get(std::string_view key) const {
    const auto found = archive_->read().find<T>(key);
    if (!found) throw std::runtime_error("no record " + std::string(key));
    return found->record;
  }
  std::uint64_t touchpoints() const { return archive_->read().touchpoint_count(); }
  std::uint64_t revision() const { return archive_->revision(); }

 private:
  tests::TemporaryDirectory directory_;
  std::unique_ptr<archive::Archive> archive_;
};

// Every row is accounted for.
inline bool adds_up(const importers::FileReport& file) {
  return file.rows == file.created + file.updated + file.unchanged + file.rejected;
}

inline ImportOptions with(OnConflict on_conflict) {
  ImportOptions options;
  options.on_conflict = on_conflict;
  return options;
}

}  // namespace importing
