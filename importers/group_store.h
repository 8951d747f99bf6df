#pragma once
// Groups of rows into the archive: each is merged with the stored record, checked, and put; its rows share its outcome. Internal to
// importers/.

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "archive/provenance.h"
#include "archive/store.h"
#include "importers/record_group.h"
#include "importers/session.h"

namespace almanac::importers {

template <class T>
class GroupStore {
 public:
  explicit GroupStore(Session& session) : session_(session) {}

  // The file that the groups to come are of: its report entry, itself as a source, and how its rows are combined.
  void begin_file(std::size_t index, archive::SourceFile source, const CombineRules& combine);

  // Puts what the group says, or rejects its rows. Throws what the archive throws, but for what is wrong with the record.
  void store(archive::Transaction& transaction, Group& group);

 private:
  std::optional<archive::Stored<T>> find_stored(archive::Transaction& transaction, const std::string& key) const;
  void use_known_names(archive::Transaction& transaction, archive::Json& given) const;
  const archive::SourceFile& source(archive::Transaction& transaction, const Group& group);
  void keep_doubts(archive::Transaction& transaction, const Group& group, const std::string& key,
                   const archive::Json& record);
  void note_mentioned(archive::Transaction& transaction, const archive::Json& given);
  void reject_group(const Group& group, const Problem& problem);
  bool conflicts_reject(const Group& group, const std::vector<FieldDifference>& conflicts);
  void keep_difference(const Group& group, const archive::Json* before, const archive::Json& after,
                       std::vector<FieldDifference> conflicts);

  Session& session_;
  CombineRules widened_;                                          // what extends the stored record
  std::unordered_map<std::size_t, archive::SourceFile> sources_;  // by report entry
};

}  // namespace almanac::importers
