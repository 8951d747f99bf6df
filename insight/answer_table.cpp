#include "insight/answer_table.h"

#include <cstdio>

#include "insight/dimension.h"

namespace almanac::insight {

using archive::Json;
using archive::Language;
using archive::Text;

namespace {

Json column(const char* name, const Text& label, const char* type, Language language) {
  return {{"name", name}, {"label", label.in(language)}, {"type", type}};
}

// A column of values, with the dimension that they are of: weekdays and months are numbers, for the reader to name.
Json value_column(const char* name, const Text& label, const std::string& dimension, Language language) {
  Json made = column(name, label, "value", language);
  made["dimension"] = dimension;
  return made;
}

void add_measures(Json& heads, Language language) {
  heads.push_back(column("share", {"share", "占比"}, "share", language));
  heads.push_back(column("base", {"of everybody", "整体占比"}, "share", language));
  heads.push_back(column("lift", {"lift (95 %)", "提升度（95% 区间）"}, "lift", language));
}
Json rate_column(Language language) { return column("q", {"false discovery rate", "误报率 q"}, "chance", language); }

// Two columns of one dimension have different labels.
Text other_label(const Text& first, const Text& second) {
  return first == second ? Text{"with " + second.en, "与" + second.zh} : second;
}

std::string number_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer() || value.is_boolean()) return value.dump();
  if (!value.is_number()) return "";
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value.get<double>());
  return text;
}

std::string list_text(const Json& value) {
  std::string all;
  for (const Json& one : value) {
    const std::string text = one.is_string() ? one.get<std::string>() : one.value("code", "");
    all += (all.empty() ? "" : "; ") + text;
  }
  return all;
}

Json flat_row(const Json& columns, const Json& row) {
  Json flat = Json::object();
  for (const Json& column : columns) {
    const std::string type = column.at("type");
    const std::string label = column.at("label");
    const Json value = row.value(column.at("name").get<std::string>(), Json());
    if (type == "value") {
      flat[label] = value.is_object() ? value.value("label", "") : "";
      flat[label + " id"] = value.is_object() ? value.value("id", value.value("key", "")) : "";
    } else if (type == "campaigns" || type == "codes") {
      flat[label] = list_text(value);
    } else {
      flat[label] = number_text(value);
    }
    if (type == "lift" || type == "median") {
      flat["low"] = number_text(row.value("low", Json()));
      flat["high"] = number_text(row.value("high", Json()));
      flat["too_few"] = row.value("too_few", false) ? "true" : "false";
    }
  }
  return flat;
}

}  // namespace

Json columns_of(const AssociationRequest& asked, const AnswerLabels& labels, Language language) {
  const bool people = asked.unit == Unit::person;
  const bool columns = !asked.stopped_after && (asked.columns.values.size() != 1 || !labels.both);
  Json heads = Json::array();
  const Text row = labels.row.value_or(dimension_label(asked.rows.dimension));
  heads.push_back(value_column("row", row, asked.rows.dimension, language));
  if (columns)
    heads.push_back(value_column("column",
                                 other_label(row, labels.column.value_or(dimension_label(asked.columns.dimension))),
                                 asked.columns.dimension, language));
  heads.push_back(column("n", people ? Text{"people", "人数"} : Text{"visits", "人次"}, "count", language));
  heads.push_back(column("both", labels.both.value_or(Text{"with both", "两者皆有"}), "count", language));
  add_measures(heads, language);
  if (asked.order == AssociationOrder::jaccard)
    heads.push_back(column("jaccard", {"overlap", "重合度"}, "share", language));
  heads.push_back(rate_column(language));
  heads.push_back(column("campaigns", {"campaigns behind it", "依据活动"}, "campaigns", language));
  return heads;
}

Json columns_of(const NeverTriedRequest& asked, Language language) {
  return Json::array({value_column("row", dimension_label(asked.rows), asked.rows, language),
                      value_column("column", other_label(dimension_label(asked.rows), dimension_label(asked.columns)),
                                   asked.columns, language),
                      column("n", {"campaigns with the first", "用过前者的活动"}, "count", language),
                      column("with", {"with the second", "用过后者的活动"}, "count", language),
                      column("expected", {"expected together", "预期同用"}, "number", language),
                      column("p", {"chance of none", "偶然为零的概率"}, "chance", language),
                      column("with_row", {"the first was used by", "前者用于"}, "codes", language),
                      column("with_column", {"the second by", "后者用于"}, "codes", language)});
}

Json columns_of(const ReportedRequest& asked, Language language) {
  return Json::array(
      {value_column("row", dimension_label(asked.group), asked.group, language),
       column("metric", {"metric", "指标"}, "metric", language), column("unit", {"unit", "单位"}, "text", language),
       column("basis", {"counted as", "口径"}, "text", language),
       column("n", {"campaigns", "活动数"}, "count", language),
       column("median", {"median (95 %)", "中位数（95% 区间）"}, "median", language),
       column("base", {"median of all", "整体中位数"}, "number", language),
       column("ratio", {"ratio", "倍数"}, "number", language), column("total", {"total", "合计"}, "number", language),
       column("campaigns", {"campaigns behind it", "依据活动"}, "campaigns", language)});
}

std::optional<Text> usual_label(const std::string& name) {
  if (name == "n") return Text{"people", "人数"};
  if (name == "both") return Text{"with both", "两者皆有"};
  return std::nullopt;
}

Json columns_of(const std::vector<StatementColumn>& columns, Measured measured, Language language) {
  Json heads = Json::array();
  int counts = 0;
  for (const StatementColumn& one : columns) {
    if (measured == Measured::yes && (one.name == "having" || one.name == "everybody")) continue;
    Json head = column(one.name.c_str(), one.label, one.type.empty() ? "text" : one.type.c_str(), language);
    if (!one.dimension.empty()) head["dimension"] = one.dimension;
    heads.push_back(std::move(head));
    if (measured == Measured::no || (one.name != "n" && one.name != "both") || ++counts < 2) continue;
    add_measures(heads, language);
    heads.push_back(rate_column(language));
  }
  return heads;
}

Json flat_rows(const Json& answer) {
  Json rows = Json::array();
  for (const Json& row : answer.at("rows")) rows.push_back(flat_row(answer.at("columns"), row));
  return rows;
}

std::vector<std::string> flat_columns(const Json& answer) {
  std::vector<std::string> names;
  const Json row = flat_row(answer.at("columns"), Json::object());
  for (const auto& [name, value] : row.items()) names.push_back(name);
  return names;
}

}  // namespace almanac::insight
