#include "importers/plan.h"

#include <algorithm>

#include "archive/error.h"
#include "importers/header_names.h"

namespace almanac::importers {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::Text;
namespace fs = std::filesystem;

struct Found {
  fs::path path;
  std::string name;     // for reports
  std::string matched;  // for patterns: the file's own name
  bool from_folder = false;
};

void expand_folder(const InputFile& input, std::vector<Found>& found) {
  std::vector<fs::path> files;
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(input.path, fs::directory_options::skip_permission_denied, error);
       !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    const std::string name = it->path().filename().string();
    const bool hidden = name.starts_with('.') || name.starts_with("~$");
    if (hidden && it->is_directory()) it.disable_recursion_pending();
    if (!hidden && it->is_regular_file()) files.push_back(it->path());
  }
  if (error)
    throw Error(ErrorKind::forbidden, "unreadable_file",
                {input.path.string() + ": " + error.message(), input.path.string() + "：" + error.message()},
                input.path.string());
  std::ranges::sort(files);
  for (fs::path& file : files) found.push_back({file, file.string(), file.filename().string(), true});
}

std::vector<Found> expand(const std::vector<InputFile>& inputs) {
  std::vector<Found> found;
  for (const InputFile& input : inputs) {
    std::error_code error;
    const fs::file_status status = fs::status(input.path, error);
    if (!fs::exists(status))
      throw Error(
          ErrorKind::not_found, "no_such_file",
          archive::filled({"there is no file or folder {}; check the path", "文件或文件夹 {} 不存在，请检查路径"},
                          input.path.string()),
          input.path.string());
    if (fs::is_directory(status)) {
      expand_folder(input, found);
      continue;
    }
    const std::string name = input.name.empty() ? input.path.string() : input.name;
    found.push_back({input.path, name, fs::path(name).filename().string(), false});
  }
  return found;
}

// A pattern with a slash is matched against the end of the path, any other against the file's own name.
bool named_by(const std::string& pattern, const Found& file) {
  if (pattern.find('/') == std::string::npos) return matches(pattern, file.matched);
  return matches(pattern, file.name) || matches("*/" + pattern, file.name);
}

// Column names of a table, or the member names of the first record of JSON that can be read.
std::vector<std::string> columns_of(RowSource& rows) {
  if (rows.is_table()) return rows.header();
  std::vector<std::string> names;
  for (Read read = rows.next(); read != Read::end && names.empty(); read = rows.next())
    if (read == Read::row)
      for (const auto& [name, value] : rows.object().items()) names.push_back(name);
  return names;
}

Text columns_text(const std::vector<std::string>& columns) {
  std::string list;
  for (const std::string& column : columns) list += (list.empty() ? "" : ", ") + column;
  if (list.size() > 400) list = list.substr(0, list.rfind(", ", 400)) + " …";
  return {list, list};
}

std::string readable_alternatives(std::string fields) {
  std::string text;
  for (const char c : fields) {
    if (c == '|')
      text += " / ";
    else
      text += c;
  }
  return text;
}

void plan_by_header(const Found& file, std::optional<RowKind> wanted, const archive::Dictionary& dictionary,
                    Plan& plan) {
  RowSource rows = open_task({file.path, file.name, std::make_shared<FileRule>(), 0});
  const std::vector<std::string> columns = columns_of(rows);
  const auto kind = wanted ? wanted : detect_kind(columns, dictionary);
  if (!kind) {
    plan.refused.push_back(
        {file.name, "", "unknown_kind",
         archive::filled(
             {"it is not clear what the rows are; say so with --kind campaigns (or touchpoints, users, products, "
              "channels, "
              "segments, lessons) or with a mapping (--map). The file has: {}",
              "无法判断行的类型；请用 --kind campaigns（或 "
              "touchpoints、users、products、channels、segments、lessons）指定，或使用映射（--map）。文件中的列有：{}"},
             columns_text(columns).en)});
    return;
  }
  auto rule = std::make_shared<FileRule>(rule_from_header(*kind, columns, dictionary));
  std::vector<std::string> fields;
  for (const FieldRule& field : rule->fields) fields.push_back(field.field);
  const auto missing = missing_fields(*kind, fields);
  if (!missing.empty() && rows.is_table()) {
    plan.refused.push_back(
        {file.name, std::string(to_string(*kind)), "missing_column",
         archive::filled({"rows of {} need a column for {}; name it so, or map it with --map. The file has: {}",
                          "{} 的行需要 {} 列；请这样命名，或用 --map 建立映射。文件中的列有：{}"},
                         std::string(to_string(*kind)), readable_alternatives(missing.front()),
                         columns_text(columns).en)});
    return;
  }
  plan.tasks.push_back({file.path, file.name, std::move(rule), plan.tasks.size()});
}

}  // namespace

RowSource open_task(const Task& task) {
  ReadOptions options;
  options.csv = task.rule->csv;
  options.encoding = task.rule->encoding;
  if (fs::path(task.name).extension() == task.path.extension()) return RowSource(open_file(task.path, options));
  return RowSource(open_bytes(open_source(task.path), task.name, options));  // an upload: its own name says its kind
}

Plan make_plan(const ImportOptions& options, const Mapping* mapping, const archive::Dictionary& dictionary) {
  Plan plan;
  std::vector<std::shared_ptr<const FileRule>> rules;
  if (mapping)
    for (const FileRule& rule : mapping->files) rules.push_back(std::make_shared<FileRule>(rule));
  for (const Found& file : expand(options.files)) {
    if (mapping) {
      bool named = false;
      for (std::size_t i = 0; i < rules.size(); ++i) {
        if (!std::ranges::any_of(rules[i]->patterns,
                                 [&](const std::string& pattern) { return named_by(pattern, file); }))
          continue;
        plan.tasks.push_back({file.path, file.name, rules[i], i});
        named = true;
      }
      if (!named) plan.ignored.push_back(file.name);
      continue;
    }
    try {
      plan_by_header(file, options.kind, dictionary, plan);
    } catch (const Error& error) {
      // Beside its data a folder may well hold a note or a script; a file that was named is expected to be data.
      if (file.from_folder && error.code() == "unknown_file_kind")
        plan.ignored.push_back(file.name);
      else
        plan.refused.push_back({file.name, "", error.code(), error.message()});
    }
  }
  std::ranges::stable_sort(plan.tasks, [](const Task& a, const Task& b) {
    if (a.rule->kind != b.rule->kind) return a.rule->kind < b.rule->kind;
    return a.rule_index < b.rule_index;
  });
  return plan;
}

}  // namespace almanac::importers
