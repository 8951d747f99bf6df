#pragma once
// A column of a merged file as the one of the old file, the new values that go between its values, and its values that change.
// It is never held as a whole: its bytes are made, a piece at a time, when the file is written (SectionWriter), by copying
// the runs of old values in between. Its shape must be what PackBuffer would have chosen for all the values; where that is
// another one than the old column's, the runs are converted instead of copied.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "graph/packed.h"
#include "graph/section_file.h"

namespace almanac::graph {

// Before which old value each new one goes: ascending, at most the number of old values.
using Places = std::shared_ptr<const std::vector<std::uint64_t>>;

// Another value for the old one at `at`; in lists ascending by `at`, each at most once.
struct Patch {
  std::uint64_t at = 0;
  std::int64_t value = 0;
};

class MergedColumn : public ByteSource {
 public:
  // `fresh`: one value for each of `places`. The bytes of `old` must live as long as this.
  MergedColumn(const PackedColumn& old, PackShape shape, Places places, std::span<const std::int64_t> fresh,
               std::span<const Patch> patches = {});

  std::uint64_t count() const { return old_.size() + places_->size(); }
  const PackShape& shape() const { return shape_; }
  std::size_t size() const override { return static_cast<std::size_t>(count() * shape_.width); }
  void read(std::size_t from, std::span<std::byte> to) const override;

 private:
  void copy_old(std::uint64_t begin, std::uint64_t end, std::byte* to) const;
  void copy_values(std::uint64_t begin, std::uint64_t end, std::byte* to) const;

  PackedColumn old_;
  PackShape shape_;
  Places places_;
  std::vector<std::byte> fresh_;         // in shape_
  std::vector<std::uint64_t> patched_;   // places in old_
  std::vector<std::byte> patch_values_;  // in shape_
};

// Least and greatest of what is left of `old` without the values that `patches` replace, and of the values they give.
PackStats stats_of(const PackedColumn& old, std::span<const Patch> patches);

}  // namespace almanac::graph
