#pragma once
// The record that a row means: by the key that it gives, else, of campaigns, by name and dates. Internal to importers/.

#include <cstdint>
#include <string>
#include <unordered_map>

#include "importers/record_group.h"
#include "importers/record_keys.h"
#include "importers/session.h"

namespace almanac::importers {

// What a row without a code and a date is told.
const archive::Text& needs_a_date();

template <class T>
class RowKeys {
 public:
  // `waiting`: the keys of groups that are not stored yet. All must outlive it.
  RowKeys(Session& session, const AmbiguousCodes& ambiguous,
          const std::unordered_map<std::string, std::size_t>& waiting);

  void begin_file(bool daily) { daily_ = daily; }  // FileRule::daily

  // The key of row `row` of the file with report entry `index`, which also stands in `given` then; false: it has none, and
  // `problem` says why. Keys that stand for another one (archive/same_as.h) are followed.
  bool find(std::uint64_t row, std::size_t index, archive::Json& given, std::string& key, Problem& problem);

  bool matched_by_name() const { return matched_by_name_; }  // the row that was found last gave no code

 private:
  bool find_campaign(std::uint64_t row, std::size_t index, const archive::Json& given, std::string& key,
                     Problem& problem);
  Problem not_found(const archive::Json& given);

  Session& session_;
  const AmbiguousCodes& ambiguous_;
  const std::unordered_map<std::string, std::size_t>& waiting_;
  bool daily_ = false;
  bool matched_by_name_ = false;
  std::unordered_map<std::string, std::string> leaders_, campaign_leaders_;  // keys that stand for another one
};

}  // namespace almanac::importers
