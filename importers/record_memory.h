#pragma once
// What files said of one record before, when a file says something of it again. Internal to importers/.
//
//   A list that a JSON record gives replaces what the same file gave before; entries that other files, people or the API
//   gave stay.
//   A value that a file gave before and that a later file has replaced since is no news: reading the same folder again
//   changes nothing, whatever its files disagree about. The later one leads, and both stay with their sources.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "archive/provenance.h"
#include "importers/merge.h"

namespace almanac::importers {

class RecordMemory : public ListOwner {
 public:
  // `said`: as archive::all_said() has it; `file`: the one that speaks now.
  // Both must outlive it.
  RecordMemory(const std::vector<archive::Said>& said, const archive::SourceFile& file);

  // For replaced lists; set before apply(): `given` is what is said now.
  bool owns(const std::string& list, const std::string& key) const override;

  // `given`, with the record's own values where a later file has replaced what this one says again.
  archive::Json settled(const archive::Json& given, const archive::Json& record) const;
  bool has_spoken() const { return earlier_ != nullptr; }

  // What is to be remembered of `given` (nullopt: it is known already), said by `row`, and by `rows` where they differ; the
  // file is for the caller to fill in.
  std::optional<archive::Said> news(archive::Json given, Lists lists, std::uint64_t row,
                                    std::map<std::string, archive::Json> rows) const;

 private:
  bool leads(const std::string& field, const archive::Json& value) const;
  archive::Json settled_entry(const std::string& list, const archive::Json& entry, const archive::Json& earlier,
                              const archive::Json& current) const;

  const std::vector<archive::Said>& said_;
  const archive::SourceFile& file_;
  const archive::Said* earlier_ = nullptr;  // the last of this source
  // Child keys of a list in what was said last by this source, and by every other.
  using Keys = std::unordered_map<std::string, std::set<std::string>>;
  mutable Keys own_, others_;
  mutable std::set<std::string> collected_;
  void collect(const std::string& list) const;
  // The entries of a list in what was said, by child key.
  using Entries = std::unordered_map<std::string, const archive::Json*>;
  const Entries& entries_of(const archive::Said& said, const std::string& list) const;
  mutable std::map<std::pair<const archive::Said*, std::string>, Entries> entries_;
};

}  // namespace almanac::importers
