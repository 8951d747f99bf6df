#pragma once
// The tables' part of an erasure. Internal to archive/ (erase.h).

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "archive/connection.h"
#include "archive/erase.h"
#include "archive/privacy.h"

namespace almanac::archive {

struct ErasedPerson {
  std::string key;                      // as it was
  std::optional<std::uint32_t> number;  // absent: no user any more, or never one
  std::string replacement;
};

class RowEraser {
 public:
  RowEraser(Transaction& transaction, const PrivacyKey& key, const std::vector<ErasedPerson>& people, Erasure& erasure);

  // All tables but the hashes and the audit log. True if anything was there.
  bool run();

 private:
  void rename_nodes();
  void empty_users();
  void replace_members();
  bool replace_in(Json& segment);
  void look_through_versions();
  void rename_tags();
  void clean_import_memory();
  void clean_rejects();
  void clean_reports();
  void clean_answers();
  void clean_touchpoints();
  std::vector<std::uint64_t> rename_own_words();
  void store_body(Kind kind, std::uint32_t number, std::int64_t version, std::string_view body);
  void store_current(Kind kind, std::uint32_t number, std::string_view body);
  void tell_left(std::string what);
  bool is_erased(std::uint32_t user) const { return numbers_.contains(user); }

  Transaction& transaction_;
  Connection& connection_;
  sqlite::Database& database_;
  const PrivacyKey& key_;
  const std::vector<ErasedPerson>& people_;
  Erasure& erasure_;
  std::set<std::uint32_t> numbers_;
  std::set<std::string> tags_;  // of the people; in the end those that nobody else has
  bool found_ = false;
};

}  // namespace almanac::archive
