#pragma once
// The first section of a snapshot file says what the others are: a sequence of numbers and texts, written and read in the
// same order. Every read is bounds-checked, and every column that a reader hands out has been compared with the length of its
// section, so a file that passed SectionFile::open cannot lead outside itself even if it was not written by us.

#include <concepts>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "graph/merged_column.h"
#include "graph/packed.h"
#include "graph/property_graph.h"
#include "graph/section_file.h"

namespace almanac::graph {

// Caught where a file is loaded, which then is rebuilt; leaves no function of graph.h.
struct BadFile : std::runtime_error {
  using std::runtime_error::runtime_error;
};
inline void require(std::same_as<bool> auto condition, const char* what) {
  if (!condition) throw BadFile(what);
}

class SchemaWriter {
 public:
  explicit SchemaWriter(SectionWriter& sections) : sections_(sections), number_(sections.reserve()) {}

  void number(std::uint64_t value);
  void text(std::string_view value);
  void column(PackBuffer buffer);                           // adds its bytes as a section
  void column(std::unique_ptr<const MergedColumn> column);  // likewise
  void bytes(std::string_view value);                       // likewise
  void texts(const std::vector<std::string_view>& values);  // as a TextPool
  void stats(const PackStats& stats);
  void finish() { sections_.set(number_, std::move(bytes_)); }

 private:
  void describe(const PackShape& shape, std::uint64_t size);

  SectionWriter& sections_;
  std::uint32_t number_;
  std::vector<std::byte> bytes_;
};

class SchemaReader {
 public:
  explicit SchemaReader(const SectionFile& file);  // at its first section

  std::uint64_t number();
  std::uint64_t number_below(std::uint64_t limit);  // throws BadFile if not
  std::string text();
  PackedColumn column();
  PackedColumn column(std::uint64_t size);           // of this size exactly
  PackedColumn optional_column(std::uint64_t size);  // of this size or empty
  std::string_view bytes();
  TextPool texts();
  PackStats stats();

 private:
  std::span<const std::byte> take(std::size_t length);
  std::span<const std::byte> section();
  const SectionFile& file_;
  std::span<const std::byte> left_;
};

// Throw BadFile. Values of `column` are in [0, limit); do not descend; can be read by visit_plain().
void require_below(const PackedColumn& column, std::uint64_t limit);
void require_ascending(const PackedColumn& column);
void require_plain(const PackedColumn& column);  // of a plain_shape
// Offsets of `nodes` lists that lie one after another and fill [0, size).
void require_offsets(const PackedColumn& offsets, std::uint64_t nodes, std::uint64_t size);

}  // namespace almanac::graph
