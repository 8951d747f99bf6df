#include "tests/tck/runner.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <regex>
#include <sstream>

#include "graph/cypher/compare.h"
#include "graph/cypher/parser.h"
#include "graph/cypher/query_error.h"
#include "tests/tck/shown_value.h"
#include "tests/tck/writer.h"

namespace almanac::tests::tck {
namespace {

using namespace graph::cypher;

struct Skipped {
  std::string why;
};
struct Failed {
  std::string why;
};

struct Expected {
  std::vector<std::string> columns;
  std::vector<std::string> rows;
};

bool starts(const std::string& text, const std::string& with) { return text.rfind(with, 0) == 0; }

bool writes(const std::string& query) {
  try {
    const Query parsed = parse(query);
    for (const Part& part : parsed.parts) {
      if (std::any_of(part.clauses.begin(), part.clauses.end(), [](const Clause& c) { return is_writing(c.kind); }))
        return true;
    }
  } catch (const QueryError&) {
    // What cannot be parsed is told by its words.
    static const std::regex words(R"((^|\s)(CREATE|MERGE|DELETE|SET|REMOVE)\s)", std::regex::icase);
    return std::regex_search(query, words);
  }
  return false;
}

std::string joined(const std::vector<std::string>& cells) {
  std::string text;
  for (const std::string& cell : cells) text += "| " + cell + " ";
  return text + "|";
}

Types types_named(const std::string& name) {
  static const std::map<std::string, Types> names = {{"STRING", types_of(Type::string)},
                                                     {"INTEGER", types_of(Type::integer)},
                                                     {"FLOAT", number_types},
                                                     {"NUMBER", number_types},
                                                     {"BOOLEAN", types_of(Type::boolean)}};
  const std::string plain = name.substr(0, name.find('?'));
  const auto found = names.find(plain);
  return found == names.end() ? any_type : found->second;
}

class World {
 public:
  explicit World(std::filesystem::path root) : root_(std::move(root)) { add_standard_procedures(procedures_); }

  void take(const Step& step) {
    if (step.text == "an empty graph" || step.text == "any graph" || step.text == "no side effects") return;
    std::smatch found;
    static const std::regex named_graph("the (.*) graph");
    static const std::regex error(R"(an? (\w+) should be raised at (.*): (\S+))");
    if (std::regex_match(step.text, found, named_graph)) {
      read_graph(found[1]);
    } else if (step.text == "having executed:") {
      writer_.execute(step.document, parameters_);
    } else if (step.text == "parameters are:") {
      for (const auto& row : step.table) parameters_[row.at(0)] = value_of_cell(row.at(1));
    } else if (starts(step.text, "there exists a procedure ")) {
      add_procedure(step);
    } else if (step.text == "executing query:" || step.text == "executing control query:") {
      if (writes(step.document)) throw Skipped{"the query writes"};
      execute(step.document);
    } else if (starts(step.text, "the result should be")) {
      check_result(step);
    } else if (step.text == "the side effects should be:") {
      throw Skipped{"side effects are expected of a query that only reads"};
    } else if (std::regex_match(step.text, found, error)) {
      check_error(found[1], found[2], found[3]);
    } else {
      throw Failed{"unknown step: " + step.text};
    }
  }

  // An error that no step asked for.
  void finish() const {
    if (error_ && !error_checked_) throw Failed{"unexpected " + shown_error()};
  }

 private:
  void read_graph(const std::string& name) {
    const auto path = root_ / "graphs" / name / (name + ".cypher");
    std::ifstream in(path);
    if (!in) throw Failed{"no such graph: " + path.string()};
    std::stringstream text;
    text << in.rdbuf();
    writer_.execute(text.str(), {});
  }

  Value value_of_cell(const std::string& cell) {
    const BuiltGraph nothing = Writer().build();
    const Engine engine(*nothing.graph);
    Value value;
    graph::Budget budget;
    engine.run("RETURN " + cell + " AS value", {}, budget, [&](std::span<const Value> row) {
      value = keep_all(row[0], arena_);
      return true;
    });
    return value;
  }

  static std::vector<Field> fields_of(const std::string& text) {
    static const std::regex field(R"((\w+)\s*::\s*(\w+\??))");
    std::vector<Field> fields;
    for (auto found = std::sregex_iterator(text.begin(), text.end(), field); found != std::sregex_iterator(); ++found) {
      fields.push_back({(*found)[1], types_named((*found)[2]), (*found)[2]});
    }
    return fields;
  }

  void add_procedure(const Step& step) {
    static const std::regex signature(R"(there exists a procedure ([\w.]+)\((.*)\)\s*::\s*\((.*)\)\s*:)");
    std::smatch found;
    if (!std::regex_match(step.text, found, signature)) throw Failed{"cannot read the procedure: " + step.text};
    Procedure procedure;
    procedure.name = found[1];
    procedure.inputs = fields_of(found[2]);
    procedure.outputs = fields_of(found[3]);
    std::vector<std::vector<Value>> rows;
    for (std::size_t i = 1; i < step.table.size(); ++i) {
      rows.emplace_back();
      for (const std::string& cell : step.table[i]) rows.back().push_back(value_of_cell(cell));
    }
    const std::size_t inputs = procedure.inputs.size();
    procedure.run = [rows, inputs](const ProcedureCall& call) {
      for (const auto& row : rows) {
        bool same = true;
        for (std::size_t i = 0; i < inputs; ++i) same = same && equivalent(row[i], call.arguments[i]);
        if (same && row.size() > inputs && !call.emit(std::span<const Value>(row).subspan(inputs))) return;
      }
    };
    procedures_.add(std::move(procedure));
  }

