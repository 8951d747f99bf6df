#include "insight/question_form.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "archive/error.h"
#include "archive/nearest.h"
#include "graph/cypher/query_error.h"
#include "insight/cypher_question.h"
#include "insight/dimension.h"

namespace almanac::insight {

using archive::Error;
using archive::ErrorKind;
using archive::Json;
using archive::Text;

namespace {

constexpr std::size_t longest_name = 64;

// What every question takes besides its own parameters.
constexpr std::string_view taken_names[] = {"from", "to", "as_of", "limit", "timeout_ms", "wait", "lang", "format"};

[[noreturn]] void bad(const std::string& where, const Text& what) {
  throw Error(ErrorKind::invalid_input, "bad_question", what, where);
}

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

void one_of(const std::string& text, const std::vector<std::string>& known, const std::string& where) {
  if (std::find(known.begin(), known.end(), text) != known.end()) return;
  const std::string all = joined(known);
  bad(where, archive::did_you_mean(archive::filled(Text{"\"{}\" is not known here", "此处没有“{}”"}, text),
                                   archive::nearest(text, known), {"; there are " + all, "；可用的有 " + all}));
}

const Json& field(const Json& json, const char* name, const std::string& where) {
  if (!json.is_object()) bad(where, {"an object is expected", "此处须为对象"});
  if (!json.contains(name)) bad(where, archive::filled(Text{"\"{}\" is missing", "缺少“{}”"}, name));
  return json[name];
}

std::string text_of(const Json& json, const std::string& where) {
  if (!json.is_string()) bad(where, {"a text is expected", "此处须为文本"});
  return json.get<std::string>();
}

std::string text_of(const Json& json, const char* name, const std::string& where) {
  return text_of(field(json, name, where), where + "/" + name);
}

bool flag_of(const Json& json, const char* name, const std::string& where) {
  if (!json.contains(name)) return false;
  if (!json[name].is_boolean()) bad(where + "/" + name, {"true or false is expected", "此处须为 true 或 false"});
  return json[name].get<bool>();
}

const Json& list_of(const Json& json, const std::string& where) {
  if (!json.is_array()) bad(where, {"a list is expected", "此处须为数组"});
  return json;
}

Text both_languages(const Json& json, const std::string& where) {
  return {text_of(json, "en", where), text_of(json, "zh", where)};
}

void only_fields(const Json& json, const std::vector<std::string>& names, const std::string& where) {
  if (!json.is_object()) bad(where, {"an object is expected", "此处须为对象"});
  for (const auto& [name, value] : json.items()) one_of(name, names, where + "/" + name);
}

std::vector<std::string> choice_values(const QuestionParameter& parameter) {
  std::vector<std::string> values;
  for (const QuestionChoice& choice : parameter.choices) values.push_back(choice.value);
  return values;
}

void check_dimension(const std::string& name, const std::string& where) {
  if (name.starts_with("user.")) return;
  std::vector<std::string> names;
  for (const DimensionName& known : dimension_names()) names.emplace_back(known.name);
  one_of(name, names, where);
}

QuestionParameter parameter_of(const Json& json, const std::string& where) {
  only_fields(json, {"name", "type", "dimension", "of_campaigns", "required", "several", "label", "choices", "usual"},
              where);
  QuestionParameter made;
  made.name = text_of(json, "name", where);
  const bool plain = !made.name.empty() && made.name.size() <= longest_name &&
                     made.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  if (!plain)
    bad(where + "/name", {"a name is of a–z, 0–9 and _, at most 64", "名称只能由 a–z、0–9 和 _ 组成，最长 64"});
  if (std::find(std::begin(taken_names), std::end(taken_names), made.name) != std::end(taken_names))
    bad(where + "/name",
        {"every question has this parameter already; choose another name", "每个问题都已有这个参数；请换一个名称"});
  const std::string type = text_of(json, "type", where);
  one_of(type, {"values", "date", "metric", "choice"}, where + "/type");
  if (type == "values") {
    made.type = QuestionParameter::Type::values;
    made.dimension = text_of(json, "dimension", where);
    check_dimension(made.dimension, where + "/dimension");
  } else if (type == "date") {
    made.type = QuestionParameter::Type::date;
  } else if (type == "metric") {
    made.type = QuestionParameter::Type::metric;
  } else {
    made.type = QuestionParameter::Type::choice;
    std::size_t i = 0;
    for (const Json& choice : list_of(field(json, "choices", where), where + "/choices")) {
      const std::string place = where + "/choices/" + std::to_string(i++);
      only_fields(choice, {"value", "en", "zh"}, place);
      made.choices.push_back({text_of(choice, "value", place), both_languages(choice, place)});
    }
  }
  made.of_campaigns = flag_of(json, "of_campaigns", where);
  made.required = flag_of(json, "required", where);
  made.several = flag_of(json, "several", where);
  made.label = both_languages(field(json, "label", where), where + "/label");
  if (json.contains("usual")) {
    std::size_t i = 0;
    for (const Json& value : list_of(json["usual"], where + "/usual")) {
      const std::string place = where + "/usual/" + std::to_string(i++);
      made.usual.push_back(text_of(value, place));
      if (!made.choices.empty()) one_of(made.usual.back(), choice_values(made), place);
    }
  }
  return made;
}

// Checks what is asked, with the parameters that it may name.
class Ask {
 public:
  explicit Ask(const std::vector<QuestionParameter>& parameters) {
    for (const QuestionParameter& parameter : parameters) names_.push_back("$" + parameter.name);
  }

