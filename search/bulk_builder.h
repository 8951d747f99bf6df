#pragma once
// Internal to search/: shows Xapian, and is included by no other folder.
//
// Builds a whole index out of many small ones.
//
// What Xapian's writer holds back for its next flush is a tree of terms with a tree of documents each, and a flush puts every
// position list into a B-tree at a place of its own. Both cost the more, the more there is: 200,000 documents take longer than
// ten times 20,000. A part of some documents stays within the processor's cache and is written in the order of its terms
// into an empty tree; then the parts are merged, which reads and writes each tree once from its beginning to its end.
//
// Nothing is kept of a document that was added: what lives long, allocated between what does not, would scatter the writer's
// trees over the memory.
//
// Document ids are those of adding the documents one after another to one database. Nothing is seen of the new index before
// finish() returns; whoever is killed before has lost nothing but the work.

#include <xapian.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "search/document.h"
#include "search/indexer.h"

namespace almanac::search {

class BulkBuilder {
 public:
  // Documents of a part. 8,000 documents, beside other work on a processor with 2 MB of second-level cache: 320 15.2 s, 160
  // 13.6 s, 80 11.6 s; more parts are more to merge, and make posting lists of more pieces (80 instead of 320: 9 % larger).
  static constexpr std::size_t most_in_part = 100;

  // `scratch` holds the parts: emptied now, removed by the destructor. It takes as much room as the index that is built.
  explicit BulkBuilder(std::filesystem::path scratch, std::size_t part_documents = most_in_part);
  ~BulkBuilder();
  BulkBuilder(const BulkBuilder&) = delete;
  BulkBuilder& operator=(const BulkBuilder&) = delete;

  void add(const Document& document);  // one that was not added yet
  // Writes all of it to `target`, which must not be there, and syncs it. Once, at the end.
  void finish(const std::filesystem::path& target, const IndexState& state);

 private:
  void open_part();
  void close_part();
  // Into a database at `target`, one after another; removes them.
  static void merge(const std::vector<std::filesystem::path>& parts, const std::filesystem::path& target);
  void merge_level(std::size_t level);
  std::filesystem::path next_path();

  std::filesystem::path scratch_;
  std::size_t part_documents_;
  std::uint64_t made_ = 0;  // directories in scratch_
  std::optional<Xapian::WritableDatabase> open_;
  std::size_t in_open_ = 0;  // documents
  // levels_[0]: parts; levels_[n + 1]: merged from levels_[n]. A higher level has earlier documents.
  std::vector<std::vector<std::filesystem::path>> levels_{1};
};

}  // namespace almanac::search
