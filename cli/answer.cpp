#include "cli/answer.h"

#include <cmath>
#include <cstdio>
#include <iostream>

#include "cli/print.h"
#include "insight/answer_table.h"
#include "server/csv.h"

namespace almanac::cli {

using archive::Json;
using archive::Text;

namespace {

std::string formed(const char* form, double value) {
  char text[64];
  std::snprintf(text, sizeof text, form, value);
  return text;
}

// Whole to the last digit, whatever its size; others to six digits, or to cents.
std::string figure(double value) {
  constexpr double exact = 9e15;
  if (value == std::floor(value) && std::abs(value) < exact)
    return (value < 0 ? "-" : "") + grouped(static_cast<std::uint64_t>(std::abs(value)));
  constexpr double six_digits = 10000;
  return formed(std::abs(value) < six_digits ? "%.6g" : "%.2f", value);
}

// A figure that is a number or, where a double would alter it, a text.
std::string figure(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_unsigned()) return grouped(value.get<std::uint64_t>());
  return value.is_number() ? figure(value.get<double>()) : "";
}

std::string of_value(const Json& value) {
  if (!value.is_object()) return {};
  const std::string key = value.value("key", "");
  const std::string label = value.value("label", key);
  return label == key || key.empty() ? label : label + " (" + key + ")";
}

template <class Form>
std::string with_interval(const Json& row, const std::string& middle, const Form& form, const Context& context) {
  if (row.value("too_few", false)) return middle + (middle.empty() ? "" : " ") + context.say({"too few", "样本过少"});
  if (!row.contains("low")) return middle;
  return middle + " [" + form(row["low"]) + " – " + form(row["high"]) + "]";
}

// The first campaigns of a list, and how many more there are.
std::string of_campaigns(const Json& list, std::uint64_t total) {
  constexpr std::size_t shown = 4;
  std::string text;
  for (std::size_t i = 0; i < std::min(shown, list.size()); ++i) {
    const Json& one = list[i];
    text += i == 0 ? "" : one.is_string() ? ", " : "; ";  // figures have commas of their own
    if (one.is_string()) {
      text += one.get<std::string>();
      continue;
    }
    text += one.value("code", "");
    if (one.contains("people")) text += " " + grouped(one["people"].get<std::uint64_t>());
    if (one.contains("value")) text += " " + figure(one["value"]);
  }
  const std::uint64_t all = std::max<std::uint64_t>(total, list.size());
  if (all > shown) text += " +" + grouped(all - shown);
  return text;
}

std::string cell_of(const Json& row, const Json& column, const Context& context) {
  const std::string type = column.at("type");
  const Json value = row.value(column.at("name").get<std::string>(), Json());
  if (type == "value") return of_value(value);
  if (type == "lift") {
    const auto lift = [](const Json& one) { return one.is_number() ? formed("%.2f", one.get<double>()) : ""; };
    return with_interval(row, lift(value), lift, context);
  }
  if (type == "median")
    return with_interval(
        row, figure(value), [](const Json& one) { return figure(one); }, context);
  if (type == "share") return value.is_number() ? formed("%.1f %%", value.get<double>() * 100) : "";
  if (type == "chance") {
    if (!value.is_number()) return {};
    constexpr double least = .001;
    return value.get<double>() < least ? "< 0.001" : formed("%.3f", value.get<double>());
  }
  if (type == "campaigns" || type == "codes")
    return of_campaigns(value, type == "campaigns" ? row.value("campaign_total", std::uint64_t{0}) : 0);
  return figure(value);
}

// What the rows rest on.
void print_totals(const Json& answer, const Context& context) {
  const auto count = [&](const char* name) { return grouped(answer.at(name).get<std::uint64_t>()); };
  if (answer.contains("touchpoints")) {
    const bool people = answer.value("unit", "") == "person";
    const Text text = people ? Text{"{} people with {} touchpoints; {} of {} pairs have enough people to compare",
                                    "共 {} 人、{} 个触点；{} 个组合（共 {} 个）人数足以比较"}
                             : Text{"{} visits with {} touchpoints; {} of {} pairs have enough visits to compare",
                                    "共 {} 人次、{} 个触点；{} 个组合（共 {} 个）人次足以比较"};
    std::cout << context.say(filled(text, count("units"), count("touchpoints"), count("tested"), count("pairs")));
  } else if (answer.contains("never")) {
    std::cout << context.say(
        filled({"{} campaigns; {} pairs tried, {} never", "共 {} 个活动；{} 个组合用过，{} 个从未同用"},
               count("campaigns"), count("tried"), count("never")));
  } else if (answer.contains("metrics")) {
    const std::string metric = answer.value("metric", "");
    std::cout << context.say(
        metric.empty()
            ? filled({"{} campaigns, none with a result to group this way", "共 {} 个活动，没有可按此分组的上报效果"},
                     count("campaigns"))
            : filled({"{} campaigns; {} is compared; {} rows", "共 {} 个活动；比较指标 {}；{} 行"}, count("campaigns"),
                     metric, count("total")));
  } else {
    return;
  }
  std::cout << "\n";
}

}  // namespace

int show_answer(const Json& answer, const Context& context, bool csv) {
  if (csv) {
    std::cout << server::csv_of(insight::flat_rows(answer), "", insight::flat_columns(answer)).body;
    return done;
  }
  if (context.output == Output::json) {
    std::cout << dump(answer) << "\n";
    return done;
  }
  std::vector<TableColumn> columns;
  for (const Json& column : answer.at("columns")) {
    const std::string type = column.at("type");
    const bool right = type == "count" || type == "share" || type == "number" || type == "chance";
    columns.push_back({column.at("label"), 44, right});
  }
  std::vector<std::vector<std::string>> rows;
  for (const Json& row : answer.at("rows")) {
    auto& cells = rows.emplace_back();
    for (const Json& column : answer.at("columns")) cells.push_back(one_line(cell_of(row, column, context)));
  }
  if (!rows.empty())
    print_table(columns, rows);
  else
    std::cout << context.say({"Nothing to list.", "没有可列出的内容。"}) << "\n";
  print_totals(answer, context);
  return done;
}

}  // namespace almanac::cli