  void check(const Json& json, const std::string& where) const {
    const std::string kind = text_of(json, "kind", where);
    one_of(kind, {"associations", "never_tried", "reported", "cypher"}, where + "/kind");
    if (kind == "associations")
      check_associations(json, where);
    else if (kind == "cypher")
      check_cypher(json, where);
    else if (kind == "never_tried")
      check_never_tried(json, where);
    else
      check_reported(json, where);
  }

 private:
  void check_associations(const Json& json, const std::string& where) const {
    only_fields(json,
                {"kind", "rows", "columns", "scope", "then", "unit", "order", "stopped_after", "row_label",
                 "column_label", "both_label"},
                where);
    field(json, "rows", where);
    side(json, "rows", true, where);
    if (json.contains("stopped_after"))
      text(json, "stopped_after", where);
    else
      field(json, "columns", where);
    side(json, "columns", !json.contains("stopped_after"), where);
    filters(json, "scope", where);
    flag_of(json, "then", where);
    word(json, "unit", {"person", "visit", "moment"}, where);
    word(json, "order", {"lift", "low_lift", "both", "jaccard", "row"}, where);
    for (const char* label : {"row_label", "column_label", "both_label"}) {
      if (json.contains(label)) both_languages(json[label], where + "/" + label);
    }
  }
  void check_never_tried(const Json& json, const std::string& where) const {
    only_fields(json, {"kind", "rows", "columns", "row_values", "column_values", "campaigns"}, where);
    dimension(json, "rows", where);
    dimension(json, "columns", where);
    values(json, "row_values", where);
    values(json, "column_values", where);
    filters(json, "campaigns", where);
  }
  void check_reported(const Json& json, const std::string& where) const {
    only_fields(json, {"kind", "group", "values", "campaigns", "metric"}, where);
    dimension(json, "group", where);
    values(json, "values", where);
    filters(json, "campaigns", where);
    if (json.contains("metric")) text(json, "metric", where);
  }
  void check_cypher(const Json& json, const std::string& where) const {
    only_fields(json, {"kind", "statement", "columns", "order"}, where);
    const Json& statement = field(json, "statement", where);
    if (!statement.is_string()) {
      std::size_t i = 0;
      for (const Json& line : list_of(statement, where + "/statement"))
        text_of(line, where + "/statement/" + std::to_string(i++));
    }
    const auto parts = statement_parts(json, where + "/statement");
    if (parts) {
      for (const std::string& name : parts->parameters) {
        if (name != "from" && name != "to") one_of("$" + name, names_, where + "/statement");
      }
    }
    word(json, "order", {"lift"}, where);
    if (!json.contains("columns")) return;
    if (!json["columns"].is_object()) bad(where + "/columns", {"an object is expected", "此处须为对象"});
    for (const auto& [name, column] : json["columns"].items()) {
      const std::string place = where + "/columns/" + name;
      if (parts) one_of(name, parts->columns, place);
      only_fields(column, {"en", "zh", "type", "dimension"}, place);
      both_languages(column, place);
      word(column, "type", {"value", "count", "share", "number", "chance", "text", "codes"}, place);
      dimension(column, "dimension", place);
    }
  }
  // An error says the line and column of the statement, which may be a list of lines.
  static std::optional<StatementParts> statement_parts(const Json& json, const std::string& where) {
    try {
      return parts_of_statement(statement_of(json));
    } catch (const graph::cypher::QueryError& error) {
      std::string place = where;
      Text message = error.message();
      if (error.has_position()) {
        const std::string line = std::to_string(error.position().line);
        const std::string column = std::to_string(error.position().column);
        if (json["statement"].is_array()) place += "/" + std::to_string(error.position().line - 1);
        message = {"line " + line + ", column " + column + " of the statement: " + message.en,
                   "语句第 " + line + " 行第 " + column + " 列：" + message.zh};
      }
      bad(place, message);
    }
  }

