#include "importers/record_keys.h"

#include <algorithm>

#include "archive/error.h"
#include "archive/name.h"

namespace almanac::importers {

using archive::Json;
using archive::Kind;

std::string text_at(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string derived_code(const Json& given) {
  const std::string name = text_at(given, "name");
  std::string day = text_at(given, "start");
  for (const char* other : {"end", "planned_start", "planned_end", "announced"})
    if (day.empty()) day = text_at(given, other);
  const auto date = archive::Date::parse(day);
  return name.empty() || !date ? std::string() : archive::derive_code(name, *date);
}

namespace {

// Whether `name` is how somebody wrote this path: "../a/c.csv" of "/x/a/c.csv".
bool is_written_as(const std::filesystem::path& path, const std::filesystem::path& name) {
  auto part = path.end();
  const std::filesystem::path normal = name.lexically_normal();
  for (auto wanted = normal.end(); wanted != normal.begin();) {
    if (*--wanted == ".." || *wanted == "/") return true;
    if (part == path.begin() || *--part != *wanted) return false;
  }
  return true;
}

}  // namespace

archive::SourceFile source_of(const Session& session, const Task& task) {
  archive::SourceFile file;
  std::error_code error;
  const auto full = std::filesystem::weakly_canonical(task.path, error);
  file.source = !error && is_written_as(task.path, task.file) ? full.string() : task.file;
  file.import_id = session.import_id;
  file.name = task.file;
  file.sheet = task.sheet;
  file.mapping = task.mapping;
  if (!task.rule->from_header && task.rule_index > 0) file.mapping += " #" + std::to_string(task.rule_index + 1);
  file.at_ms = archive::now_ms();
  return file;
}

RowContext row_context(Session& session) {
  RowContext context;
  context.dictionary = &session.dictionary;
  context.zone = &session.archive.zone();
  context.known = [&session](std::string_view field, std::string_view name) {
    const auto reader = session.archive.read();
    if (field == "channels" || field == "channel")
      return session.dictionary.find_channel(name) != nullptr || reader.find_by_name(Kind::channel, name).has_value();
    if (field == "products") return reader.find_number(Kind::product, name).has_value();
    if (field == "segments") return reader.find_by_name(Kind::segment, name).has_value();
    return false;
  };
  return context;
}

bool check_names(const Json& value, const std::string& at, Problem& problem) {
  constexpr std::string_view prose[] = {"text",     "summary",  "highlights", "statement", "advice",
                                        "action",   "evidence", "hypothesis", "goal",      "result",
                                        "analysis", "insight",  "attributes"};
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() <= 1024 && (text.empty() || !archive::normalize_key(text).empty())) return true;
    problem = {at, text, text.size() > 1024 ? "too_long" : "empty_key",
               text.size() > 1024 ? archive::Text{"a name has at most 1,024 bytes", "名称最长 1024 字节"}
                                  : archive::Text{"a name must not be blank", "名称不能为空白"}};
    return false;
  }
  if (value.is_array())
    return std::ranges::all_of(value, [&](const Json& item) { return check_names(item, at, problem); });
  if (!value.is_object()) return true;
  for (const auto& [name, item] : value.items())
    if (std::ranges::find(prose, name) == std::end(prose) && !check_names(item, at.empty() ? name : at, problem))
      return false;
  return true;
}

namespace {

// Visits what the campaign rows of the tasks say that give a code, or that give none.
template <class Visit>
void for_each_campaign(Session& session, std::span<const Task> tasks, bool with_code, Visit visit) {
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (tasks[i].rule->kind != RowKind::campaigns) continue;
    try {
      RowSource rows = open_task(tasks[i]);
      RowRecord reader(*tasks[i].rule, rows, row_context(session));
      Json given;
      Problem problem;
      for (Read read = rows.next(); read != Read::end; read = rows.next())
        if (read == Read::row && reader.applies(rows) && reader.gives(rows, "code") == with_code &&
            reader.build(rows, given, problem))
          visit(i, rows, given);
    } catch (const archive::Error&) {
      continue;  // reported when the file is read for good
    }
  }
}

// Dates of the same precision are in order as text.
void add_day(std::unordered_map<std::string, Json>& days, const Json& row) {
  const std::string name = text_at(row, "name"), day = text_at(row, "start");
  if (name.empty() || day.empty()) return;
  const auto [known, is_new] = days.try_emplace(name, Json{{"name", name}, {"start", day}, {"end", day}});
  if (is_new) return;
  if (day < text_at(known->second, "start")) known->second["start"] = day;
  if (day > text_at(known->second, "end")) known->second["end"] = day;
}

}  // namespace

AmbiguousCodes find_ambiguous_codes(Session& session, std::span<const Task> tasks) {
  AmbiguousCodes codes;
  bool without_code = false;
  for_each_campaign(session, tasks, false, [&](std::size_t task, const RowSource& rows, const Json& given) {
    without_code = true;
    if (tasks[task].rule->daily) return add_day(codes.days, given);
    if (tasks[task].rule->collect) return;  // its rows of one name and date are one campaign
    const std::string code = derived_code(given);
    if (code.empty()) return;
    const std::uint64_t hash = std::hash<std::string_view>()(rows.raw());
    const auto [known, is_new] = codes.first_row.emplace(code, AmbiguousCodes::FirstRow{task, hash});
    // Rows of several files are about one campaign, rows of one file are not.
    if (!is_new && known->second.task == task && known->second.hash != hash) codes.ambiguous[code] = true;
  });
  // Codes that are given are known before any row that gives none looks for its campaign.
  if (without_code)
    for_each_campaign(session, tasks, true, [&](std::size_t, const RowSource&, const Json& given) {
      if (const std::string code = archive::normalize_key(text_at(given, "code")); !code.empty())
        session.campaigns.add(code, given);
    });
  return codes;
}

}  // namespace almanac::importers
