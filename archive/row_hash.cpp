#include "archive/row_hash.h"

#include <sodium.h>

#include <algorithm>
#include <span>
#include <string>

#include "archive/error.h"
#include "archive/json.h"

namespace almanac::archive {
namespace {

// BLAKE2b over fields, each with its length before it, so that no two lists of fields give the same bytes.
class RowHash {
 public:
  explicit RowHash(std::size_t bytes) : bytes_(bytes) { crypto_generichash_init(&state_, nullptr, 0, bytes); }

  RowHash& add(std::string_view text) {
    add_number(text.size());
    crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    return *this;
  }
  RowHash& add(std::span<const std::uint8_t> bytes) {
    return add(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  }
  RowHash& add_number(std::uint64_t number) {
    unsigned char bytes[8];
    for (int i = 0; i < 8; ++i) bytes[i] = static_cast<unsigned char>(number >> (8 * i));
    crypto_generichash_update(&state_, bytes, sizeof bytes);
    return *this;
  }
  template <class... Numbers>
  RowHash& add_numbers(Numbers... numbers) {
    (add_number(static_cast<std::uint64_t>(numbers)), ...);
    return *this;
  }

  std::uint64_t first_8_bytes() {
    unsigned char hash[crypto_generichash_BYTES_MAX];
    crypto_generichash_final(&state_, hash, bytes_);
    std::uint64_t value = 0;
    for (int i = 7; i >= 0; --i) value = value << 8 | hash[i];
    return value;
  }
  AuditHash whole() {
    AuditHash hash;
    crypto_generichash_final(&state_, hash.data(), hash.size());
    return hash;
  }

 private:
  std::size_t bytes_;
  crypto_generichash_state state_;
};

constexpr std::size_t short_hash = 16;

// What the audit log covers of a body. Of a user nothing, of a segment all but who its users are: erasing a person changes both.
std::string audited_body(Kind kind, std::string_view body) {
  if (kind == Kind::user) return "";
  if (kind != Kind::segment || body.find("\"users\"") == std::string_view::npos) return std::string(body);
  try {
    Json segment = parse_json(body);
    if (const auto users = segment.find("users"); users != segment.end()) *users = users->size();
    return dump(segment);
  } catch (const Error&) {
    return std::string(body);  // damaged; the row's own hash says so
  }
}

}  // namespace

std::int64_t record_hash(Kind kind, std::string_view key, std::string_view body) {
  return static_cast<std::int64_t>(RowHash(short_hash).add(to_string(kind)).add(key).add(body).first_8_bytes());
}

std::int64_t version_hash(const VersionRow& row) {
  return static_cast<std::int64_t>(RowHash(short_hash)
                                       .add_numbers(row.kind, row.number, row.version, row.revision, row.at_ms)
                                       .add(row.actor)
                                       .add_number(row.import_id)
                                       .add(row.operation)
                                       .add(row.body)
                                       .first_8_bytes());
}

std::uint64_t audited_version(const VersionRow& row) {
  return RowHash(short_hash)
      .add_numbers(row.kind, row.number, row.version, row.revision)
      .add(row.actor)
      .add(row.operation)
      .add(audited_body(row.kind, row.body))
      .first_8_bytes();
}

std::uint64_t audited_change(Kind kind, std::uint32_t number) {
  return RowHash(short_hash).add_numbers(kind, number).first_8_bytes();
}

AuditHash audit_hash(const AuditHash& before, const AuditRow& row) {
  return RowHash(before.size())
      .add(before)
      .add_numbers(row.id, row.at_ms)
      .add(row.actor)
      .add(row.action)
      .add(row.subject)
      .add_numbers(row.revision, row.changes, row.change_sum, row.versions, row.version_sum)
      .whole();
}

}  // namespace almanac::archive
