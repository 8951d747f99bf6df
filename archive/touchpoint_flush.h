#pragma once
// One flush of a touchpoint stream, run beside it on a thread of its own: packs a full buffer and stores everything it
// implies in one commit. Internal to archive/.

#include <array>
#include <cstdint>
#include <future>
#include <map>
#include <vector>

#include "archive/touchpoint_buffer.h"
#include "archive/touchpoint_identity_set.h"
#include "archive/touchpoint_keys.h"
#include "archive/touchpoint_storage.h"

namespace almanac::archive {

class Archive;
class Transaction;

// The new keys of all vocabularies.
struct KeyBatches {
  std::array<KeyBatch, 4> nodes;  // user, campaign, channel, product
  std::array<KeyBatch, 7> words;  // by Word - 1

  void number();  // the numbers that the keys should get
  NumberMaps maps() const;
  // Inside the commit: stores the keys under the numbers they should get and returns true, if those are still free. If
  // they are not, somebody else has stored keys since, maybe the same: all are interned one by one, their numbers change,
  // and false says that nothing else may be stored with the old ones.
  bool store(Transaction& transaction);

 private:
  bool still_free(Transaction& transaction) const;
  void store_proposed(Transaction& transaction) const;
  void store_elsewhere(Transaction& transaction);
};

class TouchpointFlush {
 public:
  // What the stream hands over.
  struct Work {
    std::uint64_t import_id = 0;
    std::uint32_t file = 0;
    std::uint64_t first_row = 0, last_row = 0;              // of the file
    std::uint64_t created = 0, unchanged = 0, updated = 0;  // of the file up to here
    std::uint64_t since = 0, generation = 0;                // of the stored blocks that the stream has compared with
    std::map<std::uint64_t, DeadRows> superseded;           // stored rows, by block
    KeyBatches keys;
  };

  // `buffer` may be read meanwhile, but not changed. Both must outlive the flush; destruction waits for its end.
  void start(Archive& archive, TouchpointBuffer& buffer, Work work);
  bool running() const { return done_.valid(); }
  void wait();  // rethrows what went wrong; nothing is stored then

  // After wait().
  const Work& work() const { return work_; }
  IdentityRun& identities() { return identities_; }  // without superseded rows
  // Where the rows of the buffer with these numbers (sorted) are now.
  std::vector<IdentityEntry> places_of(const TouchpointBuffer& buffer, const std::vector<std::uint32_t>& rows) const;

 private:
  void run(Archive& archive, TouchpointBuffer& buffer);
  void store(Transaction& transaction, const std::vector<PackedBlock>& packed);
  void collect_identities(const TouchpointBuffer& buffer, const std::vector<PackedBlock>& packed);
  IdentityEntry entry_of(const TouchpointBuffer::SortKey& row, std::size_t index) const;

  Work work_;
  std::vector<std::uint64_t> blocks_;  // in the buffer's order()
  IdentityRun identities_;
  std::future<void> done_;
};

// How far a file is stored.
void store_progress(sqlite::Database& database, const TouchpointFlush::Work& work);

}  // namespace almanac::archive
