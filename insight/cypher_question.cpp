#include "insight/cypher_question.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "archive/error.h"
#include "graph/cypher/json.h"
#include "graph/cypher/query_error.h"
#include "insight/answer_table.h"
#include "insight/dimension.h"
#include "insight/question_form.h"

namespace almanac::insight {

using archive::Error;
using archive::ErrorKind;
using archive::Json;
using archive::Language;
using archive::Text;
namespace cypher = graph::cypher;

namespace {

constexpr std::uint64_t least_units = 5;  // as relations take it unless told otherwise

// What tells how the rows compare: places of the columns of counts, if the statement returns them all.
struct CountColumns {
  std::size_t both = 0, n = 0, having = 0, everybody = 0;

  static std::optional<CountColumns> of(const std::vector<std::string>& columns) {
    CountColumns found;
    for (const auto& [name, place] : std::initializer_list<std::pair<const char*, std::size_t CountColumns::*>>{
             {"both", &CountColumns::both},
             {"n", &CountColumns::n},
             {"having", &CountColumns::having},
             {"everybody", &CountColumns::everybody}}) {
      const auto at = std::find(columns.begin(), columns.end(), name);
      if (at == columns.end()) return std::nullopt;
      found.*place = static_cast<std::size_t>(at - columns.begin());
    }
    return found;
  }
  Counts counts(std::span<const cypher::Value> row) const {
    const auto number = [&](std::size_t place) -> std::uint64_t {
      const cypher::Value& value = row[place];
      if (value.type != cypher::Type::integer || value.integer < 0) refuse();
      return static_cast<std::uint64_t>(value.integer);
    };
    const Counts counts{number(both), number(n), number(having), number(everybody)};
    const bool possible = counts.both <= std::min(counts.row, counts.column) &&
                          std::max(counts.row, counts.column) <= counts.all &&
                          counts.row + counts.column - counts.both <= counts.all;
    if (!possible) refuse();
    return counts;
  }
  [[noreturn]] static void refuse() {
    throw Error(ErrorKind::invalid_input, "bad_counts",
                {"the question's statement returns both, n, having and everybody that do not fit together: whole "
                 "numbers, both at "
                 "most n and having, these at most everybody",
                 "这个问题的语句返回的 both、n、having、everybody 互相矛盾：应为整数，both 不大于 n 和 "
                 "having，二者不大于 everybody"});
  }
};

const char* type_of(const cypher::Value& value) {
  switch (value.type) {
    case cypher::Type::node:
      return "value";
    case cypher::Type::integer:
      return "count";
    case cypher::Type::real:
      return "number";
    case cypher::Type::list:
      return "codes";
    default:
      return "text";
  }
}

class Cells {
 public:
  Cells(const graph::CampaignGraph& graph, const cypher::Catalog& catalog) : graph_(graph), catalog_(catalog) {}

  Json of(const cypher::Value& value, const std::string& type) const {
    if (value.is_null()) return nullptr;
    if (type == "value") return as_value(value);
    if (type == "codes") {
      Json codes = Json::array();
      if (value.type != cypher::Type::list) return Json::array({code(value)});
      for (const cypher::Value& one : value.list()) codes.push_back(code(one));
      return codes;
    }
    if (value.is_number()) return cypher::to_json(value, catalog_);
    return value.type == cypher::Type::node ? graph_.label_of(value.node_id()) : cypher::shown_text(value, catalog_);
  }

 private:
  Json as_value(const cypher::Value& value) const {
    if (value.type != cypher::Type::node) {
      const std::string text = cypher::shown_text(value, catalog_);
      return {{"key", text}, {"label", text}};
    }
    return to_json(Value{std::string(graph_.graph().key_of(value.node_id())), graph_.label_of(value.node_id()),
                         graph_.id_of(value.node_id())});
  }
  std::string code(const cypher::Value& value) const {
    return value.type == cypher::Type::node ? std::string(graph_.graph().key_of(value.node_id()))
                                            : cypher::shown_text(value, catalog_);
  }

  const graph::CampaignGraph& graph_;
  const cypher::Catalog& catalog_;
};

// The parameters of a run, by name.
class Parameters {
 public:
  Parameters(const graph::CampaignGraph& graph, const QuestionRequest& request, const cypher::Plan& plan)
      : graph_(graph), request_(request) {
    window("from", request.from, plan);
    window("to", request.to, plan);
  }
  void add(const QuestionParameter& parameter, const std::vector<std::string>& given) {
    std::vector<cypher::Value> values;
    if (parameter.type == QuestionParameter::Type::values) {
      const Dimension dimension(graph_, parameter.dimension, graph::as_of_end(graph_, request_.as_of), parameter.name,
                                parameter.of_campaigns ? Dimension::Of::campaigns : Dimension::Of::touchpoints);
      for (const std::uint32_t value : dimension.require_all(given, parameter.name)) text(dimension.key(value), values);
    } else if (parameter.type == QuestionParameter::Type::date) {
      for (const std::string& day : given) values.push_back(date(date_in(day, parameter.name)));
    } else {
      for (const std::string& one : given) text(one, values);
    }
    if (values.empty())
      all_[parameter.name] = {};
    else
      all_[parameter.name] = parameter.several ? cypher::make_list(arena_, values) : values.front();
  }
  const cypher::Parameters& all() const { return all_; }

 private:
  static cypher::Value date(const archive::Date& day) { return cypher::Value::make(cypher::Type::date, day.days); }
  void text(const std::string& value, std::vector<cypher::Value>& values) {
    values.push_back(cypher::make_text(arena_, value));
  }
  void window(const char* name, const std::optional<archive::Date>& day, const cypher::Plan& plan) {
    const bool taken = std::find(plan.parameters.begin(), plan.parameters.end(), name) != plan.parameters.end();
    if (day && !taken)
      throw Error(ErrorKind::invalid_input, "unknown_parameter",
                  archive::filled(Text{"this question is not asked of a period: it takes no {}",
                                       "这个问题不按时间段提问：没有参数 {}"},
                                  name),
                  name);
    all_[name] = day ? date(*day) : cypher::Value{};
  }

