#pragma once
// Whether the archive still says what was stored: SQLite's own check, a stored hash of every record, version, block of touchpoints and
// document, the chained audit log, and that the tables agree. SQLite's check alone finds less than a fifth of flipped bits.
//
// What is derived (search index, graph) is compared by its own folders: search/verify.h, graph/verify.h.

#include <cstdint>
#include <string>
#include <vector>

#include "archive/store.h"

namespace almanac::archive {

// One thing that is not as it should be.
struct Difference {
  std::string part;     // database | record | version | node | link | touchpoints | document | audit | index | graph
  std::string subject;  // "campaign:D11-2024", "block 17", "revision 12"
  Text reason;          // what is wrong
};

// The first 1,000 differences are kept, all are counted.
class Differences {
 public:
  void add(std::string part, std::string subject, Text reason);
  // What is derived has not caught up with the archive yet.
  void add_behind(std::string part, std::string subject, Text reason);
  bool is_behind() const { return behind_; }
  const std::vector<Difference>& list() const { return list_; }
  std::uint64_t count() const { return count_; }
  void append(const Differences& more);

 private:
  std::vector<Difference> list_;
  std::uint64_t count_ = 0;
  bool behind_ = false;
};

struct Verification {
  std::uint64_t revision = 0;
  std::uint64_t records = 0, versions = 0, nodes = 0, links = 0, blocks = 0, touchpoints = 0, documents = 0, audit = 0;
  Differences differences;
};

// Reads everything once; linear in the archive's size. Never throws for damage: what cannot be read is a difference.
Verification verify(const Reads& reads);

}  // namespace almanac::archive
