#pragma once
// Named questions: what strategists ask again and again, saved as data with a title, a word of explanation and parameters in both
// languages. The shipped ones lie in insight/questions/shipped.json; a team's own in DIR/questions/*.json, in the same form, and win
// over shipped ones of the same id. docs/questions.md describes the form.
//
// A question asks one of four things (`ask.kind`): associations of people (insight/associations.h), what campaigns never
// combined (insight/never_tried.h), what they reported (insight/reported.h), or a statement of the query language
// (insight/cypher_question.h); `otherwise` is asked in its place where there are no touchpoints to answer from, or no rows. A text "$name" stands for the values of a parameter; what it narrows is left out if none was given.

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "archive/json.h"
#include "archive/store.h"
#include "archive/text.h"
#include "graph/budget.h"
#include "graph/campaign_graph.h"
#include "insight/graph_query.h"

namespace almanac::insight {

struct QuestionChoice {
  std::string value;
  archive::Text label;
};

struct QuestionParameter {
  enum class Type : std::uint8_t { values, date, metric, choice };
  std::string name;
  Type type = Type::values;
  std::string dimension;  // of values: "segment"; for campaigns' own dimensions see `of_campaigns`
  bool of_campaigns = false;
  bool required = false, several = false;
  archive::Text label;
  std::vector<QuestionChoice> choices;
  std::vector<std::string> usual;  // taken if none is given
};

struct Question {
  std::string id;
  archive::Text title, about;
  std::vector<QuestionParameter> parameters;
  archive::Json ask, otherwise;  // otherwise: null if there is none
  bool own = false;              // of the team
};

// A question of the team that was left out, and why.
struct UnreadQuestion {
  std::string file, pointer;  // pointer: into the file's JSON, or the place where that ends; may be empty
  archive::Text message;
};

class QuestionBook {
 public:
  // Files of `directory` (may be absent) over the shipped ones; at most 200 files of 64 KB, each a question or a list of them. A
  // question that cannot be read is left out and told in unread(); all others stay.
  static QuestionBook load(const std::filesystem::path& directory);
  // The shipped ones alone.
  static const QuestionBook& shipped();

  const std::vector<Question>& all() const { return questions_; }  // shipped in their order, then own ones by file
  const std::vector<UnreadQuestion>& unread() const { return unread_; }
  // Error not_found "unknown_question", naming the nearest.
  const Question& require(std::string_view id) const;

 private:
  void add(Question question);
  void add_own(const archive::Json& json, const std::string& file, const std::string& pointer);
  std::vector<Question> questions_;
  std::vector<UnreadQuestion> unread_;
};

// Parameter → values as given, and what every question takes.
struct QuestionRequest {
  std::map<std::string, std::vector<std::string>> values;
  std::optional<archive::Date> from, to, as_of;
  std::size_t limit = 50;
};

// What questions are asked of.
struct QuestionSources {
  const archive::Reads& reads;
  std::shared_ptr<const graph::CampaignGraph> graph;  // a current snapshot
  const GraphQueries& queries;
};

// {question, parameters, basis: "touchpoints" | "campaigns" | "reported" | "graph", note?, columns: [{name, label, type}], rows, total …, graph:
// {nodes, edges}}. Errors: invalid_input "missing_parameter", "unknown_parameter", "unknown_choice", "bad_date"; those of what is asked.
archive::Json ask(const Question& question, const QuestionRequest& request, const QuestionSources& sources,
                  graph::Budget& budget, archive::Language language);

// The question by itself, as the page of questions shows it.
archive::Json to_json(const Question& question, archive::Language language);

// {file, pointer, message}
archive::Json to_json(const UnreadQuestion& unread, archive::Language language);

}  // namespace almanac::insight
