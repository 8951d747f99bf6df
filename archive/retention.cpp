#include "archive/retention.h"

#include <toml++/toml.h>

#include <algorithm>
#include <optional>

#include "archive/audit.h"
#include "archive/connection.h"
#include "archive/error.h"
#include "archive/touchpoint_json.h"
#include "archive/touchpoint_rewrite.h"
#include "archive/touchpoint_storage.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr const char* file_name = "retention.toml";

[[noreturn]] void bad(const std::string& where, const Text& what) {
  throw Error(
      ErrorKind::invalid_input, "bad_retention",
      {std::string(file_name) + ", " + where + ": " + what.en, std::string(file_name) + "，" + where + "：" + what.zh});
}

std::string line_of(const toml::node& node) { return "line " + std::to_string(node.source().begin.line); }

void check_names(const toml::table& table, const std::vector<std::string_view>& known) {
  for (const auto& [name, node] : table)
    if (std::find(known.begin(), known.end(), name.str()) == known.end())
      bad(line_of(node), filled({"unknown name \"{}\"", "未知的名称“{}”"}, name.str()));
}

std::int64_t days_of(const toml::table& table, std::string_view name) {
  const auto days = table[name].value<std::int64_t>();
  if (!days || *days < 1 || *days > 100'000)
    bad(line_of(table), filled({"{} takes a number of days, at least 1", "{} 须为天数，至少为 1"}, name));
  return *days;
}

std::vector<std::string> texts_of(const toml::table& table, std::string_view name) {
  std::vector<std::string> texts;
  const toml::node* node = table.get(name);
  if (!node) return texts;
  const toml::array* array = node->as_array();
  if (array)
    for (const toml::node& each : *array)
      if (const auto text = each.value<std::string>()) texts.push_back(*text);
  if (!array || texts.size() != array->size() || texts.empty())
    bad(line_of(*node), filled({"{} takes a list of texts", "{} 须为文本列表"}, name));
  return texts;
}

template <class Visit>
void for_each_rule(const toml::table& root, std::string_view name, Visit visit) {
  const toml::node* node = root.get(name);
  if (!node) return;
  const toml::array* array = node->as_array();
  if (!array || !array->is_array_of_tables()) bad(line_of(*node), filled({"write [[{}]]", "请写作 [[{}]]"}, name));
  for (const toml::node& each : *array) visit(*each.as_table());
}

// The rules with their words as numbers.
class DropRule {
 public:
  DropRule(const Reads& reads, const TouchpointRetention& rule, std::int64_t now)
      : before_ms_(now - rule.older_than_days * day_ms),
        types_(numbers(reads, Word::type, rule.types)),
        sources_(numbers(reads, Word::source, rule.sources)) {}

  std::int64_t before_ms() const { return before_ms_; }
  bool drops(std::int64_t time_ms, std::uint32_t type, std::uint32_t source) const {
    return time_ms < before_ms_ && has(types_, type) && has(sources_, source);
  }

 private:
  using Numbers = std::optional<std::vector<std::uint32_t>>;  // absent: any
  static Numbers numbers(const Reads& reads, Word kind, const std::vector<std::string>& texts) {
    if (texts.empty()) return std::nullopt;
    std::vector<std::uint32_t> found;
    const auto words = reads.words(kind);
    for (std::uint32_t number = 0; number < words.size(); ++number)
      if (std::find(texts.begin(), texts.end(), words[number]) != texts.end()) found.push_back(number);
    return found;
  }
  static bool has(const Numbers& numbers, std::uint32_t number) {
    return !numbers || std::find(numbers->begin(), numbers->end(), number) != numbers->end();
  }

  std::int64_t before_ms_;
  Numbers types_, sources_;
};

std::vector<DropRule> drop_rules(const Reads& reads, const RetentionRules& rules, std::int64_t now) {
  std::vector<DropRule> made;
  for (const TouchpointRetention& rule : rules.touchpoints) made.emplace_back(reads, rule, now);
  return made;
}

std::optional<std::size_t> rule_for(const std::vector<DropRule>& rules, std::int64_t time_ms, std::uint32_t type,
                                    std::uint32_t source) {
  for (std::size_t i = 0; i < rules.size(); ++i)
    if (rules[i].drops(time_ms, type, source)) return i;
  return std::nullopt;
}

std::vector<std::string> inactive_users(const Reads& reads, const RetentionRules& rules, std::int64_t now) {
  std::vector<std::string> keys;
  if (rules.users.empty()) return keys;
  std::int64_t days = rules.users.front().without_touchpoints_for_days;
  for (const UserRetention& rule : rules.users) days = std::min(days, rule.without_touchpoints_for_days);
  const std::int64_t since = now - days * day_ms;
  std::vector<bool> active(reads.count(Kind::user));
  TouchpointScan scan;
  scan.from_ms = since;
  scan.columns = TouchpointSelect::user;
  reads.scan_touchpoints(scan, [&](const TouchpointBlock& block, const TouchpointColumns& rows) {
    for_each_live_row(block, rows, [&](std::size_t i) { active[rows.user[i]] = true; });
  });
  Statement row = connection_of(reads).database.prepare(
      "SELECT DISTINCT c.number FROM change c JOIN revision r ON r.revision=c.revision WHERE c.kind=?1 AND "
      "r.at_ms>=?2");
  row.bind_all(Kind::user, since);
  while (row.step()) active[static_cast<std::size_t>(row.integer(0))] = true;
  reads.for_each_key(Kind::user, [&](std::uint32_t number, std::string_view key) {
    if (!active[number] && !key.starts_with("erased:")) keys.emplace_back(key);
  });
  return keys;
}

// Drops the rows; returns how many, by rule.
std::vector<std::uint64_t> drop_touchpoints(Transaction& transaction, const RetentionRules& rules, std::int64_t now) {
  Connection& connection = connection_of(transaction);
  Database& database = connection.database;
  const std::vector<DropRule> drops = drop_rules(transaction, rules, now);
  std::vector<std::uint64_t> dropped(drops.size(), 0);
  if (drops.empty()) return dropped;
  std::int64_t before = INT64_MIN;
  for (const DropRule& rule : drops) before = std::max(before, rule.before_ms());
  std::vector<std::uint64_t> blocks;
  {
    Statement row =
        database.prepare("SELECT block FROM touchpoint_block WHERE position IS NOT NULL AND min_ms<?1 ORDER BY block");
    row.bind_all(before);
    while (row.step()) blocks.push_back(static_cast<std::uint64_t>(row.integer(0)));
  }
  bool changed = false;
  for (const std::uint64_t block : blocks) {
    const DeadRows dead = read_dead(database, block);
    std::uint32_t number = 0;
    rewrite_block(transaction, database, block, [&](NumberedRow& row, std::string&, bool&) {
      const bool counts = !std::binary_search(dead.begin(), dead.end(), number++);
      const auto rule = rule_for(drops, row.time_ms, row.words[0], row.words[6]);
      if (!rule) return true;
      changed = true;
      dropped[*rule] += counts;
      return false;
    });
  }
  if (!changed) return dropped;
  TouchpointState state = read_state(database);
  state.rewrite_revision = connection.next_revision;
  ++state.generation;
  write_state(database, state);
  connection.changed = true;
  return dropped;
}

std::uint64_t sum(const std::vector<std::uint64_t>& counts) {
  std::uint64_t all = 0;
  for (const std::uint64_t count : counts) all += count;
  return all;
}

}  // namespace

