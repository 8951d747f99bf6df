#include "importers/people.h"

#include <cctype>

#include "archive/store.h"
#include "archive/traces.h"

namespace almanac::importers {

using archive::Json;

namespace {

constexpr std::size_t remembered_people = 200'000;

std::string with_replaced(std::string_view text, std::string_view part, std::string_view by) {
  std::string made;
  for (std::size_t at = 0;;) {
    const std::size_t next = text.find(part, at);
    made += text.substr(at, next == std::string_view::npos ? next : next - at);
    if (next == std::string_view::npos) return made;
    made += by;
    at = next + part.size();
  }
}

bool separates(char c) {
  return std::isspace(static_cast<unsigned char>(c)) ||
         std::string_view(",;|\"'{}[]():=").find(c) != std::string_view::npos;
}

}  // namespace

People::People(archive::Archive& archive) : archive_(archive) {
  const auto reads = archive.read();
  erased_ = archive::erased_hashes(reads);
  if (!erased_.empty()) key_ = archive::find_privacy_key(reads, archive.privacy());
}

void People::begin_file(bool pseudonymise) {
  if (pseudonymise != pseudonymise_) known_.clear();
  pseudonymise_ = pseudonymise;
  if (pseudonymise && !key_) key_ = archive::get_privacy_key(archive_);
}

const People::Person& People::person(std::string_view user) {
  if (const auto known = known_.find(user); known != known_.end()) return known->second;
  if (known_.size() >= remembered_people) known_.clear();
  Person made;
  made.erased = !erased_.empty() && erased_.contains(key_->erased_hash(user));
  made.stored = pseudonymise_ ? key_->pseudonym(user) : std::string(user);
  return known_.emplace(std::string(user), std::move(made)).first->second;
}

bool People::take(archive::TouchpointRow& row) {
  const Person& who = person(row.user);
  if (who.erased) return false;
  if (!pseudonymise_) return true;
  if (row.event_id.find(row.user) != std::string_view::npos && row.user != who.stored) {
    event_id_ = with_replaced(row.event_id, row.user, who.stored);
    row.event_id = event_id_;
  }
  row.user = who.stored;
  return true;
}

bool People::take(RowKind kind, Json& record) {
  if (kind == RowKind::users) {
    const auto user = record.find("user");
    if (user == record.end() || !user->is_string()) return true;
    const Person& who = person(user->get_ref<const std::string&>());
    if (who.erased) return false;
    *user = who.stored;
  }
  if (kind == RowKind::segments) {
    const auto users = record.find("users");
    if (users == record.end() || !users->is_array()) return true;
    Json kept = Json::array();
    for (const Json& user : *users)
      if (const Person& who = person(user.get_ref<const std::string&>()); !who.erased) kept.push_back(who.stored);
    *users = std::move(kept);
  }
  return true;
}

bool People::names_erased(std::string_view text) {
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin;
    while (end < text.size() && !separates(text[end])) ++end;
    if (end > begin && person(text.substr(begin, end - begin)).erased) return true;
    begin = end + 1;
  }
  return false;
}

std::string People::masked_row(std::string_view user, std::string_view raw) {
  if (!pseudonymise_) return std::string(raw);
  if (user.empty()) return {};
  const archive::Traces traces({{std::string(user), person(user).stored}});
  return traces.find(raw) ? traces.replaced(raw) : std::string();
}

bool People::may_keep(std::string_view user, archive::Reject& reject) {
  if (!erased_.empty()) {
    if (!user.empty() && person(user).erased) return false;
    if (names_erased(reject.raw) || names_erased(reject.value)) return false;
  }
  if (!pseudonymise_) return true;
  reject.raw = masked_row(user, reject.raw);
  const archive::Traces traces({{std::string(user), user.empty() ? std::string() : person(user).stored}});
  for (std::string* text : {&reject.value, &reject.reason.en, &reject.reason.zh}) {
    if (!user.empty())
      *text = traces.replaced(*text);
    else if (text == &reject.value)
      text->clear();
  }
  return true;
}

}  // namespace almanac::importers
