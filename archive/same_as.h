#pragma once
// Keys that stand for another one: two channels that are the same, two codes of one campaign. Whatever names such a key
// from then on means its leader.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "archive/name.h"

namespace almanac::archive {

class Reads;
class Transaction;

// What `key` stands for; nullopt: for itself. A leader stands for nothing else, so there are no chains.
std::optional<std::string> leader_of(const Reads& reads, Kind kind, std::string_view key);
void for_each_follower(const Reads& reads, Kind kind,
                       const std::function<void(std::string_view key, std::string_view leader)>& visit);

// From now on `key` stands for `leader` (or for what that stands for), and so does what stood for `key`.
void set_leader(Transaction& transaction, Kind kind, std::string_view key, std::string_view leader);
void clear_leader(Transaction& transaction, Kind kind, std::string_view key);

}  // namespace almanac::archive
