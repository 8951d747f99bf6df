// A question asked: its parameters put in their places, the answer as a table with its picture.

#include <algorithm>

#include "archive/error.h"
#include "graph/exploring.h"
#include "insight/answer_table.h"
#include "insight/cypher_question.h"
#include "insight/never_tried.h"
#include "insight/question_form.h"
#include "insight/questions.h"
#include "insight/reported.h"

namespace almanac::insight {

using archive::Error;
using archive::ErrorKind;
using archive::Json;
using archive::Language;
using archive::Text;

namespace {

constexpr std::size_t most_drawn = 40;  // rows in the picture

// The parameters of a question with what was given for them.
class Given {
 public:
  Given(const Question& question, const QuestionRequest& request) : question_(question) {
    for (const auto& [name, values] : request.values) {
      const auto known = std::find_if(question.parameters.begin(), question.parameters.end(),
                                      [&](const QuestionParameter& p) { return p.name == name; });
      if (known == question.parameters.end()) refuse_unknown(name);
      if (!values.empty()) values_[name] = values;
    }
    for (const QuestionParameter& parameter : question.parameters) {
      auto& values = values_[parameter.name];
      if (values.empty()) values = parameter.usual;
      if (values.empty() && parameter.required)
        throw Error(ErrorKind::invalid_input, "missing_parameter",
                    {"the question needs " + parameter.label.en + ": give " + parameter.name,
                     "这个问题需要" + parameter.label.zh + "：请给出 " + parameter.name},
                    parameter.name);
      if (values.size() > 1 && !parameter.several)
        throw Error(ErrorKind::invalid_input, "too_many_values",
                    archive::filled(Text{"{} takes one value", "{} 只能有一个值"}, parameter.name), parameter.name);
      if (parameter.type == QuestionParameter::Type::choice) {
        for (const std::string& value : values) check_choice(parameter, value);
      }
    }
  }

  const std::map<std::string, std::vector<std::string>>& all() const { return values_; }
  const std::vector<QuestionParameter>& parameters() const { return question_.parameters; }

  // A text of the question's file; "$name" stands for the parameter's value.
  std::string text(const Json& ask, const char* name, const std::string& otherwise = "") const {
    if (!ask.contains(name)) return otherwise;
    const auto values = list(ask[name]);
    return values.empty() ? otherwise : values.front();
  }
  std::vector<std::string> list(const Json& json) const {
    if (json.is_array()) {
      std::vector<std::string> all;
      for (const Json& one : json) {
        for (std::string& value : list(one)) all.push_back(std::move(value));
      }
      return all;
    }
    if (!json.is_string()) return {};
    const auto text = json.get<std::string>();
    if (!text.starts_with('$')) return {text};
    const auto found = values_.find(text.substr(1));
    return found == values_.end() ? std::vector<std::string>{} : found->second;
  }
  Filters filters(const Json& ask, const char* name) const {
    Filters made;
    if (!ask.contains(name)) return made;
    for (const auto& [dimension, values] : ask[name].items()) made[dimension] = list(values);
    return made;
  }
  Side side(const Json& ask, const char* name) const {
    Side made;
    if (!ask.contains(name)) return made;
    const Json& json = ask[name];
    made.dimension = text(json, "of");
    if (json.contains("values")) made.values = list(json["values"]);
    made.only = filters(json, "only");
    return made;
  }
  std::optional<archive::Date> date(const Json& ask, const char* name) const {
    const std::string value = text(ask, name);
    if (value.empty()) return std::nullopt;
    return date_in(value, name);
  }

  // Which parameter has the value that an error "unknown_value" names first in quotation marks; else where the error was.
  std::string parameter_with_unknown(const Error& error) const {
    const std::string& message = error.message().en;
    const std::size_t quoted = message.find('"') + 1;
    for (const auto& [name, values] : values_) {
      for (const std::string& value : values) {
        if (message.compare(quoted, value.size() + 1, value + '"') == 0) return name;
      }
    }
    return error.where();
  }

 private:
  [[noreturn]] void refuse_unknown(const std::string& name) const {
    std::string all;
    for (const QuestionParameter& parameter : question_.parameters) all += (all.empty() ? "" : ", ") + parameter.name;
    throw Error(
        ErrorKind::invalid_input, "unknown_parameter",
        archive::filled(Text{"the question has no parameter {}; it takes {}", "这个问题没有参数 {}；可用参数：{}"},
                        name, all.empty() ? "-" : all),
        name);
  }
  static void check_choice(const QuestionParameter& parameter, const std::string& value) {
    // What people are grouped by may also be one of their attributes.
    if (value.starts_with("user.")) return;
    std::string all;
    for (const QuestionChoice& choice : parameter.choices) {
      if (choice.value == value) return;
      all += (all.empty() ? "" : ", ") + choice.value;
    }
    throw Error(ErrorKind::invalid_input, "unknown_choice",
                archive::filled(Text{"{} is one of {}, not \"{}\"", "{} 只能是 {} 之一，而不是“{}”"}, parameter.name,
                                all, value),
                parameter.name);
  }

