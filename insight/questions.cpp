#include "insight/questions.h"

#include <algorithm>
#include <fstream>

#include "archive/error.h"
#include "archive/name.h"
#include "insight/dimension.h"

// The shipped file, embedded by the build.
extern "C" const char almanac_embedded_questions[];
extern "C" const char almanac_embedded_questions_end[];

namespace almanac::insight {

using archive::Error;
using archive::ErrorKind;
using archive::Json;
using archive::Text;

namespace {

constexpr std::size_t most_files = 200;
constexpr std::size_t most_bytes = 64 * 1024;

[[noreturn]] void bad(const std::string& where, const Text& what) {
  throw Error(ErrorKind::invalid_input, "bad_question",
              archive::filled(Text{"{}: " + what.en, "{}：" + what.zh}, where), where);
}

const Json& field(const Json& json, const char* name, const std::string& where) {
  if (!json.is_object() || !json.contains(name))
    bad(where, {std::string("\"") + name + "\" is missing", std::string("缺少“") + name + "”"});
  return json[name];
}

std::string text_of(const Json& json, const std::string& where) {
  if (!json.is_string()) bad(where, {"a text is expected", "此处须为文本"});
  return json.get<std::string>();
}

Text both_languages(const Json& json, const std::string& where) {
  return {text_of(field(json, "en", where), where + "/en"), text_of(field(json, "zh", where), where + "/zh")};
}

void only_fields(const Json& json, std::initializer_list<std::string_view> names, const std::string& where) {
  if (!json.is_object()) bad(where, {"an object is expected", "此处须为对象"});
  for (const auto& [name, value] : json.items()) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    std::string all;
    for (const auto known : names) all += (all.empty() ? "" : ", ") + std::string(known);
    bad(where + "/" + name, {"there is no such field; there are " + all, "没有这个字段；可用字段：" + all});
  }
}

QuestionParameter parameter_of(const Json& json, const std::string& where) {
  only_fields(json, {"name", "type", "dimension", "of_campaigns", "required", "several", "label", "choices", "usual"},
              where);
  QuestionParameter made;
  made.name = text_of(field(json, "name", where), where + "/name");
  const std::string type = text_of(field(json, "type", where), where + "/type");
  if (type == "values") {
    made.type = QuestionParameter::Type::values;
    made.dimension = text_of(field(json, "dimension", where), where + "/dimension");
  } else if (type == "date") {
    made.type = QuestionParameter::Type::date;
  } else if (type == "metric") {
    made.type = QuestionParameter::Type::metric;
  } else if (type == "choice") {
    made.type = QuestionParameter::Type::choice;
    for (const Json& choice : field(json, "choices", where)) {
      made.choices.push_back(
          {text_of(field(choice, "value", where), where + "/choices"), both_languages(choice, where)});
    }
  } else {
    bad(where + "/type",
        {"a parameter is values, date, metric or choice", "参数类型只能是 values、date、metric 或 choice"});
  }
  made.of_campaigns = json.value("of_campaigns", false);
  made.required = json.value("required", false);
  made.several = json.value("several", false);
  made.label = both_languages(field(json, "label", where), where + "/label");
  if (json.contains("usual")) {
    for (const Json& value : json["usual"]) made.usual.push_back(text_of(value, where + "/usual"));
  }
  return made;
}

void check_ask(const Json& json, const std::string& where) {
  const std::string kind = text_of(field(json, "kind", where), where + "/kind");
  if (kind == "associations") {
    only_fields(json,
                {"kind", "rows", "columns", "scope", "then", "unit", "order", "stopped_after", "row_label",
                 "column_label", "both_label"},
                where);
    only_fields(field(json, "rows", where), {"of", "values", "only"}, where + "/rows");
    if (!json.contains("stopped_after")) field(json, "columns", where);
    if (json.contains("columns")) only_fields(json["columns"], {"of", "values", "only"}, where + "/columns");
  } else if (kind == "never_tried") {
    only_fields(json, {"kind", "rows", "columns", "row_values", "column_values", "campaigns"}, where);
  } else if (kind == "reported") {
    only_fields(json, {"kind", "group", "values", "campaigns", "metric"}, where);
  } else {
    bad(where + "/kind", {"a question asks for associations, never_tried or reported",
                          "问题的 kind 只能是 associations、never_tried 或 reported"});
  }
}

std::string nearest(std::string_view text, const std::vector<std::string>& names) {
  std::size_t best = std::max<std::size_t>(text.size() / 3, 2) + 1;
  std::string found;
  for (const std::string& name : names) {
    const std::size_t distance = archive::edit_distance(text, name, best - 1);
    if (distance < best) {
      best = distance;
      found = name;
    }
  }
  return found;
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(most_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > most_bytes)
    bad(file.filename().string(), {"a file of questions has at most 64 KB", "问题文件最大 64 KB"});
  return text;
}

}  // namespace