  // A text, or the name of a parameter after "$".
  std::string text(const Json& json, const char* name, const std::string& where) const {
    return known(text_of(json, name, where), where + "/" + name);
  }
  std::string known(std::string text, const std::string& where) const {
    if (text.starts_with('$')) one_of(text, names_, where);
    return text;
  }
  void word(const Json& json, const char* name, const std::vector<std::string>& words, const std::string& where) const {
    if (!json.contains(name)) return;
    const std::string given = text(json, name, where);
    if (!given.starts_with('$')) one_of(given, words, where + "/" + name);
  }
  void dimension(const Json& json, const char* name, const std::string& where) const {
    if (!json.contains(name)) return;
    const std::string given = text(json, name, where);
    if (!given.starts_with('$')) check_dimension(given, where + "/" + name);
  }
  void values(const Json& json, const char* name, const std::string& where) const {
    if (json.contains(name)) values(json[name], where + "/" + name);
  }
  void values(const Json& json, const std::string& where) const {
    if (json.is_string()) {
      known(json.get<std::string>(), where);
      return;
    }
    std::size_t i = 0;
    for (const Json& one : list_of(json, where)) {
      const std::string place = where + "/" + std::to_string(i++);
      known(text_of(one, place), place);
    }
  }
  void filters(const Json& json, const char* name, const std::string& where) const {
    if (!json.contains(name)) return;
    const std::string place = where + "/" + name;
    if (!json[name].is_object()) bad(place, {"an object is expected", "此处须为对象"});
    for (const auto& [dimension, list] : json[name].items()) {
      check_dimension(dimension, place + "/" + dimension);
      values(list, place + "/" + dimension);
    }
  }
  void side(const Json& json, const char* name, bool with_dimension, const std::string& where) const {
    if (!json.contains(name)) return;
    const std::string place = where + "/" + name;
    only_fields(json[name], {"of", "values", "only"}, place);
    if (with_dimension) field(json[name], "of", place);
    dimension(json[name], "of", place);
    values(json[name], "values", place);
    filters(json[name], "only", place);
  }

  std::vector<std::string> names_;
};

}  // namespace

archive::Date date_in(const std::string& text, const std::string& where) {
  const auto date = archive::Date::parse(text);
  if (!date)
    throw Error(ErrorKind::invalid_input, "bad_date",
                archive::filled(Text{"\"{}\" is no date; write 2024-11-11", "“{}”不是日期；请写成 2024-11-11"}, text),
                where);
  return *date;
}

Question question_from(const Json& json, const std::string& pointer) {
  only_fields(json, {"id", "title", "about", "parameters", "ask", "otherwise"}, pointer);
  Question made;
  made.id = text_of(json, "id", pointer);
  const bool plain = !made.id.empty() && made.id.size() <= longest_name &&
                     made.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  if (!plain) bad(pointer + "/id", {"an id is of a–z, 0–9 and -, at most 64", "id 只能由 a–z、0–9 和 - 组成，最长 64"});
  made.title = both_languages(field(json, "title", pointer), pointer + "/title");
  made.about = both_languages(field(json, "about", pointer), pointer + "/about");
  if (json.contains("parameters")) {
    std::size_t i = 0;
    for (const Json& one : list_of(json["parameters"], pointer + "/parameters")) {
      const std::string place = pointer + "/parameters/" + std::to_string(i++);
      QuestionParameter parameter = parameter_of(one, place);
      for (const QuestionParameter& other : made.parameters) {
        if (other.name == parameter.name) bad(place + "/name", {"two parameters have this name", "有两个参数同名"});
      }
      made.parameters.push_back(std::move(parameter));
    }
  }
  const Ask ask(made.parameters);
  made.ask = field(json, "ask", pointer);
  ask.check(made.ask, pointer + "/ask");
  if (json.contains("otherwise")) {
    made.otherwise = json["otherwise"];
    ask.check(made.otherwise, pointer + "/otherwise");
  }
  return made;
}

}  // namespace almanac::insight
