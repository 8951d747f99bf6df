#include "archive/documents.h"

#include <algorithm>
#include <span>

#include "archive/connection.h"
#include "archive/error.h"
#include "archive/hexadecimal.h"
#include "archive/store.h"
#include "archive/undo_state.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

std::string document_hash(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.hex();
}

namespace {

constexpr std::size_t piece_bytes = 1u << 20;

std::string store_content(Database& database, std::string_view bytes) {
  std::string hash = document_hash(bytes);
  std::int64_t piece = 0;
  for (std::size_t begin = 0; begin < bytes.size(); begin += piece_bytes) {
    const std::string_view part = bytes.substr(begin, piece_bytes);
    database.prepare("INSERT INTO content (hash, piece, bytes) VALUES (?1,?2,?3) ON CONFLICT DO NOTHING")
        .bind_all(hash, piece++,
                  std::span<const std::uint8_t>(reinterpret_cast<const std::uint8_t*>(part.data()), part.size()))
        .run();
  }
  return hash;
}

void read_content(Database& database, std::string_view hash, const std::function<void(std::string_view)>& piece) {
  Sha256 found;
  Statement row = database.prepare("SELECT bytes FROM content WHERE hash=?1 ORDER BY piece");
  row.bind_all(hash);
  while (row.step()) {
    const auto blob = row.blob(0);
    const std::string_view bytes(reinterpret_cast<const char*>(blob.data()), blob.size());
    found.add(bytes);
    piece(bytes);
  }
  if (hash != found.hex())
    throw Error(ErrorKind::corrupt, "damaged_document",
                filled({"the stored document {} is damaged; run \"almanac verify\" and restore a backup",
                        "已存储的文档 {} 已损坏；请运行 almanac verify 并恢复备份"},
                       std::string(hash)));
}

[[noreturn]] void throw_unknown(std::string_view hash) {
  throw Error(ErrorKind::not_found, "unknown_document",
              filled({"there is no document {}", "没有文档 {}"}, std::string(hash)));
}

#define ALMANAC_DOCUMENT_COUNTS \
  "EXISTS (SELECT 1 FROM document_import m WHERE m.document=d.number AND " ALMANAC_COUNTS("m.import_id") ")"

Document document_at(Database& database, const Statement& row) {
  Document document;
  document.hash = row.text(1);
  document.bytes = static_cast<std::uint64_t>(row.integer(2));
  document.title = row.text(3);
  document.date = Date::parse(row.text(4));
  document.format = row.text(5);
  document.file_name = row.text(6);
  document.at_ms = row.integer(7);
  Statement campaign = database.prepare(
      "SELECT DISTINCT n.key FROM document_campaign c JOIN node n ON n.kind=1 AND n.number=c.campaign "
      "WHERE c.document=?1 AND " ALMANAC_COUNTS("c.import_id") " ORDER BY n.key");
  campaign.bind_all(row.integer(0));
  while (campaign.step()) document.campaigns.emplace_back(campaign.text(0));
  return document;
}

#define ALMANAC_SELECT_DOCUMENT \
  "SELECT d.number, d.hash, d.bytes, d.title, d.date, d.format, d.file_name, d.at_ms FROM document d WHERE "

void touch(Connection& connection, Kind kind, std::uint32_t number) {
  connection.changed = true;
  connection.touched.insert({kind, number});
}

bool counts(Database& database, std::string_view sql, std::uint32_t document, std::uint32_t campaign) {
  Statement row = database.prepare(sql);
  row.bind_all(document, campaign);
  return row.step();
}

void attach(Transaction& transaction, std::uint32_t document, std::string_view code) {
  Connection& connection = connection_of(transaction);
  const auto campaign = transaction.find_number(Kind::campaign, code);
  if (!campaign)
    throw Error(ErrorKind::not_found, "unknown_campaign",
                filled({"there is no campaign {}", "没有活动 {}"}, std::string(code)));
  if (counts(
          connection.database,
          "SELECT 1 FROM document_campaign c WHERE c.document=?1 AND c.campaign=?2 AND " ALMANAC_COUNTS("c.import_id"),
          document, *campaign))
    return;
  connection.database
      .prepare("INSERT INTO document_campaign (document, campaign, import_id) VALUES (?1,?2,?3) ON CONFLICT DO NOTHING")
      .bind_all(document, *campaign, connection.import_id)
      .run();
  touch(connection, Kind::document, document);
  touch(connection, Kind::campaign, *campaign);
}

// The same bytes under another name are that document again, and the first name stays: two copies in one folder would take turns.
bool is_copy(Database& database, std::uint32_t number, std::string_view file_name) {
  Statement row = database.prepare(
      "SELECT 1 FROM document d JOIN document_import m ON m.document=d.number WHERE d.number=?1 AND d.file_name<>?2 "
      "AND " ALMANAC_COUNTS("m.import_id"));
  row.bind_all(number, file_name);
  return row.step();
}

}  // namespace

