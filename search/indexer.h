#pragma once
// Internal to search/: shows Xapian, and is included by no other folder.
//
// Changes the documents of a Xapian database, in one transaction from begin to commit. (A whole one: search/bulk_builder.h.)

#include <xapian.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "search/columns.h"
#include "search/document.h"
#include "search/schema.h"

namespace almanac::search {

// What a database says about itself.
struct IndexState {
  std::string archive_id;
  std::uint64_t revision = 0;
  std::string schema{schema_version};
};
IndexState state_of(const Xapian::Database& database);
void set_state(Xapian::WritableDatabase& database, const IndexState& state);

// The term that finds the document of a graph id.
std::string id_term(archive::Kind kind, std::string_view key);
// A document as the database keeps it: terms, values and data, and its row.
struct StoredForm {
  Xapian::Document document;
  Row row;
};
StoredForm stored_form(const Document& document);

class Indexer {
 public:
  explicit Indexer(const std::filesystem::path& database);

  void begin();
  void put(const Document& document);  // replaces one of the same id
  void remove(archive::Kind kind, const std::string& key);
  // Commits with the archive's id and revision, and syncs the directory.
  void commit(const std::string& archive_id, std::uint64_t revision);
  void cancel();  // forgets what was put since begin()

  const Columns::Changes& changes() const { return changes_; }  // since begin()
  // Every term that a document changed since begin() has or had; null if those were too many to tell.
  const std::unordered_set<std::string>* touched_terms() const { return tells_terms_ ? &touched_ : nullptr; }
  const Xapian::Database& database() const { return database_; }

 private:
  std::filesystem::path path_;
  Xapian::WritableDatabase database_;
  void touch(const Xapian::Document& document);

  Columns::Changes changes_;
  std::unordered_set<std::string> touched_;
  bool tells_terms_ = true;
  bool in_transaction_ = false;
};

// Syncs a directory's entries to disk.
void sync_directory(const std::filesystem::path& directory);

}  // namespace almanac::search
