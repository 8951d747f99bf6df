#include "archive/touchpoint_flush.h"

#include <algorithm>

#include "archive/connection.h"
#include "archive/error.h"
#include "archive/store.h"
#include "archive/touchpoint_block.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

namespace {

constexpr Kind node_kinds[] = {Kind::user, Kind::campaign, Kind::channel, Kind::product};
Word word_kind(std::size_t index) { return static_cast<Word>(index + 1); }

}  // namespace

NumberMaps KeyBatches::maps() const {
  NumberMaps maps;
  for (std::size_t i = 0; i < nodes.size(); ++i) maps.nodes[i] = &nodes[i].map;
  for (std::size_t i = 0; i < words.size(); ++i) maps.words[i] = &words[i].map;
  return maps;
}

bool KeyBatches::still_free(Transaction& transaction) const {
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (!nodes[i].keys.empty() && transaction.count(node_kinds[i]) != nodes[i].next) return false;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (!words[i].keys.empty() && count_words(connection_of(transaction).database, word_kind(i)) != words[i].next)
      return false;
  return true;
}

bool KeyBatches::store(Transaction& transaction) {
  if (nodes[0].elsewhere) return true;  // interned by an earlier attempt
  if (still_free(transaction)) {
    store_proposed(transaction);
    return true;
  }
  store_elsewhere(transaction);
  return false;
}

namespace {

// "INSERT OR FAIL INTO … VALUES (?,?,?),(?,?,?),…": many small rows are half as dear by the dozen. OR FAIL, because the
// commit fails as a whole anyway: to undo one statement alone, SQLite would copy every page that it changes.
constexpr std::size_t rows_together = 50;
std::string insert_many(std::string_view head) {
  std::string sql(head);
  sql += " VALUES (?,?,?)";
  for (std::size_t i = 1; i < rows_together; ++i) sql += ",(?,?,?)";
  return sql;
}

void insert_keys(Database& database, std::string_view many, std::string_view one, std::int64_t kind,
                 const KeyBatch& batch) {
  std::uint32_t number = batch.next;
  const auto bind = [&](Statement& statement, int at, std::size_t rank) {
    statement.bind(at, kind);
    statement.bind(at + 1, static_cast<std::int64_t>(number++));
    statement.bind(at + 2, std::string_view(batch.keys[batch.sorted[rank]]));
  };
  std::size_t rank = 0;
  if (batch.sorted.size() >= rows_together) {
    Statement statement = database.prepare(many);
    for (; rank + rows_together <= batch.sorted.size(); rank += rows_together) {
      for (std::size_t i = 0; i < rows_together; ++i) bind(statement, static_cast<int>(i * 3 + 1), rank + i);
      statement.run();
    }
  }
  Statement statement = database.prepare(one);
  for (; rank < batch.sorted.size(); ++rank) {
    bind(statement, 1, rank);
    statement.run();
  }
}

}  // namespace

void KeyBatches::number() {
  for (KeyBatch& batch : nodes) batch.number();
  for (KeyBatch& batch : words) batch.number();
}

void KeyBatches::store_proposed(Transaction& transaction) const {
  static const std::string one_node = "INSERT OR FAIL INTO node (kind, number, key) VALUES (?,?,?)";
  static const std::string one_word = "INSERT OR FAIL INTO word (kind, number, text) VALUES (?,?,?)";
  static const std::string many_nodes = insert_many("INSERT OR FAIL INTO node (kind, number, key)");
  static const std::string many_words = insert_many("INSERT OR FAIL INTO word (kind, number, text)");
  Connection& connection = connection_of(transaction);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Kind kind = node_kinds[i];
    insert_keys(connection.database, many_nodes, one_node, static_cast<std::int64_t>(kind), nodes[i]);
    // Users are known by their touchpoints; only what a list or the search shows is in the change log by itself.
    if (kind == Kind::user || nodes[i].keys.empty()) continue;
    for (std::uint32_t k = 0; k < nodes[i].keys.size(); ++k) connection.touched.insert({kind, nodes[i].next + k});
    connection.changed = true;
  }
  for (std::size_t i = 0; i < words.size(); ++i)
    insert_keys(connection.database, many_words, one_word, static_cast<std::int64_t>(word_kind(i)), words[i]);
}

