#pragma once
// A copy of the archive to try an import on: what a dry run reports is what a real run would do, because it is one.
// Internal to importers/.

#include <filesystem>
#include <memory>

namespace almanac::archive {
class Archive;
}

namespace almanac::importers {

class Scratch {
 public:
  // Copies the archive's file into DIR/spool/try-N. Throws Error unavailable "no_space" if that is not possible.
  explicit Scratch(archive::Archive& archive);
  ~Scratch();  // removes the copy
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  archive::Archive& archive() { return *copy_; }

 private:
  std::filesystem::path directory_;
  std::unique_ptr<archive::Archive> copy_;
};

}  // namespace almanac::importers