void QuestionBook::add(const Json& json, bool own, const std::string& where) {
  only_fields(json, {"id", "title", "about", "parameters", "ask", "otherwise"}, where);
  Question made;
  made.id = text_of(field(json, "id", where), where + "/id");
  const bool plain = !made.id.empty() && made.id.size() <= 64 &&
                     made.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  if (!plain) bad(where + "/id", {"an id is of a–z, 0–9 and -, at most 64", "id 只能由 a–z、0–9 和 - 组成，最长 64"});
  made.title = both_languages(field(json, "title", where), where + "/title");
  made.about = both_languages(field(json, "about", where), where + "/about");
  if (json.contains("parameters")) {
    std::size_t i = 0;
    for (const Json& parameter : json["parameters"])
      made.parameters.push_back(parameter_of(parameter, where + "/parameters/" + std::to_string(i++)));
  }
  made.ask = field(json, "ask", where);
  check_ask(made.ask, where + "/ask");
  if (json.contains("otherwise")) {
    made.otherwise = json["otherwise"];
    check_ask(made.otherwise, where + "/otherwise");
  }
  made.own = own;
  const auto same =
      std::find_if(questions_.begin(), questions_.end(), [&](const Question& q) { return q.id == made.id; });
  if (same != questions_.end())
    *same = std::move(made);
  else
    questions_.push_back(std::move(made));
}

const QuestionBook& QuestionBook::shipped() {
  static const QuestionBook book = [] {
    QuestionBook made;
    const Json all = archive::parse_json({almanac_embedded_questions, almanac_embedded_questions_end});
    std::size_t i = 0;
    for (const Json& one : all) made.add(one, false, "/" + std::to_string(i++));
    return made;
  }();
  return book;
}

QuestionBook QuestionBook::load(const std::filesystem::path& directory) {
  QuestionBook book = shipped();
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    if (entry.is_regular_file() && entry.path().extension() == ".json") files.push_back(entry.path());
    if (files.size() > most_files)
      bad("questions", {"there may be at most 200 files of questions", "问题文件最多 200 个"});
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    const std::string name = file.filename().string();
    Json json;
    try {
      json = archive::parse_json(content_of(file));
    } catch (const Error& failed) {
      if (failed.code() == "bad_question") throw;
      bad(name + (failed.where().empty() ? "" : ":" + failed.where()), failed.message());
    }
    if (!json.is_array()) json = Json::array({json});
    std::size_t i = 0;
    for (const Json& one : json) book.add(one, true, name + "/" + std::to_string(i++));
  }
  return book;
}

const Question& QuestionBook::require(std::string_view id) const {
  std::vector<std::string> ids;
  for (const Question& question : questions_) {
    if (question.id == id) return question;
    ids.push_back(question.id);
  }
  Text message = archive::filled(Text{"there is no question \"{}\"", "没有名为“{}”的问题"}, id);
  const std::string near = nearest(id, ids);
  if (!near.empty()) {
    message.en += "; did you mean \"" + near + "\"?";
    message.zh += "；是否指“" + near + "”？";
  }
  throw Error(ErrorKind::not_found, "unknown_question", message, "id");
}

Json to_json(const Question& question, archive::Language language) {
  Json parameters = Json::array();
  for (const QuestionParameter& parameter : question.parameters) {
    static constexpr const char* types[] = {"values", "date", "metric", "choice"};
    Json json{{"name", parameter.name},
              {"type", types[static_cast<std::size_t>(parameter.type)]},
              {"label", parameter.label.in(language)},
              {"required", parameter.required},
              {"several", parameter.several}};
    if (!parameter.dimension.empty()) json["dimension"] = parameter.dimension;
    if (parameter.of_campaigns) json["of_campaigns"] = true;
    if (!parameter.usual.empty()) json["usual"] = parameter.usual;
    if (!parameter.choices.empty()) {
      json["choices"] = Json::array();
      for (const QuestionChoice& choice : parameter.choices)
        json["choices"].push_back({{"value", choice.value}, {"label", choice.label.in(language)}});
    }
    parameters.push_back(std::move(json));
  }
  return {{"id", question.id},
          {"title", question.title.in(language)},
          {"about", question.about.in(language)},
          {"own", question.own},
          {"parameters", std::move(parameters)}};
}

}  // namespace almanac::insight