  void execute(const std::string& query) {
    finish();
    error_.reset();
    columns_.clear();
    rows_.clear();
    unordered_.clear();
    const BuiltGraph built = writer_.build();
    const Engine engine(*built.graph, {}, procedures_);
    graph::Budget budget(graph::Limits{std::chrono::milliseconds(20'000)});
    try {
      const auto plan = engine.prepare(query);
      columns_ = plan->columns;
      phase_ = Phase::run;
      engine.run(*plan, parameters_, budget, [&](std::span<const Value> row) {
        rows_.emplace_back();
        unordered_.emplace_back();
        for (const Value& value : row) {
          rows_.back().push_back(shown(value, engine.catalog(), Lists::in_order));
          unordered_.back().push_back(shown(value, engine.catalog(), Lists::in_any_order));
        }
        return true;
      });
    } catch (const QueryError& error) {
      error_ = error;
    }
  }

  std::string shown_error() const {
    return error_->type() + " at " + (error_->phase() == Phase::compile ? "compile time" : "runtime") + ": " +
           error_->detail() + " (" + error_->what() + (error_->where().empty() ? "" : ", " + error_->where()) + ")";
  }

  void check_error(const std::string& type, const std::string& phase, const std::string& detail) {
    error_checked_ = true;
    if (!error_)
      throw Failed{"expected " + type + " at " + phase + ": " + detail + ", got rows: " + std::to_string(rows_.size())};
    const bool phase_fits = phase == "any time" || (phase == "compile time") == (error_->phase() == Phase::compile);
    if (error_->type() != type || !phase_fits || (detail != "*" && error_->detail() != detail)) {
      throw Failed{"expected " + type + " at " + phase + ": " + detail + ", got " + shown_error()};
    }
  }

  void check_result(const Step& step) {
    finish();
    const bool any_lists = step.text.find("ignoring element order") != std::string::npos;
    const bool in_order = step.text.find("in order") != std::string::npos;
    if (step.text == "the result should be empty") {
      if (!rows_.empty()) throw Failed{"expected no rows, got " + std::to_string(rows_.size())};
      return;
    }
    const Lists lists = any_lists ? Lists::in_any_order : Lists::in_order;
    std::vector<std::string> expected;
    for (std::size_t i = 1; i < step.table.size(); ++i) {
      std::vector<std::string> cells;
      for (const std::string& cell : step.table[i]) cells.push_back(shown_cell(cell, lists));
      expected.push_back(joined(cells));
    }
    std::vector<std::string> actual;
    const std::vector<std::size_t> order = order_of_columns(step.table.at(0));
    for (const auto& row : any_lists ? unordered_ : rows_) {
      std::vector<std::string> cells;
      for (const std::size_t column : order) cells.push_back(row[column]);
      actual.push_back(joined(cells));
    }
    if (!in_order) {
      std::sort(expected.begin(), expected.end());
      std::sort(actual.begin(), actual.end());
    }
    if (expected == actual) return;
    std::string why = "expected";
    for (const std::string& row : expected) why += "\n        " + row;
    why += "\n      got";
    for (std::size_t i = 0; i < std::min<std::size_t>(actual.size(), 30); ++i) why += "\n        " + actual[i];
    throw Failed{why};
  }

  std::vector<std::size_t> order_of_columns(const std::vector<std::string>& header) const {
    std::vector<std::size_t> order;
    for (const std::string& name : header) {
      const auto found = std::find(columns_.begin(), columns_.end(), name);
      if (found == columns_.end() || header.size() != columns_.size()) {
        throw Failed{"expected the columns " + joined(header) + ", got " + joined(columns_)};
      }
      order.push_back(static_cast<std::size_t>(found - columns_.begin()));
    }
    return order;
  }

  std::filesystem::path root_;
  Writer writer_;
  Arena arena_;
  Parameters parameters_;
  Procedures procedures_;
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_, unordered_;
  std::optional<QueryError> error_;
  bool error_checked_ = false;
  Phase phase_ = Phase::compile;
};

}  // namespace

Outcome run(const Scenario& scenario, const std::filesystem::path& root) {
  try {
    World world(root);
    // What the query may not do is told before anything is set up for it.
    for (const Step& step : scenario.steps) {
      if (step.text == "executing query:" && writes(step.document)) throw Skipped{"the query writes"};
    }
    for (const Step& step : scenario.steps) world.take(step);
    world.finish();
  } catch (const Skipped& skipped) {
    return {Outcome::Kind::skipped, skipped.why};
  } catch (const Failed& failed) {
    return {Outcome::Kind::failed, failed.why};
  } catch (const std::exception& error) {
    return {Outcome::Kind::failed, std::string("in the set-up or the comparison: ") + error.what()};
  }
  return {};
}

}  // namespace almanac::tests::tck