  const Question& question_;
  std::map<std::string, std::vector<std::string>> values_;
};

std::optional<Text> label_in(const Json& ask, const char* name) {
  if (!ask.contains(name)) return std::nullopt;
  return Text{ask[name].value("en", ""), ask[name].value("zh", "")};
}
// A question that has one column says in its title what that is.
Text both_label(const Json& ask) { return label_in(ask, "both_label").value_or(Text{"of these with it", "其中"}); }

// Nodes and edges of a table of pairs; values that are no nodes of the graph get ids of their own. `column` may be empty.
Json picture(const Json& rows, const std::string& row_name, const std::string& column_name, const std::string& weight) {
  Json nodes = Json::array();
  Json edges = Json::array();
  std::map<std::string, std::size_t> seen;
  const auto add = [&](const Json& value, const char* side) {
    const std::string key = value.value("key", "");
    const std::string id = value.contains("id") ? value["id"].get<std::string>() : std::string(side) + ":" + key;
    if (seen.emplace(id, nodes.size()).second)
      nodes.push_back({{"id", id}, {"label", value.value("label", key)}, {"side", side}});
    return id;
  };
  for (std::size_t i = 0; i < std::min(rows.size(), most_drawn); ++i) {
    const Json& row = rows[i];
    if (!row.at(row_name).is_object()) continue;
    const std::string source = add(row[row_name], "row");
    if (column_name.empty() || !row.at(column_name).is_object()) continue;
    const std::string target = add(row[column_name], "column");
    const Json weighed = row.value(weight, Json());
    Json edge{{"source", source}, {"target", target}, {"weight", weighed.is_number() ? weighed : Json(0.0)}};
    if (row.contains("lift")) edge["lift"] = row["lift"];
    edges.push_back(std::move(edge));
  }
  return {{"nodes", std::move(nodes)}, {"edges", std::move(edges)}};
}

// Of any table: between its first two columns of values, by what first counts.
Json picture(const Json& answer) {
  std::vector<std::string> values;
  std::string weight;
  for (const Json& column : answer["columns"]) {
    const std::string type = column["type"];
    if (type == "value") values.push_back(column["name"]);
    if (weight.empty() && (type == "count" || type == "number")) weight = column["name"];
  }
  if (values.empty()) return picture(Json::array(), "", "", "");
  return picture(answer["rows"], values[0], values.size() > 1 ? values[1] : "", weight);
}

AssociationRequest association_request(const Json& ask, const Given& given, const QuestionRequest& request) {
  AssociationRequest made;
  made.rows = given.side(ask, "rows");
  made.columns = given.side(ask, "columns");
  made.scope = given.filters(ask, "scope");
  made.unit = unit_from(given.text(ask, "unit"));
  made.then = ask.value("then", false);
  made.order = order_from(given.text(ask, "order", "lift"));
  made.stopped_after = given.date(ask, "stopped_after");
  made.from = request.from;
  made.to = request.to;
  made.as_of = request.as_of;
  made.limit = request.limit;
  return made;
}

// nullopt: no touchpoints to answer from.
std::optional<Json> ask_associations(const Json& ask, const Given& given, const QuestionRequest& request,
                                     const graph::CampaignGraph& graph, graph::Budget& budget, Language language) {
  const AssociationRequest asked = association_request(ask, given, request);
  const Associations found = associations(graph, asked, budget);
  if (found.units == 0) return std::nullopt;
  Json answer{{"basis", "touchpoints"}};
  if (found.row_values == 0 || found.column_values == 0) {
    const Text missing = dimension_label(found.row_values == 0 ? asked.rows.dimension : asked.columns.dimension);
    answer["note"] = Text{"None of these touchpoints has what is asked for (" + missing.en + ").",
                          "这些触点都没有所问的维度（" + missing.zh + "）。"}
                         .in(language);
  }
  answer.update(to_json(found, asked));
  answer["columns"] =
      columns_of(asked, {label_in(ask, "row_label"), label_in(ask, "column_label"), both_label(ask)}, language);
  const bool columns = !asked.stopped_after && asked.columns.values.size() != 1;
  answer["graph"] = picture(answer["rows"], "row", columns ? "column" : "", "both");
  return answer;
}

Json ask_never_tried(const Json& ask, const Given& given, const QuestionRequest& request,
                     const graph::CampaignGraph& graph, graph::Budget& budget, Language language) {
  NeverTriedRequest asked;
  asked.rows = given.text(ask, "rows", asked.rows);
  asked.columns = given.text(ask, "columns", asked.columns);
  asked.campaigns = given.filters(ask, "campaigns");
  if (ask.contains("row_values")) asked.row_values = given.list(ask["row_values"]);
  if (ask.contains("column_values")) asked.column_values = given.list(ask["column_values"]);
  asked.as_of = request.as_of;
  asked.limit = request.limit;
  Json answer{{"basis", "campaigns"}};
  answer.update(to_json(never_tried(graph, asked, budget)));
  answer["columns"] = columns_of(asked, language);
  answer["graph"] = picture(answer["rows"], "row", "column", "expected");
  return answer;
}

Json ask_reported(const Json& ask, const Given& given, const QuestionRequest& request, const archive::Reads& reads,
                  const graph::CampaignGraph& graph, graph::Budget& budget, Language language) {
  ReportedRequest asked;
  asked.group = given.text(ask, "group", asked.group);
  if (ask.contains("values")) asked.values = given.list(ask["values"]);
  asked.campaigns = given.filters(ask, "campaigns");
  asked.metric = given.text(ask, "metric");
  asked.as_of = request.as_of;
  asked.limit = request.limit;
  Json answer{{"basis", "reported"}};
  answer.update(to_json(reported(reads, graph, asked, budget)));
  answer["columns"] = columns_of(asked, language);
  answer["graph"] = picture(answer["rows"], "row", "", "n");
  return answer;
}

Json ask_kind(const Json& ask, const Given& given, const QuestionRequest& request, const QuestionSources& sources,
              graph::Budget& budget, Language language, bool& answered) {
  answered = true;
  const graph::CampaignGraph& graph = *sources.graph;
  const std::string kind = ask.value("kind", "");
  if (kind == "cypher") {
    const auto query = sources.queries.of(sources.graph, request.as_of);
    Json answer = ask_cypher(ask, given.parameters(), given.all(), request, *query, budget, language);
    answer["graph"] = picture(answer);
    answered = !answer["rows"].empty();
    return answer;
  }
  if (kind == "never_tried") return ask_never_tried(ask, given, request, graph, budget, language);
  if (kind == "reported") return ask_reported(ask, given, request, sources.reads, graph, budget, language);
  auto found = ask_associations(ask, given, request, graph, budget, language);
  answered = found.has_value();
  return found ? std::move(*found) : Json::object();
}

// Where the question looks its values up is its own affair: to who asked, an unknown one is that of a parameter.
Json ask_one(const Json& ask, const Given& given, const QuestionRequest& request, const QuestionSources& sources,
             graph::Budget& budget, Language language, bool& answered) {
  try {
    return ask_kind(ask, given, request, sources, budget, language, answered);
  } catch (const Error& error) {
    if (error.code() != "unknown_value") throw;
    throw Error(error.kind(), error.code(), error.message(), given.parameter_with_unknown(error));
  }
}

}  // namespace

Json ask(const Question& question, const QuestionRequest& request, const QuestionSources& sources,
         graph::Budget& budget, Language language) {
  graph::require_limit(request.limit, 1, 1000, "limit");
  const Given given(question, request);
  Json answer{{"question", to_json(question, language)}};
  Json values = Json::object();
  for (const auto& [name, list] : given.all()) {
    if (!list.empty()) values[name] = list;
  }
  answer["parameters"] = std::move(values);
  bool answered = false;
  Json found = ask_one(question.ask, given, request, sources, budget, language, answered);
  if (!answered && !question.otherwise.is_null()) {
    found = ask_one(question.otherwise, given, request, sources, budget, language, answered);
    answer["note"] = Text{"There are no touchpoints to answer this from, so this is what campaigns reported.",
                          "没有可用于回答的触点记录，以下是活动上报的效果。"}
                         .in(language);
  } else if (!answered && question.ask.value("kind", "") != "cypher") {
    found = {{"basis", "touchpoints"},
             {"units", 0},
             {"columns", Json::array()},
             {"rows", Json::array()},
             {"graph", {{"nodes", Json::array()}, {"edges", Json::array()}}}};
    answer["note"] = Text{"There are no touchpoints in this period and scope; import an event log, or widen them.",
                          "在此时间和范围内没有触点记录；请导入行为日志或放宽范围。"}
                         .in(language);
  }
  answer.update(found);
  return answer;
}

}  // namespace almanac::insight
