#pragma once
// Values that a reader found and is not certain of: kept beside the record with the words they were read from, in no
// figure and no search until somebody confirms them (importers/unconfirmed.h puts a confirmed one into its record).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/json.h"
#include "archive/name.h"

namespace almanac::archive {

class Reads;
class Transaction;

struct Unconfirmed {
  enum class State { open, confirmed, dismissed };

  std::uint64_t id = 0;
  Kind kind = Kind::campaign;
  std::string key;        // of the record
  std::string field;      // of the record: "budget", "goals", "review/insight"
  Json value;             // as the record would hold it; of a list the entry
  std::string evidence;   // the sentence or cell that it was read from
  std::string document;   // hash of the document, or empty
  std::string file;       // as the import's report calls it
  std::uint64_t row = 0;  // 0: a document
  std::uint64_t import_id = 0;
  State state = State::open;
  std::string actor;  // who decided
  std::int64_t decided_ms = 0;
};
std::string_view to_string(Unconfirmed::State state);
std::optional<Unconfirmed::State> unconfirmed_state_from(std::string_view text);

// Keeps a value for confirmation; the same value of the same field of a record is kept once, whatever was decided about
// it, unless only an undone import gave it. The record must exist: Error not_found "unknown_record". Returns its id.
std::uint64_t add_unconfirmed(Transaction& transaction, const Unconfirmed& value);
void decide_unconfirmed(Transaction& transaction, std::uint64_t id, Unconfirmed::State state);  // Error not_found

struct UnconfirmedQuery {
  std::optional<Unconfirmed::State> state = Unconfirmed::State::open;
  std::optional<Kind> kind;
  std::string key;              // of the record; empty: any
  std::uint64_t import_id = 0;  // 0: any
  std::uint64_t after = 0;      // id
  std::size_t limit = 100;
};
std::vector<Unconfirmed> find_unconfirmed(const Reads& reads, const UnconfirmedQuery& query);  // by id
std::optional<Unconfirmed> find_unconfirmed(const Reads& reads, std::uint64_t id);

}  // namespace almanac::archive
