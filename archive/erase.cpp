#include "archive/erase.h"

#include <algorithm>

#include "archive/audit.h"
#include "archive/erase_rows.h"
#include "archive/error.h"
#include "archive/name.h"
#include "archive/privacy.h"
#include "archive/same_as.h"
#include "archive/store.h"

namespace almanac::archive {
namespace {

std::string free_name(const Reads& reads, std::uint32_t number) {
  std::string name = "erased:" + std::to_string(number);
  for (auto taken = reads.find_number(Kind::user, name); taken && *taken != number;
       taken = reads.find_number(Kind::user, name))
    name += "'";
  return name;
}

// The people behind the keys: a key, what it is a pseudonym's original of, and their other keys.
class People {
 public:
  People(const Reads& reads, const PrivacyKey& key) : reads_(reads), key_(key) {
    for_each_follower(reads, Kind::user, [&](std::string_view follower, std::string_view leader) {
      same_.emplace_back(follower, leader);
    });
  }

  void add(const std::string& given) {
    const std::string key = normalize_key(given);
    const std::string pseudonym = key_.pseudonym(key);
    add_one(key);
    // The pseudonym is theirs only if somebody has it; the original stands in no place that its pseudonym does not stand for.
    if (pseudonym != key && reads_.find_number(Kind::user, pseudonym)) add_one(pseudonym);
    for (const auto& [follower, leader] : same_) {
      if (leader == key) add_one(follower);
      if (follower == key) add(leader);
    }
  }
  const std::vector<ErasedPerson>& list() const { return people_; }

 private:
  void add_one(const std::string& key) {
    if (key.empty() || std::ranges::any_of(people_, [&](const ErasedPerson& known) { return known.key == key; }))
      return;
    ErasedPerson person;
    person.key = key;
    person.number = reads_.find_number(Kind::user, key);
    person.replacement = person.number ? free_name(reads_, *person.number) : "erased";
    people_.push_back(std::move(person));
  }

  const Reads& reads_;
  const PrivacyKey& key_;
  std::vector<std::pair<std::string, std::string>> same_;
  std::vector<ErasedPerson> people_;
};

Traces traces_of(const std::vector<ErasedPerson>& people) {
  std::vector<Trace> traces;
  for (const ErasedPerson& person : people) traces.push_back({person.key, person.replacement});
  return Traces(traces);
}

[[noreturn]] void throw_unknown_user(const std::string& key) {
  throw Error(
      ErrorKind::not_found, "unknown_user",
      filled({"there is no user {}, and nothing else that names this id", "没有用户 {}，也没有其他内容提到该编号"},
             key));
}

std::string numbers_text(const std::vector<std::uint32_t>& numbers) {
  std::string text;
  for (const std::uint32_t number : numbers) {
    if (!text.empty()) text += ' ';
    text += std::to_string(number);
  }
  return text;
}

// The writing part. `hashes` are those of the keys.
void erase_rows(Transaction& transaction, const std::vector<std::string>& keys, const PrivacyKey& key,
                const std::vector<std::string>& hashes, const EraseOptions& options,
                const std::filesystem::path& privacy, Erasure& erasure) {
  People people(transaction, key);
  for (const std::string& each : keys) people.add(each);
  const auto known = erased_hashes(transaction);
  erasure.traces = traces_of(people.list());
  for (const ErasedPerson& person : people.list())
    if (person.number) erasure.users.push_back(*person.number);
  std::sort(erasure.users.begin(), erasure.users.end());

  const bool found = RowEraser(transaction, key, people.list(), erasure).run();
  const bool again = std::ranges::any_of(hashes, [&](const std::string& hash) { return known.contains(hash); });
  if (!found && !again) throw_unknown_user(keys.front());
  bool is_new = false;
  if (options.remember) {
    std::vector<std::string> kept = hashes;
    for (const ErasedPerson& person : people.list()) kept.push_back(key.erased_hash(person.key));
    append_erased_list(privacy, kept);
    is_new = keep_erased_hashes(transaction, kept);
  }
  const std::string subject = options.subject.empty() ? numbers_text(erasure.users) : options.subject;
  if (connection_of(transaction).changed)
    name_audit(transaction, options.action, subject);
  else if (found || is_new)
    add_audit(transaction, options.action, subject);
}

}  // namespace

Json to_json(const Erasure& erasure) {
  return {{"revision", erasure.revision}, {"users", erasure.users},          {"touchpoints", erasure.touchpoints},
          {"versions", erasure.versions}, {"segments", erasure.memberships}, {"rejects", erasure.rejects},
          {"backups", erasure.backups},   {"uploads", erasure.uploads},      {"left", erasure.left}};
}

Erasure erase_users(Archive& archive, std::string_view actor, const std::vector<std::string>& keys,
                    const EraseOptions& options) {
  Erasure erasure;
  if (keys.empty()) return erasure;
  const PrivacyKey key = get_privacy_key(archive);
  std::vector<std::string> hashes;
  for (const std::string& each : keys) {
    if (normalize_key(each).starts_with("erased:"))
      throw Error(
          ErrorKind::conflict, "erased_already",
          filled({"{} is what is left of a person whose data was erased", "{} 是已删除数据的人员留下的编号"}, each));
    hashes.push_back(key.erased_hash(each));
  }
  erasure.revision = archive.write(actor, [&](Transaction& transaction) {
    erase_rows(transaction, keys, key, hashes, options, archive.privacy(), erasure);
  });
  archive.compact();
  clean_backups(archive, keys, options, erasure);
  return erasure;
}

bool scrub_report(const Erasure& erasure, Json& report) {
  bool changed = false;
  const auto rejected = report.is_object() && report.contains("import_id") && report["import_id"].is_number()
                            ? erasure.rejected.find(report["import_id"].get<std::uint64_t>())
                            : erasure.rejected.end();
  if (rejected != erasure.rejected.end() && report.contains("files")) {
    std::uint32_t file = 0;
    for (Json& each : report["files"]) {
      for (Json& reject : each["rejects"])
        if (rejected->second.contains({file, reject.value("row", std::uint64_t{0})})) {
          reject["value"] = reject["reason"] = "";
          changed = true;
        }
      ++file;
    }
  }
  return erasure.traces.scrub(report) || changed;
}

std::uint64_t replay_erasures(Archive& archive, const std::vector<std::string>& hashes) {
  if (hashes.empty()) return 0;
  const auto key = find_privacy_key(archive.read(), archive.privacy());
  if (!key) return 0;
  const std::unordered_set<std::string> erased(hashes.begin(), hashes.end());
  std::vector<std::string> keys;
  archive.read().for_each_key(Kind::user, [&](std::uint32_t, std::string_view user) {
    if (erased.contains(key->erased_hash(user))) keys.emplace_back(user);
  });
  if (!keys.empty()) erase_users(archive, "almanac", keys);
  archive.write("almanac", [&](Transaction& transaction) { keep_erased_hashes(transaction, hashes); });
  return keys.size();
}

}  // namespace almanac::archive
