#pragma once
// Touchpoints: the one part of the archive that grows without end, behind one narrow interface (append a stream, scan by
// user or by window). Embedded form: packed blocks of up to 8,192 rows in SQLite tables (docs/storage.md).
//
// Keys are interned: `user`, `campaign`, `channel` and `product` are node numbers of their kind, the small vocabularies
// (type, currency, variant, creative, region, device, source) are word numbers.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/decimal.h"
#include "archive/text.h"
#include "archive/time.h"

namespace almanac::archive {

inline constexpr std::uint32_t no_number = 0xffffffff;      // "none" for a node or word number
inline constexpr std::uint8_t no_amount = 0xff;             // "absent" as a scale
inline constexpr std::size_t touchpoint_text_limit = 1024;  // bytes of a key, word or event id

// Stored: never renumber.
enum class Word : std::uint8_t {
  type = 1,
  currency = 2,
  variant = 3,
  creative = 4,
  region = 5,
  device = 6,
  source = 7
};

// Columns that a scan decodes (TouchpointScan::columns); the others stay empty. Ask for what you use: each costs 0.2-1 ns a
// row. An amount comes with its scale, `time` with its precision.
struct TouchpointSelect {
  static constexpr std::uint32_t user = 1u << 0, campaign = 1u << 1, channel = 1u << 2, product = 1u << 3,
                                 type = 1u << 4, currency = 1u << 5, variant = 1u << 6, creative = 1u << 7,
                                 region = 1u << 8, device = 1u << 9, source = 1u << 10, time = 1u << 11,
                                 value = 1u << 12, quantity = 1u << 13, cost = 1u << 14, event_id = 1u << 15,
                                 part = 1u << 16, identity = 1u << 17;
  static constexpr std::uint32_t fields = (1u << 16) - 1;  // what an importer gave
  static constexpr std::uint32_t all = (1u << 18) - 1;
};

// Rows as columns, all of the same length (or empty, if not selected). An amount is digits and scale (no_amount = absent).
struct TouchpointColumns {
  std::vector<std::uint32_t> user, campaign, channel, product;                           // node numbers or no_number
  std::vector<std::uint32_t> type, currency, variant, creative, region, device, source;  // word numbers or no_number
  std::vector<std::int64_t> time_ms;                                                     // UTC
  std::vector<std::uint8_t> time_precision;                                              // Precision
  std::vector<std::int64_t> value, quantity, cost;
  std::vector<std::uint8_t> value_scale, quantity_scale, cost_scale;
  std::vector<std::uint64_t> identity;  // 64-bit hash of the identity (contract: source + event_id, else all fields)
  std::vector<std::uint32_t> event_id_end;  // event ids lie one after another in `event_ids`; "" = none
  std::string event_ids;
  std::vector<std::uint16_t> part;  // index into TouchpointBlock::parts
  std::size_t rows = 0;

  std::size_t size() const { return rows; }
  std::string_view event_id(std::size_t row) const;
  void clear();
  // Rows not in `keep` (ascending row numbers) are dropped.
  void keep(const std::vector<std::uint16_t>& keep);
};

// What an import contributed to a block. The file rows are a range that contains the block's rows, not each row's own.
struct TouchpointPart {
  std::uint64_t revision = 0;  // that published it
  std::uint64_t import_id = 0;
  std::uint32_t file = 0;  // of the import, from 0
  std::uint64_t first_row = 0, last_row = 0;
};

struct TouchpointBlock {
  std::uint64_t id = 0;        // ascending in the order of publication
  std::uint64_t revision = 0;  // that published it (the last of its parts)
  std::int64_t min_ms = 0, max_ms = 0;
  std::uint32_t min_user = 0, max_user = 0;
  std::vector<TouchpointPart> parts;  // one; more after small blocks were merged
  std::vector<std::uint16_t> dead;    // rows of the columns that were superseded since; ascending; not to be counted
};

// What a scan visits: published, in order of block id; rows in a block are sorted by user, then time, then identity.
// With `user`, `from_ms` or `to_ms`, the columns hold the matching rows only, and blocks without any are not visited.
//
// Every block's hash, lengths and numbers are checked first: a number handed to the visitor is no_number or below
// Reads::count() of its kind, words likewise. Damage throws Error corrupt "damaged_touchpoints", naming the block.
struct TouchpointScan {
  std::uint64_t after_block = 0;
  std::optional<std::uint32_t> user;
  std::optional<std::int64_t> from_ms, to_ms;  // inclusive
  std::uint32_t columns = TouchpointSelect::fields;
};
// The arguments are valid during the call only and are reused from block to block.
using TouchpointVisitor = std::function<void(const TouchpointBlock&, const TouchpointColumns&)>;

// One row as an importer reads it: keys as text, views valid only during add().
struct TouchpointRow {
  std::string_view user, campaign, channel, product, type, currency, variant, creative, region, device;
  std::string_view source, event_id;
  Instant time;
  std::optional<Decimal> value, quantity, cost;
  std::uint64_t row = 0;  // row number in its file, for provenance
};

class Archive;

// Streams the touchpoints of one import into the archive. Rows are buffered, deduplicated, packed and committed in large
// groups; they become visible, all at once, at publish(). If the process dies before that, resume_row() of a new stream
// for the same import and file tells where to go on, and nothing is stored twice.
//
// Packing and storing run on a thread of the stream's own while the next rows come in; their errors are thrown by a later
// add() or flush(), and the stream takes nothing more then. Memory: 80 MB, and about 25 bytes per distinct identity and 60
// per distinct key. Not thread-safe; one stream at a time.
class TouchpointStream {
 public:
  enum class Outcome { created, unchanged, updated, unknown_campaign };

  TouchpointStream(Archive& archive, std::uint64_t import_id, std::uint32_t file);
  ~TouchpointStream();
  TouchpointStream(const TouchpointStream&) = delete;
  TouchpointStream& operator=(const TouchpointStream&) = delete;

  std::uint64_t resume_row() const;  // rows of the file up to and including this one are stored already; 0 = none

  // created: new. unchanged: the same identity and fields are stored (merged). updated: the same event_id had other
  // values; the old one is superseded and stays in history. unknown_campaign: nothing stored (a campaign is never made
  // here). Unknown users, channels and products are interned as bare nodes. The row must have been validated.
  Outcome add(const TouchpointRow& row);
  // The same for those who need no row's own outcome, and faster: several rows are worked on together. false: the campaign
  // is unknown and nothing is stored. What became of the others is in totals() after flush().
  bool push(const TouchpointRow& row);

  void flush();    // commits what is buffered, with the resume position; begun by itself every ~250,000 rows
  struct Totals {  // of the file, what an interrupted run had stored included (but for the lists of new keys)
    std::uint64_t created = 0, unchanged = 0, updated = 0;
    std::vector<std::string> new_users, new_channels, new_products;  // first 1,000 of each, in order of appearance
    std::uint64_t new_user_count = 0, new_channel_count = 0, new_product_count = 0;
  };
  const Totals& totals() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace almanac::archive