RetentionRules read_retention(const std::filesystem::path& directory) {
  RetentionRules rules;
  const std::filesystem::path file = directory / file_name;
  std::error_code failed;
  if (!std::filesystem::exists(file, failed)) return rules;
  toml::table root;
  try {
    root = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    bad("line " + std::to_string(error.source().begin.line),
        {std::string(error.description()), std::string(error.description())});
  }
  check_names(root, {"touchpoints", "users"});
  for_each_rule(root, "touchpoints", [&](const toml::table& table) {
    check_names(table, {"older_than_days", "types", "sources"});
    rules.touchpoints.push_back(
        {days_of(table, "older_than_days"), texts_of(table, "types"), texts_of(table, "sources")});
  });
  for_each_rule(root, "users", [&](const toml::table& table) {
    check_names(table, {"without_touchpoints_for_days"});
    rules.users.push_back({days_of(table, "without_touchpoints_for_days")});
  });
  return rules;
}

Json to_json(const Retained& retained) {
  return {{"dry_run", retained.dry_run},
          {"touchpoints", sum(retained.touchpoints)},
          {"touchpoints_by_rule", retained.touchpoints},
          {"users", retained.users},
          {"revision", retained.revision},
          {"left", retained.erasure.left}};
}

Retained apply_retention(Archive& archive, const RetentionRules& rules, std::string_view actor, std::int64_t now_ms) {
  Retained retained;
  const std::vector<std::string> users = inactive_users(archive.read(), rules, now_ms);
  retained.users = users.size();
  if (!users.empty()) {
    EraseOptions options;
    options.remember = false;
    options.action = "retention";
    options.subject = std::to_string(users.size()) + " users";
    retained.erasure = erase_users(archive, actor, users, options);
  }
  retained.revision = archive.write(actor, [&](Transaction& transaction) {
    retained.touchpoints = drop_touchpoints(transaction, rules, now_ms);
    const std::string subject = std::to_string(sum(retained.touchpoints)) + " touchpoints";
    if (connection_of(transaction).changed)
      name_audit(transaction, "retention", subject);
    else
      add_audit(transaction, "retention", subject);
  });
  if (sum(retained.touchpoints) > 0) archive.compact();
  return retained;
}

Retained try_retention(const Archive& archive, const RetentionRules& rules, std::int64_t now_ms) {
  Retained retained;
  retained.dry_run = true;
  const Reader reads = archive.read();
  retained.revision = reads.revision();
  retained.users = inactive_users(reads, rules, now_ms).size();
  const std::vector<DropRule> drops = drop_rules(reads, rules, now_ms);
  retained.touchpoints.assign(drops.size(), 0);
  TouchpointScan scan;
  scan.columns = TouchpointSelect::time | TouchpointSelect::type | TouchpointSelect::source;
  if (!drops.empty())
    reads.scan_touchpoints(scan, [&](const TouchpointBlock& block, const TouchpointColumns& rows) {
      for_each_live_row(block, rows, [&](std::size_t i) {
        if (const auto rule = rule_for(drops, rows.time_ms[i], rows.type[i], rows.source[i]))
          ++retained.touchpoints[*rule];
      });
    });
  return retained;
}

}  // namespace almanac::archive
