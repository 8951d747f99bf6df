#include "importers/decide.h"

#include <algorithm>
#include <string>
#include <type_traits>
#include <vector>

#include "archive/records.h"
#include "archive/store.h"
#include "importers/merge.h"

namespace almanac::importers {
namespace {

using archive::Json;
using archive::Kind;
using archive::LikelyDuplicate;
using archive::Transaction;

template <class T>
constexpr Kind kind_of() {
  if constexpr (std::is_same_v<T, archive::Campaign>) return Kind::campaign;
  if constexpr (std::is_same_v<T, archive::Channel>) return Kind::channel;
  if constexpr (std::is_same_v<T, archive::Product>) return Kind::product;
}

bool has_touchpoints(const archive::Reads& reads, Kind kind, std::uint32_t number) {
  archive::TouchpointScan scan;
  scan.columns = kind == Kind::campaign  ? archive::TouchpointSelect::campaign
                 : kind == Kind::channel ? archive::TouchpointSelect::channel
                                         : archive::TouchpointSelect::product;
  bool found = false;
  reads.scan_touchpoints(scan, [&](const archive::TouchpointBlock& block, const archive::TouchpointColumns& columns) {
    if (found) return;
    const auto& numbers = kind == Kind::campaign  ? columns.campaign
                          : kind == Kind::channel ? columns.channel
                                                  : columns.product;
    for (std::size_t row = 0; row < numbers.size() && !found; ++row)
      found = numbers[row] == number && !std::binary_search(block.dead.begin(), block.dead.end(), row);
  });
  return found;
}

// The record of `other` flows into that of `leader`, where this lacks something.
template <class T>
void merge_records(Transaction& transaction, std::uint32_t leader, std::uint32_t other, const char* key_name) {
  const auto kept = transaction.find<T>(leader);
  const auto gone = transaction.find<T>(other);
  if (!gone) return;
  const std::string gone_key = *transaction.find_key(kind_of<T>(), other);
  const std::string key = *transaction.find_key(kind_of<T>(), leader);
  Json given = archive::to_json_record(gone->record);
  given.erase(key_name);
  if (const auto lessons = given.find("lessons"); lessons != given.end())
    for (Json& lesson : *lessons) lesson["campaign"] = key;
  Json before = kept ? archive::to_json_record(kept->record) : Json::object();
  before[key_name] = key;
  Merger merged(std::move(before));
  merged.apply(given, Lists::add, OnConflict::skip);
  transaction.put(archive::from_json_record<T>(merged.record()));
  transaction.remove(kind_of<T>(), gone_key);
}

// Campaigns that name the other channel or product: stored again, their names lead to the leader.
void link_again(Transaction& transaction, Kind kind, std::uint32_t other) {
  std::vector<std::uint32_t> campaigns;
  transaction.for_each_link(kind, [&](std::uint32_t campaign, std::uint32_t target) {
    if (target == other) campaigns.push_back(campaign);
  });
  for (const std::uint32_t number : campaigns)
    if (const auto campaign = transaction.find<archive::Campaign>(number)) transaction.put(campaign->record);
}

void make_one(Transaction& transaction, const LikelyDuplicate& pair) {
  const auto leader = transaction.find_number(pair.kind, pair.leader);
  const auto other = transaction.find_number(pair.kind, pair.leader == pair.a ? pair.b : pair.a);
  if (!leader || !other || *leader == *other) return;
  switch (pair.kind) {
    case Kind::campaign:
      if (has_touchpoints(transaction, pair.kind, *other)) return;
      return merge_records<archive::Campaign>(transaction, *leader, *other, "code");
    case Kind::channel:
      link_again(transaction, pair.kind, *other);
      if (has_touchpoints(transaction, pair.kind, *other)) return;
      return merge_records<archive::Channel>(transaction, *leader, *other, "channel");
    case Kind::product:
      link_again(transaction, pair.kind, *other);
      if (has_touchpoints(transaction, pair.kind, *other)) return;
      return merge_records<archive::Product>(transaction, *leader, *other, "sku");
    default:
      return;
  }
}

}  // namespace

LikelyDuplicate decide_duplicate(archive::Archive& archive, std::uint64_t id, LikelyDuplicate::State state,
                                 std::string_view leader, std::string_view actor) {
  LikelyDuplicate pair;
  archive.write(actor, [&](Transaction& transaction) {
    pair = archive::decide_duplicate(transaction, id, state, leader);
    if (state == LikelyDuplicate::State::same) make_one(transaction, pair);
  });
  return pair;
}

Json to_json(const LikelyDuplicate& pair, const archive::Zone& zone, archive::Language language) {
  Json body{{"id", pair.id},
            {"kind", archive::to_string(pair.kind)},
            {"a", pair.a},
            {"b", pair.b},
            {"code", pair.code},
            {"reason", pair.reason.in(language)},
            {"state", to_string(pair.state)},
            {"import_id", pair.import_id}};
  if (!pair.leader.empty()) body["leader"] = pair.leader;
  if (pair.decided_ms != 0) {
    body["actor"] = pair.actor;
    body["decided"] = zone.format({pair.decided_ms, archive::Precision::second});
  }
  return body;
}

}  // namespace almanac::importers
