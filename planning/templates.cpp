#include "planning/templates.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <system_error>

#include "archive/name.h"

#define ALMANAC_SHIPPED(name)                               \
  extern "C" const unsigned char almanac_embedded_##name[]; \
  extern "C" const unsigned char almanac_embedded_##name##_end[];
ALMANAC_SHIPPED(template_campaign_brief_zh)
ALMANAC_SHIPPED(template_campaign_brief_en)
ALMANAC_SHIPPED(template_launch_checklist_zh)
ALMANAC_SHIPPED(template_launch_checklist_en)
ALMANAC_SHIPPED(template_grai_review_zh)
ALMANAC_SHIPPED(template_grai_review_en)
#undef ALMANAC_SHIPPED

namespace almanac::planning {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::Json;
using archive::Language;
using archive::Text;

std::string_view bytes(const unsigned char* begin, const unsigned char* end) {
  return {reinterpret_cast<const char*>(begin), static_cast<std::size_t>(end - begin)};
}

std::vector<Template> shipped_templates() {
#define ALMANAC_SHIPPED(file, name) \
  parse_template(file, bytes(almanac_embedded_##name, almanac_embedded_##name##_end), Origin::shipped)
  return {ALMANAC_SHIPPED("campaign-brief.zh.md", template_campaign_brief_zh),
          ALMANAC_SHIPPED("campaign-brief.en.md", template_campaign_brief_en),
          ALMANAC_SHIPPED("launch-checklist.zh.md", template_launch_checklist_zh),
          ALMANAC_SHIPPED("launch-checklist.en.md", template_launch_checklist_en),
          ALMANAC_SHIPPED("grai-review.zh.md", template_grai_review_zh),
          ALMANAC_SHIPPED("grai-review.en.md", template_grai_review_en)};
#undef ALMANAC_SHIPPED
}

std::string_view language_name(Language language) { return language == Language::zh ? "zh" : "en"; }

// The .md files of the directory by name; an absent directory is an empty one.
std::vector<std::filesystem::path> own_files(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  if (directory.empty() || !std::filesystem::exists(directory, error)) return files;
  std::filesystem::directory_iterator entries(directory, error);
  if (error) {
    throw Error(ErrorKind::unavailable, "templates_unreadable",
                archive::filled(Text{"the templates in {} cannot be read: {}", "无法读取 {} 中的模板：{}"},
                                directory.string(), error.message()));
  }
  for (const auto& entry : entries) {
    const auto name = entry.path().filename().string();
    if (entry.is_regular_file(error) && name.ends_with(".md") && !name.starts_with(".")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Template read_own(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(template_byte_limit + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || (!file.is_open())) {
    throw Error(ErrorKind::unavailable, "template_unreadable",
                archive::filled(Text{"{} cannot be opened", "无法打开 {}"}, path.filename().string()), "line 1");
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  return parse_template(path.filename().string(), text, Origin::own);
}

using TemplateKey = std::pair<std::string, std::string_view>;  // id and language

TemplateKey key_of(const Template& record) { return {record.id, language_name(record.language)}; }

void add_own(const std::filesystem::path& path, std::map<TemplateKey, Template>& by_key) {
  auto record = read_own(path);
  const auto key = key_of(record);
  const auto existing = by_key.find(key);
  if (existing != by_key.end() && existing->second.origin == Origin::own) {
    throw Error(ErrorKind::invalid_input, "duplicate_template",
                archive::filled(Text{"another file has the template {} in this language already; change its id",
                                     "另一个文件已是同一语言的模板 {}，请改 id"},
                                record.id),
                "line 1");
  }
  by_key.insert_or_assign(key, std::move(record));
}

std::string nearest_id(const TemplateList& list, std::string_view id) {
  std::string nearest;
  std::size_t best = 8;
  for (const auto& record : list.templates) {
    const auto distance = archive::edit_distance(id, record.id, best);
    if (distance < best) {
      best = distance;
      nearest = record.id;
    }
  }
  return nearest;
}

// The id that a broken file would have had.
std::string id_of_file(std::string name) {
  name = name.substr(0, name.size() - 3);
  if (name.ends_with(".zh") || name.ends_with(".en")) name.resize(name.size() - 3);
  return archive::normalize_key(name);
}

}  // namespace

TemplateList load_templates(const std::filesystem::path& directory) {
  static const std::vector<Template> shipped = shipped_templates();
  std::map<TemplateKey, Template> by_key;
  for (const auto& record : shipped) by_key.emplace(key_of(record), record);
  TemplateList list;
  std::size_t count = 0;
  for (const auto& path : own_files(directory)) {
    const auto name = path.filename().string();
    if (++count > template_file_limit) {
      list.broken.push_back({name, Error(ErrorKind::invalid_input, "too_many_templates",
                                         archive::filled(Text{"only the first {} files of the directory are read",
                                                              "目录中只读取前 {} 个文件"},
                                                         std::to_string(template_file_limit)),
                                         "line 1")});
      continue;
    }
    try {
      add_own(path, by_key);
    } catch (const Error& error) {
      list.broken.push_back({name, error});
    }
  }
  for (auto& [key, record] : by_key) list.templates.push_back(std::move(record));
  return list;
}

Template get_template(const TemplateList& list, std::string_view id, Language language) {
  const auto key = archive::normalize_key(id);
  const Template* other = nullptr;
  for (const auto& record : list.templates) {
    if (record.id != key) continue;
    if (record.language == language) return record;
    other = &record;
  }
  for (const auto& broken : list.broken) {
    if (id_of_file(broken.file) == key && other == nullptr) throw broken.problem;
  }
  if (other != nullptr) return *other;
  const auto near = nearest_id(list, key);
  Text message = archive::filled(Text{"there is no template {}", "没有模板 {}"}, key);
  if (!near.empty()) {
    message.en += "; did you mean " + near + "?";
    message.zh += "；是不是 " + near + "？";
  }
  throw Error(ErrorKind::not_found, "unknown_template", message, "/template");
}

Json to_json(const Template& record) {
  return Json{{"id", record.id},
              {"name", record.name},
              {"description", record.description},
              {"language", language_name(record.language)},
              {"origin", record.origin == Origin::shipped ? "shipped" : "own"}};
}

Json to_json_with_source(const Template& record) {
  auto json = to_json(record);
  json["slots"] = Json::array();
  std::set<std::string> seen;
  for (const auto& line : record.lines) {
    if (line.type == TemplateLine::Type::slot && seen.insert(line.text).second) json["slots"].push_back(line.text);
  }
  json["source"] = record.source;
  return json;
}

Json to_json(const TemplateList& list) {
  Json items = Json::array();
  for (const auto& record : list.templates) items.push_back(to_json(record));
  Json broken = Json::array();
  for (const auto& file : list.broken) {
    broken.push_back({{"file", file.file},
                      {"line", file.problem.where()},
                      {"code", file.problem.code()},
                      {"message", {{"en", file.problem.message().en}, {"zh", file.problem.message().zh}}}});
  }
  return Json{{"items", std::move(items)}, {"broken", std::move(broken)}};
}

}  // namespace almanac::planning
