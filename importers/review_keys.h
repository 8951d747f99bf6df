#pragma once
// What a key of a review ("活动预算", "Owner", "实际GMV", "亮点") says of the value behind it. Internal to importers.

#include <map>
#include <string>
#include <string_view>

#include "archive/dictionary.h"
#include "importers/review_values.h"
#include "importers/review_words.h"

namespace almanac::importers {

// What a key says of its value.
struct Meaning {
  enum class Kind { none, field, metric, section, written, phase } kind = Kind::none;
  std::string field;
  Section section = Section::none;
  const archive::Metric* metric = nullptr;
  Role role = Role::unknown;
  Unit unit;
  bool loose = false;  // "时间", "日期", "编号": may be the document's
};

class KeyMeanings {
 public:
  explicit KeyMeanings(const archive::Dictionary& dictionary) : dictionary_(dictionary) {}
  // Valid as long as this object.
  const Meaning& of(const std::string& key);

 private:
  Meaning find(const std::string& words, const std::string& key) const;

  const archive::Dictionary& dictionary_;
  std::map<std::string, Meaning> meanings_;
};

// The key without number, brackets, marks and colons about it.
std::string_view bare_key(std::string_view key);

}  // namespace almanac::importers
