#pragma once
// What the rows of one key say together, until it is stored. Internal to importers/.

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "archive/records.h"
#include "importers/merge.h"
#include "importers/row_record.h"

namespace almanac::importers {

// What rows and the archive call a type of record.
template <class T>
struct RecordKind;
template <>
struct RecordKind<archive::Campaign> {
  static constexpr RowKind rows = RowKind::campaigns;
  static constexpr archive::Kind kind = archive::Kind::campaign;
};
template <>
struct RecordKind<archive::User> {
  static constexpr RowKind rows = RowKind::users;
  static constexpr archive::Kind kind = archive::Kind::user;
};
template <>
struct RecordKind<archive::Product> {
  static constexpr RowKind rows = RowKind::products;
  static constexpr archive::Kind kind = archive::Kind::product;
};
template <>
struct RecordKind<archive::Channel> {
  static constexpr RowKind rows = RowKind::channels;
  static constexpr archive::Kind kind = archive::Kind::channel;
};
template <>
struct RecordKind<archive::Segment> {
  static constexpr RowKind rows = RowKind::segments;
  static constexpr archive::Kind kind = archive::Kind::segment;
};
template <>
struct RecordKind<archive::Lesson> {
  static constexpr RowKind rows = RowKind::lessons;
  static constexpr archive::Kind kind = archive::Kind::lesson;
};

struct RowRef {
  std::size_t index = 0;  // of the report entry
  std::uint64_t row = 0;
  std::string raw;
};

struct Group {
  std::string key;
  Merger given{archive::Json::object()};
  Lists lists = Lists::add;
  std::vector<RowRef> rows;
  std::map<std::string, archive::Json> other_rows;  // what rows after the first say, for provenance
  bool by_name = false;                             // no row gave the code
  std::vector<std::pair<RowDoubt, RowRef>> doubts;
};

}  // namespace almanac::importers