std::string put_document(Transaction& transaction, const Document& document, std::string_view bytes,
                         std::string_view text) {
  Connection& connection = connection_of(transaction);
  Database& database = connection.database;
  const std::string hash = store_content(database, bytes);
  const std::string text_hash = store_content(database, text);
  const std::uint32_t number = transaction.intern(Kind::document, hash);
  const std::string date = document.date ? document.date->to_string() : std::string();
  if (!is_copy(database, number, document.file_name)) {
    database
        .prepare(
            "INSERT INTO document (number, hash, text_hash, bytes, title, date, format, file_name, at_ms) VALUES "
            "(?1,?2,?3,?4,?5,?6,?7,?8,?9) ON CONFLICT (number) DO UPDATE SET text_hash=?3, title=?5, date=?6, "
            "format=?7, "
            "file_name=?8 WHERE text_hash<>?3 OR title<>?5 OR date<>?6 OR format<>?7 OR file_name<>?8")
        .bind_all(number, hash, text_hash, bytes.size(), document.title, date, document.format, document.file_name,
                  connection.now_ms)
        .run();
    if (database.changes() > 0) touch(connection, Kind::document, number);
  }
  if (!counts(database,
              "SELECT 1 FROM document_import m WHERE m.document=?1 AND ?2=?2 AND " ALMANAC_COUNTS("m.import_id"),
              number, 0)) {
    database.prepare("INSERT INTO document_import (document, import_id) VALUES (?1,?2) ON CONFLICT DO NOTHING")
        .bind_all(number, connection.import_id)
        .run();
    touch(connection, Kind::document, number);
  }
  for (const std::string& code : document.campaigns) attach(transaction, number, code);
  return hash;
}

void attach_document(Transaction& transaction, std::string_view hash, std::string_view campaign) {
  if (!find_document(transaction, hash)) throw_unknown(hash);
  attach(transaction, *transaction.find_number(Kind::document, hash), campaign);
}

std::optional<Document> find_document(const Reads& reads, std::uint32_t number) {
  Database& database = connection_of(reads).database;
  if (!remembers_imports(database)) return std::nullopt;
  Statement row = database.prepare(ALMANAC_SELECT_DOCUMENT "d.number=?1 AND " ALMANAC_DOCUMENT_COUNTS);
  row.bind_all(number);
  if (!row.step()) return std::nullopt;
  return document_at(database, row);
}

std::optional<Document> find_document(const Reads& reads, std::string_view hash) {
  const auto number = reads.find_number(Kind::document, hash);
  return number ? find_document(reads, *number) : std::nullopt;
}

std::vector<Document> documents_of(const Reads& reads, std::string_view campaign) {
  std::vector<Document> documents;
  Database& database = connection_of(reads).database;
  const auto number = reads.find_number(Kind::campaign, campaign);
  if (!number || !remembers_imports(database)) return documents;
  Statement row = database.prepare(
      ALMANAC_SELECT_DOCUMENT
      "d.number IN (SELECT c.document FROM document_campaign c WHERE c.campaign=?1 AND " ALMANAC_COUNTS(
          "c.import_id") ") AND " ALMANAC_DOCUMENT_COUNTS " ORDER BY d.title, d.hash");
  row.bind_all(*number);
  while (row.step()) documents.push_back(document_at(database, row));
  return documents;
}

void for_each_document(const Reads& reads, const std::function<void(std::uint32_t, const Document&)>& visit) {
  Database& database = connection_of(reads).database;
  if (!remembers_imports(database)) return;
  Statement row = database.prepare(ALMANAC_SELECT_DOCUMENT ALMANAC_DOCUMENT_COUNTS " ORDER BY d.number");
  while (row.step()) visit(static_cast<std::uint32_t>(row.integer(0)), document_at(database, row));
}

std::string document_text(const Reads& reads, std::string_view hash) {
  Database& database = connection_of(reads).database;
  if (!find_document(reads, hash)) throw_unknown(hash);
  std::string text_hash;
  {
    Statement row = database.prepare("SELECT text_hash FROM document WHERE hash=?1 AND number=?2");
    row.bind_all(hash, *reads.find_number(Kind::document, hash));
    if (!row.step()) throw_unknown(hash);
    text_hash = row.text(0);
  }
  std::string text;
  read_content(database, text_hash, [&](std::string_view piece) { text += piece; });
  return text;
}

bool content_is_whole(const Reads& reads, std::string_view hash) {
  try {
    read_content(connection_of(reads).database, hash, [](std::string_view) {});
    return true;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::corrupt) return false;
    throw;
  }
}

void read_document(const Reads& reads, std::string_view hash, const std::function<void(std::string_view)>& piece) {
  if (!find_document(reads, hash)) throw_unknown(hash);
  read_content(connection_of(reads).database, hash, piece);
}

}  // namespace almanac::archive