void KeyBatches::store_elsewhere(Transaction& transaction) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (std::size_t k = 0; k < nodes[i].keys.size(); ++k)
      nodes[i].assign(k, transaction.intern(node_kinds[i], nodes[i].keys[k]));
    nodes[i].elsewhere = true;
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (std::size_t k = 0; k < words[i].keys.size(); ++k)
      words[i].assign(k, transaction.intern_word(word_kind(i), words[i].keys[k]));
    words[i].elsewhere = true;
  }
}

void TouchpointFlush::start(Archive& archive, TouchpointBuffer& buffer, Work work) {
  work_ = std::move(work);
  done_ = std::async(std::launch::async, [this, &archive, &buffer] { run(archive, buffer); });
}

void TouchpointFlush::wait() {
  if (done_.valid()) done_.get();
}

void TouchpointFlush::run(Archive& archive, TouchpointBuffer& buffer) {
  work_.keys.number();
  std::vector<PackedBlock> packed;
  for (bool stored = false; !stored;) {
    packed = buffer.pack(work_.keys.maps());
    archive.write(
        "import",
        [&](Transaction& transaction) {
          stored = work_.keys.store(transaction);
          if (stored) store(transaction, packed);
        },
        work_.import_id);
  }
  collect_identities(buffer, packed);
}

// Of the rows that were not superseded within the buffer.
void TouchpointFlush::collect_identities(const TouchpointBuffer& buffer, const std::vector<PackedBlock>& packed) {
  const auto& order = buffer.order();
  std::vector<IdentityEntry> entries;
  entries.reserve(order.size());
  std::size_t index = 0;
  for (const PackedBlock& block : packed) {
    auto dead = block.dead.begin();
    for (std::uint32_t row = 0; row < block.description.rows; ++row, ++index) {
      if (dead != block.dead.end() && *dead == row)
        ++dead;
      else
        entries.push_back(entry_of(order[index], index));
    }
  }
  identities_ = IdentityRun(entries);
}

IdentityEntry TouchpointFlush::entry_of(const TouchpointBuffer::SortKey& row, std::size_t index) const {
  return {row.identity, blocks_[index / touchpoint_block_rows],
          static_cast<std::uint32_t>(index % touchpoint_block_rows)};
}

std::vector<IdentityEntry> TouchpointFlush::places_of(const TouchpointBuffer& buffer,
                                                      const std::vector<std::uint32_t>& rows) const {
  std::vector<IdentityEntry> places;
  const auto& order = buffer.order();
  for (std::size_t i = 0; i < order.size(); ++i)
    if (std::binary_search(rows.begin(), rows.end(), order[i].row)) places.push_back(entry_of(order[i], i));
  return places;
}

void TouchpointFlush::store(Transaction& transaction, const std::vector<PackedBlock>& packed) {
  Database& database = connection_of(transaction).database;
  if (read_state(database).generation != work_.generation) {
    throw Error(
        ErrorKind::conflict, "import_overtaken",
        {"another import changed the stored touchpoints meanwhile; run the same import again, it goes on from here",
         "其他导入同时改动了已存储的触点；请重新运行同一导入，它会从中断处继续"});
  }
  database.prepare("INSERT INTO touchpoint_import (import_id, since) VALUES (?1,?2) ON CONFLICT (import_id) DO NOTHING")
      .bind_all(work_.import_id, work_.since)
      .run();
  blocks_.clear();
  for (const PackedBlock& block : packed) {
    BlockDescription description = block.description;
    description.import_id = work_.import_id;
    description.file = work_.file;
    description.first_row = work_.first_row;
    description.last_row = work_.last_row;
    blocks_.push_back(insert_block(database, description, block.data, block.identities));
    if (!block.dead.empty()) add_dead(database, blocks_.back(), work_.import_id, block.dead);
  }
  for (auto& [block, rows] : work_.superseded) {
    std::sort(rows.begin(), rows.end());
    add_dead(database, block, work_.import_id, rows);
  }
  store_progress(database, work_);
}

void store_progress(Database& database, const TouchpointFlush::Work& work) {
  database
      .prepare(
          "INSERT INTO touchpoint_progress (import_id, file, row, created, unchanged, updated) VALUES "
          "(?1,?2,?3,?4,?5,?6) "
          "ON CONFLICT (import_id, file) DO UPDATE SET row=?3, created=?4, unchanged=?5, updated=?6")
      .bind_all(work.import_id, work.file, work.last_row, work.created, work.unchanged, work.updated)
      .run();
}

}  // namespace almanac::archive