  const graph::CampaignGraph& graph_;
  const QuestionRequest& request_;
  cypher::Arena arena_;
  cypher::Parameters all_;
};

// The rows of an answer, as they come.
class Rows {
 public:
  Rows(std::vector<StatementColumn>& columns, const std::optional<CountColumns>& counts, const Cells& cells,
       std::size_t limit, graph::Budget& budget)
      : columns_(columns), counts_(counts), cells_(cells), limit_(limit), budget_(budget) {}

  void add(std::span<const cypher::Value> values) {
    ++total_;
    if (!counts_ && rows_.size() == limit_) return;
    Json row = Json::object();
    for (std::size_t i = 0; i < values.size(); ++i) {
      StatementColumn& column = columns_[i];
      if (column.type.empty() && !values[i].is_null()) column.type = type_of(values[i]);
      row[column.name] = cells_.of(values[i], column.type);
    }
    constexpr std::uint64_t bytes_a_cell = 160;  // about what JSON takes
    budget_.hold(bytes_a_cell * values.size());
    rows_.push_back(std::move(row));
    if (counts_) measured_.push_back(counts_->counts(values));
  }
  std::uint64_t total() const { return total_; }

  Json take(bool by_lift) {
    if (!counts_) return Json(std::move(rows_));
    std::vector<std::optional<Strength>> strengths;
    std::vector<double> p, asked, order;
    for (const Counts& counts : measured_) {
      strengths.push_back(too_few(counts, least_units) ? std::nullopt : strength(counts));
      if (strengths.back()) p.push_back(strengths.back()->p);
      order.push_back(strengths.back() ? strengths.back()->low : -std::numeric_limits<double>::infinity());
    }
    std::vector<std::size_t> places(rows_.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    if (by_lift) {
      std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
        return order[a] != order[b] ? order[a] > order[b] : measured_[a].both > measured_[b].both;
      });
    }
    places.resize(std::min(places.size(), limit_));
    for (const std::size_t i : places) {
      if (strengths[i]) asked.push_back(strengths[i]->p);
    }
    const std::vector<double> rates = discovery_rates(p, asked);
    Json rows = Json::array();
    std::size_t next = 0;
    for (const std::size_t i : places) {
      rows_[i].update(measures(measured_[i], strengths[i], strengths[i] ? rates[next] : 1));
      if (strengths[i]) ++next;
      rows.push_back(std::move(rows_[i]));
    }
    return rows;
  }

 private:
  std::vector<StatementColumn>& columns_;
  const std::optional<CountColumns>& counts_;
  const Cells& cells_;
  std::size_t limit_;
  graph::Budget& budget_;
  std::vector<Json> rows_;
  std::vector<Counts> measured_;
  std::uint64_t total_ = 0;
};

std::vector<StatementColumn> columns_from(const Json& ask, const std::vector<std::string>& names) {
  std::vector<StatementColumn> columns;
  for (const std::string& name : names) {
    StatementColumn column{name, {name, name}, "", ""};
    if (ask.contains("columns") && ask["columns"].contains(name)) {
      const Json& told = ask["columns"][name];
      column.label = {told.value("en", name), told.value("zh", name)};
      column.type = told.value("type", "");
      column.dimension = told.value("dimension", "");
    } else if (const auto usual = usual_label(name)) {
      column.label = *usual;
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

}  // namespace

std::string statement_of(const Json& ask) {
  const Json& statement = ask.at("statement");
  if (statement.is_string()) return statement.get<std::string>();
  std::string text;
  for (std::size_t i = 0; i < statement.size(); ++i) text += (i == 0 ? "" : "\n") + statement[i].get<std::string>();
  return text;
}

std::optional<StatementParts> parts_of_statement(const std::string& statement) {
  static const graph::PropertyGraph nothing({}, {}, {});
  static const cypher::Engine engine(nothing, {"key"});
  try {
    const auto plan = engine.prepare(statement);
    return StatementParts{plan->columns, plan->parameters};
  } catch (const cypher::QueryError& error) {
    if (error.detail() == "ProcedureNotFound") return std::nullopt;
    throw;
  }
}

Json ask_cypher(const Json& ask, const std::vector<QuestionParameter>& parameters,
                const std::map<std::string, std::vector<std::string>>& values, const QuestionRequest& request,
                const GraphQuery& query, graph::Budget& budget, Language language) {
  const cypher::Engine& engine = query.engine();
  const std::string statement = statement_of(ask);
  const auto plan = engine.prepare(statement);
  Parameters given(query.graph(), request, *plan);
  for (const QuestionParameter& parameter : parameters) {
    const auto found = values.find(parameter.name);
    given.add(parameter, found == values.end() ? std::vector<std::string>{} : found->second);
  }
  std::vector<StatementColumn> columns = columns_from(ask, plan->columns);
  const auto counts = CountColumns::of(plan->columns);
  const Cells cells(query.graph(), engine.catalog());
  Rows rows(columns, counts, cells, request.limit, budget);
  engine.run(*plan, given.all(), budget, [&](std::span<const cypher::Value> row) {
    rows.add(row);
    return true;
  });
  return {{"basis", "graph"},
          {"statement", statement},
          {"total", rows.total()},
          {"rows", rows.take(ask.value("order", "") == "lift")},
          {"columns", columns_of(columns, counts ? Measured::yes : Measured::no, language)}};
}

}  // namespace almanac::insight
